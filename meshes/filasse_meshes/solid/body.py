"""Gmsh fills a box around triangulated cracks with tetrahedra."""

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
from filasse_meshes.solid.slab_box import SIDES, add_box

TRIANGLE, TETRAHEDRON = 2, 4
"""Gmsh's numbers of element types."""


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
        fixed = add_box(slab.low / MICROMETRE, slab.high / MICROMETRE, scaled)
        gmsh.model.geo.synchronize()
        holes = [_add_surface(wall, np.zeros(len(wall.points), np.int64)) for wall in walls]
        faces = {
            i: int(gmsh.model.addDiscreteEntity(2)) for i, own in enumerate(fixed) if own.is_side
        }
        _add_volume([*range(1, len(SIDES) + 1), *faces.values()], holes)
        for own in fixed:
            for side, lines in own.embedded.items():
                gmsh.model.mesh.embed(1, lines, 2, side)
        _set_sizes([own.front for own in fixed], slab, sizes)
        generate(1)
        surfaces = []
        for i, (crack, own, pore) in enumerate(
            zip(scaled, fixed, inside.pore_of_crack, strict=True)
        ):
            tags = _point_tags(own.point)
            if pore is not None:
                tags[crack.rim] = _surface_tags(walls[pore], holes[pore])[: len(crack.rim)]
            surfaces.append(_add_surface(crack, tags, faces.get(i)))
            if i not in faces:
                gmsh.model.mesh.embed(2, surfaces[-1:], 3, 1)
        generate(2)
        generate(3)
        return _collect(scaled, surfaces, walls, holes)


def _add_volume(sides: Sequence[int], holes: Sequence[int]) -> None:
    """Add the volume 1 between the sides and the walls of holes."""
    geo = gmsh.model.geo
    loops = [geo.addSurfaceLoop(surfaces) for surfaces in (sides, *([hole] for hole in holes))]
    geo.addVolume(loops, 1)
    geo.synchronize()


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


def _point_tags(point: Ints) -> Ints:
    """Tags of the nodes that points carry, 0 for vertices without one."""
    tags = np.zeros(len(point), dtype=np.int64)
    for vertex in np.flatnonzero(point):
        tags[vertex] = int(gmsh.model.mesh.getNodes(0, int(point[vertex]))[0][0])
    return tags


def _add_surface(part: CrackMesh | WallMesh, tags: Ints, surface: int | None = None) -> int:
    """Add triangles as a discrete surface; vertices without a tag yet get nodes of their own."""
    mesh = gmsh.model.mesh
    surface = int(gmsh.model.addDiscreteEntity(2)) if surface is None else surface
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
