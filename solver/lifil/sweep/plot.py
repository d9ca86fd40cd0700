"""Figures of a sweep: results against the changed values, and the scatter over seeds."""

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from lifil.errors import OutputError
from lifil.output.files import disk_errors
from lifil.plot.style import COLOURS, STYLE
from lifil.sweep.folder import SweepFolder, read_manifest
from lifil.sweep.table import RESULTS, collect

SHOWN = {
    "time_to_short [s]": "time to short [s]",
    "final_length [um]": "final length [um]",
    "max_pressure [MPa]": "largest pressure [MPa]",
    "max_K_eq/K_c [1]": "largest K/K_c",
}
_MOST_TICKS = 6
_OUTCOMES = ("short_circuit", "spalled", "max_steps", "blocked", "arrested", "end_of_protocol")


def plot_sweep(folder: SweepFolder) -> list[Path]:
    """Draw the figures of a sweep into its folder ``figures``.

    Returns:
        The files written.

    Raises:
        OutputError: the folder holds no sweep, or none of its runs has finished.
    """
    read_manifest(folder)
    table = collect(folder)
    table = table[table["state"] == "finished"]
    if table.empty:
        raise OutputError(f"{folder.root} has no finished run yet; see `lifil status`")
    figures = folder.root / "figures"
    with disk_errors(figures):
        figures.mkdir(exist_ok=True)
    with mpl.rc_context(STYLE):
        return [_save(figures / f"{name}.png", draw(table)) for name, draw in _fitting(table)]


def _fitting(table: pd.DataFrame) -> list[tuple[str, Callable[[pd.DataFrame], Figure]]]:
    found: list[tuple[str, Callable[[pd.DataFrame], Figure]]] = [("curves", draw_curves)]
    if len(_numeric(table)) == 2:
        found.append(("map", draw_map))
    if table["time_to_short [s]"].notna().sum() >= 3:
        found.append(("weibull", draw_weibull))
    return found


def draw_curves(table: pd.DataFrame) -> Figure:
    """Every result against every changed number; colours are outcomes."""
    keys = _numeric(table) or ["number"]
    table = table.assign(number=np.arange(1, len(table) + 1))
    size = 2.6 * len(keys) + 1.0, 2.0 * len(SHOWN)
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(len(SHOWN), len(keys), squeeze=False, sharex="col", sharey="row")
    for row, result in zip(panels, SHOWN, strict=True):
        row[0].set_ylabel(SHOWN[result])
        for axes, key in zip(row, keys, strict=True):
            _points(axes, table, key, result)
    for axes, key in zip(panels[-1], keys, strict=True):
        axes.set_xlabel(_short(key))
        _scale(axes, "x", table[key])
    handles, labels = panels[-1][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def draw_map(table: pd.DataFrame) -> Figure:
    """Time to short over two changed values; crosses are runs without a short circuit."""
    across, up = _numeric(table)
    figure = Figure(figsize=(4.2, 3.2), layout="constrained")
    axes = figure.subplots()
    shorted = table["time_to_short [s]"].notna()
    short, rest = table[shorted], table[~shorted]
    if not short.empty:
        colour = axes.scatter(
            short[across],
            short[up],
            c=short["time_to_short [s]"],
            s=140,
            marker="s",
            norm="log" if _spread(short["time_to_short [s]"]) else "linear",
        )
        figure.colorbar(colour, label="time to short [s]")
    axes.plot(rest[across], rest[up], "x", color=COLOURS[-1], label="no short circuit")
    axes.set(xlabel=_short(across), ylabel=_short(up))
    _scale(axes, "x", table[across])
    _scale(axes, "y", table[up])
    axes.margins(0.15)
    if not rest.empty:
        figure.legend(loc="outside upper center")
    return figure


def draw_weibull(table: pd.DataFrame) -> Figure:
    """Weibull plot of the time to short; runs that never short count as survivors.

    Median ranks by Benard's formula F_i = (i - 0.3) / (n + 0.4); a straight line is a Weibull
    distribution, its slope the modulus.
    """
    times = np.sort(table["time_to_short [s]"].dropna().to_numpy(dtype=np.float64))
    ranks = (np.arange(1, len(times) + 1) - 0.3) / (len(table) + 0.4)
    hazard = np.log(-np.log1p(-ranks))
    figure = Figure(figsize=(4.0, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.plot(times, hazard, "o", color=COLOURS[0], label="runs")
    if times[-1] > times[0]:
        slope, level = np.polyfit(np.log(times), hazard, 1)
        fit = level + slope * np.log(times)
        axes.plot(times, fit, color=COLOURS[1], label=f"modulus {slope:.3g}")
    axes.set(xscale="log", xlabel="time to short [s]", ylabel="ln(-ln(1 - F))")
    axes.legend()
    return figure


def _points(axes: Axes, table: pd.DataFrame, key: str, result: str) -> None:
    for outcome, colour in zip(_OUTCOMES, COLOURS, strict=False):
        rows = table[table["reason"] == outcome].sort_values(key)
        if not rows.empty:
            axes.plot(rows[key], rows[result], "o", color=colour, label=outcome.replace("_", " "))


def _numeric(table: pd.DataFrame) -> list[str]:
    """Changed keys that are numbers and vary."""
    known = {"run", *RESULTS}
    keys = [key for key in table.columns if key not in known]
    return [k for k in keys if pd.api.types.is_numeric_dtype(table[k]) and table[k].nunique() > 1]


def _short(key: str) -> str:
    """Last word of a key, with its unit."""
    name, bracket, unit = key.partition(" [")
    return name.rpartition(".")[2].replace("_", " ") + bracket + unit


def _spread(values: pd.Series) -> bool:
    """Tell whether values span so much that their logarithm reads better."""
    return bool(values.min() > 0 and values.max() >= 8 * values.min())


def _scale(axes: Axes, name: str, values: pd.Series) -> None:
    """Scale the axis "x" or "y" to its values; few values are its ticks."""
    axis: Axis = axes.xaxis if name == "x" else axes.yaxis
    if _spread(values):
        axes.set(**{f"{name}scale": "log"})
        axis.set_minor_formatter(NullFormatter())
    ticks = sorted(values.unique())
    if len(ticks) <= _MOST_TICKS:
        axis.set_ticks(ticks, labels=[f"{tick:.3g}" for tick in ticks])


def _save(path: Path, figure: Figure) -> Path:
    with disk_errors(path):
        figure.savefig(path)
    return path
