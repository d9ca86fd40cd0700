"""Turn a user's .msh of tetrahedra into an opened mesh: one physical surface per crack."""

import logging
from pathlib import Path
from typing import NamedTuple

import gmsh
import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.solid_data import FrontLine, SolidMesh, SolidSizes, SolidSlab, SurfaceCrack
from filasse_meshes.data.tags import CRACK_PREFIX
from filasse_meshes.files.msh_file import SAVE_AGAIN, msh_version
from filasse_meshes.files.msh_groups import tidy_name
from filasse_meshes.files.solid_msh_checks import (
    check_crack_surfaces,
    check_extent,
    check_joined,
    check_unit,
)
from filasse_meshes.meshing.split import cell_facets, directed_edges, edge_keys, facet_keys
from filasse_meshes.meshing.triangulate import gmsh_model
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.solid.body import ClosedBody, Inside, right_handed, signed_volumes
from filasse_meshes.solid.front_curve import FrontCurve
from filasse_meshes.solid.plane_mesh import CrackMesh
from filasse_meshes.solid.solid_audit import audit_solid
from filasse_meshes.solid.solid_opening import open_surfaces

NEAR = 1e-7
"""Relative to the slab: nodes nearer to a side lie on it; more is not flat."""
COVERED = 1e-6
"""Largest relative error of the volume that a file fills."""
SMOOTH = 0.6
"""[rad] A front that turns more than this between two edges has corners; it stays a polygon."""
TRIANGLE, TETRAHEDRON = 2, 4
"""Gmsh's numbers of element types of first order."""

log = logging.getLogger(__name__)


class _MshContent(NamedTuple):
    """What a file holds: nodes [m], tetrahedra, and triangles of the physical surfaces."""

    nodes: Floats
    cells: Ints
    surfaces: dict[str, Ints]


def import_solid_mesh(path: str | Path, unit: float = 1.0) -> SolidMesh:
    """Read a .msh of a box of tetrahedra, and open its cracks.

    The cracks are closed in the file, that is, ordinary facets between cells, each in a physical
    surface `crack:NAME`. They are flat, and lie inside or open at the anode, the side of least y.
    Growing cracks are meshed again from `slab` of the result.

    Args:
        path: the file, of version 2 or 4; of cells of higher order save those of first order.
        unit: [m], the length that 1 stands for in the file.

    Raises:
        MeshingError: the file cannot be read, or holds an unsound mesh.
    """
    path = Path(path)
    check_unit(unit)
    content = _onto_sides(_read(path, unit))
    extent = np.ptp(content.nodes, axis=0)
    check_extent(extent, path)
    _check_cover(content, extent, path)
    check_joined(content.nodes, extent, path)
    check_crack_surfaces(content.surfaces, content.nodes, content.cells, path)
    found = {
        name.removeprefix(CRACK_PREFIX): triangles
        for name, triangles in content.surfaces.items()
        if name.startswith(CRACK_PREFIX)
    }
    parts = [_crack(name, triangles, content, path) for name, triangles in found.items()]
    width, thickness, depth = extent.tolist()
    slab = SolidSlab(width, thickness, depth, tuple(part.crack for part in parts))
    sizes = _sizes(content, parts)
    body = ClosedBody(content.nodes, content.cells, tuple(part.nodes for part in parts), ())
    inside = Inside([part.mesh for part in parts], [], [None] * len(parts))
    mesh = open_surfaces(body, inside, slab, sizes)
    audit_solid(mesh)
    return mesh


def _read(path: Path, unit: float) -> _MshContent:
    # Gmsh takes what it does not know for a script, so it must not see anything else.
    msh_version(path)
    try:
        with gmsh_model():
            gmsh.merge(str(path))
            tags, x, _ = gmsh.model.mesh.getNodes()
            cells = gmsh.model.mesh.getElementsByType(TETRAHEDRON)[1].astype(np.int64)
            surfaces = _surfaces()
    except Exception as error:  # all that Gmsh raises
        reason = str(error).removesuffix(".")
        raise MeshingError(f"Cannot read {path} as a Gmsh mesh: {reason}. {SAVE_AGAIN}") from error
    if not len(cells):
        raise MeshingError(
            f"{path} holds no tetrahedra of first order. Mesh the volume in three dimensions (Mesh "
            "> 3D, order 1), and put it into a physical group or save all elements."
        )
    used, cells = np.unique(cells, return_inverse=True)
    order = np.argsort(tags)
    nodes = x.reshape(-1, 3)[order[np.searchsorted(tags[order].astype(np.int64), used)]] * unit
    new = {}
    for name, triangles in surfaces.items():
        index = np.minimum(np.searchsorted(used, triangles), len(used) - 1)
        new[name] = np.where(used[index] == triangles, index, -1)
    return _MshContent(nodes, right_handed(nodes, cells.reshape(-1, 4)), new)


def _surfaces() -> dict[str, Ints]:
    """Triangles of the physical surfaces of the present model, by name."""
    found: dict[str, list[Ints]] = {}
    for dimension, number in gmsh.model.getPhysicalGroups(2):
        name = tidy_name(gmsh.model.getPhysicalName(dimension, number))
        for entity in gmsh.model.getEntitiesForPhysicalGroup(dimension, number).tolist():
            tags = gmsh.model.mesh.getElementsByType(TRIANGLE, entity)[1].astype(np.int64)
            found.setdefault(name, []).append(tags.reshape(-1, 3))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _onto_sides(content: _MshContent) -> _MshContent:
    """Put the lowest corner at the origin, and nodes next to a side exactly there."""
    nodes = content.nodes - content.nodes.min(axis=0)
    extent = nodes.max(axis=0)
    nodes = np.where(nodes <= NEAR * extent, 0.0, nodes)
    nodes = np.where(nodes >= (1 - NEAR) * extent, extent, nodes)
    return content._replace(nodes=nodes)


def _check_cover(content: _MshContent, extent: Floats, path: Path) -> None:
    covered = float(signed_volumes(content.nodes, content.cells).sum() / np.prod(extent))
    if not abs(covered - 1) <= COVERED:
        size = " x ".join(f"{length * 1e6:.4g}" for length in extent)
        raise MeshingError(
            f"{path} fills {covered:.4%} of its box of {size} um; the body must be a box, along "
            "the axes and without holes."
        )


class _ImportedCrack(NamedTuple):
    """A crack of the file: what it is, its triangulation, and the nodes of its vertices."""

    crack: SurfaceCrack
    mesh: CrackMesh
    nodes: Ints


def _crack(name: str, triangles: Ints, content: _MshContent, path: Path) -> _ImportedCrack:
    """Follow a crack: its plane, its front and its mouth."""
    where = f"{path}: crack '{name}'"
    between = np.bincount(_owners(triangles, content), minlength=len(triangles))
    if (between != 2).any():
        middle = in_um(content.nodes[triangles[(between != 2).argmax()]].mean(axis=0))
        raise MeshingError(
            f"{where} has facets that do not lie between two cells, the first at {middle}; it must "
            "be part of the mesh (BooleanFragments, or embedded), and may not lie on a side."
        )
    nodes, local = np.unique(triangles, return_inverse=True)
    points = content.nodes[nodes]
    uv = _in_plane(points, where)
    local = _counter_clockwise(uv, local.reshape(-1, 3))
    front, mouth = _outline(local, points, where)
    closed = not len(mouth)
    line = FrontLine(uv[front], points[front], _forward(points, uv, front, closed))
    middles = _middles(line, closed)
    none = np.empty(0, dtype=np.int64)
    mesh = CrackMesh(uv, points, local, front, middles, mouth, none, (), None)
    return _ImportedCrack(SurfaceCrack(name, (line,), closed), mesh, nodes)


def _owners(triangles: Ints, content: _MshContent) -> Ints:
    """Index of the triangle that every facet of a cell is, for those that are one."""
    facets = cell_facets(content.cells)
    keys = facet_keys(facets, len(content.nodes))
    wanted = facet_keys(triangles, len(content.nodes))
    order = np.argsort(wanted)
    slot = order[np.minimum(np.searchsorted(wanted, keys, sorter=order), len(wanted) - 1)]
    found: Ints = slot[wanted[slot] == keys]
    return found


def _in_plane(points: Floats, where: str) -> Floats:
    """Coordinates [m] along and across a flat crack; v = 0 on the anode.

    Raises:
        MeshingError: it is not flat.
    """
    origin = points[points[:, 1].argmin()]
    normal = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2][2]
    off = np.abs((points - origin) @ normal).max()
    if off > NEAR * np.ptp(points, axis=0).max():
        raise MeshingError(
            f"{where} is not flat: it leaves a plane by {off * 1e6:.3g} um. Only flat cracks can "
            "be read; they may grow out of their plane."
        )
    # As drawn cracks: the plus side of an upright one is that of smaller x.
    first = int(np.flatnonzero(np.abs(normal) > 1e-9)[0])
    normal = -normal * np.sign(normal[first])
    level = np.cross([0.0, 1.0, 0.0], normal)
    if np.linalg.norm(level) < 1e-6:
        level = np.array([0.0, 0.0, 1.0])
    level /= np.linalg.norm(level)
    in_plane: Floats = (points - origin) @ np.vstack([level, np.cross(normal, level)]).T
    in_plane[points[:, 1] == 0, 1] = 0.0
    return in_plane


def _counter_clockwise(uv: Floats, triangles: Ints) -> Ints:
    a, b, c = (uv[triangles[:, i]] for i in range(3))
    turned = (b - a)[:, 0] * (c - a)[:, 1] < (b - a)[:, 1] * (c - a)[:, 0]
    return np.where(turned[:, None], triangles[:, ::-1], triangles)


def _outline(triangles: Ints, points: Floats, where: str) -> tuple[Ints, Ints]:
    """Front and mouth of a crack, vertices in order.

    Raises:
        MeshingError: the outline is not one loop, or comes to the anode more than once.
    """
    edges = directed_edges(triangles)
    _, first, count = np.unique(
        edge_keys(edges, len(points)), return_index=True, return_counts=True
    )
    follower = dict(edges[first[count == 1]].tolist())
    loop = [min(follower)]
    while len(loop) <= len(follower) and follower.get(loop[-1]) not in (None, loop[0]):
        loop.append(follower[loop[-1]])
    if len(loop) != len(follower):
        raise MeshingError(f"{where} is in pieces, or has holes; give every piece its own name.")
    around = np.array(loop)
    low = points[around, 1] == 0
    if not low.any():
        return around, np.empty(0, dtype=np.int64)
    changes = np.flatnonzero(low & ~np.roll(low, 1))
    if len(changes) != 1 or low.sum() < 2:
        raise MeshingError(
            f"{where} meets the anode at a point, or at several places; let it open along one line."
        )
    around = np.roll(around, -int(changes[0]))
    width = int(low.sum())
    # The outline runs along the mouth first, from the end of the front to its start.
    return np.append(around[width - 1 :], around[0]), around[:width]


def _forward(points: Floats, uv: Floats, front: Ints, closed: bool) -> Floats:
    """Unit vectors out of a flat crack at its front."""
    line, flat = points[front], uv[front]
    if closed:
        tangent = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    else:
        tangent = np.gradient(line, axis=0)
    axes = np.linalg.lstsq(flat - flat.mean(axis=0), line - line.mean(axis=0), rcond=None)[0]
    outward = np.cross(tangent, np.cross(*axes))
    unit: Floats = outward / np.linalg.norm(outward, axis=1)[:, None]
    return unit


def _middles(front: FrontLine, closed: bool) -> Floats:
    """Middles [m] of the front's edges: on a spline, unless it has corners."""
    points = np.vstack([front.points, front.points[:1]]) if closed else front.points
    steps = np.diff(points, axis=0)
    steps /= np.linalg.norm(steps, axis=1)[:, None]
    next_steps = np.roll(steps, -1, axis=0) if closed else steps[1:]
    cosine = np.sum(steps[: len(next_steps)] * next_steps, axis=1)
    if cosine.min() < np.cos(SMOOTH):
        middles: Floats = (points[1:] + points[:-1]) / 2
        return middles
    return FrontCurve(front, closed).middles()


def _sizes(content: _MshContent, parts: list[_ImportedCrack]) -> SolidSizes:
    """Sizes like those of the file, with which grown cracks are meshed again."""
    corners = content.nodes[content.cells]
    far = float(np.linalg.norm(corners[:, 0] - corners[:, 1], axis=1).max())
    steps = [np.diff(part.crack.fronts[0].points, axis=0) for part in parts]
    front = min((float(np.linalg.norm(s, axis=1).mean()) for s in steps), default=far)
    return SolidSizes(front=front, far=far)
