"""Figures of a sweep: results against the changed values, and the scatter over seeds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator, StrMethodFormatter

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import disk_errors
from filasse.plot.style import COLOURS, STYLE, literal
from filasse.sweep.statistics import critical_currents, current_column, hazard, weibull
from filasse.sweep.sweep_columns import (
    OUTCOMES,
    SHOWN,
    grid_of,
    is_wide,
    label,
    numeric_keys,
    varied_columns,
)
from filasse.sweep.sweep_folder import SweepFolder, read_runs
from filasse.sweep.sweep_table import collect

_MOST_TICKS = 6
_NUMBER = "number"
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_LONGEST = 24
"""Characters of a text value in a legend."""
_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.9, 0.99)
_TIME = "time_to_short [s]"


def plot_sweep(folder: SweepFolder) -> list[Path]:
    """Draw the figures of a sweep into its folder ``figures``.

    Returns:
        The files written.

    Raises:
        OutputError: the folder holds no sweep, or none of its runs has finished.
    """
    read_runs(folder)
    table = collect(folder)
    table = table[table["state"] == "finished"]
    if table.empty:
        raise OutputError(f"{folder.root} has no finished run yet; see `filasse status`")
    figures = folder.root / "figures"
    with disk_errors(figures):
        figures.mkdir(exist_ok=True)
    with mpl.rc_context(STYLE):
        return [_save(figures / f"{name}.png", draw(table)) for name, draw in _fitting(table)]


def _fitting(table: pd.DataFrame) -> list[tuple[str, Callable[[pd.DataFrame], Figure]]]:
    found: list[tuple[str, Callable[[pd.DataFrame], Figure]]] = [("curves", draw_over_changes)]
    if len(numeric_keys(table)) == 2:
        found.append(("map", draw_map))
    if any(np.isfinite(item.low + item.high) for item in critical_currents(table)):
        found.append(("critical", draw_critical))
    if weibull(table) is not None:
        found.append(("weibull", draw_weibull))
    return found


def draw_over_changes(table: pd.DataFrame) -> Figure:
    """Every result against every changed number; colours are outcomes, markers the other keys."""
    keys = numeric_keys(table) or [_NUMBER]
    table = table.assign(**{_NUMBER: np.arange(1, len(table) + 1)})
    size = max(2.6 * len(keys) + 1.0, 3.6), 1.7 * len(SHOWN) + 0.6
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(len(SHOWN), len(keys), squeeze=False, sharex="col", sharey="row")
    for row, result in zip(panels, SHOWN, strict=True):
        row[0].set_ylabel(SHOWN[result].replace("K/K_c", "$K/K_c$"))
        for axes, key in zip(row, keys, strict=True):
            _points(axes, table, key, result)
            axes.margins(x=0.08, y=0.08)
        _scale(row[0], "y", table[result], ticks=False)
    for axes, key in zip(panels[-1], keys, strict=True):
        axes.set_xlabel(literal(label(key)))
        _scale(axes, "x", table[key])
    for axes, key in zip(panels[0], keys, strict=True):
        _explain(axes, table, key)
    shown = [item for item in OUTCOMES.items() if item[0] in set(table["reason"])]
    marks = [_mark("o", colour, outcome.replace("_", " ")) for outcome, colour in shown]
    figure.legend(handles=marks, loc="outside upper center", ncols=3)
    return figure


def draw_map(table: pd.DataFrame) -> Figure:
    """Time to short over two changed values; crosses are runs without a short circuit."""
    across, up = numeric_keys(table)
    figure = Figure(figsize=(4.2, 3.2), layout="constrained")
    axes = figure.subplots()
    times = table[_TIME].astype(float)
    look: dict[str, Any] = {"norm": "log" if is_wide(times.dropna()) else "linear"}
    look["cmap"] = colormaps["viridis_r"]
    grid = grid_of(table, across, up, _TIME)
    rest = table[times.isna()]
    if grid is None:
        short = table[times.notna()]
        colours: ScalarMappable = axes.scatter(
            short[across], short[up], c=short[_TIME], s=60, **look
        )
        x, y = rest[across], rest[up]
        _scale(axes, "x", table[across])
        _scale(axes, "y", table[up])
        axes.margins(0.15)
    else:
        colours = axes.pcolormesh(grid.to_numpy(float), edgecolors="white", linewidth=2, **look)
        x, y = grid.columns.get_indexer(rest[across]) + 0.5, grid.index.get_indexer(rest[up]) + 0.5
        axes.set_xticks(np.arange(grid.shape[1]) + 0.5, [f"{v:.3g}" for v in grid.columns])
        axes.set_yticks(np.arange(grid.shape[0]) + 0.5, [f"{v:.3g}" for v in grid.index])
        axes.grid(visible=False)
    if times.notna().any():
        bar = figure.colorbar(colours, label=SHOWN[_TIME])
        _plain(bar.ax.yaxis, times)
    axes.plot(x, y, "x", color=COLOURS[-1], label="no short circuit")
    axes.set(xlabel=literal(label(across)), ylabel=literal(label(up)))
    if not rest.empty:
        figure.legend(loc="outside upper center")
    return figure


def draw_critical(table: pd.DataFrame) -> Figure:
    """Critical current for every combination of the other values: a bar between its ends."""
    found = [item for item in critical_currents(table) if np.isfinite(item.low + item.high)]
    column = current_column(table) or ""
    others = [key for key in numeric_keys(table) if key != column]
    numbers = len(others) == 1 and all(np.isfinite(item.value) for item in found)
    x = [item.value for item in found] if numbers else list(range(len(found)))
    low, high = np.array([item.low for item in found]), np.array([item.high for item in found])
    middle = np.sqrt(low * high)
    figure = Figure(figsize=(4.0, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.errorbar(x, middle, (middle - low, high - middle), fmt="o", capsize=4, color=COLOURS[0])
    axes.set(yscale="log", ylabel=f"Critical c{literal(label(column))[1:]}")
    _plain(axes.yaxis, pd.Series(np.concatenate([low, high])))
    if numbers:
        axes.set_xlabel(literal(label(others[0])))
        _scale(axes, "x", pd.Series(x))
    else:
        axes.set_xticks(x, [literal(item.name) for item in found], rotation=20, ha="right")
    axes.margins(x=0.12, y=0.15)
    return figure


def draw_weibull(table: pd.DataFrame) -> Figure:
    """Weibull plot of the time to short; a straight line is a Weibull distribution.

    Raises:
        OutputError: fewer than three runs shorted.
    """
    found = weibull(table)
    if found is None:
        raise OutputError("A Weibull plot needs three runs with a short circuit.")
    figure = Figure(figsize=(4.0, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.plot(found.times, hazard(found.share), "o", color=COLOURS[0], label="runs")
    if found.modulus is not None:
        fit = found.fitted(found.times)
        text = f"modulus {found.modulus:.3g}"
        axes.plot(found.times, fit, color=COLOURS[1], label=text)
    axes.set(xscale="log", xlabel=SHOWN[_TIME], ylabel="Share of runs with a short [%]")
    shares = [share for share in _SHARES if found.share[0] / 3 < share]
    axes.set_yticks(hazard(np.array(shares)), [f"{100 * share:g}" for share in shares])
    _plain(axes.xaxis, pd.Series(found.times))
    axes.legend()
    return figure


def _points(axes: Axes, table: pd.DataFrame, key: str, result: str) -> None:
    for _, marker, group in _families(table, key):
        rows = group.sort_values(key)
        if marker != "o" or len(group) < len(table):
            axes.plot(rows[key], rows[result], color="#bbbbbb", linewidth=0.8, zorder=1)
        for outcome, colour in OUTCOMES.items():
            found = rows[rows["reason"] == outcome]
            if not found.empty:
                axes.plot(found[key], found[result], marker, markersize=5, color=colour)


def _families(table: pd.DataFrame, key: str) -> list[tuple[str, str, pd.DataFrame]]:
    """Runs that differ in one key only: their other values, marker and rows.

    All runs are one family when no other key varies, or too many values do for markers to tell.
    """
    others = [other for other in varied_columns(table) if other not in (key, _NUMBER)]
    groups = list(table.groupby(others, dropna=False)) if others else []
    if not 1 < len(groups) <= len(_MARKERS):
        return [("", _MARKERS[0], table)]
    return [
        (_values(others, values), marker, rows)
        for marker, (values, rows) in zip(_MARKERS, groups, strict=False)
    ]


def _values(keys: list[str], values: tuple[Any, ...]) -> str:
    parts = []
    for key, value in zip(keys, values, strict=True):
        name, _, unit = label(key).partition(" [")
        shown = f"{value:.4g}" if isinstance(value, float) else str(value)[:_LONGEST]
        parts.append(f"{name} {shown} {unit.removesuffix(']')}".strip())
    return literal(", ".join(parts))


def _explain(axes: Axes, table: pd.DataFrame, key: str) -> None:
    """Tell what the markers of a column stand for."""
    families = _families(table, key)
    if len(families) > 1:
        marks = [_mark(marker, "#555555", name) for name, marker, _ in families]
        axes.legend(handles=marks, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def _mark(marker: str, colour: str, text: str) -> Line2D:
    return Line2D([], [], marker=marker, color=colour, linestyle="", markersize=5, label=text)


def _scale(axes: Axes, name: str, values: pd.Series, *, ticks: bool = True) -> None:
    """Scale the axis "x" or "y" to its values; few values are its ticks."""
    axis: Axis = axes.xaxis if name == "x" else axes.yaxis
    if is_wide(values.dropna()):
        axes.set(**{f"{name}scale": "log"})
        axis.set_minor_formatter(NullFormatter())
    places = sorted(values.dropna().unique())
    if ticks and len(places) <= _MOST_TICKS:
        axis.set_ticks(places, labels=[f"{place:.3g}" for place in places])
        axis.set_minor_locator(NullLocator())


def _plain(axis: Axis, values: pd.Series) -> None:
    """Write plain numbers on a logarithmic axis, and enough of them where it is short."""
    if axis.get_scale() != "log":
        return
    short = values.max() < 30 * values.min()
    axis.set_major_locator(LogLocator(subs=(1.0, 1.5, 2.0, 3.0, 5.0, 7.0) if short else (1.0,)))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def _save(path: Path, figure: Figure) -> Path:
    with disk_errors(path):
        figure.savefig(path)
    return path
