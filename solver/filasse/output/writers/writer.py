"""What rank 0 writes while a run goes on."""

import logging
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any

import numpy.typing as npt
from rich.console import Console

from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.output.console.progress import ProgressBar
from filasse.output.console.timing import StageTimer
from filasse.output.folder.checkpoint import save_checkpoint
from filasse.output.folder.run_folder import RunFolder
from filasse.output.folder.run_json import Status, identity, read_info
from filasse.output.writers.event_log import END, EventLog, EventValue
from filasse.output.writers.series import Series
from filasse.output.writers.vtk_files import Entry
from filasse.records.balance_watch import breaches
from filasse.records.record import Record

log = logging.getLogger(__name__)


class Writer:
    """Series, events, state and checkpoints of one run, and its progress bar.

    Attributes:
        ended: Whether the end of the run has been written.
    """

    def __init__(
        self, folder: RunFolder, config: Config, timer: StageTimer, console: Console
    ) -> None:
        """Open the files and show the progress bar.

        Args:
            folder: Run folder, ready to be written to.
            config: Configuration of the run.
            timer: Time spent per stage.
            console: Terminal of the progress bar.
        """
        self.ended = False
        self._folder = folder
        self._status = Status(folder.info, read_info(folder.info))
        self._inputs = self._status.info.get("inputs", {})
        self._identity = identity(self._status.info)
        self._timer = timer
        self._last: Record | None = None
        self._broken: set[str] = set()
        self._series = Series(folder.series)
        self._events = EventLog(folder.events)
        goal = config.geometry.thickness - config.growth.short_circuit_distance
        bar = ProgressBar(console, goal, config.protocol.stop_time)
        with ExitStack() as stack:
            stack.callback(self._series.close)
            stack.callback(self._events.close)
            self._bar = stack.enter_context(bar)
            self.close = stack.pop_all().close

    def step(self, record: Record) -> None:
        """Add the row of an accepted time step."""
        self._last = record
        self._series.append(record)
        self._watch(record)
        self._bar.show(record)

    def growth(self, record: Record) -> None:
        """Note a growth step in the events and in run.json."""
        lengths = {f"{tip.name}.length": tip.length for tip in record.tips}
        self.event("growth", growth_step=record.growth_step, **lengths)
        self._update(record)

    def event(self, kind: str, **details: EventValue) -> None:
        """Add an event at the time of the last accepted step."""
        last = self._last
        time, time_step = (last.time, last.time_step) if last else (0.0, 0)
        self._events.append(kind, time, time_step, **details)

    def checkpoint(
        self,
        record: Record,
        growth_step: int,
        arrays: Mapping[str, npt.NDArray[Any]],
        meta: Mapping[str, Any],
        fields: Iterable[Entry],
    ) -> None:
        """Make everything so far durable, then save the state the run can go on from.

        Args:
            record: of the last accepted time step.
            growth_step: the last that is complete.
            arrays: of the state.
            meta: of the state.
            fields: files of fields so far.
        """
        self._series.sync()
        self._events.sync()
        steps = {"time_step": record.time_step, "growth_step": growth_step}
        about = {**meta, **steps, "inputs": self._inputs, "run": self._identity}
        about |= {"fields": [tuple(entry) for entry in fields]}
        texts = {
            self._folder.series.name: self._series.packed(),
            self._folder.events.name: self._events.packed(),
        }
        save_checkpoint(self._folder.checkpoints, record.time_step, arrays, about, texts)
        saved = {"time": record.time, **steps}
        self._status.update(checkpoint=saved)

    def end(self, reason: EndReason) -> None:
        """Write how the run ended."""
        self.ended = True
        line = f"{reason} at t = {self._last.time:.6g} s" if self._last else reason
        log.info(line)
        self._bar.say(line)
        self.event(END, reason=reason)
        self._series.sync()
        self._events.sync()
        self._status.end(reason, self._timer.summary())

    def fail(self, error: BaseException) -> None:
        """Write that the run died, as far as the disk still allows it."""
        self._status.fail(error, self._timer.summary())

    def _watch(self, record: Record) -> None:
        """Warn of every balance that breaks for the first time, in the log and in run.json."""
        new = {name: text for name, text in breaches(record) if name not in self._broken}
        if not new:
            return
        self._broken |= set(new)
        for text in new.values():
            log.warning(text)
        self._status.update(warnings=[*self._status.info.get("warnings", []), *new.values()])

    def _update(self, record: Record) -> None:
        progress = {name: getattr(record, name) for name in ("growth_step", "time_step", "time")}
        lithium = {"in_cracks": record.lithium_in_cracks, "dead": record.dead_lithium}
        self._status.update(progress=progress, lithium=lithium, timings=self._timer.summary())
