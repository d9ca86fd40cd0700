"""The figure of an ensemble: histogram, Weibull plot, and what follows for other areas."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from filasse.calibration.ensembles.ensemble_result import (
    MA_CM2,
    Ensemble,
    FloatArray,
    HypothesisOutcome,
)
from filasse.plot.style import COLOURS, STYLE, ShownFigure, few_ticks, literal

BINS = 40
"""Of the histograms, which all have the same: shares in a bin can be compared."""

CURRENT = "critical current density [mA/cm²]"


def draw_ensemble(ensemble: Ensemble) -> ShownFigure:
    """Draw all samples of the first area, and the medians of the others if there are any."""
    panels = 3 if len(ensemble.areas) > 1 else 2
    with mpl.rc_context(STYLE):
        figure = ShownFigure(figsize=(4.0 * panels, 3.6), layout="constrained")
        axes = figure.subplots(1, panels)
        edges = _edges(ensemble)
        for item, colour in zip(ensemble.outcomes, COLOURS * 9, strict=False):
            style = {"color": colour, "label": literal(item.name)}
            _histogram(axes[0], item, edges, style)
            _weibull(axes[1], item, style)
            if panels == 3:
                _areas(axes[2], item, style)
        _cells(axes[0], ensemble)
        _measured(axes[1], ensemble)
        _label(axes)
    return figure


def _edges(ensemble: Ensemble) -> FloatArray:
    """Edges of the bins of all hypotheses [mA/cm^2]."""
    found = np.concatenate([item.currents[item.weibull.area] for item in ensemble.outcomes])
    return np.histogram_bin_edges(found[np.isfinite(found)] * MA_CM2, BINS)


def _histogram(
    axes: Axes, item: HypothesisOutcome, edges: FloatArray, style: dict[str, Any]
) -> None:
    """Shares of the samples, with an outline that shows in front of other hypotheses."""
    found = item.currents[item.weibull.area]
    counts, _ = np.histogram(found[np.isfinite(found)] * MA_CM2, edges)
    axes.stairs(counts / len(found), edges, fill=True, alpha=0.25, color=style["color"])
    axes.stairs(counts / len(found), edges, linewidth=1.4, **style)


def _cells(axes: Axes, ensemble: Ensemble) -> None:
    """Measured cells on the axis of currents; bounds point to where the value is."""
    low, high = ensemble.low * MA_CM2, ensemble.high * MA_CM2
    is_exact = low == high
    look: Any = {"color": "black", "linestyle": "", "markersize": 4, "clip_on": False, "zorder": 5}
    for mark, values, label in (
        ("o", low[is_exact], "measured"),
        (">", low[~is_exact & np.isfinite(low)], "measured, above"),
        ("<", high[~is_exact & np.isfinite(high)], "measured, below"),
    ):
        if len(values):
            axes.plot(values, np.zeros(len(values)), mark, label=label, **look)


def _weibull(axes: Axes, item: HypothesisOutcome, style: dict[str, Any]) -> None:
    """Shares that fail, on axes on which a Weibull law is a straight line."""
    found = item.currents[item.weibull.area]
    seen = np.sort(found[np.isfinite(found)])
    share = (np.arange(len(seen)) + 0.5) / len(found)
    axes.plot(seen * MA_CM2, -np.log1p(-share), ".", markersize=2, color=style["color"])
    law = np.minimum(item.weibull.failing(seen, item.weibull.area), 1 - 1e-12)
    label = f"M = {item.weibull.modulus:.3g}"
    axes.plot(seen * MA_CM2, -np.log1p(-law), "-", color=style["color"], label=label)


def _areas(axes: Axes, item: HypothesisOutcome, style: dict[str, Any]) -> None:
    """Medians as they were drawn, and as the fit at the first area has them."""
    areas = np.array(sorted(item.currents))
    drawn = np.array([item.median(area) for area in areas.tolist()]) * MA_CM2
    axes.plot(1e4 * areas, np.where(np.isfinite(drawn), drawn, np.nan), "o", **style)
    law = np.array([item.weibull.median(area) for area in areas.tolist()]) * MA_CM2
    axes.plot(1e4 * areas, law, "--", color=style["color"])


def _measured(axes: Axes, ensemble: Ensemble) -> None:
    """Measured cells; of the bounds, those that say that a cell had not failed count below."""
    exact = np.sort(ensemble.low[ensemble.low == ensemble.high]) * MA_CM2
    if len(exact):
        share = (np.arange(len(exact)) + 0.5) / len(ensemble.low)
        axes.plot(exact, -np.log1p(-share), "o", color="black", label="measured")


def _label(axes: Any) -> None:
    axes[0].set(xlabel=CURRENT, ylabel="share of samples")
    axes[1].set(xscale="log", yscale="log", xlabel=CURRENT, ylabel=r"$-\ln(1 - P_f)$")
    for panel in axes[2:]:
        panel.set(xscale="log", yscale="log", xlabel="area of the electrode [cm²]")
        panel.set(ylabel="median critical current [mA/cm²]")
    for axis in [axis for panel in axes[1:] for axis in (panel.xaxis, panel.yaxis)]:
        few_ticks(axis, 4)
    for panel in axes:
        panel.legend()
