"""Figures of how filaments grow: speed, cycles, dry tips, temperature, strength."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.experiments.marks import mark_measured, plain
from benchmarks.experiments.measured import measured
from filasse.plot.style import COLOURS, DRY, LITHIUM

CURRENT = "protocol.current_density [mA/cm^2]"
DIFFUSIVITY = "lithium.interface_diffusion.diffusivity [cm^2/s]"
LENGTH = "flaw1.length [um]"
OPENING = "flaw1.mouth_opening [nm]"
LIP, STEP = "mesh.lip [um]", "growth.step [um]"
TIME = "time [s]"
SHAPE_AT = 33.0
"""Length at which cracks are compared [um]."""


def draw_current(table: pd.DataFrame) -> Figure:
    """Length against time, and mean speed against the current."""
    figure = Figure(figsize=(7.4, 3.0), layout="constrained")
    left, right = figure.subplots(1, 2)
    speeds = {}
    for (current, rows), colour in zip(table.groupby(CURRENT), COLOURS, strict=False):
        grows = len(rows) > 1
        text = f"{current:g} mA/cm²" if grows else f"{current:g} mA/cm², arrested"
        left.plot(rows[TIME], rows[LENGTH], "-" if grows else "x", color=colour, label=text)
        if grows:
            first, last = rows.iloc[0], rows.iloc[-1]
            speeds[current] = (last[LENGTH] - first[LENGTH]) / (last[TIME] - first[TIME])
    left.set(xscale="log", xlabel="Time [s]", ylabel="Length of the filament [µm]")
    left.legend(title="filasse")
    right.plot(list(speeds), list(speeds.values()), "o-", color=COLOURS[0], label="filasse")
    mark_measured(right, measured()["current"])
    right.set(xscale="log", yscale="log", ylim=(0.25, 4))
    right.set(xlabel="Current density [mA/cm²]", ylabel="Mean speed [µm/s]")
    plain(right.xaxis)
    plain(right.yaxis)
    right.legend(loc="upper left")
    return figure


def draw_cycles(table: pd.DataFrame) -> Figure:
    """Length and opening of a crack over three cycles; its width by cycle."""
    figure = Figure(figsize=(7.4, 3.6), layout="constrained")
    parts = figure.subplot_mosaic([["length", "width"], ["opening", "width"]], width_ratios=(3, 2))
    parts["length"].sharex(parts["opening"])
    groups = table.groupby([STEP, LIP])
    for ((step, lip), rows), colour in zip(groups, COLOURS, strict=False):
        text = f"filasse, step {step:g}, cells {lip:g} µm"
        parts["length"].plot(rows[TIME], rows[LENGTH], color=colour, label=text)
        parts["opening"].plot(rows[TIME], rows[OPENING], color=colour)
        widths = widest(rows)
        parts["width"].plot(widths.index, widths / widths[1], "o-", color=colour, label=text)
    for name in ("length", "opening"):
        _shade_plating(parts[name], max((rows for _, rows in groups), key=len))
    mark_measured(parts["width"], measured()["cycles"])
    parts["length"].set(ylabel="Length [µm]")
    parts["length"].tick_params(labelbottom=False)
    parts["opening"].set(xlabel="Time [s], plating shaded", ylabel="Mouth opening [nm]")
    parts["width"].set(xlabel="Cycle", ylabel="Largest width over that in cycle 1")
    parts["width"].set(xticks=(1, 2, 3), ylim=(0, 4))
    parts["width"].legend(loc="upper left")
    return figure


def widest(rows: pd.DataFrame) -> pd.Series:
    """Largest opening of the mouth in every cycle, which begins when plating does."""
    plating = rows["current_density [mA/cm^2]"] > 1e-6
    cycle = (plating & ~plating.shift(fill_value=False)).cumsum()
    return rows.groupby(cycle.to_numpy())[OPENING].max()


def _shade_plating(axes: Axes, rows: pd.DataFrame) -> None:
    plating = (rows["current_density [mA/cm^2]"] > 1e-6).to_numpy()
    axes.fill_between(
        rows[TIME],
        0,
        1,
        where=plating,
        transform=axes.get_xaxis_transform(),
        color=COLOURS[5],
        alpha=0.2,
        linewidth=0,
    )


def draw_dry_tip(table: pd.DataFrame) -> Figure:
    """Shapes of cracks with their lithium, and how much of them is dry."""
    figure = Figure(figsize=(7.4, 3.6), layout="constrained")
    groups = table.groupby(CURRENT)
    halves: Any = figure.subfigures(1, 2)
    panels = halves[0].subplots(len(groups), 1, sharex=True, sharey=True)
    axes = halves[1].subplots()
    for panel, (current, rows), colour in zip(panels, groups, COLOURS, strict=False):
        lengths = rows["length [um]"]
        nearest = lengths.iloc[(lengths - SHAPE_AT).abs().argmin()]
        _draw_shape(panel, rows[lengths == nearest])
        panel.set_title(f"filasse, {current:g} mA/cm²", loc="right", y=0.72)
        ends = rows.groupby("length [um]")["lithium_end [um]"].first()
        axes.plot(
            ends.index, ends.index - ends, "o-", color=colour, label=f"filasse, {current:g} mA/cm²"
        )
    panels[-1].set_xlabel("Distance from the mouth [µm]")
    halves[0].supylabel("Opening [nm]; grey: lithium, yellow: dry", fontsize=9)
    mark_measured(axes, measured()["dry_tip"])
    axes.set(xlabel="Length of the crack [µm]", ylabel="Dry length at the tip [µm]")
    axes.legend(loc="upper left")
    axes.set_ylim(top=75)
    return figure


def _draw_shape(axes: Axes, film: pd.DataFrame) -> None:
    arc, opening, fill = film["arc [um]"], film["opening [nm]"], film["fill [1]"]
    axes.fill_between(arc, -opening / 2, opening / 2, color=DRY, linewidth=0)
    half = opening * np.asarray(fill) / 2
    axes.fill_between(arc, -half, half, color=LITHIUM, linewidth=0)
    axes.set_xlim(left=0)


def draw_temperature(table: pd.DataFrame) -> Figure:
    """Largest stress intensity and time to short against the temperature."""
    figure = Figure(figsize=(6.6, 2.8), layout="constrained")
    axes = figure.subplots()
    ratio, time = table["max_K_eq/K_c [1]"], table["time_to_short [s]"]
    celsius = table["temperature [K]"] - 273.15
    axes.plot(celsius, ratio, "o-", color=COLOURS[0])
    axes.axhline(1.0, color="#777777", linestyle="--", linewidth=0.9)
    for x, y, seconds in zip(celsius, ratio, time, strict=True):
        text = "arrested" if np.isnan(seconds) else f"short after {seconds:.0f} s"
        axes.annotate(text, (x, y), (0, 6), textcoords="offset points", ha="center")
    axes.set(xlabel="Temperature [°C]", ylabel="Largest $K/K_c$", ylim=(0, 1.25), xlim=(15, 90))
    return figure


def draw_size_effect(table: pd.DataFrame) -> Figure:
    """Time to short with lithium of bulk strength, and with that of small pieces."""
    figure = Figure(figsize=(6.6, 2.8), layout="constrained")
    axes = figure.subplots()
    for ((diffusivity, strong), rows), colour in zip(
        table.groupby([DIFFUSIVITY, "lithium.size_effect"]), COLOURS, strict=False
    ):
        strength = "smaller is stronger" if strong else "bulk strength"
        text = f"{strength}, {'with' if diffusivity else 'no'} diffusion along the crack faces"
        look = "s--" if strong else "o-"
        axes.plot(rows[CURRENT], rows["time_to_short [s]"], look, color=colour, label=text)
    axes.set(xscale="log", yscale="log", xlim=(0.9, 4.4))
    axes.set(xlabel="Current density [mA/cm²]", ylabel="Time to short [s]")
    plain(axes.xaxis)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
