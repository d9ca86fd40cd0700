"""Figures of what grows between lithium and electrolyte, and of slow growth without a current."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.experiments.marks import mark_measured, plain
from benchmarks.experiments.measured import measured
from filasse.plot.style import COLOURS

TIME, CHARGE = "time [s]", "interphase.mean_charge [uAh/cm^2]"
RESISTANCE = "interphase.resistance [ohm cm^2]"
PRESSURE, FLAW = "mechanics.stack_pressure [MPa]", "geometry.flaws.0.length [um]"
SHORT = "time_to_short [s]"
NEVER = 3e3
"""Where runs without a short are drawn [h]."""


def draw_interphase(table: pd.DataFrame) -> Figure:
    """Lithium taken over the root of time, and the resistance of the layers over time."""
    figure = Figure(figsize=(7.4, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for (name, rows), colour in zip(
        table.groupby("electrolyte.material", sort=False), COLOURS, strict=False
    ):
        hours = rows[TIME].to_numpy() / 3600
        left.plot(np.sqrt(hours), rows[CHARGE], "-", color=colour, label=f"filasse, {name}")
        right.plot(hours, rows[RESISTANCE], "-", color=colour, label=f"filasse, {name}")
    mark_measured(left, measured()["interphase"])
    left.set(xlabel="Root of time [√h]", ylabel="Lithium taken [µAh/cm²]", yscale="log")
    left.set(ylim=(0.3, 3e3))
    left.legend()
    _slope(right)
    right.set(xlabel="Time [h]", ylabel="Resistance of the layer [Ω cm²]", xscale="log")
    right.set(yscale="log", xlim=(0.5, 500))
    right.legend()
    return figure


def _slope(axes: Axes) -> None:
    """The exponent of LAGP's resistance, as measured."""
    hours = np.array([1.0, 400.0])
    axes.plot(hours, 200 * hours**0.33, "k:", label="t^0.33 (Tippens 2019)")


def draw_rupture(table: pd.DataFrame) -> Figure:
    """Time to short against stack pressure, for the samples of two laboratories."""
    figure = Figure(figsize=(4.6, 3.4), layout="constrained")
    axes = figure.subplots()
    for (flaw, rows), colour in zip(table.groupby(FLAW), COLOURS, strict=False):
        short, rest = rows.dropna(subset=[SHORT]), rows[rows[SHORT].isna()]
        axes.plot(
            short[PRESSURE],
            short[SHORT] / 3600,
            "o",
            color=colour,
            label=f"filasse, flaw {flaw:g} µm",
        )
        axes.plot(rest[PRESSURE], np.full(len(rest), NEVER), "^", color=colour)
    axes.plot([], [], "^", color="#777777", label="filasse, not in 1000 h")
    mark_measured(axes, measured()["stress_rupture"])
    axes.set(yscale="log", xlabel="Stack pressure [MPa]", ylabel="Time to short [h]")
    plain(axes.xaxis)
    axes.set(xscale="linear")
    axes.legend(fontsize="small")
    return figure
