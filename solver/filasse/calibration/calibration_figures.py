"""Figures of a calibration: posterior, predictions, sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from filasse.calibration.calibration_result import Calibration, axis_label
from filasse.calibration.inference.diagnosis import shown_column, shown_values, unit_of
from filasse.calibration.study.datasets import Dataset
from filasse.output.folder.atomic_files import disk_errors
from filasse.plot.style import COLOURS, STYLE, ShownFigure, few_ticks, literal

type FloatArray = npt.NDArray[np.float64]

MOST_SHOWN = 7
"""Values in the corner plot; more are too small to read."""

CAPTIONS = {
    "posterior": "What is known after the data: on the diagonal the posterior of each value "
    "(filled) and its prior (line), below it pairs. A narrow slanted cloud is a pair that the data "
    "cannot tell apart.",
    "predictions": "Data and predictions. Dark bars: 90 % of what the model gives at points of the "
    "posterior; light bars: 90 % of what a measurement would show, its error included. Arrows are "
    "bounds. Hollow marks were held out: the model has not seen them.",
    "sensitivity": "Share of the variance of each data set, over the prior, by each parameter "
    "alone (filled) and with all its interactions (line).",
}


def draw_calibration(result: Calibration, folder: Path) -> list[Path]:
    """Draw all figures into a folder."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    figures = {"posterior": posterior(result), "predictions": draw_predictions(result)}
    if any(item.total for item in result.sensitivities):
        figures["sensitivity"] = sensitivity(result)
    paths = []
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        with mpl.rc_context(STYLE), disk_errors(path):
            figure.savefig(path, dpi=130)
        paths.append(path)
    return paths


def posterior(result: Calibration) -> ShownFigure:
    """Corner plot of what was sampled."""
    study = result.study
    shown = list(range(min(MOST_SHOWN, len(study.names))))
    values = shown_values(study, result.sampled.quantiles)[:, shown]
    with mpl.rc_context(STYLE):
        side = max(3.6, 1.9 * len(shown))
        figure = ShownFigure(figsize=(side, side), layout="constrained")
        grid = figure.subplots(len(shown), len(shown), squeeze=False, sharex="col")
        for row in shown:
            for column in shown:
                axes = grid[row, column]
                if column > row:
                    axes.set_visible(False)
                    continue
                if row == column:
                    _marginal(axes, result, row, values[:, row])
                else:
                    _cloud(axes, result, values[:, column], values[:, row], column, row)
                _corner_labels(axes, result, row, column, len(shown))
        for row in shown:
            few_ticks(grid[-1, row].xaxis)  # shared by the panels above
            for column in range(row):
                few_ticks(grid[row, column].yaxis)
    return figure


def _marginal(axes: Axes, result: Calibration, index: int, values: FloatArray) -> None:
    prior = result.study.priors[index]
    drawn = shown_column(result.study, index, np.random.default_rng(0).random(20_000))
    low, high = np.quantile(drawn, [0.002, 0.998])
    spaced = np.geomspace if prior.is_log else np.linspace
    bins = spaced(low, high, 41).tolist()
    axes.hist(values, bins=bins, weights=np.full(len(values), 1 / len(values)), color=COLOURS[0])
    share = np.full(len(drawn), 1 / len(drawn))
    axes.hist(drawn, bins=bins, weights=share, histtype="step", color=COLOURS[1])
    axes.set_yticks([])
    if prior.is_log:
        axes.set_xscale("log")


def _cloud(
    axes: Axes, result: Calibration, x: FloatArray, y: FloatArray, column: int, row: int
) -> None:
    axes.plot(x[::4], y[::4], ".", color=COLOURS[0], markersize=2, alpha=0.35)
    if result.study.priors[column].is_log:
        axes.set_xscale("log")
    if result.study.priors[row].is_log:
        axes.set_yscale("log")


def _corner_labels(axes: Axes, result: Calibration, row: int, column: int, size: int) -> None:
    study = result.study
    axes.tick_params(labelsize=6)
    for index, is_outer, put in (
        (column, row == size - 1, axes.set_xlabel),
        (row, column == 0 and row > 0, axes.set_ylabel),
    ):
        if is_outer:
            unit = unit_of(study, index)
            name = study.names[index].rpartition(".")[2].replace("_", " ")
            put(literal(f"{name} [{unit}]" if unit else name), fontsize=7)


def draw_predictions(result: Calibration) -> ShownFigure:
    """Data beside what the posterior predicts, one panel per data set."""
    study, count = result.study, len(result.study.datasets)
    with mpl.rc_context(STYLE):
        figure = ShownFigure(figsize=(7.0, 3.0 * count), layout="constrained")
        panels = figure.subplots(count, 1, squeeze=False)[:, 0]
        for axes, data, rows in zip(panels, study.datasets, study.slices, strict=True):
            _bands(axes, result, data, rows)
            _measured(axes, data)
            axes.set_title(literal(data.name))
            kind = data.kind.replace("_", " ")
            unit = data.observable.shown
            axes.set_ylabel(kind if unit == "1" else f"{kind} [{unit}]")
            if data.is_log:
                _log_scale(axes, data)
    return figure


def _log_scale(axes: Axes, data: Dataset) -> None:
    """Some decades around the data: predictions of what never happens are far beyond."""
    axes.set_yscale("log")
    ends = np.concatenate([data.low[np.isfinite(data.low)], data.high[np.isfinite(data.high)]])
    low, high = axes.get_ylim()
    least, largest = data.in_shown(np.array([ends.min(), ends.max()])) * np.array([1e-3, 1e3])
    axes.set_ylim(max(low, least), min(high, largest))


def _places(data: Dataset) -> FloatArray:
    """Where rows stand on the horizontal axis: by their order, or at their times."""
    is_one_curve = data.is_curve and len(set(data.changes)) <= 1 if data.changes else False
    return data.axis if is_one_curve else np.arange(len(data.low), dtype=np.float64)


def _bands(axes: Axes, result: Calibration, data: Dataset, rows: slice) -> None:
    x, made = _places(data), result.predictive
    for values, alpha, width in ((made.measured, 0.18, 9.0), (made.model, 0.55, 5.0)):
        low, middle, high = (data.in_shown(values[k, rows]) for k in range(3))
        if data.is_curve:
            order = np.argsort(x)
            band = x[order], low[order], high[order]
            axes.fill_between(*band, color=COLOURS[0], alpha=alpha, linewidth=0)
        else:
            finite = np.isfinite(low) & np.isfinite(high)
            axes.vlines(
                x[finite], low[finite], high[finite], color=COLOURS[0], alpha=alpha, lw=width
            )
    axes.plot(x, middle, "_" if not data.is_curve else "-", color=COLOURS[0])
    if data.is_curve and data.observable.axis is not None:
        axes.set_xlabel("{} [{}]".format(*data.observable.axis))
    elif len(x) <= 12:
        labels = [
            data.labels[i] or axis_label(data.axis[i], data.observable.axis) or str(i + 1)
            for i in range(len(x))
        ]
        axes.set_xticks(x, [literal(label) for label in labels])


def _measured(axes: Axes, data: Dataset) -> None:
    x, low, high = _places(data), data.in_shown(data.low), data.in_shown(data.high)
    known, spread = data.exact, np.nan_to_num(data.error)
    lower, upper = data.in_shown(data.low - spread), data.in_shown(data.high + spread)
    for rows, face in ((~data.held_out, COLOURS[1]), (data.held_out, "none")):
        chosen = rows & known
        bars = np.abs(np.stack([low - lower, upper - low]))[:, chosen]
        style: Any = {"color": COLOURS[1], "mfc": face, "capsize": 2.0, "ms": 5.0, "zorder": 3}
        axes.errorbar(x[chosen], low[chosen], yerr=bars, fmt="o", **style)
        for mark, bound, values in (("^", ~np.isfinite(data.high), low), ("v", None, high)):
            is_only_above = ~np.isfinite(data.low) if bound is None else bound
            if data.is_log and bound is None:
                is_only_above = np.isneginf(data.low)
            picked = rows & ~known & is_only_above
            axes.plot(x[picked], values[picked], mark, color=COLOURS[1], mfc=face, zorder=3)
        ranged = rows & ~known & np.isfinite(data.low) & np.isfinite(data.high)
        axes.vlines(x[ranged], low[ranged], high[ranged], color=COLOURS[1], lw=2.0, zorder=3)


def sensitivity(result: Calibration) -> ShownFigure:
    """Sobol indices, one group of bars per data set."""
    known = [item for item in result.sensitivities if item.total]
    names = [p.name for p in result.study.parameters]
    with mpl.rc_context(STYLE):
        figure = ShownFigure(
            figsize=(7.0, 1.0 + 0.32 * len(known) * len(names)), layout="constrained"
        )
        axes = figure.subplots()
        labels = []
        for i, item in enumerate(known):
            for j, name in enumerate(names):
                y = -(i * (len(names) + 0.7) + j)
                axes.barh(y, max(item.first[j], 0.0), color=COLOURS[j % len(COLOURS)], alpha=0.75)
                axes.barh(y, max(item.total[j], 0.0), fill=False, edgecolor="black", linewidth=0.8)
                labels.append((y, f"{item.data}: {name.rpartition('.')[2]}"))
        axes.set_yticks([y for y, _ in labels], [literal(text) for _, text in labels])
        axes.set_xlabel("share of the variance over the prior")
        axes.set_xlim(0, 1.05)
    return figure
