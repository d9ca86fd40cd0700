"""Which solver condenses elasticity in space, by what each would take.

Coefficients are of one core, from condensations of 30 to 190 thousand displacements: see decision
0023.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from filasse.memory_limit import memory_limit

type LinearSolver = Literal["auto", "direct", "multigrid"]
type ChosenSolver = Literal["direct", "multigrid"]

REFERENCE = 67e3
"""Displacements of a middling mesh that was measured."""

FACTOR_SECONDS, FACTOR_POWER = 2.6, 1.5
"""At the reference [s], and how it grows."""

COLUMN_SECONDS = 6e-8
"""Of a column solved with the factor, per displacement [s]."""

LEVEL_SECONDS = 1e-5
"""Of the levels of multigrid, per displacement [s]."""

MULTIGRID_SECONDS = 1.4e-6
"""Of a column solved by multigrid, per displacement [s]."""

ASSEMBLY_SECONDS = 1e-5
"""Of the stiffness, per displacement [s]."""

INTENSITY_SECONDS, INTENSITY_VERTEX_SECONDS = 7e-6, 5e-3
"""Of the interaction integrals, per displacement and per vertex of a crack [s]."""

CONDUCTION_SECONDS, CONDUCTION_POWER = 1.35, 1.45
"""Of the conduction at the reference [s], and how it grows."""

CROWDING, MOST_CROWDED = 0.1, 3.0
"""By which ranks that solve by multigrid slow each other down, as they share the bandwidth of the
memory: per further rank on a node (measured for the second one), and at most (assumed)."""

FACTOR_MEMORY, FACTOR_MEMORY_POWER = 3.0e8, 1.35
"""At the reference, with the work arrays of its making [B], and how it grows."""

MULTIGRID_MEMORY = 2.5e3
"""Of the levels and of the columns that are solved for at once, per displacement [B]."""

PART_OF_MEMORY = 0.5
"""Part of a node's memory that its ranks may take together."""


class SolverCost(NamedTuple):
    """What condensing a geometry takes.

    Attributes:
        seconds: of the processor, until the last rank is done.
        memory: of the solver on a rank [B].
    """

    seconds: float
    memory: float


class SolverReport(NamedTuple):
    """The solver of a geometry, and what it was expected to take.

    Attributes:
        choice: the solver.
        displacements: unknowns.
        columns: solved for.
        expected_seconds: of condensing elasticity and conduction, until the last rank is done [s].
        expected_memory: of the solver on a rank [B].
    """

    choice: ChosenSolver
    displacements: int
    columns: int
    expected_seconds: float
    expected_memory: float


def beside_the_columns(displacements: float, columns: float) -> tuple[float, float]:
    """Seconds of the conduction, and of the interaction integrals."""
    conduction = CONDUCTION_SECONDS * (displacements / REFERENCE) ** CONDUCTION_POWER
    return conduction, INTENSITY_SECONDS * displacements + INTENSITY_VERTEX_SECONDS * columns


def solver_costs(
    displacements: float, columns: float, ranks: int, on_node: int | None = None
) -> Mapping[ChosenSolver, SolverCost]:
    """What either solver would take.

    On several ranks another one sees to the conduction and the stress intensities beside a factor;
    two share these and the matrix out before all of them solve by multigrid.

    Args:
        displacements: unknowns of elasticity.
        columns: to solve for.
        ranks: that hold the whole mesh: a factor is made by one of them, while the columns of
            multigrid are dealt out.
        on_node: ranks on a node, which share the bandwidth of its memory; all by default.
    """
    size = displacements / REFERENCE
    conduction, intensities = beside_the_columns(displacements, columns)
    factor = FACTOR_SECONDS * size**FACTOR_POWER
    direct = factor + displacements * (ASSEMBLY_SECONDS + COLUMN_SECONDS * columns)
    slower = min(1 + CROWDING * ((on_node or ranks) - 1), MOST_CROWDED)
    solving = LEVEL_SECONDS + slower * MULTIGRID_SECONDS * -(-columns // ranks)
    multigrid, assembly = displacements * solving, displacements * ASSEMBLY_SECONDS
    if ranks == 1:
        direct += conduction + intensities
        multigrid += conduction + intensities + assembly
    else:
        direct = max(direct, conduction + intensities)
        short, long = sorted((conduction, intensities))
        multigrid += max(long, short + assembly)
    return {
        "direct": SolverCost(direct, FACTOR_MEMORY * size**FACTOR_MEMORY_POWER),
        "multigrid": SolverCost(multigrid, MULTIGRID_MEMORY * displacements),
    }


def chosen_solver(
    choice: LinearSolver,
    costs: Mapping[ChosenSolver, SolverCost],
    memory: float,
    copies: int = 1,
) -> ChosenSolver:
    """The faster solver, or the smaller one where the faster one does not fit.

    Args:
        choice: of the configuration.
        costs: of both.
        memory: that solvers may take on a node [B].
        copies: ranks on it, each of which has the levels of multigrid; one has the factor.
    """
    if choice != "auto":
        return choice
    needed: dict[ChosenSolver, float] = {
        "direct": costs["direct"].memory,
        "multigrid": copies * costs["multigrid"].memory,
    }
    fast = min(costs, key=lambda name: costs[name].seconds)
    return fast if needed[fast] <= memory else min(needed, key=lambda name: needed[name])


def memory_of_node() -> float:
    """Memory that solvers may take on this node [B]."""
    return PART_OF_MEMORY * memory_limit().size


def smallest_node(comm: Any) -> tuple[float, int]:
    """Least memory that solvers may take on a node [B], and most ranks on one; a collective call.

    Args:
        comm: communicator of the run.
    """
    from mpi4py import MPI

    node = comm.Split_type(MPI.COMM_TYPE_SHARED)
    every = comm.allgather((memory_of_node(), node.size))
    node.Free()
    return min(memory for memory, _ in every), max(ranks for _, ranks in every)
