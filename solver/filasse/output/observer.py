"""What may watch a run: the interface of the files it writes, and of a user's own code."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.errors import FilasseError, UsageError
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import Record

METHODS = ("on_start", "on_step", "on_growth", "on_event", "on_checkpoint", "on_end")


@dataclass(frozen=True)
class RunStart:
    """What a run starts with.

    Attributes:
        folder: Run folder; an observer may write files of its own there.
        config: Configuration, SI throughout.
        resumed_at: Time that an interrupted run goes on from [s]; None from the beginning.
    """

    folder: Path
    config: Config
    resumed_at: float | None


class Observer(Protocol):
    """Watches a run; inherit from it, and write the methods that are wanted.

    Everything is called on rank 0 only, in the order of what happens. Records are complete there;
    of the fields it has the cells of its own rank. An error ends the run.
    """

    def on_start(self, start: RunStart) -> None:
        """The run starts, or goes on after an interruption."""
        return

    def on_step(self, record: Record) -> None:
        """A time step is accepted."""
        return

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        """The growth step that `record` ends is complete.

        Args:
            record: State of the run.
            fields: Fields of this rank's cells, if they are written at this step.
        """
        return

    def on_event(self, kind: str, details: Mapping[str, Any]) -> None:
        """Something happened that is noted in events.jsonl, but for growth and the end.

        Args:
            kind: What, for instance `met` or `joined`.
            details: Further values, SI.
        """
        return

    def on_checkpoint(self, record: Record) -> None:
        """A run that is interrupted now goes on from here: later steps are told once more."""
        return

    def on_end(self, reason: EndReason) -> None:
        """The run ends, for good, early, or by an error."""
        return


class Guarded(Observer):
    """A user's observer, whose errors are told as such."""

    def __init__(self, inner: object) -> None:
        """Check that it can be called.

        Raises:
            UsageError: It has none of the methods, or is a class.
        """
        if isinstance(inner, type) or not any(hasattr(inner, name) for name in METHODS):
            raise UsageError(
                f"observers: {inner!r} is no observer. Give objects with some of the methods "
                f"{', '.join(METHODS)}; see filasse.Observer."
            )
        self._inner, self._time = inner, 0.0

    def on_start(self, start: RunStart) -> None:
        """Pass it on."""
        self._call("on_start", start)

    def on_step(self, record: Record) -> None:
        """Pass it on."""
        self._time = record.time
        self._call("on_step", record)

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        """Pass it on."""
        self._call("on_growth", record, fields)

    def on_event(self, kind: str, details: Mapping[str, Any]) -> None:
        """Pass it on."""
        self._call("on_event", kind, details)

    def on_checkpoint(self, record: Record) -> None:
        """Pass it on."""
        self._call("on_checkpoint", record)

    def on_end(self, reason: EndReason) -> None:
        """Pass it on."""
        self._call("on_end", reason)

    def _call(self, name: str, *arguments: Any) -> None:
        method = getattr(self._inner, name, None)
        if method is None:
            return
        try:
            method(*arguments)
        except FilasseError:
            raise
        except Exception as error:
            who = f"The observer {type(self._inner).__name__} failed in {name}"
            raise failed(who, self._time, error) from error


def failed(who: str, time: float, error: Exception) -> FilasseError:
    """The error of a user's own code during a run.

    Args:
        who: What failed, and that it did.
        time: When [s].
        error: How.
    """
    last = traceback.extract_tb(error.__traceback__)[-1]
    return UsageError(
        f"{who} at t = {time:.6g} s: {type(error).__name__}: {error} ({last.filename}, line "
        f"{last.lineno}). Mend it; the run can go on from its last checkpoint."
    )
