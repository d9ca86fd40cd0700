"""Islands: lithium whose parts are joined to each other, but not to the anode.

An island is metal, so it has one potential; without an electronic path its net current is zero. In
the electrolyte's field it is bipolar: it is stripped at one end and plated at the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from filasse.fem.crack_grid import FilmGrid

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type BoolArray = npt.NDArray[np.bool_]

CONDUCTS = 1e-2
"""Filled part above which a node conducts electrons."""


@dataclass(frozen=True)
class Islands:
    """Which film nodes belong to which island.

    Attributes:
        label: island of every node, -1 outside, shape (n,).
        count: number of islands.
    """

    label: IntArray
    count: int

    @property
    def members(self) -> FloatArray:
        """1 where a node belongs to an island, shape (n, count)."""
        return np.asarray(self.label[:, None] == np.arange(self.count), dtype=np.float64)

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum of a film node's values, shape (n,), over every island, shape (count,)."""
        inside = self.label >= 0
        return np.bincount(self.label[inside], values[inside], minlength=self.count)

    def means(self, values: FloatArray) -> FloatArray:
        """Mean of a film node's values, shape (n,), over every island, shape (count,)."""
        return self.sums(values) / self.sums(np.ones(len(self.label)))

    def spread(self, values: FloatArray) -> FloatArray:
        """Values of the islands, shape (count,), at their nodes; zero outside, shape (n,)."""
        return np.append(values, 0.0)[self.label]


def islands(grid: FilmGrid, cut_off: BoolArray) -> Islands:
    """The islands that cut-off nodes form.

    Args:
        grid: film nodes and their edges.
        cut_off: nodes without an electronic path to the anode, shape (n,).
    """
    inside = np.flatnonzero(cut_off)
    label = np.full(grid.size, -1, dtype=np.int64)
    if len(inside):
        first, second = grid.edges[cut_off[grid.edges].all(axis=1)].T
        graph = sp.coo_array((np.ones(len(first)), (first, second)), shape=(grid.size,) * 2)
        _, parts = connected_components(graph, directed=False)
        label[inside] = np.unique(parts[inside], return_inverse=True)[1]
    return Islands(label, int(label.max(initial=-1)) + 1)


def conducting(grid: FilmGrid, part: FloatArray) -> BoolArray:
    """Nodes that conduct electrons at their filled part, and mouths, shape (n,)."""
    return np.asarray((part >= CONDUCTS) | grid.is_mouth, dtype=np.bool_)


def living(grid: FilmGrid, part: FloatArray) -> BoolArray:
    """Nodes with an electronic path to the anode, and the neighbours of those, shape (n,).

    Args:
        grid: film nodes and their edges.
        part: filled part of every node, shape (n,).
    """
    conducts = conducting(grid, part)
    alive = grid.reached(conducts[grid.edges].all(axis=1), grid.is_mouth) & conducts
    fronts = alive[grid.edges].any(axis=1)
    alive[grid.edges[fronts]] = True
    return alive


def barren(grid: FilmGrid, part: FloatArray) -> BoolArray:
    """Nodes that hold next to nothing, and that no metal leads to, shape (n,).

    None plates there: lithium that plates in proportion to itself would fill them out of nothing,
    soonest where stripping has left most. What fills an emptied crack comes from its mouth. Cracks
    that no mouth is joined to stay out of it.

    Args:
        grid: film nodes and their edges.
        part: filled part of every node, shape (n,).
    """
    empty = part < CONDUCTS
    if not empty.any():
        return empty
    return np.asarray(empty & ~living(grid, part) & ~grid.never_joined, dtype=np.bool_)
