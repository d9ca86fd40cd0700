"""Tables and the figure of an ensemble."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from filasse.calibration.ensembles.stages import Ensemble
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.plot.style import COLOURS, STYLE, literal

MA_CM2 = 0.1
"""mA/cm^2 in one A/m^2."""


def save(ensemble: Ensemble, folder: Path) -> list[Path]:
    """Write samples, numbers and the figure into a folder."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("samples.csv", "ensemble.json", "ensemble.png")]
    columns = {
        f"{item.name}, {1e4 * area:g} cm^2 [mA/cm^2]": found * MA_CM2
        for item in ensemble.outcomes
        for area, found in item.currents.items()
    }
    write_atomically(paths[0], pd.DataFrame(columns).to_csv(index=False, float_format="%.6g"))
    numbers = [
        {
            "name": item.name,
            "modulus": item.weibull.modulus,
            "scale [mA/cm^2]": item.weibull.scale * MA_CM2,
            "area [cm^2]": 1e4 * item.weibull.area,
            "log_likelihood": item.log_likelihood,
        }
        for item in ensemble.outcomes
    ]
    write_atomically(paths[1], json.dumps(numbers, indent=1) + "\n")
    with mpl.rc_context(STYLE), disk_errors(paths[2]):
        _figure(ensemble).savefig(paths[2], dpi=130)
    return paths


def _figure(ensemble: Ensemble) -> Figure:
    """Histograms, and shares that fail on Weibull's axes."""
    figure = Figure(figsize=(8.0, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for item, colour in zip(ensemble.outcomes, COLOURS * 9, strict=False):
        found = next(iter(item.currents.values()))
        seen = np.sort(found[np.isfinite(found)]) * MA_CM2
        style = {"color": colour, "label": literal(item.name)}
        left.hist(seen, bins=40, weights=np.full(len(seen), 1 / len(found)), alpha=0.5, **style)
        share = (np.arange(len(seen)) + 0.5) / len(found)
        right.plot(seen, -np.log1p(-share), ".", markersize=2, color=colour)
        law = item.weibull.failing(seen / MA_CM2, item.weibull.area)
        label = f"M = {item.weibull.modulus:.3g}"
        right.plot(seen, -np.log1p(-np.minimum(law, 1 - 1e-12)), "-", color=colour, label=label)
    exact = np.sort(ensemble.low[ensemble.low == ensemble.high]) * MA_CM2
    if len(exact):
        share = (np.arange(len(exact)) + 0.5) / len(ensemble.low)
        right.plot(exact, -np.log1p(-share), "o", color="black", label="measured")
    left.set_xlabel("critical current density [mA/cm²]")
    left.set_ylabel("share of samples")
    right.set(xscale="log", yscale="log", ylabel=r"$-\ln(1 - P_f)$")
    right.set_xlabel("critical current density [mA/cm²]")
    for axes in (left, right):
        axes.legend()
    return figure
