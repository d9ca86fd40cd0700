"""events.jsonl: what happened when, one JSON object per line."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from filasse.output.writers.appender import Appender

type EventValue = str | int | float | bool | None

type EventDetails = Mapping[str, EventValue]

END = "end"
"""The last event of a run."""
BREAKS = "interphase"
"""The stress of an interphase is able to break something for the first time."""
BREAKAWAY = "breakaway"
"""An interphase is cracked for the first time."""


class EventLog:
    """Appends events; each has a kind, the simulated time and the time of day."""

    def __init__(self, path: Path) -> None:
        """Open the file, keeping the events it has.

        Args:
            path: The file events.jsonl.
        """
        self._file = Appender(path)
        self.sync = self._file.sync
        self.close = self._file.close
        self.packed = self._file.packed

    def append(self, kind: str, time: float, time_step: int, **details: EventValue) -> None:
        """Append one event.

        Args:
            kind: What happened, for instance ``growth``.
            time: Simulated time [s].
            time_step: Number of accepted time steps so far.
            **details: Further values, SI.
        """
        head = {"event": kind, "time": time, "time_step": time_step, "written": now()}
        self._file.write(json.dumps(head | details))


def events_of(path: Path, kind: str) -> list[dict[str, EventValue]]:
    """The events of a kind that a file has already; none without the file."""
    if not path.exists():
        return []
    events = (json.loads(line) for line in path.read_text().splitlines() if line)
    return [event for event in events if event["event"] == kind]


def now() -> str:
    """Return the time of day in UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
