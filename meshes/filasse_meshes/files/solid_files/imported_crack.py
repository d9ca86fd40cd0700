"""Follow a flat crack of a .msh of tetrahedra: its plane, its front and its mouth."""

from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.solid_data import FrontLine, SurfaceCrack
from filasse_meshes.files.msh_checks import ON_SIDE
from filasse_meshes.meshing.split import cell_facets, directed_edges, edge_keys, facet_keys
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.solid.front_curve import FrontCurve
from filasse_meshes.solid.plane_mesh import CrackMesh

SMOOTH = 0.6
"""[rad] A front that turns more than this between two edges has corners; it stays a polygon."""


class ImportedCrack(NamedTuple):
    """A crack of a file.

    Attributes:
        crack: its plane and its front.
        mesh: its triangulation.
        nodes: of the body, per vertex of that.
    """

    crack: SurfaceCrack
    mesh: CrackMesh
    nodes: Ints


def follow_crack(
    name: str, triangles: Ints, nodes: Floats, cells: Ints, where: str
) -> ImportedCrack:
    """Find the plane, the front and the mouth of a crack.

    Args:
        name: of the crack.
        triangles: shape (k, 3), nodes.
        nodes: [m], shape (n, 3), the lowest corner of the body at the origin.
        cells: tetrahedra, shape (c, 4).
        where: what it is called in messages.

    Raises:
        MeshingError: it does not lie between cells, is not flat, or has no simple outline.
    """
    between = np.bincount(_owners(triangles, nodes, cells), minlength=len(triangles))
    if (triangles < 0).any() or (between != 2).any():
        lone = triangles[((between != 2) | (triangles < 0).any(axis=1)).argmax()]
        middle = "" if (lone < 0).any() else f", the first at {in_um(nodes[lone].mean(axis=0))}"
        raise MeshingError(
            f"{where} has facets that do not lie between two cells{middle}; it must "
            "be part of the mesh (BooleanFragments, or embedded), and may not lie on a side."
        )
    used, local = np.unique(triangles, return_inverse=True)
    points = nodes[used]
    uv = _in_plane(points, where)
    local = _counter_clockwise(uv, local.reshape(-1, 3))
    front, mouth = _outline(local, points, where)
    closed = not len(mouth)
    line = FrontLine(uv[front], points[front], _forward(points, uv, front, closed))
    none = np.empty(0, dtype=np.int64)
    mesh = CrackMesh(uv, points, local, front, middles(line, closed), mouth, none, (), None)
    return ImportedCrack(SurfaceCrack(name, (line,), closed), mesh, used)


def _owners(triangles: Ints, nodes: Floats, cells: Ints) -> Ints:
    """Index of the triangle that every facet of a cell is, for those that are one."""
    facets = cell_facets(cells)
    keys = facet_keys(facets, len(nodes))
    wanted = facet_keys(triangles, len(nodes))
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
    if off > ON_SIDE * np.ptp(points, axis=0).max():
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
    if len(loop) != int((count == 1).sum()):
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


def middles(front: FrontLine, closed: bool) -> Floats:
    """Middles [m] of the front's edges: on a spline, unless it has corners."""
    points = np.vstack([front.points, front.points[:1]]) if closed else front.points
    if front_turns(front, closed).max() > SMOOTH:
        straight: Floats = (points[1:] + points[:-1]) / 2
        return straight
    return FrontCurve(front, closed).middles()


def front_turns(front: FrontLine, closed: bool) -> Floats:
    """Angles [rad] between neighbouring edges of a front; of an open one at its inner points."""
    points = np.vstack([front.points, front.points[:1]]) if closed else front.points
    steps = np.diff(points, axis=0)
    steps /= np.linalg.norm(steps, axis=1)[:, None]
    next_steps = np.roll(steps, -1, axis=0) if closed else steps[1:]
    cosines = np.sum(steps[: len(next_steps)] * next_steps, axis=1)
    turns: Floats = np.arccos(np.clip(cosines, -1.0, 1.0))
    return turns
