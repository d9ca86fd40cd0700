"""Check every mesh before anybody computes on it."""

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.mesh import CrackTrace, SlabMesh
from filasse_meshes.data.tags import GRAIN_BOUNDARY, Surface
from filasse_meshes.meshing.boundary import boundary_edges
from filasse_meshes.meshing.split import directed_edges, edge_keys
from filasse_meshes.meshing.triangulate import signed_areas
from filasse_meshes.meshing_error import MeshingError

SMALLEST_ANGLE = 0.3
"""[deg] A mesh with a smaller angle is rejected."""
REMEDY = "Use smaller sizes or a smaller grading, or move the nearest feature a little."


TIP_CELLS = 8
"""Fewest cells around a tip in our own meshes."""


def audit(mesh: SlabMesh, tip_cells: int = TIP_CELLS) -> None:
    """Raise MeshingError unless the mesh is sound.

    Args:
        mesh: the mesh.
        tip_cells: fewest cells allowed around a tip.
    """
    points, triangles = mesh.points[: mesh.vertex_count], mesh.cells[:, :3]
    _check_signs(points, triangles)
    _check_angles(points, triangles)
    _check_edges(triangles, mesh)
    _check_tags(mesh)
    for trace in mesh.traces:
        _check_trace(trace, mesh)
        for tip in trace.tips:
            _check_tip(int(tip), trace.name, mesh, tip_cells)


def smallest_angles(points: Floats, triangles: Ints) -> Floats:
    """Smallest angle [deg] of every triangle, shape (n_cells,)."""
    sides = np.stack([points[triangles[:, i - 1]] - points[triangles[:, i - 2]] for i in range(3)])
    length = np.linalg.norm(sides, axis=2)
    shortest_first = np.sort(length, axis=0)
    twice_area = 2 * np.abs(signed_areas(points, triangles))
    sine = twice_area / (shortest_first[1] * shortest_first[2])
    angles: Floats = np.degrees(np.arcsin(np.clip(sine, 0, 1)))
    return angles


def _check_signs(points: Floats, triangles: Ints) -> None:
    inverted = int((signed_areas(points, triangles) <= 0).sum())
    if inverted:
        raise MeshingError(f"{inverted} cells of the mesh are turned inside out. {REMEDY}")


def _check_angles(points: Floats, triangles: Ints) -> None:
    angles = smallest_angles(points, triangles)
    worst = int(angles.argmin())
    if angles[worst] < SMALLEST_ANGLE:
        x, y = points[triangles[worst]].mean(axis=0) * 1e6
        raise MeshingError(
            f"The smallest angle of the mesh is {angles[worst]:.2g} degrees at ({x:.6g}, {y:.6g}) "
            f"um, below {SMALLEST_ANGLE:g}. {REMEDY}"
        )


def _check_edges(triangles: Ints, mesh: SlabMesh) -> None:
    keys = np.sort(edge_keys(directed_edges(triangles), mesh.vertex_count))
    if (keys[2:] == keys[:-2]).any():
        raise MeshingError(f"An edge of the mesh has more than two cells. {REMEDY}")
    border = boundary_edges(triangles, mesh.vertex_count)
    starts, ends = np.sort(border[:, 0]), np.sort(border[:, 1])
    if len(np.unique(starts)) < len(starts) or not np.array_equal(starts, ends):
        raise MeshingError(f"The boundary of the mesh is not a set of closed loops. {REMEDY}")
    if len(np.unique(triangles)) != mesh.vertex_count:
        raise MeshingError(f"The mesh has vertices without cells. {REMEDY}")


def _check_tags(mesh: SlabMesh) -> None:
    if (mesh.facet_tags == 0).any():
        x, y = mesh.points[mesh.facets[mesh.facet_tags == 0][0]].mean(axis=0) * 1e6
        raise MeshingError(f"The mesh has an unnamed boundary at ({x:.6g}, {y:.6g}) um. {REMEDY}")
    needed = [Surface.ANODE, Surface.COUNTER, Surface.LEFT, Surface.RIGHT]
    needed += [Surface.FACE_PLUS, Surface.FACE_MINUS] if mesh.traces else []
    for tag in needed:
        if not (mesh.facet_tags == tag).any():
            raise MeshingError(f"The boundary '{tag.name.lower()}' is empty. {REMEDY}")
    for region, name in enumerate(mesh.region_names[1:], start=1):
        # All boundaries between grains may lie in pores.
        if name != GRAIN_BOUNDARY and not (mesh.region == region).any():
            raise MeshingError(
                f"Region '{name}' has no cells; it is covered by others or too small."
            )


def _check_trace(trace: CrackTrace, mesh: SlabMesh) -> None:
    what = f"Crack '{trace.name}'"
    if not np.array_equal(mesh.points[trace.plus], mesh.points[trace.minus]):
        raise MeshingError(f"{what} has crack faces that do not match. {REMEDY}")
    closed = trace.plus == trace.minus
    expected = np.zeros(len(closed), dtype=bool)
    expected[-1] = trace.into_pore is None and not trace.into_branch
    expected[0] = not trace.mouth and trace.from_pore is None and not trace.from_branch
    if not np.array_equal(closed, expected) or closed.all():
        raise MeshingError(f"{what} is not open between its ends. {REMEDY}")


def _check_tip(tip: int, name: str, mesh: SlabMesh, cells: int) -> None:
    ring = mesh.cells[(mesh.cells[:, :3] == tip).any(axis=1), :3]
    length = np.linalg.norm(mesh.points[np.unique(ring)] - mesh.points[tip], axis=1).max()
    if len(ring) < cells or length > 2 * mesh.sizes.tip:
        raise MeshingError(
            f"The tip of crack '{name}' has {len(ring)} cells of size {length * 1e9:.3g} nm; "
            f"wanted are at least {cells} of {mesh.sizes.tip * 1e9:.3g} nm. {REMEDY}"
        )
