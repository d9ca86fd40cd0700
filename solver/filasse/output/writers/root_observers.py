"""All observers of rank 0, told one after the other."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy.typing as npt
from rich.console import Console

from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.errors import FilasseError
from filasse.output.console.stage_timer import StageTimer
from filasse.output.folder.run_folder import RunFolder
from filasse.output.observer import Observer
from filasse.output.own_watchers import own_columns
from filasse.output.writers.collection import CollectionEntry
from filasse.output.writers.recorders import (
    CheckpointRecorder,
    EventRecorder,
    ProgressRecorder,
    SeriesRecorder,
    StatusRecorder,
)
from filasse.records.run_record import Record

log = logging.getLogger(__name__)


class RootObservers:
    """The recorders of a run and a user's observers.

    Attributes:
        ended: Whether the end of the run has been written.
    """

    def __init__(
        self,
        folder: RunFolder,
        config: Config,
        timer: StageTimer,
        console: Console,
        own: Sequence[Observer],
    ) -> None:
        """Open the files and show the progress bar.

        Args:
            folder: Run folder, ready to be written to.
            config: Configuration of the run.
            timer: Time spent per stage.
            console: Terminal of the progress bar.
            own: A user's observers.
        """
        self.ended = False
        self._own = list(own)
        series, self._events = SeriesRecorder(folder, own_columns(config)), EventRecorder(folder)
        progress, self._status = ProgressRecorder(config, console), StatusRecorder(folder, timer)
        events, status = self._events.events, self._status.status
        self._checkpoints = CheckpointRecorder(folder, series.series, events, status)
        # run.json comes last: it tells what the others have done already.
        self._built_in: list[Observer] = [series, progress, self._events, self._status]
        self.note, self.shared = self._events.note, self._status.shared
        with ExitStack() as stack:
            stack.callback(series.series.close)
            stack.callback(events.close)
            stack.callback(status.close)
            stack.enter_context(progress.bar)
            self.close = stack.pop_all().close

    def tell(self, what: Callable[[Observer], None]) -> None:
        """Tell the recorders, then the user's observers."""
        for observer in (*self._built_in, *self._own):
            what(observer)

    def checkpoint(
        self,
        record: Record,
        growth_step: int,
        arrays: Mapping[str, npt.NDArray[Any]],
        meta: Mapping[str, Any],
        fields: Iterable[CollectionEntry],
    ) -> None:
        """Save the state, and tell of it; see `CheckpointRecorder.save`."""
        self._checkpoints.save(record, growth_step, arrays, meta, fields)
        self.tell(lambda observer: observer.on_checkpoint(record))

    def save_end(
        self, record: Record, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
    ) -> None:
        """Save the state of the end; see `CheckpointRecorder.save_end`."""
        self._checkpoints.save_end(record, arrays, meta)

    def end(self, reason: EndReason) -> None:
        """Tell why the run ends: the user's observers first, as they may still fail."""
        for observer in (*self._own, *self._built_in):
            observer.on_end(reason)
        self.ended = True

    def end_early(self, reason: EndReason) -> None:
        """The same where nothing may hide what the run was stopped by."""
        self._end_each((*self._own, *self._built_in), reason)
        self.ended = True

    def fail(self, error: BaseException) -> None:
        """Write what the run died of."""
        self._end_each(self._own, EndReason.ERROR)
        self._status.fail(error)

    def _end_each(self, observers: Iterable[Observer], reason: EndReason) -> None:
        for observer in observers:
            try:
                observer.on_end(reason)
            except FilasseError as error:
                log.warning("%s", error)
