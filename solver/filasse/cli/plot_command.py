"""The commands ``filasse plot`` and ``filasse materials``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from filasse.cli.commands import filasse
from filasse.cli.console.output_file import OutputFile
from filasse.cli.console.screen import say, working
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from filasse.sweep import SweepFolder

MOVIES = ("gif", "mp4")


class PlotCommand(click.Command):
    """Takes what follows --movie for its format only if it is one, and else for a folder."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give --movie its default format where no format follows."""
        following = [*args[1:], ""]
        plain = "--movie=" + MOVIES[0]
        return super().parse_args(
            ctx,
            [
                plain if word == "--movie" and next_word not in MOVIES else word
                for word, next_word in zip(args, following, strict=True)
            ],
        )


@filasse.command(cls=PlotCommand)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--movie",
    is_flag=False,
    flag_value=MOVIES[0],
    type=click.Choice(MOVIES),
    help="Animate the filament: figures/filament.gif, or .mp4.",
)
@click.option(
    "-o",
    "--output",
    type=OutputFile(".png", ".pdf", ".svg"),
    help="Picture that compares several runs; comparison.png by default.",
)
@on_first_rank_only
def plot(folders: tuple[Path, ...], movie: str | None, output: Path | None) -> None:
    """Draw the figures of the run or the sweep in FOLDERS, or compare several runs in one."""
    from filasse.errors import UsageError
    from filasse.plot import plot_run
    from filasse.sweep import SweepFolder

    if len(folders) > 1:
        _plot_several(folders, movie, output)
        return
    if output is not None:
        raise UsageError("-o is for the comparison of several runs; name more than one, or omit it")
    (folder,) = folders
    with working("drawing") as watch:
        if movie:
            from filasse.plot.movie import make_movie

            say(make_movie(folder, movie, watch))
            return
        sweep = SweepFolder(folder)
        for path in _plot_sweep(sweep) if sweep.manifest.exists() else plot_run(folder, watch):
            say(path)


def _plot_several(folders: tuple[Path, ...], movie: str | None, output: Path | None) -> None:
    from filasse.errors import UsageError
    from filasse.plot.comparison import plot_comparison
    from filasse.sweep import SweepFolder

    if movie:
        raise UsageError("a movie is of one run; name one folder")
    for folder in folders:
        if SweepFolder(folder).manifest.exists():
            raise UsageError(f"{folder} is a sweep; it is plotted alone: filasse plot {folder}")
    with working("comparing"):
        say(plot_comparison(folders, output or Path("comparison.png")))


def _plot_sweep(folder: "SweepFolder") -> "list[Path]":
    from filasse.sweep.drawing.sweep_figures import plot_sweep

    return plot_sweep(folder)


@filasse.command()
@click.argument("name", required=False)
@click.option(
    "--plot", "draw", is_flag=True, help="Draw the laws of NAME: lithium, creep, electrolyte."
)
@click.option("-o", "--output", type=OutputFile(), help="Picture; NAME.png by default.")
@on_first_rank_only
def materials(name: str | None, draw: bool, output: Path | None) -> None:
    """List the material presets, or the values of preset or file NAME with their sources.

    A file is checked as it would be in a configuration.
    """
    if draw or output is not None:
        _plot_material(name, output)
        return
    from filasse.cli.console.console_tables import material_table, materials_table
    from filasse.cli.console.screen import show_table
    from filasse.config.reading.own_materials.known_material import known_material

    show_table(material_table(*known_material(name)) if name else materials_table())


def _plot_material(name: str | None, output: Path | None) -> None:
    from filasse.config.reading.own_materials.known_material import cell_with, known_material
    from filasse.errors import UsageError
    from filasse.plot.kinetics_curves import plot_kinetics
    from filasse.plot.law_curves import plot_lithium

    if name is None:
        raise UsageError("name what to draw, a preset or a file: filasse materials Li --plot")
    kind, file = known_material(name)[0].kind, output or Path(f"{Path(name).stem}.png")
    if kind == "coating":
        raise UsageError(f"{name} is a coating, which has no law to draw")
    if kind == "electrolyte":
        plot_kinetics(file, cell_with(name), Path(name).stem)
    else:
        plot_lithium(file, cell_with(name), Path(name).stem)
    say(f"wrote {file}")
