"""Stress intensity, length, voltage, current, speed and lithium against time; layers and cycles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from filasse.end_reason import EndReason
from filasse.output.run_result import RunResult
from filasse.plot.style import COLOURS, include_zero, literal, readable_unit, time_unit


class CurvePanel(NamedTuple):
    """One panel of the figure.

    Attributes:
        column: Column of the series; after ``tip.``, one curve per tip.
        label: Label of the axis; {unit} stands for the column's.
        scale: Factor on the column's values.
        line: A level worth marking, for instance the toughness.
        part: Column of a part of the values, drawn beside them, and what it is.
        whole: What the values are where a part is drawn beside them.
    """

    column: str
    label: str
    scale: float = 1.0
    line: float | None = None
    part: tuple[str, str] | None = None
    whole: str = "all"


RATIO, HELD = "tip.K_eq/K_c", "held_K_eq/K_c"
"""K_eq/K_c of a tip, or where a front may grow; and its column where a front is held up."""

HELD_UP = "where held up"

PANELS = (
    CurvePanel(RATIO, r"Stress intensity $K/K_c$", line=1.0),
    CurvePanel("tip.length", "Crack length [µm]"),
    CurvePanel("voltage", "Cell voltage [mV]", 1e3),
    CurvePanel("current_density", "Current density [mA/cm²]"),
    CurvePanel("tip.speed", "Tip speed [µm/s]"),
    CurvePanel("lithium_in_cracks", "Lithium in cracks [{unit}]", part=("dead_lithium", "dead")),
)

FURTHER = (
    CurvePanel(
        "interphase.thickness",
        "Interphase [nm]",
        part=("interphase.crack_thickness", "on crack faces"),
        whole="at the anode",
    ),
    CurvePanel("interphase.resistance", "Layer resistance [{unit}]"),
    CurvePanel("leakage_current", "Leakage current [mA/cm²]"),
    CurvePanel("half_cycle_capacity", "Half cycle [mAh/cm²]"),
    CurvePanel("coulombic_efficiency", "Coulombic efficiency", line=1.0),
    CurvePanel("cell_resistance", "Cell resistance [{unit}]"),
    CurvePanel("anode.contact", "Contact of the anode"),
)
"""Drawn where their columns are there and vary."""

VARIES = 1e-6
"""Range of values, over the largest, above which they vary."""

_AT_BOUND = 0.99
"""Part of the largest speed from which an advance counts as unstable: it is a rounded quotient."""

SEEN = 0.01
"""Time at the largest speed, over that of the run, from which it is a result: less is within a
line's width in the figure."""

SPEED, GAPS = "tip.speed", "gaps: unstable growth, at the largest speed"
AT_LIMIT = "dashed: growth.law.largest_speed"

_LEVEL: Any = {"color": "#777777", "linestyle": "--", "linewidth": 0.9, "zorder": 1}

VOLTAGE = [panel.column for panel in PANELS].index("voltage")


def draw_series(result: RunResult) -> Figure:
    """Draw the curves that tell how a run went; the voltage before a short is marked.

    Args:
        result: Run with at least one time step.
    """
    panels = (*PANELS, *varying(result))
    rows = -(-len(panels) // 2)
    figure = Figure(figsize=(7.0, 2.2 * rows), layout="constrained")
    axes = figure.subplots(rows, 2, sharex=True)
    unit, length = time_unit(result.series["time"].max())
    for panel, place in zip(panels, axes.flat, strict=False):
        _draw(place, result, panel, length)
    if result.reason is EndReason.SHORT_CIRCUIT:
        _mark_contact(axes.flat[VOLTAGE], result, length)
    below = axes[-1]
    if len(panels) % 2:  # the right column is a panel shorter
        below[1].remove()
        below = below[0], axes[-2, 1]
        below[1].tick_params(labelbottom=True)
    for place in below:
        place.set_xlabel(f"Time [{unit}]")
    told = axes.flat[0].get_legend_handles_labels()[1]
    if len(told) > 1 or HELD_UP in told:
        axes.flat[0].legend()
    return figure


def varying(result: RunResult) -> tuple[CurvePanel, ...]:
    """The further panels that have something to show in a run."""
    series = result.series
    there = (panel for panel in FURTHER if panel.column in series)
    return tuple(
        panel
        for panel in there
        if any(_varies(series[column]) for column in _columns(panel) if column in series)
    )


def _columns(panel: CurvePanel) -> tuple[str, ...]:
    """What a panel draws: its column, and that of a part of it."""
    return (panel.column,) if panel.part is None else (panel.column, panel.part[0])


def _varies(values: pd.Series[Any]) -> bool:
    return bool(np.ptp(values) > VARIES * values.abs().max())


def speeds(result: RunResult, column: str) -> pd.Series[Any]:
    """A column of speeds [um/s]; NaN where an advance was unstable.

    It then goes at `growth.law.largest_speed`, in no time to speak of: a bound, not a result, and
    some 1e9 times the rest. A speed that holds tips back for long is one.

    Args:
        result: Run with at least one time step.
        column: of one tip.
    """
    values = result.series[column]
    return values if limiting_speed(result) is not None else values.mask(_at_bound(result))


def limiting_speed(result: RunResult) -> float | None:
    """The largest speed of tips [um/s] where they go at it for a time that can be seen."""
    time = result.series["time"]
    spent = time.diff()[_at_bound(result)].sum()
    return _largest_speed(result) if spent > SEEN * np.ptp(time) else None


def mark_speeds(axes: Axes, results: Sequence[RunResult]) -> None:
    """Say where speeds are left out, and draw those that hold tips back.

    Args:
        axes: with the speeds of the runs.
        results: the runs.
    """
    limits = {limit for limit in map(limiting_speed, results) if limit is not None}
    for limit in limits:
        axes.axhline(limit, **_LEVEL)
    notes = [AT_LIMIT] if limits else []
    if any(np.isnan(np.asarray(line.get_ydata(), dtype=float)).any() for line in axes.lines):
        notes.append(GAPS)
    axes.set_title("\n".join(notes))


def _at_bound(result: RunResult) -> pd.Series[bool]:
    every = result.series[[f"{name}.speed" for name in result.tips]].max(axis=1)
    return every >= _AT_BOUND * _largest_speed(result)


def _largest_speed(result: RunResult) -> float:
    """The bound of speeds [um/s]; infinite in runs of versions that had none."""
    law = result.info["config"].get("growth", {}).get("law") or {}
    return 1e6 * float(law.get("largest_speed") or np.inf)


def labelled(panel: CurvePanel, results: Sequence[RunResult]) -> str:
    """Label of a panel's axis; runs of a slab with a depth and without have other units."""
    units = (result.series.attrs["units"].get(panel.column, "") for result in results)
    return panel.label.replace("{unit}", " or ".join(dict.fromkeys(map(readable_unit, units))))


def _mark_contact(axes: Axes, result: RunResult, time_length: float) -> None:
    """Say what the last voltage of a shorted cell is: not yet that of the short."""
    last = result.series.iloc[-1]
    time, voltage = last["time"] / time_length, 1e3 * last["voltage"]
    axes.plot(time, voltage, "o", color=COLOURS[0], markersize=4, clip_on=False)
    text = f"{voltage:.3g} mV\njust before contact"
    below = voltage > axes.get_ylim()[1] / 3  # there is room
    look: Any = {"textcoords": "offset points", "ha": "right", "fontsize": 8}
    look["va"] = "top" if below else "bottom"
    axes.annotate(text, (time, voltage), (-4, -6 if below else 6), **look)


def _draw(axes: Axes, result: RunResult, panel: CurvePanel, time_length: float) -> None:
    series = result.series
    names = result.tips if panel.column.startswith("tip.") else ("",)
    for index, name in enumerate(names):
        column = panel.column.replace("tip", name, 1) if name else panel.column
        values = speeds(result, column) if panel.column == SPEED else series[column]
        colour = COLOURS[index % len(COLOURS)]
        label = literal(name) if len(names) <= len(COLOURS) else ""  # else they look alike
        axes.plot(series["time"] / time_length, values * panel.scale, color=colour, label=label)
        held = f"{name}.{HELD}"
        if panel.column == RATIO and held in series and series[held].any():
            told = {line.get_label() for line in axes.lines}
            label = "" if HELD_UP in told else HELD_UP
            axes.plot(series["time"] / time_length, series[held], ":", color=colour, label=label)
    if panel.part is not None and panel.part[0] in series and series[panel.part[0]].any():
        axes.lines[0].set_label(panel.whole)
        column, label = panel.part
        axes.plot(series["time"] / time_length, series[column], color=COLOURS[1], label=label)
        axes.legend()
    if panel.line is not None:
        axes.axhline(panel.line, **_LEVEL)
    if panel.column == SPEED:
        mark_speeds(axes, [result])
    axes.set_ylabel(labelled(panel, [result]))
    axes.margins(x=0.01)
    include_zero(axes)
