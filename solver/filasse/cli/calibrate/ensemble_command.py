"""The command ``filasse ensemble``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from filasse.cli.commands import CONFIG, filasse
from filasse.cli.console.screen import say, show_table
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from filasse.calibration.ensembles.ensemble_result import Ensemble

FOLDER = click.Path(path_type=Path)


@filasse.command()
@click.argument("ensemble_file", metavar="ENSEMBLE", type=CONFIG)
@click.option("-o", "--output", type=FOLDER, help="Folder; results/NAME of ENSEMBLE by default.")
@on_first_rank_only
def ensemble(ensemble_file: Path, output: Path | None) -> None:
    """Critical currents of many samples from the sizes of their flaws, and how they scatter.

    By the closed form of a flaw, without runs: histograms, Weibull modulus, other areas, and
    hypotheses beside each other and beside measured critical currents.
    """
    from filasse.calibration.ensembles.ensemble_document import read_ensemble
    from filasse.calibration.ensembles.ensemble_files import save_ensemble
    from filasse.calibration.ensembles.ensemble_stages import draw_samples

    found = draw_samples(read_ensemble(ensemble_file))
    paths = save_ensemble(found, output or Path("results") / ensemble_file.stem)
    _show(found)
    for line in (*found.told, *found.doubts, *found.caveats):
        say(line)
    for path in paths:
        say(path)


def _show(found: "Ensemble") -> None:
    from rich.table import Table

    table = Table(title=found.title)
    headings = ["hypothesis", "Weibull modulus", "i_s [mA/cm^2]", "never fail"]
    headings += [f"median at {1e4 * area:g} cm^2 [mA/cm^2]" for area in found.areas]
    for heading in (*headings, "ln likelihood"):
        table.add_column(heading, overflow="fold")
    for item in found.outcomes:
        modulus = f"{item.weibull.modulus:.3g} ± {item.weibull.error:.2g}"
        medians = [f"{item.median(area) / 10:.4g}" for area in found.areas]
        chance = "" if item.log_likelihood is None else f"{item.log_likelihood:.4g}"
        scale = f"{item.weibull.scale / 10:.4g}"
        table.add_row(item.name, modulus, scale, f"{100 * item.never:.1f} %", *medians, chance)
    show_table(table)
    if found.measured is not None:
        law = found.measured
        say(
            f"measured: Weibull modulus {law.modulus:.3g} ± {law.error:.2g}, "
            f"i_s = {law.scale / 10:.4g} mA/cm^2"
        )
