"""Where cracks branch: the ends of all cracks there are one film node.

The solid has as many corners there as cracks meet. A node of each crack's own would press on two of
them only: its forces would not be in balance, and the volume that it opens would depend on how the
slab is held. One node presses on all corners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.fem.tagged_mesh import TaggedTrace

type IntArray = npt.NDArray[np.int64]


def merge_branches(grid: FilmGrid, traces: Sequence[TaggedTrace]) -> FilmGrid:
    """The grid with one node wherever a crack has branched: the end of that crack.

    Args:
        grid: with nodes of their own at the ends of all cracks.
        traces: the cracks.
    """
    first = np.searchsorted(grid.crack[: len(grid.plus)], np.arange(len(traces) + 1))
    starts = np.array([first[i] for i, t in enumerate(traces) if t.from_branch], dtype=np.int64)
    if not len(starts):
        return grid
    ends = np.array([first[i + 1] - 1 for i, t in enumerate(traces) if t.into_branch])
    same = (grid.position[starts, None] == grid.position[ends]).all(axis=2)
    target = np.arange(grid.size)
    target[starts] = ends[same.argmax(axis=1)]
    kept = np.ones(grid.size, dtype=np.bool_)
    kept[starts] = False
    number = (np.cumsum(kept) - 1)[target]
    on_cracks = kept[: len(grid.plus)]
    return replace(
        grid,
        plus=grid.plus[on_cracks],
        minus=grid.minus[on_cracks],
        position=grid.position[kept],
        arc=grid.arc[kept],
        crack=grid.crack[kept],
        edges=number[grid.edges],
        mouths=number[grid.mouths],
        tips=tuple(
            replace(tip, node=int(number[tip.node]), neighbour=int(number[tip.neighbour]))
            for tip in grid.tips
        ),
        reservoirs=tuple(replace(r, node=int(number[r.node])) for r in grid.reservoirs),
        more_plus=_corners(grid.plus, starts, target, number),
        more_minus=_corners(grid.minus, starts, target, number),
    )


def _corners(vertices: IntArray, starts: IntArray, target: IntArray, number: IntArray) -> IntArray:
    """Vertices of the merged nodes beside their own, and those nodes; shape (k, 2)."""
    own = vertices[target[starts]]
    more = vertices[starts] != own
    pairs = np.column_stack([vertices[starts], number[starts]])[more]
    return np.unique(pairs, axis=0).reshape(-1, 2)
