"""Which solver condenses elasticity in space, by what each would take.

Coefficients are of one core, from condensations of 30 to 190 thousand displacements: see decision
0023.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

type LinearSolver = Literal["auto", "direct", "multigrid"]
type ChosenSolver = Literal["direct", "multigrid"]

REFERENCE = 67e3
"""Displacements of a middling mesh that was measured."""

FACTOR_SECONDS, FACTOR_POWER = 4.0, 1.55
"""At the reference [s], and how it grows."""

COLUMN_SECONDS = 1.5e-7
"""Of a column solved with the factor, per displacement [s]."""

LEVEL_SECONDS = 1e-5
"""Of the levels of multigrid, per displacement [s]."""

MULTIGRID_SECONDS = 1.4e-6
"""Of a column solved by multigrid, per displacement [s]."""

FACTOR_MEMORY, FACTOR_MEMORY_POWER = 3.0e8, 1.35
"""At the reference, with the work arrays of its making [B], and how it grows."""

MULTIGRID_MEMORY = 2.5e3
"""Of the levels and of the columns that are solved for at once, per displacement [B]."""

PART_OF_MEMORY = 0.5
"""Part of a node's memory that its ranks may take together."""


class SolverCost(NamedTuple):
    """What condensing elasticity takes on every rank: processor seconds, and memory [B]."""

    seconds: float
    memory: float


class SolverReport(NamedTuple):
    """The solver of a geometry, and what it was expected to take.

    Attributes:
        choice: the solver.
        displacements: unknowns.
        columns: solved for.
        expected_seconds: of condensing elasticity, on the rank that takes longest [s].
        expected_memory: of the solver on a rank [B].
    """

    choice: ChosenSolver
    displacements: int
    columns: int
    expected_seconds: float
    expected_memory: float


def solver_costs(
    displacements: float, columns: float, ranks: int
) -> Mapping[ChosenSolver, SolverCost]:
    """What either solver would take.

    Args:
        displacements: unknowns of elasticity.
        columns: to solve for.
        ranks: that hold the whole mesh: a factor is made by one of them, while the columns of
            multigrid are dealt out.
    """
    size = displacements / REFERENCE
    factor = FACTOR_SECONDS * size**FACTOR_POWER + COLUMN_SECONDS * displacements * columns
    levels = LEVEL_SECONDS + MULTIGRID_SECONDS * -(-columns // ranks)
    return {
        "direct": SolverCost(factor, FACTOR_MEMORY * size**FACTOR_MEMORY_POWER),
        "multigrid": SolverCost(levels * displacements, MULTIGRID_MEMORY * displacements),
    }


def chosen_solver(
    choice: LinearSolver, costs: Mapping[ChosenSolver, SolverCost], memory: float
) -> ChosenSolver:
    """The faster solver, or the smaller one where the faster one does not fit.

    Args:
        choice: of the configuration.
        costs: of both.
        memory: that a solver may take [B].
    """
    if choice != "auto":
        return choice
    fast, small = (min(costs, key=lambda name: costs[name][column]) for column in (0, 1))
    return fast if costs[fast].memory <= memory else small


def memory_for_ranks(ranks: int) -> float:
    """Memory that each of some ranks on this node may take [B]."""
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return PART_OF_MEMORY * there / ranks


def memory_of_rank(comm: Any) -> float:
    """Memory that a rank may take [B], the same on every rank; a collective call.

    Args:
        comm: communicator of the run, whose ranks on a node share its memory.
    """
    from mpi4py import MPI

    node = comm.Split_type(MPI.COMM_TYPE_SHARED)
    mine = memory_for_ranks(node.size)
    node.Free()
    return float(min(comm.allgather(mine)))
