"""When the integration pauses: to be saved, or because the run is asked to stop.

A pause leaves no trace in the results: it comes at accepted steps only, what is saved there is all
that the next step depends on, and a try that a request to stop breaks off is done again later.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from filasse.records.run_record import Record


class StepAbandoned(Exception):  # noqa: N818 - no error: the run is asked to stop
    """A try of a step is broken off; the last accepted state holds."""


def _never(progressed: bool) -> bool:
    return False


def _never_at(time: float) -> bool:
    return False


def _goes_on(record: Record) -> bool:
    return False


@dataclass
class Pauses:
    """Counts steps and watches the clock, from one pause to the next.

    Attributes:
        wants_stop: tells whether the run is asked to stop, given whether it has come any further;
            asked between the tries of steps, and inside long steps of the anode.
        progressed: whether any step was accepted before.
        interval: wall time after which the next accepted step is saved [s]: what a crash costs.
        most_steps: accepted steps after which the state is saved.
        steps: accepted since the last pause.
        ends_at: tells whether the run ends with an accepted step.
        writes_at: tells whether output is asked for at a time [s].
        is_output: whether it is at the last one.
        is_over: whether it does with the last one.
    """

    wants_stop: Callable[[bool], bool] = _never
    progressed: bool = False
    interval: float = 300.0
    most_steps: int = 50
    steps: int = 0
    ends_at: Callable[[Record], bool] = _goes_on
    is_over: bool = False
    writes_at: Callable[[float], bool] = _never_at
    is_output: bool = False
    _start: float = field(default_factory=lambda: time.monotonic())

    def note_step(self, record: Record) -> None:
        """Count an accepted step."""
        self.steps += 1
        self.progressed = True
        self.is_over = self.ends_at(record)
        self.is_output = self.writes_at(record.time)

    @property
    def is_due(self) -> bool:
        """Whether to pause after the last accepted step."""
        if self.steps == 0:
            return False
        elapsed = time.monotonic() - self._start
        if self.is_over or self.is_output or self.steps >= self.most_steps:
            return True
        return elapsed >= self.interval or self.wants_stop(self.progressed)

    def check(self) -> None:
        """Break off what is being tried if the run is asked to stop.

        Raises:
            StepAbandoned: it is.
        """
        if self.wants_stop(self.progressed):
            raise StepAbandoned
