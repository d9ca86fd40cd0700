"""Run studies, store their tables, and draw them beside what was measured.

python -m benchmarks.experiments [NAME ...] [--results DIR] [--jobs N] [--draw-only]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl
import pandas as pd

from benchmarks.experiments.studies import STUDIES, TABLES, read_table
from lifil.cli.sweeping import run_sweep
from lifil.plot.style import STYLE
from lifil.sweep import SweepFolder, plan_sweep

ROOT = Path(__file__).parents[2]
CONFIGS, PICTURES = ROOT / "configs" / "studies", ROOT / ".assets" / "experiments"
DOTS_PER_INCH = 90
"""Small pictures: below 100 kB each."""


def main() -> None:
    """Run what is left of the studies, all by default, and draw them."""
    options = _options()
    for name in options.names or STUDIES:
        if not options.draw_only:
            _store(name, _run(name, options.results, options.jobs))
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
    run_sweep(folder, plan_sweep(CONFIGS / f"{name}.yaml"), jobs, retry_failed=False)
    return STUDIES[name].gather(folder)


def _store(name: str, table: pd.DataFrame) -> None:
    table.to_csv(TABLES / f"{name}.csv", index=False, float_format="%.5g")


def _options() -> argparse.Namespace:
    head, usage = (__doc__ or "").strip().split("\n\n")
    parser = argparse.ArgumentParser(usage=usage, description=head)
    parser.add_argument("names", nargs="*", choices=[*STUDIES, []], metavar="NAME")
    parser.add_argument("--results", type=Path, default=ROOT / "results" / "experiments")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--draw-only", action="store_true", help="draw the stored tables")
    return parser.parse_args()


if __name__ == "__main__":
    main()
