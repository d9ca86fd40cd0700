"""Commands that show a run to people: the report, and ParaView."""

from pathlib import Path

import click

from lifil.cli.commands import lifil
from lifil.cli.ranks import on_first_rank_only

FOLDER = click.Path(path_type=Path)


@lifil.command()
@click.argument("folder", type=FOLDER)
@click.option("-o", "--output", type=FOLDER, help="Page; report.html in FOLDER by default.")
@on_first_rank_only
def report(folder: Path, output: Path | None) -> None:
    """Write the report of the run in FOLDER: one HTML page that needs nothing else."""
    from lifil.report import write_report

    click.echo(write_report(folder, output))


@lifil.command()
@click.argument("folder", type=FOLDER)
@on_first_rank_only
def paraview(folder: Path) -> None:
    """Write a script that shows the run in FOLDER in ParaView, and its picture by pvbatch."""
    from lifil.plot.paraview import render_paraview, write_paraview

    script = write_paraview(folder)
    click.echo(script)
    picture = render_paraview(script)
    click.echo(picture or "pvbatch is not installed: open the script by File > Load State.")
