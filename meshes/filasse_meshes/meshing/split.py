"""Open a mesh of triangles or tetrahedra along facets: vertices get one copy per separated side."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from filasse_meshes.arrays import Ints

OPPOSITE = {
    3: np.array([[1, 2], [2, 0], [0, 1]]),
    4: np.array([[1, 2, 3], [0, 3, 2], [0, 1, 3], [0, 2, 1]]),
}
"""Corners of the facet opposite every corner; the cell lies to the left of, or behind, it."""


class Split(NamedTuple):
    """A mesh after cutting.

    Attributes:
        cells: shape (n_cells, corners), new vertex ids.
        parent: shape (n_vertices,), the old id of every new vertex; old ids are kept.
    """

    cells: Ints
    parent: Ints


def directed_edges(triangles: Ints) -> Ints:
    """All cell edges counter-clockwise, shape (3 n_cells, 2); edge 3c+i is opposite vertex i."""
    return cell_facets(triangles)


def cell_facets(cells: Ints) -> Ints:
    """All facets, shape (corners n_cells, corners - 1), the one opposite every corner in turn.

    Edges of triangles run counter-clockwise, and so do facets of tetrahedra seen from outside.
    """
    corners = cells.shape[1]
    return cells[:, OPPOSITE[corners]].reshape(-1, corners - 1)


def edge_keys(edges: Ints, vertex_count: int) -> Ints:
    """One number per undirected edge, equal for edges with the same two vertices."""
    return facet_keys(edges, vertex_count)


def facet_keys(facets: Ints, vertex_count: int) -> Ints:
    """One number per facet, equal for facets with the same vertices; for up to 2e6 vertices."""
    ascending = np.sort(facets, axis=1).T if facets.shape[1] > 2 else _pairs(*facets.T)
    keys = np.zeros(len(facets), dtype=np.int64)
    for column in ascending:
        keys = keys * np.int64(vertex_count) + column
    return keys


def _pairs(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """The smaller of two numbers, and the larger; sorting takes ten times as long."""
    return np.minimum(first, second), np.maximum(first, second)


def split(cells: Ints, cut: Ints, vertex_count: int) -> Split:
    """Cut a mesh open along facets.

    Two cell corners at one vertex belong to the same copy when they can be linked through
    uncut facets. A tip or front therefore stays whole; mouths, kinks and junctions open by
    themselves.

    Args:
        cells: shape (n_cells, corners), triangles counter-clockwise or tetrahedra.
        cut: shape (n_cut, corners - 1), vertex ids of the facets to open.
        vertex_count: number of vertices before the cut.
    """
    corner = np.flatnonzero(np.isin(cells.ravel(), cut))
    copies, copy_of_corner = connected_components(
        _corner_links(cells, cut, vertex_count, corner), directed=False
    )
    vertex_of_copy = np.empty(copies, dtype=np.int64)
    vertex_of_copy[copy_of_corner] = cells.ravel()[corner]
    _, first = np.unique(vertex_of_copy, return_index=True)
    extra = np.setdiff1d(np.arange(copies), first)
    new_id = vertex_of_copy.copy()
    new_id[extra] = vertex_count + np.arange(len(extra))
    opened = cells.copy()
    opened.ravel()[corner] = new_id[copy_of_corner]
    return Split(opened, np.concatenate([np.arange(vertex_count), vertex_of_copy[extra]]))


def _corner_links(cells: Ints, cut: Ints, vertex_count: int, corner: Ints) -> coo_matrix:
    """Graph of the corners at cut vertices, linked where two cells share an uncut facet."""
    corners = cells.shape[1]
    near = np.unique(corner // corners)
    facets = cell_facets(cells[near])
    keys = facet_keys(facets, vertex_count)
    order = np.argsort(keys, kind="stable")
    same = np.diff(keys[order]) == 0
    shared, partner = order[:-1][same], order[1:][same]
    uncut = ~np.isin(keys[shared], facet_keys(cut, vertex_count))
    number = np.full(cells.size, -1, dtype=np.int64)
    number[corner] = np.arange(len(corner))
    sides = (_corners_by_vertex(near, facets, side[uncut], corners) for side in (shared, partner))
    row, column = (number[side.ravel()] for side in sides)
    both = (row >= 0) & (column >= 0)
    shape = (len(corner), len(corner))
    return coo_matrix((np.ones(both.sum()), (row[both], column[both])), shape=shape)


def _corners_by_vertex(cells: Ints, facets: Ints, which: Ints, corners: int) -> Ints:
    """Corner numbers (corners x cell + local corner) of facets, in the order of their vertices."""
    local = OPPOSITE[corners][which % corners]
    inside = np.take_along_axis(local, np.argsort(facets[which], axis=1), axis=1)
    numbers: Ints = corners * cells[which // corners][:, None] + inside
    return numbers
