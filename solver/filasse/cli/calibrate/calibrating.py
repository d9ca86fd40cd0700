"""What the command ``filasse calibrate`` does, stage by stage."""

from pathlib import Path

from filasse.calibration.folder import CalibrationFolder, claim
from filasse.calibration.models.simulated import Design, outputs_of, plan_design
from filasse.calibration.result import Calibration
from filasse.calibration.stages import Ready, emulated, estimated, infer
from filasse.calibration.study.study import Study
from filasse.cli.console.screen import say, working
from filasse.cli.sweeping import run_left, write_slurm
from filasse.errors import UsageError
from filasse.output.folder.lock import FolderLock
from filasse.sweep.states import State, states


def run_calibration(
    study: Study, folder: CalibrationFolder, workers: int, retry_failed: bool
) -> Calibration:
    """Go on with a calibration, to its end."""
    claim(folder, study)
    with FolderLock(folder.lock):
        made = None
        if study.content.model == "run":
            made = plan_design(study)
            _run(folder, made, workers, retry_failed)
        with working("calibrating:") as watch:
            ready = estimated(study, watch) if made is None else _simulated(study, folder, made)
            return infer(study, ready, folder, watch)


def _run(folder: CalibrationFolder, made: Design, workers: int, retry_failed: bool) -> None:
    """Run what is left, and tell what failed: the rest is calibrated without it."""
    run_left(folder.sweep, made.plan, workers, retry_failed)
    failed = [run for run in states(folder.sweep) if run.state is State.FAILED]
    for run in failed:
        say(f"left out: {run.name}: {run.error}", err=True)
    if failed:
        say(f"logs: {folder.sweep.root / 'logs'}; once more with --retry-failed", err=True)


def _simulated(study: Study, folder: CalibrationFolder, made: Design) -> Ready:
    with working("reading") as watch:
        found = outputs_of(study, folder, made, watch)
        return emulated(study, made.points, found.values, watch, found.notes)


def write_jobs(
    study: Study, folder: CalibrationFolder, at_once: int, template: Path | None
) -> None:
    """Write a job array for the runs that are left.

    Raises:
        UsageError: there are no runs, for the model is a closed form.
    """
    if study.content.model != "run":
        raise UsageError(f"{study.path}: --slurm is for `model: run`; closed forms need no runs")
    claim(folder, study)
    with FolderLock(folder.lock):
        write_slurm(folder.sweep, plan_design(study).plan, at_once, template)
    say("when its jobs are done, run the same command without --slurm")
