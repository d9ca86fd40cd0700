"""Small tables from the runs of a study; a column is named with its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pyvista as pv

from filasse.config import load_config
from filasse.estimates.expectations import expectations
from filasse.output.run_result import RunResult, open_run
from filasse.plot.film_profiles import crack_points
from filasse.sweep import SweepFolder, collect
from filasse.sweep.sweep_folder import read_runs
from filasse.units import convert

type Gather = Callable[[SweepFolder], pd.DataFrame]

RESULTS = (
    *("reason", "time_to_short [s]", "end_time [s]", "final_length [um]", "max_K_eq/K_c [1]"),
    *("final_voltage [V]", "final_current_density [mA/cm^2]", "least_contact [1]"),
)
BLOCKED = "blocked_current_density [mA/cm^2]"
FULL = 0.999


def summary(folder: SweepFolder) -> pd.DataFrame:
    """One row per run: the changed values and how it ended."""
    manifest = read_runs(folder)
    keys = [_head(key, unit) for key, unit in manifest.units.items()]
    return collect(folder)[[*keys, *RESULTS]].dropna(axis="columns", how="all")


def with_theory(folder: SweepFolder) -> pd.DataFrame:
    """As `summary`, and the critical current in closed form of a flaw that no lithium leaves."""
    table = summary(folder)
    return table.assign(**{BLOCKED: [_blocked(folder, name) for name in read_runs(folder).runs]})


def series_of(*columns: str, every: int | None = None) -> Gather:
    """Rows of series.csv, for every so many time steps or at the end of every growth step.

    Args:
        columns: Their names, without units.
        every: Number of time steps between rows; the ends of growth steps by default.
    """

    def gather(folder: SweepFolder) -> pd.DataFrame:
        return pd.concat(
            [_rows(run, columns, every).assign(**values) for values, run in _runs(folder)]
        )

    return gather


def films(folder: SweepFolder) -> pd.DataFrame:
    """The film of the first crack of every run, at every growth step that has fields."""
    parts = [
        _film(run, step).assign(**values)
        for values, run in _runs(folder)
        for step in run.growth_steps
    ]
    return pd.concat(parts)


def _runs(folder: SweepFolder) -> Iterator[tuple[dict[str, object], RunResult]]:
    manifest = read_runs(folder)
    for name, values in manifest.runs.items():
        heads = {_head(key, manifest.units[key]): value for key, value in values.items()}
        yield heads, open_run(folder.run(name).root)


def _head(key: str, unit: str) -> str:
    return f"{key} [{unit}]" if unit else key


def _rows(run: RunResult, columns: tuple[str, ...], every: int | None) -> pd.DataFrame:
    series = run.series
    rows = series.groupby("growth_step").tail(1) if every is None else series.iloc[::every]
    return rows[list(columns)].rename(columns=lambda name: _head(name, series.attrs["units"][name]))


def _film(run: RunResult, step: int) -> pd.DataFrame:
    film: pv.DataSet = run.fields(step)["film"]
    points = crack_points(film, 0)
    arc, fill = film["arc"][points] * 1e6, film["fill"][points]
    full = arc[fill > FULL]
    return pd.DataFrame(
        {
            "length [um]": arc[-1],
            "lithium_end [um]": np.max(full, initial=0.0),
            "arc [um]": arc,
            "fill [1]": fill,
            "opening [nm]": film["opening"][points] * 1e9,
        }
    )


def _blocked(folder: SweepFolder, name: str) -> float:
    known = {item.name: item for item in expectations(load_config(folder.config(name)))}
    item = known["blocked-crack critical current"]
    return convert(item.value, item.unit, "mA/cm^2")
