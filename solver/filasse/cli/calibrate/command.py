"""The command ``filasse calibrate``."""

from pathlib import Path

import click

from filasse.cli.commands import CONFIG, filasse
from filasse.cli.console.screen import say
from filasse.cli.ranks import on_first_rank_only

FOLDER = click.Path(path_type=Path)


@filasse.command()
@click.argument("study_file", metavar="STUDY", type=CONFIG)
@click.option("-o", "--output", type=FOLDER, help="Folder; results/NAME of STUDY by default.")
@click.option("--check", is_flag=True, help="Show parameters and data, and start nothing.")
@on_first_rank_only
def calibrate(study_file: Path, output: Path | None, check: bool) -> None:
    """Find which parameters explain the data in STUDY, and how surely.

    Writes intervals, predictions, figures and a report. The same command goes on with what was
    stopped.
    """
    from filasse.calibration.folder import CalibrationFolder
    from filasse.calibration.study.study import read_study
    from filasse.cli.calibrate.calibrating import run_calibration
    from filasse.cli.calibrate.telling import show_result, show_study

    study = read_study(study_file)
    if check:
        show_study(study)
        return
    folder = CalibrationFolder(output or Path("results") / study_file.stem)
    show_result(run_calibration(study, folder))
    say(f"report: {folder.report}")
