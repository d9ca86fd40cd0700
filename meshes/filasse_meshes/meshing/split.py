"""Open a mesh along edges: vertices get one copy per side that the cut separates."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from filasse_meshes.arrays import Ints


class Split(NamedTuple):
    """A mesh after cutting.

    Attributes:
        triangles: shape (n_cells, 3), new vertex ids.
        parent: shape (n_vertices,), the old id of every new vertex; old ids are kept.
    """

    triangles: Ints
    parent: Ints


def directed_edges(triangles: Ints) -> Ints:
    """All cell edges counter-clockwise, shape (3 n_cells, 2); edge 3c+i is opposite vertex i."""
    return triangles[:, [[1, 2], [2, 0], [0, 1]]].reshape(-1, 2)


def edge_keys(edges: Ints, vertex_count: int) -> Ints:
    """One number per undirected edge, equal for edges with the same two vertices."""
    low, high = edges.min(axis=1), edges.max(axis=1)
    keys: Ints = low * np.int64(vertex_count) + high
    return keys


def split(triangles: Ints, cut: Ints, vertex_count: int) -> Split:
    """Cut a triangle mesh open along edges.

    Two cell corners at one vertex belong to the same copy when they can be linked through
    uncut edges. A tip therefore stays whole; mouths, kinks and junctions open by themselves.

    Args:
        triangles: shape (n_cells, 3), counter-clockwise.
        cut: shape (n_cut, 2), vertex ids of the edges to open.
        vertex_count: number of vertices before the cut.
    """
    corner = np.flatnonzero(np.isin(triangles.ravel(), cut))
    copies, copy_of_corner = connected_components(
        _corner_links(triangles, cut, vertex_count, corner), directed=False
    )
    vertex_of_copy = np.empty(copies, dtype=np.int64)
    vertex_of_copy[copy_of_corner] = triangles.ravel()[corner]
    _, first = np.unique(vertex_of_copy, return_index=True)
    extra = np.setdiff1d(np.arange(copies), first)
    new_id = vertex_of_copy.copy()
    new_id[extra] = vertex_count + np.arange(len(extra))
    opened = triangles.copy()
    opened.ravel()[corner] = new_id[copy_of_corner]
    return Split(opened, np.concatenate([np.arange(vertex_count), vertex_of_copy[extra]]))


def _corner_links(triangles: Ints, cut: Ints, vertex_count: int, corner: Ints) -> coo_matrix:
    """Graph of the corners at cut vertices, linked where two cells share an uncut edge."""
    near = np.unique(corner // 3)
    edges = directed_edges(triangles[near])
    keys = edge_keys(edges, vertex_count)
    order = np.argsort(keys, kind="stable")
    shared = order[:-1][np.diff(keys[order]) == 0]
    partner = order[1:][np.diff(keys[order]) == 0]
    uncut = ~np.isin(keys[shared], edge_keys(cut, vertex_count))
    shared, partner = shared[uncut], partner[uncut]
    # Both cells run counter-clockwise: one's start is the other's end.
    number = np.full(triangles.size, -1, dtype=np.int64)
    number[corner] = np.arange(len(corner))
    rows, columns = [], []
    for start, end in ((1, 2), (2, 1)):
        rows.append(number[_corner_at(near, shared, start)])
        columns.append(number[_corner_at(near, partner, end)])
    row, column = np.concatenate(rows), np.concatenate(columns)
    both = (row >= 0) & (column >= 0)
    shape = (len(corner), len(corner))
    return coo_matrix((np.ones(both.sum()), (row[both], column[both])), shape=shape)


def _corner_at(cells: Ints, edge: Ints, step: int) -> Ints:
    """Corner number (3 cell + local vertex) at the start (step 1) or end (2) of local edges."""
    corners: Ints = 3 * cells[edge // 3] + (edge % 3 + step) % 3
    return corners
