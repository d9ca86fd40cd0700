"""Run studies and draw them beside what was measured: `python -m benchmarks.experiments --help`."""

from __future__ import annotations

from pathlib import Path

import click
import matplotlib as mpl
import pandas as pd

from benchmarks.experiments.studies import STUDIES, TABLES, read_table
from filasse.cli.sweeping import run_planned
from filasse.plot.style import STYLE
from filasse.sweep import SweepFolder, plan_sweep

ROOT = Path(__file__).parents[2]
CONFIGS, PICTURES = ROOT / "configs" / "studies", ROOT / ".assets" / "experiments"
FOLDER = click.Path(path_type=Path)
DOTS_PER_INCH = 90
"""Small pictures: below 100 kB each."""


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*STUDIES]), metavar="[NAME ...]")
@click.option("--results", type=FOLDER, default=ROOT / "results" / "experiments")
@click.option("--jobs", type=click.IntRange(1), default=2, help="Runs at a time.")
@click.option("--draw-only", is_flag=True, help="Draw the stored tables; run nothing.")
def main(names: tuple[str, ...], results: Path, jobs: int, draw_only: bool) -> None:
    """Run what is left of the studies, all by default, and draw them."""
    for name in names or STUDIES:
        if not draw_only:
            _store(name, _run(name, results, jobs))
        print(f"{name}: {draw(name, read_table(name), PICTURES)}")


def draw(name: str, table: pd.DataFrame, folder: Path) -> Path:
    """Draw the figure of a study into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{name}.png"
    with mpl.rc_context(STYLE):
        STUDIES[name].draw(table).savefig(picture, dpi=DOTS_PER_INCH)
    return picture


def _run(name: str, results: Path, jobs: int) -> pd.DataFrame:
    """Run what is left of a study; finished runs are kept."""
    folder = SweepFolder(results / name)
    run_planned(folder, plan_sweep(CONFIGS / f"{name}.yaml"), jobs, retry_failed=False)
    return STUDIES[name].gather(folder)


def _store(name: str, table: pd.DataFrame) -> None:
    table.to_csv(TABLES / f"{name}.csv", index=False, float_format="%.4g")


if __name__ == "__main__":
    main()
