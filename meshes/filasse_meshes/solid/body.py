"""Gmsh fills a box around triangulated cracks with tetrahedra."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import gmsh
import numpy as np

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.solid import SolidSizes, SolidSlab
from filasse_meshes.errors import MeshError
from filasse_meshes.meshing.triangulate import generate, gmsh_model
from filasse_meshes.solid.plane_mesh import CrackMesh

TRIANGLE, TETRAHEDRON = 2, 4
"""Gmsh's numbers of element types."""
CORNERS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1))
EDGES = (
    *((0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6)),
    *((6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)),
)
SIDES = (
    *((1, 10, -5, -9), (1, 2, 3, 4), (5, 6, 7, 8)),
    *((2, 11, -6, -10), (3, 12, -7, -11), (4, 9, -8, -12)),
)
"""Edges, numbered from 1, around every side; the first side is the anode."""


class Body(NamedTuple):
    """Tetrahedra before any crack is opened.

    Attributes:
        nodes: [m], shape (n, 3).
        cells: shape (c, 4).
        cracks: per crack the node of every vertex of its triangulation.
    """

    nodes: Floats
    cells: Ints
    cracks: tuple[Ints, ...]


def mesh_body(slab: SolidSlab, cracks: Sequence[CrackMesh], sizes: SolidSizes) -> Body:
    """Fill the slab; the triangles of the cracks become facets as they are.

    Raises:
        MeshError: Gmsh reported an error, or lost a crack.
    """
    scaled = [crack._replace(points=crack.points / MICROMETRE) for crack in cracks]
    with gmsh_model():
        _add_box(np.array([slab.width, slab.thickness, slab.depth]) / MICROMETRE)
        lines = [_add_fixed_points(crack) for crack in scaled]
        gmsh.model.geo.synchronize()
        for fixed in lines:
            if len(fixed.mouth):
                gmsh.model.mesh.embed(1, fixed.mouth, 2, 1)
        _set_sizes([point for fixed in lines for point in fixed.front], sizes)
        generate(1)
        surfaces = [_add_surface(*pair) for pair in zip(scaled, lines, strict=True)]
        generate(2)
        generate(3)
        return _collect(scaled, surfaces)


class _Fixed(NamedTuple):
    """Geometry that carries mesh nodes: points by vertex (0 for none), of the front, and lines."""

    point: Ints
    front: list[int]
    mouth: list[int]


def _add_box(extent: Floats) -> None:
    """Add the slab: points 1 to 8, lines 1 to 12, surfaces 1 to 6 and volume 1."""
    geo = gmsh.model.geo
    for i, corner in enumerate(CORNERS):
        geo.addPoint(*(np.array(corner) * extent).tolist(), 0, i + 1)
    for i, (start, end) in enumerate(EDGES):
        geo.addLine(start + 1, end + 1, i + 1)
    for i, side in enumerate(SIDES):
        geo.addPlaneSurface([geo.addCurveLoop(list(side))], i + 1)
    geo.addVolume([geo.addSurfaceLoop(list(range(1, len(SIDES) + 1)))], 1)


def _add_fixed_points(crack: CrackMesh) -> _Fixed:
    """Add points on the front, which set the sizes, and lines of one edge along the mouth.

    Points that are added as discrete ones instead lose their nodes when Gmsh meshes the lines.
    """
    geo = gmsh.model.geo
    point = np.zeros(len(crack.points), dtype=np.int64)
    for vertex in np.union1d(crack.front, crack.mouth):
        point[vertex] = geo.addPoint(*crack.points[vertex].tolist())
    ends = point[crack.mouth].tolist()
    lines = [geo.addLine(start, end) for start, end in itertools.pairwise(ends)]
    for line in lines:
        geo.mesh.setTransfiniteCurve(line, 2)
    return _Fixed(point, point[crack.front].tolist(), lines)


def _set_sizes(front: list[int], sizes: SolidSizes) -> None:
    """Let sizes grow away from the fronts, whose points are an edge length apart."""
    field = gmsh.model.mesh.field
    small, far = sizes.front / MICROMETRE, sizes.far / MICROMETRE
    if front:
        distance = field.add("Distance")
        field.setNumbers(distance, "PointsList", front)
        threshold = field.add("Threshold")
        field.setNumber(threshold, "InField", distance)
        field.setNumber(threshold, "SizeMin", small)
        field.setNumber(threshold, "SizeMax", far)
        field.setNumber(threshold, "DistMin", 0)
        field.setNumber(threshold, "DistMax", max(far - small, 0.01 * far) / sizes.growth)
        field.setAsBackgroundMesh(threshold)
    gmsh.option.setNumber("Mesh.MeshSizeMax", far)


def _add_surface(crack: CrackMesh, fixed: _Fixed) -> int:
    """Add the triangles of a crack as a discrete surface inside the body."""
    mesh = gmsh.model.mesh
    surface = int(gmsh.model.addDiscreteEntity(2))
    tags = np.zeros(len(crack.points), dtype=np.int64)
    carried = np.flatnonzero(fixed.point)
    tags[carried] = [int(mesh.getNodes(0, point)[0][0]) for point in fixed.point[carried].tolist()]
    free = np.flatnonzero(fixed.point == 0)
    tags[free] = mesh.getMaxNodeTag() + 1 + np.arange(len(free))
    mesh.addNodes(2, surface, tags[free].tolist(), crack.points[free].ravel().tolist())
    mesh.addElementsByType(surface, TRIANGLE, [], tags[crack.triangles].ravel().tolist())
    mesh.embed(2, [surface], 3, 1)
    return surface


def _collect(cracks: Sequence[CrackMesh], surfaces: Sequence[int]) -> Body:
    tags, x, _ = gmsh.model.mesh.getNodes()
    order = np.argsort(tags)
    tags, nodes = tags[order].astype(np.int64), x.reshape(-1, 3)[order]
    cells = gmsh.model.mesh.getElementsByType(TETRAHEDRON)[1].astype(np.int64).reshape(-1, 4)
    cells = np.searchsorted(tags, cells)
    found = []
    for crack, surface in zip(cracks, surfaces, strict=True):
        there = gmsh.model.mesh.getElementsByType(TRIANGLE, surface)[1].astype(np.int64)
        found.append(_vertices(crack, np.searchsorted(tags, there).reshape(-1, 3), nodes))
    used, cells = np.unique(cells, return_inverse=True)
    new = np.full(len(nodes), -1, dtype=np.int64)
    new[used] = np.arange(len(used))
    if any((new[of] < 0).any() for of in found):
        raise MeshError("Gmsh left a crack out of the body; use smaller sizes or move the crack.")
    kept = nodes[used] * MICROMETRE
    return Body(kept, _right_handed(kept, cells.reshape(-1, 4)), tuple(new[of] for of in found))


def _right_handed(nodes: Floats, cells: Ints) -> Ints:
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


def _vertices(crack: CrackMesh, triangles: Ints, nodes: Floats) -> Ints:
    """Node of every vertex of a crack: Gmsh renumbers nodes, but keeps the order of triangles."""
    same = triangles.shape == crack.triangles.shape
    if not same or not np.array_equal(nodes[triangles], crack.points[crack.triangles]):
        raise MeshError("Gmsh changed the triangles of a crack; use another Gmsh version.")
    vertices = np.empty(len(crack.points), dtype=np.int64)
    vertices[crack.triangles] = triangles
    return vertices
