"""Mesh nodes along the edges of an arrangement."""

from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Bools, Floats, Ints
from filasse_meshes.planar.sizes import SizeField

RESOLUTION = 0.5
"""Intervals of the quadrature of 1/h are at most this long, relative to h."""


class LineMesh(NamedTuple):
    """Edges cut into mesh segments.

    Attributes:
        nodes: [um], shape (n_nodes, 2); the arrangement's vertices come first.
        segments: shape (n_segments, 2), node ids, in order along each edge.
        first: shape (n_edges + 1,), edge e owns segments first[e] to first[e + 1] - 1.
    """

    nodes: Floats
    segments: Ints
    first: Ints

    def of_edge(self, signed: int) -> Ints:
        """Signed segments (+-(id + 1)) along a signed edge."""
        edge = abs(signed) - 1
        ids = np.arange(self.first[edge], self.first[edge + 1]) + 1
        return ids if signed > 0 else -ids[::-1]


def mesh_lines(
    vertices: Floats, edges: Ints, whole: Bools, largest: Floats, size: SizeField
) -> LineMesh:
    """Place nodes on all edges so that segments have the wanted size, equal in the 1/h metric.

    Args:
        vertices: [um], shape (n_vertices, 2).
        edges: shape (n_edges, 2).
        whole: shape (n_edges,), edges that stay one segment.
        largest: [um], shape (n_edges,), largest segments wanted.
        size: the element size wanted.
    """
    start, along = vertices[edges[:, 0]], vertices[edges[:, 1]] - vertices[edges[:, 0]]
    edge, left, width, count = _intervals(start, along, largest, size)
    total = np.concatenate([[0.0], np.cumsum(count)])
    opening = np.searchsorted(edge, np.arange(len(edges)))
    begin, end = total[opening], total[np.append(opening[1:], len(edge))]
    pieces = np.maximum(1, np.ceil(end - begin - 0.05)).astype(np.int64)
    pieces[whole] = 1
    of_node = np.repeat(np.arange(len(edges)), pieces - 1)
    rank = np.arange(len(of_node)) - np.repeat(np.cumsum(pieces - 1) - (pieces - 1), pieces - 1)
    target = begin[of_node] + (end - begin)[of_node] * (rank + 1) / pieces[of_node]
    place = np.interp(target, total, np.append(edge + left, edge[-1] + left[-1] + width[-1]))
    fraction = (place - of_node)[:, None]
    nodes = np.vstack([vertices, start[of_node] + fraction * along[of_node]])
    return LineMesh(nodes, *_chains(edges, pieces, len(vertices)))


def _intervals(
    start: Floats, along: Floats, largest: Floats, size: SizeField
) -> tuple[Ints, Floats, Floats, Floats]:
    """Halve edges until every interval is short; edge, left end, width, elements that fit."""
    edge, left = np.arange(len(start)), np.zeros(len(start))
    done = []
    width, length = 1.0, np.linalg.norm(along, axis=1)
    while len(edge):
        h = np.minimum(size(start[edge] + (left + width / 2)[:, None] * along[edge]), largest[edge])
        number = width * length[edge] / h
        fine = number <= RESOLUTION
        done.append((edge[fine], left[fine], np.full(fine.sum(), width), number[fine]))
        width /= 2
        edge = np.repeat(edge[~fine], 2)
        left = np.repeat(left[~fine], 2)
        left[1::2] += width
    edges, lefts, widths, numbers = (np.concatenate(parts) for parts in zip(*done, strict=True))
    order = np.lexsort((lefts, edges))
    return edges[order], lefts[order], widths[order], numbers[order]


def _chains(edges: Ints, pieces: Ints, vertex_count: int) -> tuple[Ints, Ints]:
    """Segments of all edges, given the number of pieces of each."""
    first = np.concatenate([[0], np.cumsum(pieces)])
    segments = np.empty((first[-1], 2), dtype=np.int64)
    inner = np.ones(first[-1], dtype=bool)
    inner[first[:-1]] = False
    new = vertex_count + np.arange(inner.sum())
    segments[inner, 0] = new
    segments[np.flatnonzero(inner) - 1, 1] = new
    segments[first[:-1], 0] = edges[:, 0]
    segments[first[1:] - 1, 1] = edges[:, 1]
    return segments, first
