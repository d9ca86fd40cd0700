"""Stopping early on request: a signal from the scheduler, or a limit on the wall time."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any, Self

from filasse.end_reason import EndReason
from filasse.errors import StoppedEarly

SIGNALS = {signal.SIGTERM: EndReason.SIGTERM, signal.SIGUSR1: EndReason.SIGUSR1}
"""mpiexec forwards these to all ranks; it dies of SIGUSR2."""

_CAUSES = {
    EndReason.SIGTERM: "SIGTERM",
    EndReason.SIGUSR1: "SIGUSR1",
    EndReason.WALLTIME: "the limit on the wall time",
}

MARGIN = 1.5
"""The run stops while there is time left for a step this much longer than the longest so far."""


class StopRequest:
    """Notes requests to stop; the run asks at every checkpoint.

    Python runs a signal handler between two bytecodes, so that a long solve is finished first.
    """

    def __init__(self, max_walltime: float | None = None) -> None:
        """Set up.

        Args:
            max_walltime: the run should end after this time [s]; None for no limit.
        """
        self._limit = max_walltime
        self._start = self._last = time.monotonic()
        self._longest = 0.0
        self._signal: EndReason | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._note) for number in SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self, comm: Any) -> None:
        """Stop if any rank was asked to; a collective call.

        Raises:
            StoppedEarly: on all ranks.
        """
        now = time.monotonic()
        self._longest, self._last = max(self._longest, now - self._last), now
        late = self._limit is not None and now - self._start + MARGIN * self._longest > self._limit
        mine = self._signal or (EndReason.WALLTIME if late else None)
        asked = [reason for reason in comm.allgather(mine) if reason is not None]
        if asked:
            cause = _CAUSES[asked[0]]
            raise StoppedEarly(
                f"Stopped early by {cause}, with a checkpoint. Run the same command with --resume "
                "to go on.",
                asked[0],
            )

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._signal = SIGNALS[signal.Signals(number)]
