"""Gmsh fills a box around triangulated cracks with tetrahedra."""

import functools
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import gmsh
import numpy as np

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.solid_data import SolidSizes, SolidSlab
from filasse_meshes.meshing.triangulate import generate, gmsh_model
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.plane_mesh import CrackMesh
from filasse_meshes.solid.pore_wall import WallMesh, wall_size

TRIANGLE, TETRAHEDRON = 2, 4
"""Gmsh's numbers of element types."""
CORNERS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1))
"""Of the slab, relative to its lengths."""
EDGES = (
    *((0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6)),
    *((6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)),
)
"""Ends of the edges of the slab."""
SIDES = (
    *((1, 10, -5, -9), (1, 2, 3, 4), (5, 6, 7, 8)),
    *((2, 11, -6, -10), (3, 12, -7, -11), (4, 9, -8, -12)),
)
"""Edges, numbered from 1, around every side; the first side is the anode."""


class _Cut(NamedTuple):
    """Where a slab is cut in halves: the side, and its edge at the anode, which ascends."""

    side: int
    edge: int


CUTS = {0: _Cut(6, 9), 2: _Cut(2, 1)}
"""By the axis across which the plane of symmetry lies."""


class ClosedBody(NamedTuple):
    """Tetrahedra before any crack is opened.

    Attributes:
        nodes: [m], shape (n, 3).
        cells: shape (c, 4).
        cracks: per crack the node of every vertex of its triangulation.
        walls: the same per pore.
    """

    nodes: Floats
    cells: Ints
    cracks: tuple[Ints, ...]
    walls: tuple[Ints, ...]


class Inside(NamedTuple):
    """What lies in a slab: cracks, walls of pores, and which wall every crack opens into."""

    cracks: Sequence[CrackMesh]
    walls: Sequence[WallMesh]
    pore_of_crack: Sequence[int | None]


def mesh_body(slab: SolidSlab, inside: Inside, sizes: SolidSizes) -> ClosedBody:
    """Fill the slab; the triangles of cracks and walls become facets as they are.

    Raises:
        MeshingError: Gmsh reported an error, or lost a crack.
    """
    scaled = [crack._replace(points=crack.points / MICROMETRE) for crack in inside.cracks]
    walls = [wall._replace(points=wall.points / MICROMETRE) for wall in inside.walls]
    with gmsh_model():
        _add_corners(slab.low / MICROMETRE, slab.high / MICROMETRE)
        points = [_add_fixed_points(crack) for crack in scaled]
        _add_box(slab.mirror, _in_order(scaled, points))
        lines = [_add_fixed_lines(*pair) for pair in zip(scaled, points, strict=True)]
        gmsh.model.geo.synchronize()
        holes = [_add_surface(wall, np.zeros(len(wall.points), np.int64)) for wall in walls]
        _add_volume(holes)
        for fixed in lines:
            if fixed.mouth:
                gmsh.model.mesh.embed(1, fixed.mouth, 2, 1)
            if fixed.cut and slab.mirror is not None:
                gmsh.model.mesh.embed(1, fixed.cut, 2, CUTS[slab.mirror].side)
        _set_sizes([fixed.front for fixed in lines], slab, sizes)
        generate(1)
        surfaces = []
        for crack, fixed, pore in zip(scaled, lines, inside.pore_of_crack, strict=True):
            tags = _point_tags(fixed)
            if pore is not None:
                tags[crack.rim] = _surface_tags(walls[pore], holes[pore])[: len(crack.rim)]
            surfaces.append(_add_surface(crack, tags))
            gmsh.model.mesh.embed(2, surfaces[-1:], 3, 1)
        generate(2)
        generate(3)
        return _collect(scaled, surfaces, walls, holes)


class _Fixed(NamedTuple):
    """Geometry that carries mesh nodes: points by vertex (0 for none), of the front, and lines."""

    point: Ints
    front: list[int]
    mouth: list[int]
    cut: list[int]


def _add_corners(low: Floats, high: Floats) -> None:
    """Add the corners of the slab: points 1 to 8."""
    for i, corner in enumerate(CORNERS):
        gmsh.model.geo.addPoint(*np.where(corner, high, low).tolist(), 0, i + 1)


def _add_box(mirror: int | None, on_edge: Sequence[int]) -> None:
    """Add the sides of the slab: lines 1 to 12, surfaces 1 to 6.

    Args:
        mirror: axis across which the slab is cut in halves.
        on_edge: points in order along the edge between the cut and the anode.
    """
    geo = gmsh.model.geo
    cut = 0 if mirror is None else CUTS[mirror].edge
    ends = {i: [a + 1, *(on_edge if i == cut else ()), b + 1] for i, (a, b) in enumerate(EDGES, 1)}
    pieces = {i: [geo.addLine(*points[:2], i)] for i, points in ends.items()}
    for i, points in ends.items():
        pieces[i] += [geo.addLine(*pair) for pair in itertools.pairwise(points[1:])]
    for i, side in enumerate(SIDES, 1):
        loop = [
            piece if line > 0 else -piece
            for line in side
            for piece in pieces[abs(line)][:: 1 if line > 0 else -1]
        ]
        geo.addPlaneSurface([geo.addCurveLoop(loop)], i)


def _in_order(cracks: Sequence[CrackMesh], points: Sequence[Ints]) -> list[int]:
    """Points where the mouths of halved cracks end, along the edge of the slab."""
    ends = [
        (*crack.points[crack.cut[-1]].tolist(), int(point[crack.cut[-1]]))
        for crack, point in zip(cracks, points, strict=True)
        if len(crack.cut)
    ]
    return [point for *_, point in sorted(ends)]


def _add_volume(holes: Sequence[int]) -> None:
    """Add the volume 1 between the sides and the walls of holes."""
    geo = gmsh.model.geo
    sides = geo.addSurfaceLoop(list(range(1, len(SIDES) + 1)))
    geo.addVolume([sides, *(geo.addSurfaceLoop([hole]) for hole in holes)], 1)
    geo.synchronize()


def _add_fixed_points(crack: CrackMesh) -> Ints:
    """Add points on the front, which set the sizes, on the mouth and on a plane of symmetry.

    Points that are added as discrete ones instead lose their nodes when Gmsh meshes the lines.

    Returns:
        The point of every vertex, 0 for none.
    """
    point = np.zeros(len(crack.points), dtype=np.int64)
    for vertex in functools.reduce(np.union1d, (crack.front, crack.mouth, crack.cut)):
        point[vertex] = gmsh.model.geo.addPoint(*crack.points[vertex].tolist())
    return point


def _add_fixed_lines(crack: CrackMesh, point: Ints) -> _Fixed:
    """Add lines of one edge each along the mouth and the cut."""
    mouth, cut = (_add_lines(point[line].tolist()) for line in (crack.mouth, crack.cut))
    return _Fixed(point, point[crack.front].tolist(), mouth, cut)


def _add_lines(points: list[int]) -> list[int]:
    geo = gmsh.model.geo
    lines = [geo.addLine(start, end) for start, end in itertools.pairwise(points)]
    for line in lines:
        geo.mesh.setTransfiniteCurve(line, 2)
    return lines


def _set_sizes(fronts: list[list[int]], slab: SolidSlab, sizes: SolidSizes) -> None:
    """Let sizes grow away from fronts, whose points are an edge length apart, and from pores."""
    field, far = gmsh.model.mesh.field, sizes.far / MICROMETRE
    parts = [
        _growing(points, 0.0, sizes.of_crack(i).front, sizes) for i, points in enumerate(fronts)
    ]
    for pore in slab.pores:
        centre = gmsh.model.geo.addPoint(*(np.array(pore.centre) / MICROMETRE).tolist())
        parts.append(_growing([centre], pore.radius, wall_size(pore, sizes), sizes))
    gmsh.model.geo.synchronize()
    if parts:
        smallest = field.add("Min")
        field.setNumbers(smallest, "FieldsList", parts)
        field.setAsBackgroundMesh(smallest)
    gmsh.option.setNumber("Mesh.MeshSizeMax", far)


def _growing(points: list[int], start: float, size: float, sizes: SolidSizes) -> int:
    """Add a field that grows from a size at a distance [m] from points."""
    field = gmsh.model.mesh.field
    distance, threshold = int(field.add("Distance")), int(field.add("Threshold"))
    rise = max(sizes.far - size, 0.01 * sizes.far) / sizes.growth
    field.setNumbers(distance, "PointsList", points)
    field.setNumber(threshold, "InField", distance)
    field.setNumber(threshold, "SizeMin", size / MICROMETRE)
    field.setNumber(threshold, "SizeMax", sizes.far / MICROMETRE)
    field.setNumber(threshold, "DistMin", start / MICROMETRE)
    field.setNumber(threshold, "DistMax", (start + rise) / MICROMETRE)
    return threshold


def _point_tags(fixed: _Fixed) -> Ints:
    """Tags of the nodes that points carry, 0 for other vertices."""
    tags = np.zeros(len(fixed.point), dtype=np.int64)
    for vertex in np.flatnonzero(fixed.point):
        tags[vertex] = int(gmsh.model.mesh.getNodes(0, int(fixed.point[vertex]))[0][0])
    return tags


def _add_surface(part: CrackMesh | WallMesh, tags: Ints) -> int:
    """Add triangles as a discrete surface; vertices without a tag yet get nodes of their own."""
    mesh = gmsh.model.mesh
    surface = int(gmsh.model.addDiscreteEntity(2))
    free = np.flatnonzero(tags == 0)
    tags[free] = mesh.getMaxNodeTag() + 1 + np.arange(len(free))
    mesh.addNodes(2, surface, tags[free].tolist(), part.points[free].ravel().tolist())
    mesh.addElementsByType(surface, TRIANGLE, [], tags[part.triangles].ravel().tolist())
    return surface


def _surface_tags(part: CrackMesh | WallMesh, surface: int) -> Ints:
    """Tags of the nodes of a surface's vertices: Gmsh renumbers, but keeps triangles in order."""
    found = gmsh.model.mesh.getElementsByType(TRIANGLE, surface)[1].astype(np.int64).reshape(-1, 3)
    if found.shape != part.triangles.shape:
        raise MeshingError("Gmsh changed the triangles of a crack; use another Gmsh version.")
    tags = np.empty(len(part.points), dtype=np.int64)
    tags[part.triangles] = found
    return tags


def _collect(
    cracks: Sequence[CrackMesh],
    surfaces: Sequence[int],
    walls: Sequence[WallMesh],
    holes: Sequence[int],
) -> ClosedBody:
    tags, x, _ = gmsh.model.mesh.getNodes()
    order = np.argsort(tags)
    tags, nodes = tags[order].astype(np.int64), x.reshape(-1, 3)[order]
    cells = gmsh.model.mesh.getElementsByType(TETRAHEDRON)[1].astype(np.int64)
    cells = np.searchsorted(tags, cells).reshape(-1, 4)
    found = []
    parts: list[CrackMesh | WallMesh] = [*cracks, *walls]
    for part, surface in zip(parts, (*surfaces, *holes), strict=True):
        there = np.searchsorted(tags, _surface_tags(part, surface))
        if not np.array_equal(nodes[there], part.points):
            raise MeshingError("Gmsh moved the nodes of a crack; use another Gmsh version.")
        found.append(there)
    used, cells = np.unique(cells, return_inverse=True)
    new = np.full(len(nodes), -1, dtype=np.int64)
    new[used] = np.arange(len(used))
    if any((new[of] < 0).any() for of in found):
        raise MeshingError(
            "Gmsh left a crack out of the body; use smaller sizes or move the crack."
        )
    kept, places = nodes[used] * MICROMETRE, [new[of] for of in found]
    cells = right_handed(kept, cells.reshape(-1, 4))
    return ClosedBody(kept, cells, tuple(places[: len(cracks)]), tuple(places[len(cracks) :]))


def right_handed(nodes: Floats, cells: Ints) -> Ints:
    """Order the corners of tetrahedra so that their volumes are positive."""
    turned = signed_volumes(nodes, cells) < 0
    result = cells.copy()
    result[turned, 2], result[turned, 3] = cells[turned, 3], cells[turned, 2]
    return result


def signed_volumes(points: Floats, cells: Ints) -> Floats:
    """Volumes [m^3] of tetrahedra, positive for the order that `cell_facets` expects."""
    corners = points[cells]
    volumes: Floats = np.linalg.det(corners[:, 1:] - corners[:, :1]) / 6
    return volumes
