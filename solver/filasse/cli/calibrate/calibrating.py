"""What the command ``filasse calibrate`` does, stage by stage."""

from filasse.calibration.folder import CalibrationFolder, claim
from filasse.calibration.result import Calibration
from filasse.calibration.stages import estimated, infer
from filasse.calibration.study.study import Study
from filasse.cli.console.screen import working
from filasse.output.folder.lock import FolderLock


def run_calibration(study: Study, folder: CalibrationFolder) -> Calibration:
    """Go on with a calibration, to its end."""
    claim(folder, study)
    with FolderLock(folder.lock), working("calibrating:") as watch:
        ready = estimated(study, watch)
        return infer(study, ready, folder, watch)
