"""Numbers that describe a mesh, and a forecast of its size."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Floats
from filasse_meshes.checks.slab_checks import check_slab
from filasse_meshes.data.mesh import SlabMesh
from filasse_meshes.data.spec import Sizes, Slab
from filasse_meshes.meshing.audit import smallest_angles
from filasse_meshes.meshing.split import directed_edges
from filasse_meshes.meshing.triangulate import signed_areas
from filasse_meshes.planar.gaps import mesh_all_lines
from filasse_meshes.planar.slab_arrangement import lay_out

CELLS_PER_SIZE = 2.7
"""Triangles per area h^2 in Gmsh's Delaunay meshes; 2.31 would be equilateral ones."""


@dataclass(frozen=True)
class MeshStats:
    """What a mesh is like.

    Attributes:
        cells: number of triangles.
        vertices: number of their corners.
        nodes: number of nodes with the mid nodes, which carry quadratic fields.
        displacement_dofs: unknowns of a quadratic displacement field.
        smallest_angle: [deg], over all cells.
        shortest_edge: [m].
        longest_edge: [m].
        tip_sizes: [m], longest edge at each tip, crack by crack.
        region_areas: [m^2], by region name.
    """

    cells: int
    vertices: int
    nodes: int
    displacement_dofs: int
    smallest_angle: float
    shortest_edge: float
    longest_edge: float
    tip_sizes: tuple[float, ...]
    region_areas: dict[str, float]


def mesh_stats(mesh: SlabMesh) -> MeshStats:
    """Describe a mesh."""
    points, triangles = mesh.points, mesh.cells[:, :3]
    edges = directed_edges(triangles)
    length = np.linalg.norm(points[edges[:, 1]] - points[edges[:, 0]], axis=1)
    areas = signed_areas(points, triangles)
    tips = [int(tip) for t in mesh.traces for tip in t.tips]
    return MeshStats(
        cells=len(triangles),
        vertices=mesh.vertex_count,
        nodes=len(points),
        displacement_dofs=2 * len(points),
        smallest_angle=float(smallest_angles(points, triangles).min()),
        shortest_edge=float(length.min()),
        longest_edge=float(length.max()),
        tip_sizes=tuple(float(length[(edges == tip).any(axis=1)].max()) for tip in tips),
        region_areas={
            name: float(areas[mesh.region == i].sum()) for i, name in enumerate(mesh.region_names)
        },
    )


def estimate_cells(slab: Slab, sizes: Sizes) -> int:
    """Number of triangles that `build_mesh` would make, within some 30 %, without Gmsh."""
    check_slab(slab, sizes)
    geometry = lay_out(slab, sizes)
    lines = mesh_all_lines(geometry)
    guides = np.repeat(geometry.guides, np.diff(lines.first))
    corner = geometry.arrangement.vertices.max(axis=0)
    solid = sum(face.polygon.area for face in geometry.arrangement.faces) / corner.prod()
    cells: int = round(solid * _count(lines.nodes[lines.segments[guides]], corner, sizes))
    return cells


def _count(ends: Floats, corner: Floats, sizes: Sizes) -> float:
    """Integral of the cell density, over squares that are halved until smaller than a cell."""
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    tree, far = cKDTree(ends.mean(axis=1)), sizes.far * 1e6
    reach = max(far - length.min(), 0.01 * far) / sizes.grading
    counts = np.ceil(corner / far).astype(int)
    width = corner / counts
    grid = np.meshgrid(*(np.arange(n) + 0.5 for n in counts), indexing="ij")
    centres = np.column_stack([axis.ravel() for axis in grid]) * width
    total = 0.0
    while len(centres):
        distance, nearest = tree.query(centres)
        ratio = np.minimum(distance / reach, 1.0)
        size = length[nearest] * (1 - ratio) + far * ratio
        fine = size >= 0.7 * width.max()
        total += CELLS_PER_SIZE * width.prod() * float((size[fine] ** -2).sum())
        width = width / 2
        shifts = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) * width / 2
        centres = (centres[~fine][:, None, :] + shifts).reshape(-1, 2)
    return total
