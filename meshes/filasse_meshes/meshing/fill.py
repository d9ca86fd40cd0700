"""Fill the faces of a geometry with triangles."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.meshing.triangulate import (
    DELAUNAY,
    FaceToFill,
    Triangles,
    counter_clockwise,
    signed_areas,
    triangulate,
)
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.planar.arrangement import Face
from filasse_meshes.planar.edge_nodes import LineMesh
from filasse_meshes.planar.slab_arrangement import SlabArrangement

AREA_ERROR = 1e-10
"""Largest error of a face's area relative to the whole."""


class Filling(NamedTuple):
    """A plain mesh, cracks still closed.

    Attributes:
        nodes: [um], shape (n_nodes, 2).
        triangles: shape (n_cells, 3), counter-clockwise.
        face: shape (n_cells,), the face of the arrangement that each cell fills.
    """

    nodes: Floats
    triangles: Ints
    face: Ints


type Share = Callable[[Sequence[Callable[[], Triangles]]], list[Triangles]]


def in_sequence[T](tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Results of tasks, one after the other."""
    return [task() for task in tasks]


def fill_faces(
    geometry: SlabArrangement,
    lines: LineMesh,
    algorithm: int = DELAUNAY,
    share: Share = in_sequence,
) -> Filling:
    """Fill every face: fan triangles as they are, all others by Gmsh.

    Args:
        geometry: the faces.
        lines: their edges, with nodes.
        algorithm: Gmsh's Mesh.Algorithm.
        share: does tasks that can be pickled, which other processes may do.
    """
    faces = geometry.arrangement.faces
    fan = np.array([_is_fan_triangle(face, geometry) for face in faces])
    patches = [_patch(faces[i], lines) for i in np.flatnonzero(~fan)]
    guides = np.flatnonzero(np.repeat(geometry.guides, np.diff(lines.first)))
    size = geometry.size
    groups = [[patch] for patch in patches] if geometry.seamed else [patches]
    known = guides, size.far, size.grading, algorithm
    tasks = [partial(triangulate, lines.nodes, lines.segments, group, *known) for group in groups]
    mesh = _together(share(tasks), len(lines.nodes))
    corners = [_corners(faces[i], geometry.arrangement.edges) for i in np.flatnonzero(fan)]
    fans = np.array(corners, dtype=np.int64).reshape(-1, 3)
    filling = Filling(
        mesh.nodes,
        np.vstack([mesh.triangles, counter_clockwise(mesh.nodes, fans)]),
        np.concatenate([np.flatnonzero(~fan)[mesh.patch], np.flatnonzero(fan)]),
    )
    _check_faces(filling, faces)
    return filling


def _together(parts: Sequence[Triangles], given: int) -> Triangles:
    """Parts with the same first nodes, so many of them, as one mesh."""
    if len(parts) == 1:
        return parts[0]
    more = [part.nodes[given:] for part in parts]
    first = np.cumsum([0, *map(len, more)])
    triangles = [
        np.where(part.triangles < given, part.triangles, part.triangles + shift)
        for part, shift in zip(parts, first, strict=False)
    ]
    patches = np.repeat(np.arange(len(parts)), [len(part.triangles) for part in parts])
    return Triangles(np.vstack([parts[0].nodes[:given], *more]), np.vstack(triangles), patches)


def _check_faces(filling: Filling, faces: tuple[Face, ...]) -> None:
    """Every face must be covered once: Gmsh drops or overlaps parts without a word."""
    wanted = np.array([face.polygon.area for face in faces])
    found = np.bincount(
        filling.face, signed_areas(filling.nodes, filling.triangles), minlength=len(faces)
    )
    error = np.abs(found - wanted)
    worst = int(error.argmax())
    if error[worst] > AREA_ERROR * wanted.sum():
        x, y = faces[worst].polygon.representative_point().coords[0]
        raise MeshingError(
            f"The mesh covers {found[worst]:.6g} instead of {wanted[worst]:.6g} um^2 of the area "
            f"around ({x:.6g}, {y:.6g}) um. Use smaller sizes or move the nearest feature."
        )


def _is_fan_triangle(face: Face, geometry: SlabArrangement) -> bool:
    loop = np.abs(face.loops[0]) - 1
    plain = len(face.loops) == 1 and not len(face.inner)
    return bool(plain and len(loop) == 3 and geometry.whole[loop].all())


def _corners(face: Face, edges: Ints) -> Ints:
    return np.unique(edges[np.abs(face.loops[0]) - 1])


def _patch(face: Face, lines: LineMesh) -> FaceToFill:
    loops = tuple(np.concatenate([lines.of_edge(int(e)) for e in loop]) for loop in face.loops)
    inner = [lines.of_edge(int(e) + 1) - 1 for e in face.inner]
    return FaceToFill(loops, np.concatenate([np.empty(0, dtype=np.int64), *inner]))
