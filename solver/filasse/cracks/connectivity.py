"""Lithium that stripping has cut off from the anode: dead lithium.

A film node or pore conducts electrons if it holds lithium in more than a hundredth of its opening.
It is alive if it is a mouth, or conducts and is joined to a mouth by nodes that conduct. All other
lithium is cut off but for the direct neighbours of living nodes, where the lithium's front stands.
What is cut off has no electronic path: it forms islands, each with a potential of its own and no
net current. Cracks without a mouth stay as they are, and so do empty nodes: the lithium that
reaches them within a step comes from the anode.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

CONDUCTS = 1e-2
"""Filled part above which a node conducts electrons."""


def cut_off(grid: FilmGrid, part: FloatArray) -> BoolArray:
    """Nodes without an electronic path to the anode, shape (n,).

    Args:
        grid: film nodes and their edges.
        part: filled part of every node, shape (n,).
    """
    is_mouth = np.zeros(grid.size, dtype=np.bool_)
    is_mouth[grid.mouths] = True
    conducts = (part >= CONDUCTS) | is_mouth
    alive = _reached(grid, conducts[grid.edges].all(axis=1), is_mouth) & conducts
    fronts = alive[grid.edges].any(axis=1)
    alive[grid.edges[fronts]] = True
    never_joined = ~_reached(grid, np.ones(len(grid.edges), dtype=np.bool_), is_mouth)
    return np.asarray(conducts & ~(alive | never_joined), dtype=np.bool_)


def isolated(system: CoupledSystem, film: FilmState) -> FilmState:
    """The film with its cut-off nodes as they are by now."""
    grid = system.response.grid
    now = replace(film, cut_off=cut_off(grid, system.filled_part(film)))
    found = system.islands(now)  # one may be made of several, or of lithium that was joined
    return replace(now, island_potential=found.spread(found.means(film.island_potential)))


def dead_lithium(film: FilmState) -> float:
    """Lithium volume that is cut off from the anode, per unit depth [m^2]."""
    return float(film.lithium[film.cut_off].sum())


def _reached(grid: FilmGrid, open_edges: BoolArray, start: BoolArray) -> BoolArray:
    """Nodes joined to one of the starting nodes along open edges, shape (n,)."""
    first, second = grid.edges[open_edges].T
    graph = sp.coo_array((np.ones(len(first)), (first, second)), shape=(grid.size,) * 2)
    _, label = connected_components(graph, directed=False)
    return np.asarray(np.isin(label, label[start]), dtype=np.bool_)
