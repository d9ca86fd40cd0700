"""Whether every rank holds the whole mesh, and whose work is whose then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

from filasse.memory_limit import memory_limit
from filasse.parallel import on_each, on_rank

type Parallel = Literal["auto", "replicated", "distributed"]

BASE, PER_UNKNOWN = 4e8, 5e3
"""Memory of a rank that holds everything [B]: of libraries, and per displacement (as estimated)."""

PART = 0.5
"""Part of the memory that a run may use on a node which its ranks may take together."""


def is_replicated(choice: Parallel, displacements: int, comm: Any) -> bool:
    """Whether to replicate the mesh on every rank; a collective call with the same answer on all.

    Args:
        choice: of the configuration; `auto` replicates if the memory of every node allows it.
        displacements: number of unknowns of elasticity.
        comm: communicator of the run.
    """
    if comm.size == 1 or choice == "distributed":
        return False
    if choice == "replicated":
        return True
    from mpi4py import MPI

    node = comm.Split_type(MPI.COMM_TYPE_SHARED)
    wanted = node.size * (BASE + PER_UNKNOWN * displacements)
    node.Free()
    return all(comm.allgather(wanted <= PART * memory_limit().size))


def owner_of(task: int, team: Any) -> int:
    """The rank of a team that does a task: one after the other."""
    return task % int(team.size)


def helper_of(task: int, team: Any) -> int:
    """The rank that makes a part of a task for its owner: of three, the one without a field."""
    return (owner_of(task, team) - 1) % int(team.size)


class Helping(Protocol):
    """What ranks do for each other's tasks; see `filasse.fem.linear.assistance`."""

    def help(self) -> None:
        """Before the own tasks: make what another rank's task needs; rank-local."""

    def finish(self) -> None:
        """After the own tasks, whatever has happened."""


def in_turn(
    team: Any, tasks: Sequence[Callable[[], Any]], helping: Sequence[Helping] = ()
) -> list[Any]:
    """Results of all tasks on every rank, each made by its owner; a collective call.

    Args:
        team: communicator.
        tasks: rank-local work; nothing collective inside.
        helping: what ranks do for each other's tasks.

    Raises:
        Exception: what a task raised, on every rank.
    """

    def own_part() -> dict[int, Any]:
        try:
            for one in helping:
                one.help()
            return {i: task() for i, task in enumerate(tasks) if owner_of(i, team) == team.rank}
        finally:
            for one in helping:
                one.finish()

    mine = on_each(team, own_part)
    return [team.bcast(mine.get(i), root=owner_of(i, team)) for i in range(len(tasks))]


def solved[T](team: Any, task: int, solve: Callable[[], T]) -> T:
    """What the owner of a task solves for, on every rank; a collective call.

    Args:
        team: communicator; None where every rank takes part in each solve.
        task: its number.
        solve: rank-local work of the owner.
    """
    return solve() if team is None else on_rank(team, owner_of(task, team), solve)
