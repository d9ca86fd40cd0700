"""What the command ``filasse sweep`` does, and what it shows."""

from collections import Counter
from pathlib import Path
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from filasse.cli.console.plain_console import PlainConsole
from filasse.cli.console.screen import say, show_table, word
from filasse.errors import FilasseError
from filasse.output.folder.lock import FolderLock
from filasse.output.folder.run_folder import RunFolder, create
from filasse.sweep import Plan, SweepFolder, collect, run_all
from filasse.sweep.folder import check_use, prepare, read_manifest
from filasse.sweep.runner import ATTEMPTS, Ended
from filasse.sweep.slurm import check_name, write_job_array
from filasse.sweep.states import HARMLESS, RunState, State, state_of, states
from filasse.sweep.table import save_table


def run_sweep(folder: SweepFolder, plan: Plan, workers: int, retry_failed: bool) -> None:
    """Run what is left of a sweep, and write its table.

    Raises:
        FilasseError: some runs failed.
        StoppedEarly: by a signal.
    """
    check_use(folder)
    create(RunFolder.at(folder.root))
    with FolderLock(folder.lock):
        prepare(folder, plan)
        known = states(folder)
        left = [run for run in known if _is_left(run, retry_failed)]
        failures = {run.name: 0 if retry_failed else run.failures for run in known}
        names = [run.name for run in left]
        try:
            with _Display(folder, len(known), _done(known)) as display:
                run_all(folder, names, workers, failures=failures, watch=display.watch)
        finally:
            save_table(collect(folder), folder.table)
    _conclude(folder)


def write_slurm(folder: SweepFolder, plan: Plan, at_once: int, template: Path | None) -> None:
    """Write the job array for what is left of a sweep."""
    check_name(folder.root)
    check_use(folder)
    create(RunFolder.at(folder.root))
    with FolderLock(folder.lock):
        prepare(folder, plan)
        names = [run.name for run in states(folder) if run.state is not State.FINISHED]
        if not names:
            say("all runs are finished: there is nothing to submit")
            return
        script = write_job_array(folder, names, at_once, template)
    say(f"wrote {script} for {len(names)} runs; look at its head, then: sbatch {word(script)}")


def show_status(folder: SweepFolder) -> None:
    """Print one line per run, and the sum."""
    known, manifest = states(folder), read_manifest(folder)
    table = Table(title=f"{manifest.title or folder.root}: {_summary(known)}")
    for heading in ("run", "state", "reason", "steps", "time", "took", "error"):
        table.add_column(heading, overflow="fold")
    for run in known:
        progress, took = run.info.get("progress", {}), run.info.get("wall_time")
        steps, time = progress.get("growth_step"), progress.get("time")
        table.add_row(
            *(run.name, str(run.state), run.reason, "" if steps is None else str(steps)),
            *("" if time is None else f"{time:.4g} s", "" if took is None else f"{took:.3g} s"),
            run.error,
        )
    show_table(table)


def _is_left(run: RunState, retry_failed: bool) -> bool:
    if run.state is State.FAILED:
        return retry_failed or run.failures < ATTEMPTS
    return run.state is not State.FINISHED


def _done(known: list[RunState]) -> int:
    return sum(run.state is State.FINISHED for run in known)


def _summary(known: list[RunState]) -> str:
    counts = Counter(str(run.state) for run in known)
    return ", ".join(f"{counts[state]} {state}" for state in State if counts[state])


def _conclude(folder: SweepFolder) -> None:
    known = states(folder)
    say(f"{_summary(known)}; the table is {folder.table}")
    failed = [run for run in known if run.state is State.FAILED]
    if failed:
        listed = "\n".join(f"  {run.name}: {run.error}" for run in failed)
        raise FilasseError(
            f"{len(failed)} of {len(known)} runs failed. Their logs are in {folder.root / 'logs'}; "
            f"try them again with --retry-failed.\n{listed}"
        )


class _Display:
    """One bar for all runs on a terminal; elsewhere one line per run."""

    def __init__(self, folder: SweepFolder, total: int, done: int) -> None:
        self._folder, self._failed = folder, 0
        columns = TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn()
        console = PlainConsole(stderr=True)
        self._bar = Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
        )
        self._task = self._bar.add_task("starting", total=total, completed=done)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def watch(self, ended: Ended | None, active: int) -> None:
        """Move the bar, and say how a run ended."""
        if ended is not None:
            run = state_of(self._folder, ended.name, failures=ended.code not in HARMLESS)
            self._failed += run.state is State.FAILED and not ended.again
            text = run.reason if run.state is State.FINISHED else run.error or str(run.state)
            line = f"{ended.name}: {text}"
            again = "; once more" if ended.again else ""
            self._bar.console.print(f"{line}{again}", soft_wrap=True)
            self._bar.advance(self._task, run.state is State.FINISHED)
        failed = f", {self._failed} failed" if self._failed else ""
        self._bar.update(self._task, description=f"{active} running{failed}")
