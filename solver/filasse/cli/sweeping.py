"""What the command ``filasse sweep`` does, and what it shows."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from filasse.cli.console.plain_console import PlainConsole
from filasse.cli.console.screen import say, show_table, word
from filasse.output.folder.lock import FolderLock
from filasse.output.folder.run_folder import RunFolder, create
from filasse.sweep import Plan, SweepFolder
from filasse.sweep.runner import Ended, Watch, raise_failed, run_plan
from filasse.sweep.slurm import check_job_folder, write_job_array
from filasse.sweep.sweep_folder import check_sweep_use, prepare_sweep, read_runs
from filasse.sweep.sweep_states import HARMLESS, RunPhase, RunState, state_of, states


def run_planned(folder: SweepFolder, plan: Plan, workers: int, retry_failed: bool) -> None:
    """Run what is left of a sweep, and say how its runs end.

    Raises:
        FilasseError: some runs failed.
        StoppedEarly: by a signal.
    """
    run_left(folder, plan, workers, retry_failed)
    known = states(folder)
    say(f"{_summary(known)}; the table is {folder.table}")
    raise_failed(folder, known)


def run_left(folder: SweepFolder, plan: Plan, workers: int, retry_failed: bool) -> None:
    """Run what is left of a sweep, and write its table; runs may fail.

    Raises:
        StoppedEarly: by a signal.
    """
    run_plan(folder, plan, workers, partial(Display, folder), retry_failed=retry_failed)


def write_slurm(folder: SweepFolder, plan: Plan, at_once: int, template: Path | None) -> None:
    """Write the job array for what is left of a sweep."""
    check_job_folder(folder.root)
    check_sweep_use(folder)
    create(RunFolder.at(folder.root))
    with FolderLock(folder.lock):
        prepare_sweep(folder, plan)
        names = [run.name for run in states(folder) if run.state is not RunPhase.FINISHED]
        if not names:
            say("all runs are finished: there is nothing to submit")
            return
        script = write_job_array(folder, names, at_once, template)
    say(f"wrote {script} for {len(names)} runs; look at its head, then: sbatch {word(script)}")


def show_status(folder: SweepFolder) -> None:
    """Print one line per run, and the sum."""
    known, manifest = states(folder), read_runs(folder)
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


def _done(known: Sequence[RunState]) -> int:
    return sum(run.state is RunPhase.FINISHED for run in known)


def _summary(known: list[RunState]) -> str:
    counts = Counter(str(run.state) for run in known)
    return ", ".join(f"{counts[state]} {state}" for state in RunPhase if counts[state])


class Display:
    """One bar for all runs on a terminal; elsewhere one line per run."""

    def __init__(self, folder: SweepFolder, known: Sequence[RunState]) -> None:
        self._folder, self._failed = folder, 0
        columns = TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn()
        console = PlainConsole(stderr=True)
        self._bar = Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
        )
        self._task = self._bar.add_task("starting", total=len(known), completed=_done(known))

    def __enter__(self) -> Watch:
        self._bar.start()
        return self._watch

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _watch(self, ended: Ended | None, active: int) -> None:
        """Move the bar, and say how a run ended."""
        if ended is not None:
            run = state_of(self._folder, ended.name, failures=ended.code not in HARMLESS)
            self._failed += run.state is RunPhase.FAILED and not ended.again
            text = run.reason if run.state is RunPhase.FINISHED else run.error or str(run.state)
            line = f"{ended.name}: {text}"
            again = "; once more" if ended.again else ""
            self._bar.console.print(f"{line}{again}", soft_wrap=True)
            self._bar.advance(self._task, run.state is RunPhase.FINISHED)
        failed = f", {self._failed} failed" if self._failed else ""
        self._bar.update(self._task, description=f"{active} running{failed}")
