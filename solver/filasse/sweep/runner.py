"""Runs of a sweep as processes of their own, several at a time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from filasse.errors import FilasseError, StoppedEarly, UsageError
from filasse.output.console.notebook import shown_text
from filasse.output.folder.atomic_files import disk_errors
from filasse.output.folder.lock import FolderLock, is_locked
from filasse.output.folder.run_folder import RunFolder, create
from filasse.sweep.plan import Plan
from filasse.sweep.sweep_folder import SweepFolder, check_sweep_use, note_attempt, prepare_sweep
from filasse.sweep.sweep_states import HARMLESS, RunPhase, RunState, states
from filasse.sweep.sweep_table import collect, save_table

ATTEMPTS = 2
"""A run that fails is tried once more: machines fail, too."""

_POLL = 0.05
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)
_LAUNCHERS = ("PMI", "OMPI_", "HYDI_", "HYDRA_", "MPIR_", "SLURM_STEP_", "SLURM_PROCID")


@dataclass(frozen=True)
class Ended:
    """How an attempt at a run ended; `again` tells whether it is tried once more."""

    name: str
    code: int
    again: bool


type Watch = Callable[[Ended | None, int], None]
"""Told of every attempt that ended, and now and then of the number of processes."""


@dataclass
class _Attempt:
    name: str
    process: subprocess.Popen[bytes]
    start: float = field(default_factory=time.monotonic)


class Runner:
    """Keeps some processes busy until all runs have been tried."""

    def __init__(self, folder: SweepFolder, workers: int, watch: Watch) -> None:
        """Set up; nothing is started yet.

        Args:
            folder: of the sweep.
            workers: number of processes at a time.
            watch: told of every attempt that ended, and now and then of the number of processes.
        """
        self._folder, self._workers, self._watch = folder, workers, watch
        self._active: list[_Attempt] = []
        self._stops = 0

    def run(self, names: Sequence[str], failures: dict[str, int], allowed: int) -> None:
        """Run them all.

        Args:
            names: ids of the runs.
            failures: failed attempts of earlier sweeps.
            allowed: a run is tried until it has failed this often.

        Raises:
            StoppedEarly: asked by a signal; the runs have left checkpoints.
        """
        waiting, failed = deque(names), dict(failures)
        with self._signals():
            try:
                while self._active or (waiting and not self._stops):
                    self._start(waiting)
                    time.sleep(_POLL)
                    self._watch(None, len(self._active))
                    for name, code in self._reap():
                        failed[name] = failed.get(name, 0) + (code not in HARMLESS)
                        again = worth_another(code, failed[name], allowed) and not self._stops
                        self._watch(Ended(name, code, again), len(self._active))
                        if again:
                            waiting.append(name)
            finally:
                self._kill()
        if self._stops:
            raise StoppedEarly("Stopped by a signal. Run the same command again to go on.")

    def _start(self, waiting: deque[str]) -> None:
        """Fill the free places; a run that another process still works on is put off."""
        for _ in range(len(waiting)):
            if self._stops or len(self._active) >= self._workers:
                return
            name = waiting.popleft()
            if is_locked(self._folder.run(name).lock):
                waiting.append(name)
            else:
                self._active.append(_Attempt(name, launch(self._folder, name)))

    def _reap(self) -> Iterator[tuple[str, int]]:
        for attempt in tuple(self._active):
            code = attempt.process.poll()
            if code is not None:
                self._active.remove(attempt)
                seconds = time.monotonic() - attempt.start
                note_attempt(self._folder, attempt.name, code, seconds)
                yield attempt.name, code

    @contextmanager
    def _signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._stop) for number in _STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Ask the runs for a checkpoint; at the second request end them at once."""
        self._stops += 1
        for attempt in self._active:
            attempt.process.send_signal(signal.SIGTERM if self._stops == 1 else signal.SIGKILL)

    def _kill(self) -> None:
        for attempt in self._active:
            attempt.process.kill()
            attempt.process.wait()


def run_all(
    folder: SweepFolder,
    names: Sequence[str],
    workers: int = 1,
    *,
    failures: dict[str, int] | None = None,
    allowed: int = ATTEMPTS,
    watch: Watch = lambda ended, active: None,
) -> None:
    """Run some of the runs of a sweep; see `Runner.run`."""
    Runner(folder, workers, watch).run(names, failures or {}, allowed)


def run_plan(
    folder: SweepFolder,
    plan: Plan,
    workers: int,
    shown: Callable[[Sequence[RunState]], AbstractContextManager[Watch]],
    *,
    retry_failed: bool = False,
) -> None:
    """Run what is left of a sweep, and write its table.

    Args:
        folder: of the sweep.
        plan: all of its runs.
        workers: number of processes at a time.
        shown: shows how the runs go on, from their first states.
        retry_failed: try those again that have failed too often.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
        StoppedEarly: by a signal.
    """
    check_sweep_use(folder)
    create(RunFolder.at(folder.root))
    with FolderLock(folder.lock):
        prepare_sweep(folder, plan)
        known = states(folder)
        names = [run.name for run in known if _is_left(run, retry_failed)]
        failures = {run.name: 0 if retry_failed else run.failures for run in known}
        try:
            with shown(known) as watch:
                run_all(folder, names, workers, failures=failures, watch=watch)
        finally:
            save_table(collect(folder), folder.table)


@contextmanager
def counting(known: Sequence[RunState]) -> Iterator[Watch]:
    """Count in a notebook's cell how many runs have ended."""
    total, ended = len(known), sum(run.state is RunPhase.FINISHED for run in known)
    with shown_text() as show:

        def watch(attempt: Ended | None, active: int) -> None:
            nonlocal ended
            ended += attempt is not None and not attempt.again
            show(f"{ended} of {total} runs have ended, {active} are running")

        yield watch


def raise_failed(folder: SweepFolder, known: Sequence[RunState]) -> None:
    """Tell about runs that failed.

    Raises:
        FilasseError: there are some.
    """
    failed = [run for run in known if run.state is RunPhase.FAILED]
    if failed:
        listed = "\n".join(f"  {run.name}: {run.error}" for run in failed)
        raise FilasseError(
            f"{len(failed)} of {len(known)} runs failed. Their logs are in {folder.root / 'logs'}; "
            f"try them again with --retry-failed.\n{listed}"
        )


def _is_left(run: RunState, retry_failed: bool) -> bool:
    if run.state is RunPhase.FAILED:
        return retry_failed or run.failures < ATTEMPTS
    return run.state is not RunPhase.FINISHED


def worth_another(code: int, failures: int, allowed: int) -> bool:
    """Tell whether to try a run again: not after mistakes of the user, which stay."""
    return code not in (*HARMLESS, UsageError.exit_code) and failures < allowed


def launch(folder: SweepFolder, name: str) -> subprocess.Popen[bytes]:
    """Start a run, or let it go on, as a process that a Ctrl-C in the terminal does not reach."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(_LAUNCHERS)}
    log = folder.log(name)
    with disk_errors(log), log.open("ab") as file:
        return subprocess.Popen(
            run_command(folder, name),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment | {"OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )


def run_command(folder: SweepFolder, name: str) -> list[str]:
    """The command line of a run."""
    script = Path(sys.executable).with_name("filasse")
    code = "from filasse.cli import main; main()"
    program = [str(script)] if script.exists() else [sys.executable, "-c", code]
    # Absolute: a name that begins with a dash must not be taken for an option.
    config, results = folder.config(name).absolute(), folder.run(name).root.absolute()
    return [*program, "run", str(config), "-o", str(results), "--resume"]
