"""What ranks of a team need, made by another one meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp

from filasse.fem.linear.replication import helper_of, owner_of
from filasse.parallel import on_rank
from filasse.signals import Interrupted

TAG = 4711
"""Of its messages."""


class Assistance[T]:
    """A part of a task that does not depend on the rest of it, on the rank before its owner.

    Every rank calls `help` before its tasks, and `finish` after them, whatever has happened in
    between; the owner calls `take` when it cannot go on without.
    """

    def __init__(self, team: Any, task: int, make: Callable[[], T]) -> None:
        """Set up.

        Args:
            team: communicator of two ranks or more.
            task: number of the task.
            make: the part; rank-local work.
        """
        self._make = make
        self._team, self._owner, self._helper = team, owner_of(task, team), helper_of(task, team)
        self._sent: Any = None
        self._is_due = False

    def help(self) -> None:
        """On the helper: make it, and send it or the error; rank-local."""
        self._is_due = self._team.rank == self._owner
        if self._team.rank != self._helper:
            return
        message: tuple[T | None, BaseException | None]
        try:
            message = (self._make(), None)
        except (Exception, Interrupted) as error:  # told where it is needed: the owner raises it
            message = (None, error)
        self._sent = self._team.isend(message, dest=self._owner, tag=TAG)

    def take(self) -> T:
        """On the owner: wait for it.

        Raises:
            Exception: what the helper raised.
        """
        self._is_due = False
        value, error = self._team.recv(source=self._helper, tag=TAG)
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]

    def finish(self) -> None:
        """Leave nothing under way: the owner may have failed before it took anything."""
        if self._is_due:
            self._is_due = False
            self._team.recv(source=self._helper, tag=TAG)
        if self._sent is not None:
            self._sent.wait()
            self._sent = None


class Announced[T]:
    """A part of a task that all ranks take part in later, made by one of them for every one."""

    def __init__(self, team: Any, maker: int, make: Callable[[], T]) -> None:
        """Set up.

        Args:
            team: communicator of two ranks or more.
            maker: the rank that makes it.
            make: the part; rank-local work.
        """
        self._make, self._team, self._maker = make, team, maker
        self._made: T | None = None

    def help(self) -> None:
        """On its maker: make it; rank-local. An error is that of the own part of all tasks."""
        if self._team.rank == self._maker:
            self._made = self._make()

    def take(self) -> T:
        """Give it to every rank; a collective call."""
        return on_rank(self._team, self._maker, lambda: self._made)  # type: ignore[return-value]

    def finish(self) -> None:
        """Nothing is under way."""


class AnnouncedMatrix(Announced[sp.csr_array]):
    """A square sparse matrix, whose arrays are sent as they are: it may be large."""

    def take(self) -> sp.csr_array:
        """Give it to every rank; a collective call."""
        arrays, self._made = _arrays(self._made), None
        kinds = self._team.bcast([(a.shape, a.dtype) for a in arrays], root=self._maker)
        if self._team.rank != self._maker:
            arrays = [np.empty(*kind) for kind in kinds]
        for array in arrays:
            self._team.Bcast(array, root=self._maker)
        starts, columns, values = arrays
        return sp.csr_array((values, columns, starts), shape=(len(starts) - 1,) * 2)


def _arrays(matrix: sp.csr_array | None) -> list[Any]:
    return [] if matrix is None else [matrix.indptr, matrix.indices, matrix.data]
