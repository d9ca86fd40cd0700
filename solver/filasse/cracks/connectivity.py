"""Lithium that stripping has disconnected from the anode: dead lithium.

A film node or pore conducts electrons if it holds lithium in more than a hundredth of its opening.
It is alive if it is a mouth, or conducts and is joined to a mouth by nodes that conduct. All other
lithium is disconnected but for the direct neighbours of living nodes, where the lithium's front
stands. What is disconnected has no electronic path: it forms islands, each with a potential of its
own and no net current. Cracks without a mouth stay as they are, and so do empty nodes: the lithium
that reaches them within a step comes from the anode.

Where the electrolyte leaks electrons, all lithium without a mouth is an island too, with all that
it may spread to; so is a pore in which lithium begins to plate.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.islands import conducting, living
from filasse.cracks.pore_plating import plating_pores
from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]


def cut_off(grid: FilmGrid, part: FloatArray) -> BoolArray:
    """Nodes without an electronic path to the anode, shape (n,).

    Args:
        grid: film nodes and their edges.
        part: filled part of every node, shape (n,).
    """
    lost = conducting(grid, part) & ~living(grid, part)
    return np.asarray(lost & ~grid.never_joined, dtype=np.bool_)


def connected_by_electrons(
    grid: FilmGrid, part: FloatArray, plating: BoolArray
) -> tuple[BoolArray, BoolArray]:
    """Nodes without metal all the way to the anode, and those that conduct, where electrons leak.

    Args:
        grid: film nodes and their edges.
        part: filled part of every node, shape (n,).
        plating: pores that plate, though next to nothing is in them yet, shape (n,).

    Returns:
        The nodes of all islands, and the nodes with metal, each of shape (n,).
    """
    metal = conducting(grid, part) | plating
    lost = cut_off(grid, np.where(plating, 1.0, part))
    every_edge, never_joined = np.ones(len(grid.edges), dtype=np.bool_), grid.never_joined
    lost |= never_joined & grid.reached(every_edge, metal & never_joined)
    return lost, metal


def disconnected(system: CoupledSystem, film: FilmState, starting: bool = False) -> FilmState:
    """The film with its cut-off nodes as they are by now.

    Args:
        system: the coupled system.
        film: the films.
        starting: whether their currents are known, so that empty pores may begin to plate.
    """
    grid, part = system.response.grid, system.filled_part(film)
    if system.leakage is None:
        now = replace(film, cut_off=cut_off(grid, part))
    else:
        lost, metal = connected_by_electrons(grid, part, plating_pores(system, film, starting))
        now = replace(film, cut_off=lost, metal=metal)
    found = system.islands(now)  # one may be made of several, or of lithium that was joined
    return replace(now, island_potential=found.spread(found.means(film.island_potential)))


def dead_lithium(film: FilmState) -> float:
    """Lithium volume that is disconnected from the anode, per unit depth [m^2]."""
    return float(film.lithium[film.cut_off].sum())
