"""Make a planar graph fit to mesh: no vertex nearly on an edge, no tiny edge."""

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.planar.arrangement import GRID, node

ON_WALL = 5 * GRID
"""[um] Vertices within this distance of a wall are on it."""
ROUNDS = 8
"""Merging may bring other features close; a few rounds settle it."""


def tidy(
    vertices: Floats,
    edges: Ints,
    tolerance: float,
    box: Floats,
    walls: Sequence[shapely.Geometry] = (),
) -> tuple[Floats, Ints]:
    """Merge vertices and bend edges that come closer than `tolerance`.

    Vertices near a side of the box or a wall move onto it; sides and walls stay as they are.

    Args:
        vertices: [um], shape (n_vertices, 2).
        edges: shape (n_edges, 2).
        tolerance: [um].
        box: [um], shape (2,).
        walls: [um], lines of the graph that must not move.
    """
    corners = np.unique(shapely.get_coordinates(list(walls)), axis=0)
    for _ in range(ROUNDS):
        placed = _onto_walls(_onto_sides(vertices, tolerance, box), tolerance, walls)
        importance = _importance(placed, box, walls, corners)
        moved = _merge(placed, edges, tolerance, importance)
        split = _bend(*moved, tolerance)
        tidied = node(list(shapely.linestrings(split[0][split[1]])))
        if len(tidied[0]) == len(vertices) and len(tidied[1]) == len(edges):
            return tidied
        vertices, edges = tidied
    return tidied


def _onto_sides(vertices: Floats, tolerance: float, box: Floats) -> Floats:
    placed = np.where(vertices < tolerance, 0.0, vertices)
    return np.where(placed > box - tolerance, box, placed)


def _onto_walls(vertices: Floats, tolerance: float, walls: Sequence[shapely.Geometry]) -> Floats:
    placed = vertices.copy()
    places = shapely.points(vertices)
    wall, vertex = shapely.STRtree(places).query(
        np.array(walls, dtype=object), "dwithin", tolerance
    )
    for i, j in zip(wall.tolist(), vertex.tolist(), strict=True):
        if walls[i].distance(places[j]) > ON_WALL:
            placed[j] = walls[i].interpolate(walls[i].project(places[j])).coords[0]
    return placed


def _importance(
    vertices: Floats, box: Floats, walls: Sequence[shapely.Geometry], corners: Floats
) -> Ints:
    """Rank of vertices to merge: corners of walls first, then walls and sides."""
    importance = ((vertices == 0) | (vertices == box)).sum(axis=1)
    if len(corners):
        _, vertex = shapely.STRtree(shapely.points(vertices)).query(list(walls), "dwithin", ON_WALL)
        importance[vertex] += 1
        importance[cKDTree(corners).query(vertices)[0] < ON_WALL] += 2
    ranks: Ints = importance
    return ranks


def _merge(
    vertices: Floats, edges: Ints, tolerance: float, importance: Ints
) -> tuple[Floats, Ints]:
    """One vertex for every cluster, at the place of its most important member."""
    pairs = cKDTree(vertices).query_pairs(tolerance, output_type="ndarray")
    count = len(vertices)
    links = coo_matrix((np.ones(len(pairs)), pairs.reshape(-1, 2).T), shape=(count, count))
    clusters, cluster = connected_components(links, directed=False)
    leader = np.zeros(clusters, dtype=np.int64)
    order = np.lexsort((-np.arange(count), importance))
    leader[cluster[order]] = order
    joined = cluster[edges]
    joined = joined[joined[:, 0] != joined[:, 1]]
    return vertices[leader], np.unique(np.sort(joined, axis=1), axis=0)


def _bend(vertices: Floats, edges: Ints, tolerance: float) -> tuple[Floats, Ints]:
    """Lead edges through vertices that nearly lie on them."""
    lines, places = shapely.linestrings(vertices[edges]), shapely.points(vertices)
    edge, vertex = shapely.STRtree(places).query(lines, "dwithin", tolerance)
    apart = (edges[edge] != vertex[:, None]).all(axis=1)
    edge, vertex = edge[apart], vertex[apart]
    arc = shapely.line_locate_point(lines[edge], places[vertex])
    order = np.lexsort((arc, edge))
    edge, vertex = edge[order], vertex[order]
    whole = edges[np.setdiff1d(np.arange(len(edges)), edge)]
    pieces = [whole]
    for bent in np.unique(edge):
        chain = np.concatenate([edges[bent, :1], vertex[edge == bent], edges[bent, 1:]])
        pieces.append(np.column_stack([chain[:-1], chain[1:]]))
    return vertices, np.unique(np.sort(np.concatenate(pieces), axis=1), axis=0)
