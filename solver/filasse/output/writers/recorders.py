"""The observers that every run has on rank 0: each writes one thing."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy.typing as npt
from rich.console import Console

from filasse.config import Config
from filasse.config.rules.config_facts import why_error_is_least
from filasse.end_reason import EndReason
from filasse.output.console.progress import ProgressBar
from filasse.output.console.stage_timer import StageTimer
from filasse.output.folder.checkpoint import save_checkpoint, save_end
from filasse.output.folder.run_folder import RunFolder
from filasse.output.folder.run_json import Status, identity, read_info
from filasse.output.observer import Observer
from filasse.output.own_watchers import OwnColumn
from filasse.output.writers.collection import CollectionEntry
from filasse.output.writers.event_log import BREAKAWAY, BREAKS, END, EventLog, EventValue, events_of
from filasse.output.writers.series import Series
from filasse.records.accuracy import time_in_words
from filasse.records.balance_watch import breaches
from filasse.records.cycling_record import CyclingRecord
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.interphase_record import broken_by_interphase, cracked_thickness
from filasse.records.run_record import Record

log = logging.getLogger(__name__)


class SeriesRecorder(Observer):
    """Keeps series.csv."""

    def __init__(self, folder: RunFolder, own: Sequence[OwnColumn] = ()) -> None:
        """Open the table, with a user's own columns."""
        self.series, self._own = Series(folder.series), own

    def on_step(self, record: Record) -> None:
        """Add a row."""
        self.series.append(record, {column.header: column.cell(record) for column in self._own})

    def on_end(self, reason: EndReason) -> None:
        """Make the rows durable."""
        self.series.sync()


class EventRecorder(Observer):
    """Keeps events.jsonl."""

    def __init__(self, folder: RunFolder) -> None:
        """Open the file."""
        self.events = EventLog(folder.events)
        self._last: Record | None = None
        self._cracked = bool(events_of(folder.events, BREAKAWAY))
        self._broken = {event["breaks"] for event in events_of(folder.events, BREAKS)}

    def on_step(self, record: Record) -> None:
        """Remember when the next event happens; note what the interphase breaks, and a void."""
        before, self._last = self._last, record
        for what in broken_by_interphase(record):
            if what not in self._broken:
                self._broken.add(what)
                self.note(BREAKS, breaks=what)
        if not self._cracked and (critical := cracked_thickness(record)) is not None:
            self._cracked = True
            self.note(BREAKAWAY, critical_thickness=critical)
        begun = record if before is None and record.time_step > 1 else before
        for kind in record.anode.events(begun.anode if begun is not None else None):
            self.note(kind)

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        """Note the lengths of the cracks."""
        lengths = {f"{tip.name}.length": tip.length for tip in record.tips}
        self.note("growth", growth_step=record.growth_step, **lengths)

    def on_end(self, reason: EndReason) -> None:
        """Note why."""
        self.note(END, reason=reason)
        self.events.sync()

    def note(self, kind: str, **details: EventValue) -> None:
        """Add an event at the time of the last accepted step."""
        last = self._last
        time, time_step = (last.time, last.time_step) if last else (0.0, 0)
        self.events.append(kind, time, time_step, **details)


def with_present_half_cycle(
    known: list[dict[str, float]], now: CyclingRecord, time: float
) -> list[dict[str, float]]:
    """Half cycles of run.json, SI, with the present one as it is by now.

    Args:
        known: the half cycles so far, the present one included or not.
        now: what is told at a time.
        time: [s].
    """
    index = now.half_cycle - 1
    values = asdict(now) | {"time": time}
    if now.cell_resistance == 0.0 and index < len(known):  # at rest: that of the last current
        values["cell_resistance"] = known[index]["cell_resistance"]
    return [*known[:index], values]


class StatusRecorder(Observer):
    """Keeps run.json."""

    def __init__(self, folder: RunFolder, timer: StageTimer) -> None:
        """Go on with what is there."""
        self.status = Status(folder.info, read_info(folder.info))
        self._timer = timer
        self._broken: set[str] = set()

    def shared(self, sharing: str, solver: dict[str, Any] | None) -> None:
        """Write how the ranks share the work and solve in space, where that is news."""
        news: dict[str, Any] = {"parallel": sharing}
        news |= {} if solver is None else {"linear_solver": solver}
        if any(self.status.info.get(key) != value for key, value in news.items()):
            self.status.update(**news)

    def on_step(self, record: Record) -> None:
        """Keep the half cycle; warn of every balance that breaks for the first time."""
        if isinstance(record.cycling, CyclingRecord) and record.cycling.half_cycle > 0:
            known = self.status.info.get("half_cycles", [])
            self.status.info["half_cycles"] = with_present_half_cycle(
                known, record.cycling, record.time
            )
        if BREAKAWAY not in self.status.info and (cracked := cracked_thickness(record)) is not None:
            first = {"time": record.time, "critical_thickness": cracked}
            self.status.update(**{BREAKAWAY: first})
            log.info("the interphase is cracked where it is thicker than %.4g nm", 1e9 * cracked)
        new = {name: text for name, text in breaches(record) if name not in self._broken}
        if not new:
            return
        self._broken |= set(new)
        for text in new.values():
            log.warning(text)
        self.status.update(warnings=[*self.status.info.get("warnings", []), *new.values()])

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        """Write how far the run is."""
        progress = {name: getattr(record, name) for name in ("growth_step", "time_step", "time")}
        lithium = {"in_cracks": record.lithium_in_cracks, "dead": record.dead_lithium}
        error = {"time_error": record.time_error or None}
        timings = self._timer.summary()
        self.status.update(progress=progress | error, lithium=lithium, timings=timings)

    def on_checkpoint(self, record: Record) -> None:
        """Write what is safe."""
        saved = {name: getattr(record, name) for name in ("growth_step", "time_step", "time")}
        self.status.update(checkpoint=saved)

    def on_end(self, reason: EndReason) -> None:
        """Write why, last of all."""
        self.status.end(reason, self._timer.summary())

    def fail(self, error: BaseException) -> None:
        """Write what the run died of, as far as the disk still allows it."""
        self.status.fail(error, self._timer.summary())


class ProgressRecorder(Observer):
    """Moves the progress bar."""

    def __init__(self, config: Config, console: Console) -> None:
        """Make the bar; it is shown as a context manager."""
        goal = config.geometry.thickness - config.growth.short_circuit_distance
        self.bar = ProgressBar(console, goal, config.protocol.stop_time)
        self._tells_least = bool(why_error_is_least(config))
        self._last: Record | None = None

    def on_step(self, record: Record) -> None:
        """Move it."""
        self._last = record
        self.bar.show(record)

    def on_end(self, reason: EndReason) -> None:
        """Say why, on the screen and in the log."""
        last = self._last
        end = last and time_in_words(
            last.time, last.time_error, last.growth_step, reason, self._tells_least
        )
        line = f"{reason} at t = {end}" if end else f"{reason}"
        line = f"{line}. {reason.text}."
        log.info(line)
        self.bar.say(line)


class CheckpointRecorder:
    """Saves checkpoints, with what the other recorders have written so far.

    It is no observer: those look on, and are told of a checkpoint once it is safe. This one is
    handed the state itself, which no one else may hold, and its failure must end the run before
    anyone is told (`RootObservers.checkpoint`).
    """

    def __init__(self, folder: RunFolder, series: Series, events: EventLog, status: Status) -> None:
        """Know what a checkpoint takes along."""
        self._folder, self._series, self._events = folder, series, events
        self._inputs, self._run = status.info.get("inputs", {}), identity(status.info)

    def save(
        self,
        record: Record,
        growth_step: int,
        arrays: Mapping[str, npt.NDArray[Any]],
        meta: Mapping[str, Any],
        fields: Iterable[CollectionEntry],
    ) -> None:
        """Make everything so far durable, then save the state the run can go on from.

        Args:
            record: Of the last accepted time step.
            growth_step: The last that is complete.
            arrays: Of the state.
            meta: Of the state.
            fields: Files of fields so far.
        """
        self._series.sync()
        self._events.sync()
        about = self._about(record, growth_step, meta)
        about |= {"fields": [tuple(entry) for entry in fields]}
        texts = {
            self._folder.series.name: self._series.packed(),
            self._folder.events.name: self._events.packed(),
        }
        save_checkpoint(self._folder.checkpoints, record.time_step, arrays, about, texts)

    def save_end(
        self,
        record: Record,
        arrays: Mapping[str, npt.NDArray[Any]],
        meta: Mapping[str, Any],
    ) -> None:
        """Save the state of the end for runs that start from it."""
        save_end(self._folder.checkpoints, arrays, self._about(record, record.growth_step, meta))

    def _about(self, record: Record, growth_step: int, meta: Mapping[str, Any]) -> dict[str, Any]:
        where = {"time_step": record.time_step, "growth_step": growth_step}
        return {**meta, **where, "inputs": self._inputs, "run": self._run}
