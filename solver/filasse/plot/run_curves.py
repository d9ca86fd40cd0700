"""Stress intensity, length, voltage, current, speed and lithium against time; layers and cycles."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from filasse.end_reason import EndReason
from filasse.output.run_result import RunResult
from filasse.plot.style import COLOURS, literal, readable_unit, time_unit


class CurvePanel(NamedTuple):
    """One panel of the figure.

    Attributes:
        column: Column of the series; after ``tip.``, one curve per tip.
        label: Label of the axis; {unit} stands for the column's.
        scale: Factor on the column's values.
        line: A level worth marking, for instance the toughness.
        part: Column of a part of the values, drawn beside them, and what it is.
    """

    column: str
    label: str
    scale: float = 1.0
    line: float | None = None
    part: tuple[str, str] | None = None


RATIO, HELD = "tip.K_eq/K_c", "held_K_eq/K_c"
"""K_eq/K_c of a tip, or where a front may grow; and its column where a front is held up."""

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
    if len(result.tips) > 1:
        axes.flat[0].legend()
    return figure


def varying(result: RunResult) -> tuple[CurvePanel, ...]:
    """The further panels that have something to show in a run."""
    series = result.series
    there = (panel for panel in FURTHER if panel.column in series)
    return tuple(
        panel
        for panel in there
        if np.ptp(series[panel.column]) > VARIES * series[panel.column].abs().max()
    )


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
        values = series[panel.column.replace("tip", name, 1) if name else panel.column]
        colour = COLOURS[index % len(COLOURS)]
        axes.plot(
            series["time"] / time_length, values * panel.scale, color=colour, label=literal(name)
        )
        held = f"{name}.{HELD}"
        if panel.column == RATIO and held in series and series[held].any():
            axes.plot(series["time"] / time_length, series[held], ":", color=colour)
    if panel.part is not None and series[panel.part[0]].any():
        column, label = panel.part
        axes.plot(series["time"] / time_length, series[column], color=COLOURS[1], label=label)
        axes.legend()
    if panel.line is not None:
        axes.axhline(panel.line, color="#777777", linestyle="--", linewidth=0.9, zorder=1)
    unit = readable_unit(series.attrs["units"].get(panel.column, ""))
    axes.set_ylabel(panel.label.replace("{unit}", unit))
    axes.margins(x=0.01)
    low, high = axes.dataLim.intervaly
    axes.set_ylim(min(0.0, 1.05 * low), max(0.0, 1.05 * high) or 1.0)
