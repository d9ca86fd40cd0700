"""Stopping early on request: a signal from the scheduler or the user, or a limit on wall time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from filasse.end_reason import EndReason
from filasse.errors import StoppedByUser, StoppedEarly
from filasse.output.folder.kept_results import what_is_kept
from filasse.signals import Interrupted, asked

MARGIN = 1.5
"""The run stops while there is time left for something this much longer than the longest so far
during which it could not be stopped, such as a mesh."""

_CAUSES = {
    EndReason.WALLTIME: "Stopped by the limit on the wall time",
    EndReason.INTERRUPTED: "Interrupted",
}


class StopRequest:
    """Knows when to stop; the run asks after every checkpoint, and between the tries of steps."""

    def __init__(self, folder: Path | str, max_walltime: float | None = None) -> None:
        """Set up.

        Args:
            folder: of the run.
            max_walltime: the run should end after this time [s]; None for no limit.
        """
        self._folder, self._limit = folder, max_walltime
        self._start = self._last = time.monotonic()
        self._longest = 0.0

    def check(self, comm: Any) -> None:
        """Stop if any rank was asked to; a collective call.

        Raises:
            StoppedEarly: on all ranks.
        """
        reasons = [reason for reason in comm.allgather(self._reason()) if reason is not None]
        if reasons:
            raise stopped(reasons[0], self._folder)

    def is_wanted(self, progressed: bool) -> bool:
        """Tell whether this rank is asked to stop; cheap enough to be called all the time.

        Args:
            progressed: whether a stop by the wall time would keep anything. A run gets through
                one step at least, however short its time: or it would never end.
        """
        reason = self._reason()
        return reason is not None and (progressed or reason is not EndReason.WALLTIME)

    def _reason(self) -> EndReason | None:
        """What asks this rank to stop; late is also who may not get through what comes next."""
        now = time.monotonic()
        self._longest, self._last = max(self._longest, now - self._last), now
        number = asked()
        if number is not None:
            return EndReason.of_signal(number)
        late = self._limit is not None and now - self._start + MARGIN * self._longest > self._limit
        return EndReason.WALLTIME if late else None


def stopped(reason: EndReason, folder: Path | str) -> StoppedEarly:
    """The error that ends a run early, with what the user needs to know to go on."""
    cause = _CAUSES.get(reason, f"Stopped by {reason.upper()}")
    kind = StoppedByUser if reason is EndReason.INTERRUPTED else StoppedEarly
    return kind(f"{cause}. {what_is_kept(folder)}", reason)


def stopped_at_once(caught: Interrupted, folder: Path | str) -> StoppedEarly:
    """The same for a signal that could not wait for the next checkpoint."""
    return stopped(EndReason.of_signal(caught.number), folder)
