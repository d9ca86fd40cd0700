"""What the command ``filasse calibrate`` does, stage by stage."""

from functools import partial
from pathlib import Path

from filasse.calibration.calibration_folder import CalibrationFolder, claim
from filasse.calibration.models.simulated import plan_design
from filasse.calibration.running import Shown
from filasse.calibration.study.checked_study import Study
from filasse.cli.console.screen import say, working
from filasse.cli.sweeping import Display, write_slurm
from filasse.errors import UsageError
from filasse.output.folder.lock import FolderLock

SCREEN = Shown(Display, working, partial(say, err=True))
"""A calibration on the terminal."""


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
