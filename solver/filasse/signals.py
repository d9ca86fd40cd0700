"""Requests to stop, by signals: heard from the first moment of a command to its last.

A signal ends the program at once, by `Interrupted` in the main thread, unless it is in the middle
of something that can stop in good order (`patiently`): then it has some seconds to do so first.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP)
"""mpiexec forwards the first three to all ranks; it dies of SIGUSR2."""

PATIENCE = 2.5
"""Time in which a run may come to a place where it can save its state and stop [s]."""

IMPORTING = 3.0
"""Time for which an import that is under way may end first [s]: an extension module that is left
half initialised crashes the interpreter when it ends (seen once, 0.6 s after the start)."""

SOON = 0.05
"""Time after which to look whether the import is over [s]."""

AGAIN = 1.0
"""Time after which `Interrupted` is raised again: `__del__` and callbacks swallow it [s]."""


class Interrupted(BaseException):
    """A signal asks to stop; no `except Exception` on the way swallows it.

    Attributes:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        """Keep the signal, also when this is sent to other ranks."""
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return signal.Signals(self.number).name

    @property
    def exit_code(self) -> int:
        """130 for Ctrl-C, as of any program; 75 (submit again) for the rest."""
        return 130 if self.number == signal.SIGINT else 75


class _Listener:
    """What has been heard, and what to do about it; there is one, as signals are the process's."""

    def __init__(self) -> None:
        self.asked: int | None = None
        self.patience = 0.0
        self.since = 0.0
        self.shields = 0
        self.before: dict[int, Any] = {}

    def hear(self, number: int, frame: FrameType | None) -> None:
        insists = number == signal.SIGINT == self.asked  # a second Ctrl-C
        if number != signal.SIGALRM and self.asked is None:
            self.asked, self.since = number, time.monotonic()
            wait = self.patience or AGAIN
            signal.setitimer(signal.ITIMER_REAL, wait, AGAIN)
            insists = not self.patience
        if self.shields or self.asked is None:
            return
        if insists or number == signal.SIGALRM:
            if _is_importing(frame) and time.monotonic() < self.since + IMPORTING:
                signal.setitimer(signal.ITIMER_REAL, SOON, AGAIN)
                return
            raise Interrupted(self.asked)

    def start(self) -> bool:
        """Take the signals over, in the main thread only; tell whether nobody listened before.

        Libraries take signals for themselves when they are loaded (UCX takes SIGHUP, to tell all
        that it does), behind Python's back: they are taken again every time.
        """
        if threading.current_thread() is not threading.main_thread():
            return False
        first = not self.before
        for number in (*SIGNALS, signal.SIGALRM):
            if first:
                self.before[number] = signal.getsignal(number)
            ignored = number == signal.SIGHUP and self.before[number] is signal.SIG_IGN  # nohup
            signal.signal(number, signal.SIG_IGN if ignored else self.hear)
        return first

    def end(self) -> None:
        """Give the signals back."""
        self.calm()
        for number, handler in self.before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self.before, self.asked = {}, None

    def calm(self) -> None:
        """Raise nothing later for what was heard so far."""
        if self.before:
            signal.setitimer(signal.ITIMER_REAL, 0.0)


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a frame was called, at whatever depth, by the import of a module."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


_listener = _Listener()


def listen() -> None:
    """Hear signals until the process ends."""
    _listener.start()


def listen_again() -> None:
    """Take back the signals that a library took for itself, if anybody listens."""
    if _listener.before:
        _listener.start()


def asked() -> int | None:
    """Signal that asked to stop; None if none did."""
    return _listener.asked


@contextmanager
def patiently() -> Iterator[None]:
    """Inside, a signal is only noted for a while: the block asks by `asked`, and stops by itself.

    After `PATIENCE`, or at a second Ctrl-C, `Interrupted` is raised all the same. Where nobody
    listens yet (in a notebook, for instance), signals are heard inside the block alone.
    """
    alone = _listener.start()
    before, _listener.patience = _listener.patience, PATIENCE
    try:
        yield
    finally:
        _listener.patience = before
        _listener.calm()
        if alone:
            _listener.end()


@contextmanager
def shielded() -> Iterator[None]:
    """Inside, no signal raises anything: for the last words of a run."""
    _listener.shields += 1
    try:
        yield
    finally:
        _listener.shields -= 1


def ignore() -> None:
    """Ignore all signals from now on, also while the interpreter shuts down."""
    _listener.shields += 1
    if threading.current_thread() is threading.main_thread():
        _listener.calm()
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
