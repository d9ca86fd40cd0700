"""Everything that watches a run: one object that the run tells what happened."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy.typing as npt
from rich.console import Console

from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.errors import FilasseError, StoppedEarly
from filasse.output.console.logs import logging_to, silent
from filasse.output.console.progress import growth_step_line
from filasse.output.console.stage_timer import StageTimer
from filasse.output.folder.atomic_files import delete_leftovers
from filasse.output.folder.checkpoint import Checkpoint
from filasse.output.folder.lock import FolderLock
from filasse.output.folder.prepare import prepare
from filasse.output.folder.run_folder import RunFolder, check_use, create
from filasse.output.folder.run_json import read_info
from filasse.output.observer import Guarded, Observer, RunStart
from filasse.output.writers.event_log import EventValue
from filasse.output.writers.field_series import FieldSeries
from filasse.output.writers.root_observers import RootObservers
from filasse.parallel import on_root
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import Record
from filasse.signals import Interrupted, shielded

log = logging.getLogger(__name__)


class RunObservers:
    """Writes the results of a run; made by `open_observers`, used as a context manager.

    All methods but `stage` and `wants_fields` are collective: an error on rank 0 is raised on all.

    Attributes:
        folder: Paths of the run.
        restored: Checkpoint to go on from; None for a run from the start.
    """

    def __init__(
        self,
        config: Config,
        folder: RunFolder,
        comm: Any,
        restored: Checkpoint | None,
        console: Console,
        resources: ExitStack,
        own: Sequence[Guarded] = (),
    ) -> None:
        """Open the files of a prepared run folder; use `open_observers` instead."""
        self.folder, self.restored = folder, restored
        self._comm, self._resources = comm, resources
        self._fields_every = config.output.fields_every
        self._timer = StageTimer(on_root(comm, read_info, folder.info)["timings"])
        self._fields = FieldSeries(folder.fields, comm)
        self._writer: RootObservers | None = None
        on_root(comm, self._open_writer, config, console, own)
        since = None if restored is None else float(restored.meta["time"])
        self._start = RunStart(folder.root, config, since)

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Count the time inside a ``with`` block as the stage's, for run.json.

        Args:
            name: Stage, for instance ``mesh``.
        """
        return self._timer.stage(name)

    def wants_fields(self, growth_step: int, last: bool = False) -> bool:
        """Return whether `on_growth` should get the fields of a growth step, or of the last."""
        return self._fields_every > 0 and (last or growth_step % self._fields_every == 0)

    def on_start(self) -> None:
        """Tell that the run starts."""
        self._tell(lambda observer: observer.on_start(self._start))

    def on_step(self, record: Record) -> None:
        """Write an accepted time step, the same on every rank."""
        self._tell(lambda observer: observer.on_step(record))

    def on_output(self, record: Record, snapshot: FieldSnapshot) -> None:
        """Write the fields of a time at which output is asked for."""
        if self._fields_every > 0:
            with self.stage("fields"):
                self._fields.write(snapshot, record.time_step)

    def on_growth(self, record: Record, snapshot: FieldSnapshot | None = None) -> None:
        """Write a growth step.

        Args:
            record: State of the run after the step, the same on every rank.
            snapshot: Fields on the cells of this rank, None on every rank to write none.
        """
        log.info(growth_step_line(record))
        if snapshot is not None:
            with self.stage("fields"):
                self._fields.write(snapshot)
        self._tell(lambda observer: observer.on_growth(record, snapshot))

    def checkpoint(
        self,
        record: Record,
        arrays: Mapping[str, npt.NDArray[Any]],
        meta: Mapping[str, Any],
        during_growth_step: bool = False,
    ) -> None:
        """Save what the run needs to go on from here.

        Args:
            record: State of the run; time series are cut back to its time step on resume.
            arrays: Numpy arrays by name, the same on every rank.
            meta: Values that JSON can hold.
            during_growth_step: Whether the growth step is still going on.
        """
        done = record.growth_step - during_growth_step
        with self.stage("checkpoint"):
            state = record, done, arrays, meta, self._fields.entries
            on_root(self._comm, lambda: self._root.checkpoint(*state))

    def save_end(
        self, record: Record, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
    ) -> None:
        """Save the state in which the run ends, for runs that start from it.

        Args:
            record: Of the last accepted time step.
            arrays: Numpy arrays by name, the same on every rank.
            meta: Values that JSON can hold.
        """
        with self.stage("checkpoint"):
            on_root(self._comm, lambda: self._root.save_end(record, arrays, meta))

    def event(self, kind: str, **details: EventValue) -> None:
        """Note an event at the time of the last accepted step.

        Args:
            kind: What happened, for instance ``contact``.
            **details: Further values, SI.
        """
        on_root(self._comm, lambda: self._root.note(kind, **details))
        self._tell(lambda observer: observer.on_event(kind, details))

    def shared(self, sharing: str, solver: dict[str, Any] | None) -> None:
        """Note how the ranks share the work on a geometry, and what solves elasticity in space."""
        on_root(self._comm, lambda: self._root.shared(sharing, solver))

    def on_end(self, reason: EndReason) -> None:
        """Write how the run ended.

        Args:
            reason: Why it ended.
        """
        on_root(self._comm, lambda: self._root.end(reason))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Not collective: the other ranks may be anywhere when this one dies of an error.
        with shielded(), self._resources:
            if self._writer is not None and not self._writer.ended:
                _end_badly(self._writer, error)

    def _tell(self, what: Callable[[Observer], None]) -> None:
        on_root(self._comm, lambda: self._root.tell(what))

    @property
    def _root(self) -> RootObservers:
        if self._writer is None:
            raise RuntimeError("only rank 0 writes")
        return self._writer

    def _open_writer(self, config: Config, console: Console, own: Sequence[Guarded]) -> None:
        self._writer = RootObservers(self.folder, config, self._timer, console, own)
        self._resources.callback(self._writer.close)


def open_observers(
    config: Config,
    folder: Path | str,
    comm: Any,
    *,
    overwrite: bool = False,
    resume: bool = False,
    source: Path | str | None = None,
    console: Console | None = None,
    own: Sequence[object] = (),
    laws: Laws = CONFIGURED,
    origin: Path | None = None,
) -> RunObservers:
    """Get a run folder ready and open everything that is written to it; collective.

    Args:
        config: Configuration of the run.
        folder: Run folder, created if needed.
        comm: Communicator of the run.
        overwrite: Replace a run that is there.
        resume: Go on with a run that is there; without one, start again.
        source: File that the configuration came from; None for one made in Python.
        console: Where progress is shown; standard error by default.
        own: A user's observers; see `Observer`.
        laws: Of the user.
        origin: Folder of the run that this one starts from.

    Raises:
        OutputError: The folder holds what must not be touched, or the disk refuses.
        UsageError: The configuration is not the one of the run to go on with, or something among
            a user's observers is none.
    """
    guarded = [Guarded(observer) for observer in own]
    with shielded():  # or run.json says "running", and nobody is there yet to say otherwise
        options = overwrite, resume, source, console, laws, origin
        return _open(config, RunFolder.at(folder), comm, guarded, *options)


def _open(
    config: Config,
    paths: RunFolder,
    comm: Any,
    own: Sequence[Guarded],
    overwrite: bool,
    resume: bool,
    source: Path | str | None,
    console: Console | None,
    laws: Laws,
    origin: Path | None,
) -> RunObservers:
    resources = ExitStack()
    try:
        console = console or Console(stderr=True)
        on_root(comm, _occupy, paths, resources, overwrite, resume)
        if resume:  # the log goes on, and tells of damaged checkpoints
            _start_log(paths, config, console, comm, resources)
        options: dict[str, Any] = {"resume": resume, "laws": laws, "origin": origin}
        restored = on_root(comm, prepare, paths, config, source, comm.size, **options)
        if not resume:
            _start_log(paths, config, console, comm, resources)
        if restored is not None and not resume and comm.rank == 0:
            log.info("Starting from %s, where t = %.6g s", origin, restored.meta["time"])
        for note in config.notes if comm.rank == 0 else ():
            log.warning("Note: %s", note)
        return RunObservers(config, paths, comm, restored, console, resources, own)
    except BaseException:
        resources.close()
        raise


def _occupy(paths: RunFolder, resources: ExitStack, overwrite: bool, resume: bool) -> None:
    """Lock the folder; one that belongs to somebody else is not even touched."""
    check_use(paths, overwrite=overwrite, resume=resume)
    create(paths)
    resources.enter_context(FolderLock(paths.lock))
    check_use(paths, overwrite=overwrite, resume=resume)  # it may have been used meanwhile
    for folder in (paths.root, paths.checkpoints, paths.fields.with_suffix("")):
        delete_leftovers(folder)


def _start_log(
    paths: RunFolder, config: Config, console: Console, comm: Any, resources: ExitStack
) -> None:
    def start() -> None:
        resources.enter_context(logging_to(paths.log, config.output.log_level, console))

    on_root(comm, start)
    if comm.rank > 0:
        resources.enter_context(silent())


def _end_badly(writer: RootObservers, error: BaseException | None) -> None:
    """Write what a run died of; a disk that refuses must not hide the first error."""
    try:
        if isinstance(error, StoppedEarly):
            writer.end_early(error.reason)
        elif isinstance(error, Interrupted):
            writer.end_early(EndReason.of_signal(error.number))
        elif isinstance(error, KeyboardInterrupt):
            writer.end_early(EndReason.INTERRUPTED)
        else:
            writer.fail(error or RuntimeError("the run ended without giving a reason"))
    except FilasseError as second:
        log.debug("%s", second)
