"""Commands that show a run to people: the report, and ParaView."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from filasse.cli.commands import filasse
from filasse.cli.console.output_file import OutputFile
from filasse.cli.console.screen import say, working
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from filasse.sweep import SweepFolder

FOLDER = click.Path(path_type=Path)


@filasse.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option(
    "-o", "--output", type=OutputFile(".html", ".htm"), help="Page; report.html in each by default."
)
@click.option("--runs", is_flag=True, help="Write the report of each run as well.")
@on_first_rank_only
def report(folders: tuple[Path, ...], output: Path | None, runs: bool) -> None:
    """Write the report of each run or sweep in FOLDERS: an HTML page that needs nothing else.

    With -o several runs come into one page: what differs, how they end, their curves together.
    """
    from filasse.errors import UsageError
    from filasse.report import write_report
    from filasse.sweep import SweepFolder

    if output is not None and len(folders) > 1:
        _report_together(folders, output, runs)
        return
    for folder in folders:
        sweep = SweepFolder(folder)
        if sweep.manifest.exists():
            _report_sweep(sweep, output, runs)
        elif runs:
            raise UsageError(
                f"--runs is for sweeps, or for several runs with -o, and {folder} is neither"
            )
        else:
            with working("writing") as watch:
                say(write_report(folder, output, watch))


def _report_together(folders: tuple[Path, ...], output: Path, runs: bool) -> None:
    from filasse.errors import UsageError
    from filasse.report import write_report
    from filasse.sweep import SweepFolder
    from filasse.sweep.compared_runs import report_together

    for folder in folders:
        if SweepFolder(folder).manifest.exists():
            raise UsageError(f"{folder} is a sweep, with a report of its own: name its runs")
    with working("writing") as watch:
        for folder in folders if runs else ():
            say(write_report(folder, None, watch))
        watch("page")
        say(report_together(folders, output))


def _report_sweep(folder: "SweepFolder", output: Path | None, runs: bool) -> None:
    from filasse.sweep.sweep_report import write_run_reports, write_sweep_report

    for page in write_run_reports(folder) if runs else ():
        say(page)
    say(write_sweep_report(folder, output))


@filasse.command()
@click.argument("folder", type=FOLDER)
@on_first_rank_only
def paraview(folder: Path) -> None:
    """Write a script that shows the run in FOLDER in ParaView, and its picture by pvbatch."""
    from filasse.plot.paraview import render_paraview, write_paraview

    script = write_paraview(folder)
    say(script)
    picture = render_paraview(script)
    say(picture or "pvbatch is not installed: open the script by File > Load State.")
