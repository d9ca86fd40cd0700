"""What ranks of a team need, made by another one meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filasse.fem.linear.replication import owner_of
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
        self._team, self._owner = team, owner_of(task, team)
        self._helper = (self._owner - 1) % team.size  # of three ranks the one without a field
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
    """A part of a task that all ranks take part in later, made by its owner for every one."""

    def __init__(self, team: Any, task: int, make: Callable[[], T]) -> None:
        """Set up.

        Args:
            team: communicator of two ranks or more.
            task: number of the task.
            make: the part; rank-local work.
        """
        self._make, self._team, self._owner = make, team, owner_of(task, team)
        self._made: T | None = None

    def help(self) -> None:
        """On the owner: make it; rank-local. An error is that of the own part of all tasks."""
        if self._team.rank == self._owner:
            self._made = self._make()

    def take(self) -> T:
        """Give it to every rank; a collective call."""
        return on_rank(self._team, self._owner, lambda: self._made)  # type: ignore[return-value]

    def finish(self) -> None:
        """Nothing is under way."""
