"""A calibration as a whole: runs, if there are any, then the posterior; where it stopped before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from filasse.calibration.calibration_folder import CalibrationFolder, claim
from filasse.calibration.calibration_result import Calibration
from filasse.calibration.calibration_stages import Ready, Watch, emulated, estimated, infer
from filasse.calibration.models.emulator import Outputs
from filasse.calibration.models.simulated import Design, outputs_of, plan_design
from filasse.calibration.study.checked_study import Study
from filasse.output.folder.lock import FolderLock
from filasse.sweep import SweepFolder
from filasse.sweep.runner import Watch as RunWatch
from filasse.sweep.runner import run_plan
from filasse.sweep.sweep_states import RunPhase, RunState, states


class Shown(NamedTuple):
    """How a calibration tells what it is at.

    Attributes:
        runs: shows the runs of a folder as they go on, from their first states.
        working: shows what is being done, and gives a function that takes what comes next.
        say: tells what must not be missed.
    """

    runs: Callable[[SweepFolder, Sequence[RunState]], AbstractContextManager[RunWatch]]
    working: Callable[[str], AbstractContextManager[Watch]]
    say: Callable[[str], None]


def run_calibration(
    study: Study, folder: CalibrationFolder, workers: int, shown: Shown, *, retry_failed: bool
) -> Calibration:
    """Go on with a calibration, to its end.

    Args:
        study: the study.
        folder: where the results go.
        workers: runs at a time.
        shown: tells what is going on.
        retry_failed: try the runs again that failed twice.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
        UsageError: it holds another study, or a package is missing.
        StoppedEarly: by a signal.
    """
    claim(folder, study)
    with FolderLock(folder.lock):
        made = None
        if study.content.model == "run":
            made = plan_design(study)
            _run(folder, made, workers, shown, retry_failed)
        with shown.working("calibrating:") as watch:
            ready = (
                estimated(study, watch) if made is None else _simulated(study, folder, made, shown)
            )
            return infer(study, ready, folder, watch)


def _run(
    folder: CalibrationFolder, made: Design, workers: int, shown: Shown, retry_failed: bool
) -> None:
    """Run what is left, and tell what failed: the rest is calibrated without it."""
    sweep = folder.sweep
    run_plan(
        sweep, made.plan, workers, lambda known: shown.runs(sweep, known), retry_failed=retry_failed
    )
    failed = [run for run in states(sweep) if run.state is RunPhase.FAILED]
    for run in failed:
        shown.say(f"left out: {run.name}: {run.error}")
    if failed:
        shown.say(f"logs: {sweep.root / 'logs'}; once more with --retry-failed")


def _simulated(study: Study, folder: CalibrationFolder, made: Design, shown: Shown) -> Ready:
    with shown.working("reading") as watch:
        found = outputs_of(study, folder, made, watch)
        outputs = Outputs(found.values, found.at_least)
        return emulated(study, made.points, outputs, watch, found.notes)
