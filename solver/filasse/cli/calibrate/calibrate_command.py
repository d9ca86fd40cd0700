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
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Runs at a time.")
@click.option("--retry-failed", is_flag=True, help="Try the runs again that failed twice.")
@click.option("--check", is_flag=True, help="Show parameters and data, and start nothing.")
@click.option("--slurm", is_flag=True, help="Write a job array of the runs for SLURM, no more.")
@click.option("--template", type=FOLDER, help="Job script to fill in with --slurm.")
@on_first_rank_only
def calibrate(
    study_file: Path,
    output: Path | None,
    jobs: int,
    retry_failed: bool,
    check: bool,
    slurm: bool,
    template: Path | None,
) -> None:
    """Find which parameters explain the data in STUDY, and how surely.

    Runs what the study asks for (`model: run`) or evaluates closed forms (`model: estimate`), then
    writes intervals, predictions, figures and a report. The same command goes on with what was
    stopped.
    """
    from filasse.calibration.calibration_folder import CalibrationFolder
    from filasse.calibration.running import run_calibration
    from filasse.calibration.study.checked_study import read_studies
    from filasse.cli.calibrate.calibrating import SCREEN, write_jobs
    from filasse.cli.calibrate.telling import show_comparison, show_result, show_study
    from filasse.errors import UsageError

    if template is not None and not slurm:
        raise UsageError("--template is for --slurm; add it, or leave the template out")
    root, results = output or Path("results") / study_file.stem, []
    for study in read_studies(study_file):
        folder = CalibrationFolder(root / study.idea if study.idea else root)
        if check:
            show_study(study)
        elif slurm:
            write_jobs(study, folder, jobs, template)
        else:
            options = jobs, SCREEN
            results.append(run_calibration(study, folder, *options, retry_failed=retry_failed))
            show_result(results[-1])
            say(f"report: {folder.report}")
    if len(results) > 1:
        show_comparison(results)
