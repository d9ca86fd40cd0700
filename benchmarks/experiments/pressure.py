"""Figures of what stress does: stack pressure, compression, voids on stripping."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.experiments.marks import mark_measured, plain
from benchmarks.experiments.measured import measured
from filasse.physics.contact import constriction_resistance
from filasse.plot.style import COLOURS

PRESSURE = "mechanics.stack_pressure [MPa]"
CURRENT = "protocol.current_density [mA/cm^2]"
STRIPPING = "protocol.steps.0.current_density [mA/cm^2]"
LATERAL = "mechanics.lateral_stress [MPa]"
TIME = "time_to_short [s]"
NEVER = 3e3
"""Where runs without a short are drawn [h]."""
CONTACT = 0.9
"""Part of the interface in contact below which it counts as voided."""


def draw_stack_pressure(table: pd.DataFrame) -> Figure:
    """Time to short, and resistance of the contact, against stack pressure."""
    figure = Figure(figsize=(7.4, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for (current, rows), colour in zip(table.groupby(CURRENT), COLOURS, strict=False):
        short, rest = rows.dropna(subset=[TIME]), rows[rows[TIME].isna()]
        text = f"filasse, {current:g} mA/cm²"
        left.plot(short[PRESSURE], short[TIME] / 3600, "o-", color=colour, label=text)
        height = np.full(len(rest), NEVER * (2 if colour == COLOURS[0] else 1))
        left.plot(rest[PRESSURE], height, "^", color=colour)
    left.plot([], [], "^", color="#777777", label="filasse, never")
    mark_measured(left, measured()["stack_pressure"])
    left.set(yscale="log", xlabel="Stack pressure [MPa]", ylabel="Time to short [h]")
    left.legend(loc="upper right", bbox_to_anchor=(1.0, 0.8))
    _draw_contact(right)
    return figure


def _draw_contact(axes: Axes) -> None:
    """Holm's law as filasse has it, through two of the measured points."""
    known = measured()["contact_resistance"]
    points = {p.across[0]: p.up[0] for p in known.points if p.across and p.up}
    pressures = np.linspace(1.0, 26.0, 101)
    law = constriction_resistance(np.array([5.0, 25.0, *pressures]) * 1e6, 1.0, 1.0, 1.0)
    slope = (points[5.0] - points[25.0]) / (law[0] - law[1])
    axes.plot(
        pressures,
        points[25.0] + slope * (law[2:] - law[1]),
        color=COLOURS[0],
        label="Holm's law in filasse,\nthrough 5 and 25 MPa",
    )
    mark_measured(axes, known)
    axes.set(yscale="log", xlabel="Stack pressure [MPa]", ylabel="Resistance of the cell [Ω]")
    plain(axes.yaxis)
    axes.legend()


def draw_compression(table: pd.DataFrame) -> Figure:
    """Paths of filaments under compression across them, and how far they turn."""
    figure = Figure(figsize=(7.4, 3.0), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    turns = {}
    for (stress, rows), colour in zip(table.groupby(LATERAL), COLOURS, strict=False):
        x, y = rows["flaw1.x [um]"].to_numpy(), rows["flaw1.y [um]"].to_numpy()
        grows = len(rows) > 1
        left.plot([60.0, *x], [0.0, *y], ".-", color=colour, markersize=3, label=f"{stress:g} MPa")
        if grows:
            turns[stress] = np.degrees(np.arctan2(x[-1] - x[-4], y[-1] - y[-4]))
        else:
            left.plot(x, y, "x", color=colour, markersize=8)
    left.set(xlim=(30, 120), ylim=(0, 60), aspect="equal")
    left.set(xlabel="Along the anode [µm]", ylabel="Across the slab [µm]")
    left.legend(title="filasse, compression", ncols=2, loc="upper right")
    right.plot(list(turns), list(turns.values()), "o-", color=COLOURS[0], label="filasse")
    mark_measured(right, measured()["compression"])
    right.set(xlabel="Compressive stress [MPa]", ylabel="Turn of the filament [deg]")
    right.set(xlim=(-10, 420), ylim=(-5, 145))
    right.legend(loc="upper left")
    return figure


def draw_stripping(table: pd.DataFrame) -> Figure:
    """What is left of the contact, by stripping current and stack pressure."""
    figure = Figure(figsize=(6.6, 3.3), layout="constrained")
    axes = figure.subplots()
    table = table.assign(current=table[STRIPPING].abs())
    shown = axes.scatter(
        table[PRESSURE],
        table["current"],
        c=table["least_contact [1]"],
        s=42,
        cmap=colormaps["viridis"],
        vmin=0.5,
        vmax=1.0,
        label="filasse",
    )
    figure.colorbar(shown, label="Interface in contact, least")
    limit = critical_stripping(table)
    axes.plot(
        limit.index, limit, "--", color=COLOURS[1], label=f"filasse, contact falls to {CONTACT:g}"
    )
    mark_measured(axes, measured()["stripping_voids"])
    axes.set(yscale="log", xlim=(-0.3, 7.7), ylim=(0.012, 4))
    axes.set(xlabel="Stack pressure [MPa]", ylabel="Stripping current [mA/cm²]")
    plain(axes.yaxis)
    axes.legend(loc="lower right")
    return figure


def critical_stripping(table: pd.DataFrame) -> pd.Series:
    """Current at which the contact falls to `CONTACT`, by pressure, where the runs enclose it."""
    found = {}
    for pressure, rows in table.groupby(PRESSURE):
        rows = rows.sort_values("current")
        contact, current = rows["least_contact [1]"].to_numpy(), np.log(rows["current"].to_numpy())
        if contact.min() < CONTACT < contact.max():
            found[pressure] = np.exp(np.interp(-CONTACT, -contact, current))
    return pd.Series(found)
