"""How measured points, ranges and bounds are drawn beside the simulation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from benchmarks.experiments.measured import Measured, Point, Span

COLOUR = "#000000"
_MARKS, _LINES = "sD^v", (":", "-.", "--", (0, (1, 3)))


def mark_measured(axes: Axes, measured: Measured) -> None:
    """Draw what was measured: points, bars, arrows for bounds, bands over a whole axis.

    Args:
        axes: Where to draw.
        measured: In the units of the axes; what has no number only gets its line in the legend.
    """
    names = list(dict.fromkeys(point.what for point in measured.points))
    for number, name in enumerate(names):
        label: str | None = name
        for point in (point for point in measured.points if point.what == name):
            _draw(axes, point, number, label)
            label = None  # one line of the legend for all


def plain(axis: Axis) -> None:
    """Write plain numbers on a short logarithmic axis."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def _draw(axes: Axes, point: Point, number: int, label: str | None) -> None:
    if point.across is not None and point.up is not None:
        _point(axes, point.across, point.up, _MARKS[number], label)
    elif point.across is not None:
        _line(axes, point.across, _LINES[number], label, across=True)
    elif point.up is not None:
        _line(axes, point.up, _LINES[number], label, across=False)
    else:
        axes.plot([], [], " ", label=label)


def _line(axes: Axes, span: Span, style: Any, label: str | None, *, across: bool) -> None:
    low, high = span
    band, line = (axes.axvspan, axes.axvline) if across else (axes.axhspan, axes.axhline)
    if low < high and math.isfinite(low) and math.isfinite(high):
        band(low, high, color=COLOUR, alpha=0.08, linewidth=0, label=label)
    else:
        line(low if math.isfinite(low) else high, color=COLOUR, linestyle=style, label=label)


def _point(axes: Axes, across: Span, up: Span, mark: str, label: str | None) -> None:
    x, y = _middle(across), _middle(up)
    look: Any = {"color": COLOUR, "markerfacecolor": "white", "markersize": 5, "zorder": 4}
    axes.errorbar(
        x,
        y,
        xerr=None if _open(across) else [[x - across[0]], [across[1] - x]],
        yerr=None if _open(up) else [[y - up[0]], [up[1] - y]],
        fmt=mark,
        label=label,
        **look,
    )
    for end, shift in zip((*across, *up), ((-18, 0), (18, 0), (0, -18), (0, 18)), strict=True):
        if math.isinf(end):
            arrow = {"arrowstyle": "<|-", "color": COLOUR, "shrinkA": 0, "shrinkB": 3}
            axes.annotate("", (x, y), shift, textcoords="offset points", arrowprops=arrow)


def _open(span: Span) -> bool:
    return any(map(math.isinf, span))


def _middle(span: Span) -> float:
    """Geometric middle of a range, or its known end."""
    known = [end for end in span if math.isfinite(end)]
    return float(np.prod(known) ** (1 / len(known)))
