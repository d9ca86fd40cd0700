"""Make a planar graph fit to mesh: no vertex nearly on an edge, no tiny edge."""

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from lifil_meshes.arrangement import node
from lifil_meshes.arrays import Floats, Ints

ROUNDS = 8
"""Merging may bring other features close; a few rounds settle it."""


def tidy(vertices: Floats, edges: Ints, tolerance: float, box: Floats) -> tuple[Floats, Ints]:
    """Merge vertices and bend edges that come closer than `tolerance`.

    Vertices near a side of the box move onto it; those on sides stay on them.

    Args:
        vertices: [um], shape (n_vertices, 2).
        edges: shape (n_edges, 2).
        tolerance: [um].
        box: [um], shape (2,).
    """
    for _ in range(ROUNDS):
        moved = _merge(_onto_sides(vertices, tolerance, box), edges, tolerance, box)
        split = _bend(*moved, tolerance)
        tidied = node(list(shapely.linestrings(split[0][split[1]])))
        if len(tidied[0]) == len(vertices) and len(tidied[1]) == len(edges):
            return tidied
        vertices, edges = tidied
    return tidied


def _onto_sides(vertices: Floats, tolerance: float, box: Floats) -> Floats:
    placed = np.where(vertices < tolerance, 0.0, vertices)
    return np.where(placed > box - tolerance, box, placed)


def _merge(vertices: Floats, edges: Ints, tolerance: float, box: Floats) -> tuple[Floats, Ints]:
    """One vertex for every cluster, at the place of its most important member."""
    pairs = cKDTree(vertices).query_pairs(tolerance, output_type="ndarray")
    count = len(vertices)
    links = coo_matrix((np.ones(len(pairs)), pairs.reshape(-1, 2).T), shape=(count, count))
    clusters, cluster = connected_components(links, directed=False)
    importance = ((vertices == 0) | (vertices == box)).sum(axis=1)
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
