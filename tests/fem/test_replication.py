"""Who holds the mesh on several ranks, and whose work is whose."""

import pytest

from filasse.errors import ConvergenceError
from filasse.fem.linear import replication
from filasse.fem.linear.replication import in_turn, is_replicated, solved
from filasse.parallel import world

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
