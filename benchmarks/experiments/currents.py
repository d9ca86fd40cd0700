"""Figures of critical currents: by interface, flaw, toughness, grains."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.experiments.gather import BLOCKED
from benchmarks.experiments.marks import mark_measured, plain
from benchmarks.experiments.measured import measured
from filasse.plot.style import COLOURS

CRITICAL = "Critical current [mA/cm²]"
CURRENT = "final_current_density [mA/cm^2]"
FLAW = "geometry.flaws.0.length [um]"
GRAIN = "geometry.microstructure.grains.mean_size [um]"
RESISTANCE = "interface.film_resistance [ohm cm^2]"
TOUGHNESS = "electrolyte.fracture_toughness [MPa m^0.5]"


def draw_interfaces(table: pd.DataFrame) -> Figure:
    """Critical current against the resistance of the interface, for three flaws."""
    figure = Figure(figsize=(6.6, 3.3), layout="constrained")
    axes = figure.subplots()
    for (flaw, rows), colour in zip(table.groupby(FLAW), COLOURS, strict=False):
        axes.plot(
            rows[RESISTANCE], rows[CURRENT], "o-", color=colour, label=f"filasse, {flaw:g} µm"
        )
        axes.plot(rows[RESISTANCE], rows[BLOCKED], "--", color=colour, linewidth=0.9)
    axes.plot([], [], "--", color="#777777", linewidth=0.9, label="no lithium leaves: closed form")
    mark_measured(axes, measured()["ccd_interface_resistance"])
    axes.set(xscale="log", yscale="log", xlabel="Interface resistance [Ω cm²]", ylabel=CRITICAL)
    plain(axes.xaxis)
    plain(axes.yaxis)
    _legend(figure, axes)
    return figure


def draw_toughness(table: pd.DataFrame) -> Figure:
    """Critical current against toughness; the measured toughness of two densities."""
    figure = Figure(figsize=(6.6, 2.8), layout="constrained")
    axes = figure.subplots()
    axes.plot(table[TOUGHNESS], table[CURRENT], "o-", color=COLOURS[0], label="filasse, ramp")
    text = "no lithium leaves: closed form"
    axes.plot(table[TOUGHNESS], table[BLOCKED], "--", color=COLOURS[0], linewidth=0.9, label=text)
    for point in measured()["toughness"].points:
        if point.across is not None:
            axes.axvline(point.across[0], color="#000000", linestyle=":")
            axes.annotate(
                point.what,
                (point.across[0], 0),
                (3, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                rotation=90,
                va="bottom",
                fontsize=8,
            )
    axes.set(xlabel="Fracture toughness [MPa √m]", ylabel=CRITICAL, xlim=(0.3, 1.7))
    axes.set_ylim(bottom=0)
    _legend(figure, axes)
    return figure


def draw_grains(table: pd.DataFrame) -> Figure:
    """Critical current against grain size: the same flaw, or flaws as long as the grains."""
    figure = Figure(figsize=(6.6, 3.3), layout="constrained")
    axes = figure.subplots()
    scaled = table[FLAW] == table[GRAIN]
    same = table[FLAW] == table[FLAW].min()
    for rows, colour, text in (
        (table[same], COLOURS[0], f"filasse, flaw of {table[FLAW].min():g} µm"),
        (table[scaled], COLOURS[1], "filasse, flaw as long as a grain"),
    ):
        middle = rows.groupby(GRAIN)[CURRENT].mean()
        axes.plot(rows[GRAIN], rows[CURRENT], "o", color=colour, markersize=4)
        axes.plot(middle.index, middle, color=colour, label=text)
    axes.set(xscale="log", yscale="log", xlabel="Grain size [µm]", ylabel=CRITICAL)
    mark_measured(axes, measured()["grain_size"])
    plain(axes.xaxis)
    plain(axes.yaxis)
    _legend(figure, axes)
    return figure


def _legend(figure: Figure, axes: Axes) -> None:
    figure.legend(*axes.get_legend_handles_labels(), loc="outside right upper")
