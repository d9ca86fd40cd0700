"""Gmsh fills the faces of an arrangement whose edges already carry their nodes."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import gmsh
import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.meshing_error import MeshingError

DELAUNAY, FRONTAL, HXT = 5, 6, 10
"""Gmsh's two robust algorithms; the first is twice as fast, the second the other try; then the one
for tetrahedra that keeps embedded surfaces as they are."""

OPTIONS = {
    "General.Terminal": 0,
    "General.Verbosity": 2,
    "General.NumThreads": 1,
    "Geometry.Tolerance": 1e-9,
    "Mesh.Algorithm": DELAUNAY,
    "Mesh.Algorithm3D": HXT,
    "Mesh.ElementOrder": 1,
    "Mesh.MeshOnlyEmpty": 0,
    "Mesh.MeshSizeExtendFromBoundary": 0,
    "Mesh.MeshSizeFactor": 1,
    "Mesh.MeshSizeFromCurvature": 0,
    "Mesh.MeshSizeFromPoints": 0,
    "Mesh.MeshSizeMax": 1e22,
    "Mesh.MeshSizeMin": 0,
    "Mesh.Optimize": 1,
    "Mesh.RandomFactor": 1e-9,
    "Mesh.RecombineAll": 0,
    "Mesh.Smoothing": 1,
}
"""All that matters is set for every mesh: Gmsh keeps options from one model to the next."""


class FaceToFill(NamedTuple):
    """A face to fill.

    Attributes:
        loops: signed segments (+-(id + 1)) of the outer loop and of the holes.
        inner: ids of the segments inside.
    """

    loops: tuple[Ints, ...]
    inner: Ints


class Triangles(NamedTuple):
    """Gmsh's answer.

    Attributes:
        nodes: [um], shape (n_nodes, 2); the given nodes come first, with their ids.
        triangles: shape (n_cells, 3), counter-clockwise.
        patch: shape (n_cells,), index of the face each cell fills.
    """

    nodes: Floats
    triangles: Ints
    patch: Ints


def triangulate(
    nodes: Floats,
    segments: Ints,
    patches: Sequence[FaceToFill],
    guides: Ints,
    far: float,
    grading: float,
    algorithm: int = DELAUNAY,
) -> Triangles:
    """Fill faces with triangles; inside, sizes grow from that of the nearest guide.

    Args:
        nodes: [um], shape (n_nodes, 2).
        segments: shape (n_segments, 2), the mesh edges that triangles must respect.
        patches: the faces.
        guides: ids of the segments that set the sizes around them.
        far: [um], largest size.
        grading: growth of the size per distance.
        algorithm: Gmsh's Mesh.Algorithm.

    Raises:
        MeshingError: Gmsh reported an error.
    """
    with gmsh_model():
        used = _add_geometry(nodes, segments, patches)
        _set_sizes(nodes, segments, np.intersect1d(used, guides), far, grading)
        gmsh.option.setNumber("Mesh.Algorithm", algorithm)
        generate(2)
        return _collect(nodes, len(patches))


@contextmanager
def gmsh_model() -> Iterator[None]:
    """A fresh model with known options; both are undone afterwards."""
    if not gmsh.isInitialized():
        _start_gmsh()
    before = {name: gmsh.option.getNumber(name) for name in OPTIONS}
    for name, value in OPTIONS.items():
        gmsh.option.setNumber(name, value)
    gmsh.model.add("filasse")
    try:
        yield
    finally:
        gmsh.model.remove()
        for name, value in before.items():
            gmsh.option.setNumber(name, value)


def _start_gmsh() -> None:
    """Start Gmsh, which takes SIGTERM for itself, and give it back: a scheduler needs it.

    A signal that comes meanwhile waits.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        gmsh.initialize(readConfigFiles=False, interruptible=False)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGTERM) or signal.SIG_DFL)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _add_geometry(nodes: Floats, segments: Ints, patches: Sequence[FaceToFill]) -> Ints:
    """Enter every node as a point and every used segment as a line of one element."""
    geo = gmsh.model.geo
    loops = [loop for patch in patches for loop in patch.loops]
    inner = [patch.inner for patch in patches]
    used = np.unique(np.concatenate([*(np.abs(loop) - 1 for loop in loops), *inner]))
    for i, (x, y) in enumerate(nodes.tolist()):
        geo.addPoint(x, y, 0, 0, i + 1)
    for i, (start, end) in zip(used.tolist(), segments[used].tolist(), strict=True):
        geo.addLine(start + 1, end + 1, i + 1)
        geo.mesh.setTransfiniteCurve(i + 1, 2)
    for i, patch in enumerate(patches):
        geo.addPlaneSurface([geo.addCurveLoop(loop.tolist()) for loop in patch.loops], i + 1)
    geo.synchronize()
    for i, patch in enumerate(patches):
        if len(patch.inner):
            gmsh.model.mesh.embed(1, (patch.inner + 1).tolist(), 2, i + 1)
    return used


def _set_sizes(nodes: Floats, segments: Ints, guides: Ints, far: float, grading: float) -> None:
    """Let sizes grow away from the guides, up to `far`."""
    ends = nodes[segments[guides]]
    smallest = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).min()
    field = gmsh.model.mesh.field.add("Extend")
    gmsh.model.mesh.field.setNumbers(field, "CurvesList", (guides + 1).tolist())
    gmsh.model.mesh.field.setNumber(field, "DistMax", max(far - smallest, 0.01 * far) / grading)
    gmsh.model.mesh.field.setNumber(field, "SizeMax", far)
    gmsh.model.mesh.field.setAsBackgroundMesh(field)
    gmsh.option.setNumber("Mesh.MeshSizeMax", far)


def generate(dimension: int) -> None:
    """Mesh, and turn anything that Gmsh reports as an error into ours."""
    gmsh.logger.start()
    try:
        gmsh.model.mesh.generate(dimension)
        messages = gmsh.logger.get()
    except Exception as error:
        raise MeshingError(
            f"Gmsh failed: {error}. Use smaller sizes or move the features."
        ) from error
    finally:
        gmsh.logger.stop()
    bad = [m for m in messages if m.startswith("Error") or "Impossible to recover" in m]
    if bad:
        raise MeshingError(f"Gmsh failed: {bad[0]}. Use smaller sizes or move the features.")


def _collect(nodes: Floats, patch_count: int) -> Triangles:
    tags, x, _ = gmsh.model.mesh.getNodes()
    order = np.argsort(tags)
    points = x.reshape(-1, 3)[order, :2].copy()
    if not np.array_equal(points[: len(nodes)], nodes):
        raise MeshingError("Gmsh renumbered the nodes of the outline; use another Gmsh version.")
    parts = [gmsh.model.mesh.getElementsByType(2, i + 1)[1] for i in range(patch_count)]
    triangles = np.concatenate(parts).astype(np.int64).reshape(-1, 3)
    triangles = np.searchsorted(tags[order].astype(np.int64), triangles)
    patch = np.repeat(np.arange(patch_count), [len(part) // 3 for part in parts])
    return Triangles(points, counter_clockwise(points, triangles), patch)


def counter_clockwise(points: Floats, triangles: Ints) -> Ints:
    """Turn triangles so that all run counter-clockwise."""
    turned = signed_areas(points, triangles) < 0
    result = triangles.copy()
    result[turned, 1], result[turned, 2] = triangles[turned, 2], triangles[turned, 1]
    return result


def signed_areas(points: Floats, triangles: Ints) -> Floats:
    """Areas, positive for counter-clockwise triangles, shape (n_cells,)."""
    a, b, c = (points[triangles[:, i]] for i in range(3))
    ab, ac = b - a, c - a
    areas: Floats = (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]) / 2
    return areas
