"""Who holds the mesh on several ranks, and whose work is whose."""

from collections.abc import Callable

import pytest

from filasse.errors import ConvergenceError
from filasse.fem.linear import replication
from filasse.fem.linear.assistance import Assistance
from filasse.fem.linear.replication import in_turn, is_replicated, solved
from filasse.parallel import TaskShare, on_root_sharing, world

pytestmark = pytest.mark.mpi


def test_what_fits_is_replicated_on_several_ranks() -> None:
    several = world().size > 1
    assert is_replicated("auto", 1000, world()) == several
    assert is_replicated("replicated", 10**12, world()) == several
    assert not is_replicated("auto", 10**12, world())
    assert not is_replicated("distributed", 1000, world())


def test_memory_counts_for_all_ranks_of_a_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "PART", 0.0)
    assert not is_replicated("auto", 1000, world())


def test_each_task_is_done_once_and_known_to_all() -> None:
    comm = world()
    ranks = in_turn(comm, [lambda: comm.rank] * 5)
    assert ranks == [task % comm.size for task in range(5)]
    assert solved(comm, 1, lambda: comm.rank) == 1 % comm.size
    assert solved(None, 1, lambda: comm.rank) == comm.rank


def test_an_error_of_one_task_is_raised_on_all_ranks() -> None:
    def fail() -> None:
        raise ConvergenceError("no luck")

    with pytest.raises(ConvergenceError, match="no luck"):
        in_turn(world(), [lambda: 1, fail])


def test_tasks_of_rank_0_are_dealt_out() -> None:
    """Also several times; what comes of them is known to all ranks."""
    comm = world()

    def work(share: TaskShare) -> list[int]:
        assert comm.rank == 0
        return [*share([RankHere()] * 3), *share([]), *share([RankHere()])]

    assert on_root_sharing(comm, work) == [i % comm.size for i in range(3)] + [0]


@pytest.mark.parametrize("bad", [0, 1])
def test_an_error_of_a_task_that_was_dealt_out_is_raised_on_all_ranks(bad: int) -> None:
    def work(share: TaskShare) -> list[int]:
        return share([fail if i == bad else RankHere() for i in range(3)])

    with pytest.raises(ConvergenceError, match="no luck"):
        on_root_sharing(world(), work)


class RankHere:
    """A task that can be pickled: the rank that does it."""

    def __call__(self) -> int:
        return int(world().rank)


class Assisted:
    """Task 0, which needs what another rank makes."""

    def __init__(self, make: Callable[[], int], fails_first: bool = False) -> None:
        self.assistance = Assistance(world(), 0, make)
        self.fails_first = fails_first

    def __call__(self) -> int:
        if self.fails_first:
            raise ConvergenceError("before it took anything")
        return 10 * self.assistance.take()


def fail() -> int:
    raise ConvergenceError("no luck")


def test_another_rank_makes_a_part_of_a_task() -> None:
    made_on: list[int] = []

    def make() -> int:
        made_on.append(world().rank)
        return 7

    task = Assisted(make)
    assert in_turn(world(), [task, lambda: 1], [task.assistance]) == [70, 1]
    assert made_on == ([world().size - 1] if world().rank == world().size - 1 else [])


def test_an_error_of_the_helper_is_raised_on_all_ranks() -> None:
    task = Assisted(fail)
    with pytest.raises(ConvergenceError, match="no luck"):
        in_turn(world(), [task, lambda: 1], [task.assistance])


def test_an_error_of_the_owner_leaves_no_message_behind() -> None:
    task = Assisted(lambda: 7, fails_first=True)
    with pytest.raises(ConvergenceError, match="before it took"):
        in_turn(world(), [task, lambda: 1], [task.assistance])
    again = Assisted(lambda: 8)
    assert in_turn(world(), [again], [again.assistance]) == [80]
