"""Planar arrangement: lines of any origin become faces that share vertices and edges.

Noding comes before meshing, so that the mesher never sees a point on an unsplit edge, a
duplicate curve or a crossing: each of these makes Gmsh hang or drop parts without a word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import LineString, Polygon

from filasse_meshes.arrays import Bools, Floats, Ints

GRID = 1e-6
"""[um] Lines are noded on a grid of this spacing, a picometre."""


@dataclass(frozen=True)
class Face:
    """One polygon of the arrangement.

    Attributes:
        polygon: its outline with holes.
        loops: signed edges of the outer loop, then of the holes: +(e + 1) where edge e is run
            along its direction, -(e + 1) against it.
        inner: edges inside the face, such as cracks.
    """

    polygon: Polygon
    loops: tuple[Ints, ...]
    inner: Ints


@dataclass(frozen=True)
class Arrangement:
    """Vertices, straight edges and faces in the plane.

    Attributes:
        vertices: [um], shape (n_vertices, 2).
        edges: shape (n_edges, 2), vertex ids.
        faces: polygons that tile the slab.
    """

    vertices: Floats
    edges: Ints
    faces: tuple[Face, ...]

    def without(self, dropped: Bools) -> tuple["Arrangement", Ints]:
        """Leave out faces, shape (n_faces,), and what they alone use.

        Returns:
            The rest, and the former ids of its edges.
        """
        kept = [face for face, drop in zip(self.faces, dropped, strict=True) if not drop]
        used = [np.abs(loop) - 1 for face in kept for loop in face.loops]
        edges = np.unique(np.concatenate([*used, *(face.inner for face in kept)]))
        vertices, ends = np.unique(self.edges[edges], return_inverse=True)
        renumbered = [
            Face(
                face.polygon,
                tuple(np.sign(a) * (np.searchsorted(edges, np.abs(a) - 1) + 1) for a in face.loops),
                np.searchsorted(edges, face.inner),
            )
            for face in kept
        ]
        rest = Arrangement(self.vertices[vertices], ends.reshape(-1, 2), tuple(renumbered))
        return rest, edges

    def faces_beside(self) -> tuple[Ints, Ints]:
        """Faces to the left and right of every edge, -1 for none, shape (n_edges,)."""
        beside = np.full((2, len(self.edges)), -1, dtype=np.int64)
        for i, face in enumerate(self.faces):
            for loop in face.loops:
                beside[(loop < 0).astype(int), np.abs(loop) - 1] = i
            beside[:, face.inner] = i
        return beside[0], beside[1]

    def edges_on(self, lines: Sequence[LineString]) -> Ints:
        """Index of the line that each edge lies on, -1 for none, shape (n_edges,)."""
        owner = np.full(len(self.edges), -1, dtype=np.int64)
        if lines:
            middle = shapely.points(self.vertices[self.edges].mean(axis=1))
            edge, line = shapely.STRtree(lines).query(middle, "dwithin", 10 * GRID)
            owner[edge] = line
        return owner


def arrange(lines: Iterable[LineString]) -> Arrangement:
    """Node the lines and find the faces between them."""
    lines = list(lines)
    vertices, edges = node(lines)
    return Arrangement(vertices, edges, _faces(vertices, edges))


def node(lines: Sequence[LineString]) -> tuple[Floats, Ints]:
    """Cut lines at all their crossings.

    Returns:
        Vertices [um], shape (n_vertices, 2), and the edges between them. Ends and corners of the
        input lines keep their exact coordinates.
    """
    noded = shapely.unary_union(list(lines), grid_size=GRID)
    xy, owner = shapely.get_coordinates(shapely.get_parts(noded), return_index=True)
    pins = np.unique(shapely.get_coordinates(lines), axis=0)
    distance, nearest = cKDTree(pins).query(xy)
    pinned = np.where((distance < 2 * GRID)[:, None], pins[nearest], xy)
    vertices, ids = np.unique(pinned, axis=0, return_inverse=True)
    ids = ids.ravel()
    edges = np.column_stack([ids[:-1], ids[1:]])[np.diff(owner) == 0]
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    return vertices, edges[edges[:, 0] != edges[:, 1]]


def _faces(vertices: Floats, edges: Ints) -> tuple[Face, ...]:
    polygons, *_ = shapely.polygonize_full(shapely.linestrings(vertices[edges]))
    polygons = [shapely.geometry.polygon.orient(p) for p in shapely.get_parts(polygons)]
    vertex_id = {tuple(xy): i for i, xy in enumerate(vertices.tolist())}
    edge_id = {tuple(pair): i for i, pair in enumerate(edges.tolist())}
    loops = [
        tuple(_signed_loop(ring, vertex_id, edge_id) for ring in (p.exterior, *p.interiors))
        for p in polygons
    ]
    inner = _inner_edges(vertices, edges, polygons, loops)
    return tuple(map(Face, polygons, loops, inner))


def _signed_loop(
    ring: LineString,
    vertex_id: dict[tuple[float, ...], int],
    edge_id: dict[tuple[int, ...], int],
) -> Ints:
    corners = [vertex_id[xy] for xy in ring.coords]
    return np.array(
        [edge_id[a, b] + 1 if a < b else -edge_id[b, a] - 1 for a, b in pairwise(corners)],
        dtype=np.int64,
    )


def _inner_edges(
    vertices: Floats,
    edges: Ints,
    polygons: Sequence[Polygon],
    loops: Sequence[tuple[Ints, ...]],
) -> list[Ints]:
    """Edges on no loop, listed by the face they lie in."""
    on_loop = np.abs(np.concatenate([loop for group in loops for loop in group])) - 1
    free = np.setdiff1d(np.arange(len(edges)), on_loop)
    middle = shapely.points(vertices[edges[free]].mean(axis=1))
    edge, face = shapely.STRtree(polygons).query(middle, "within")
    return [free[np.sort(edge[face == i])] for i in range(len(polygons))]
