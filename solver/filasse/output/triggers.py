"""When an observer is told: every so many steps, or every so much simulated time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from filasse.end_reason import EndReason
from filasse.errors import UsageError
from filasse.output.observer import METHODS, Observer, RunStart
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import Record
from filasse.units import UnitError, parse_quantity


def every(
    action: Observer | Callable[[Record], object],
    *,
    steps: int | None = None,
    time: float | str | None = None,
    growth_steps: int | None = None,
) -> Observer:
    """An observer that is told of some steps only; give one of the three.

    Args:
        action: A function of a record, or an observer; of all else an observer is told as usual.
        steps: Every so many accepted time steps.
        time: The first accepted step at or after every multiple of this simulated time: seconds,
            or text like `10 s`. Steps end there where `output.every` asks for it.
        growth_steps: The end of every so many growth steps, the first one included.

    Raises:
        UsageError: None or several are given, or one is not positive.
    """
    given = {"steps": steps, "time": time, "growth_steps": growth_steps}
    chosen = {name: value for name, value in given.items() if value is not None}
    if len(chosen) != 1:
        raise UsageError("every: give one of steps, time and growth_steps")
    ((name, value),) = chosen.items()
    number = _number(name, value)
    if name == "growth_steps":
        return Thinned(action, growth=lambda record: record.growth_step % number == 0)
    if name == "steps":
        return Thinned(action, step=lambda record: record.time_step % number == 0)
    return Thinned(action, step=Clock(number))


class Clock:
    """Lets through the first record in every interval of simulated time."""

    def __init__(self, interval: float) -> None:
        """Set up.

        Args:
            interval: [s].
        """
        self._interval, self._latest = interval, 0

    def start(self, time: float | None) -> None:
        """Go on from a time [s]."""
        self._latest = self._count(time or 0.0)

    def __call__(self, record: Record) -> bool:
        """Whether a record is the first in its interval."""
        before, self._latest = self._latest, max(self._latest, self._count(record.time))
        return self._latest > before

    def _count(self, time: float) -> int:
        return math.floor(time / self._interval * (1 + 1e-12))


class Thinned(Observer):
    """Tells an action of some steps, or of some growth steps.

    A function is told of nothing else; an observer of everything else.
    """

    def __init__(
        self,
        action: Observer | Callable[[Record], object],
        step: Callable[[Record], bool] | None = None,
        growth: Callable[[Record], bool] | None = None,
    ) -> None:
        """Set up.

        Args:
            action: An observer, or a function of a record.
            step: Which accepted steps are told; all by default.
            growth: Which growth steps are told; all by default.

        Raises:
            UsageError: The action is neither.
        """
        is_observer = any(hasattr(action, name) for name in METHODS)
        if isinstance(action, type) or not (is_observer or callable(action)):
            raise UsageError(f"every: {action!r} is neither an observer nor a function of a record")
        self._action, self._is_observer = action, is_observer
        self._step, self._growth = step, growth

    def on_start(self, start: RunStart) -> None:
        """Pass it on."""
        if isinstance(self._step, Clock):
            self._step.start(start.resumed_at)
        self._pass("on_start", start)

    def on_step(self, record: Record) -> None:
        """Pass it on when it is time."""
        if self._step is None:
            self._pass("on_step", record)
        elif self._step(record):
            self._tell("on_step", record)

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        """Pass it on when it is time."""
        if self._growth is None:
            self._pass("on_growth", record, fields)
        elif self._growth(record):
            self._tell("on_growth", record, fields)

    def on_event(self, kind: str, details: Mapping[str, Any]) -> None:
        """Pass it on."""
        self._pass("on_event", kind, details)

    def on_checkpoint(self, record: Record) -> None:
        """Pass it on."""
        self._pass("on_checkpoint", record)

    def on_end(self, reason: EndReason) -> None:
        """Pass it on."""
        self._pass("on_end", reason)

    def _tell(self, name: str, record: Record, *further: object) -> None:
        if self._is_observer:
            self._pass(name, record, *further)
        else:
            assert callable(self._action)
            self._action(record)

    def _pass(self, name: str, *arguments: object) -> None:
        method = getattr(self._action, name, None) if self._is_observer else None
        if method is not None:
            method(*arguments)


def _number(name: str, value: float | str) -> float:
    try:
        number = parse_quantity(value, "s") if isinstance(value, str) else float(value)
    except UnitError as error:
        raise UsageError(f"every: {name} {value!r} {error}; write for instance '10 s'") from error
    if not 0 < number < math.inf or (name != "time" and not number.is_integer()):
        raise UsageError(f"every: {name} is {value!r}; give a positive number")
    return number
