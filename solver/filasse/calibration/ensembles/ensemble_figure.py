"""The figure of an ensemble: histogram, Weibull plot, and what follows for other areas."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from filasse.calibration.ensembles.ensemble_result import MA_CM2, Ensemble, HypothesisOutcome
from filasse.plot.style import COLOURS, STYLE, ShownFigure, literal

CURRENT = "critical current density [mA/cm²]"


def draw(ensemble: Ensemble) -> ShownFigure:
    """Draw all samples of the first area, and the medians of the others if there are any."""
    panels = 3 if len(ensemble.areas) > 1 else 2
    with mpl.rc_context(STYLE):
        figure = ShownFigure(figsize=(4.0 * panels, 3.6), layout="constrained")
        axes = figure.subplots(1, panels)
        for item, colour in zip(ensemble.outcomes, COLOURS * 9, strict=False):
            style = {"color": colour, "label": literal(item.name)}
            _histogram(axes[0], item, style)
            _weibull(axes[1], item, style)
            if panels == 3:
                _areas(axes[2], item, style)
        _measured(axes[1], ensemble)
        _label(axes)
    return figure


def _histogram(axes: Axes, item: HypothesisOutcome, style: dict[str, Any]) -> None:
    found = item.currents[item.weibull.area]
    seen = found[np.isfinite(found)] * MA_CM2
    axes.hist(seen, bins=40, weights=np.full(len(seen), 1 / len(found)), alpha=0.5, **style)


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
    for panel in axes:
        panel.legend()
