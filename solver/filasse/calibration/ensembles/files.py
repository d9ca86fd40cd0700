"""Tables and the figure of an ensemble."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from filasse.calibration.ensembles.stages import Ensemble
from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.run_folder import PROGRAM
from filasse.plot.style import COLOURS, STYLE, literal

MA_CM2 = 0.1
"""mA/cm^2 in one A/m^2."""


def save(ensemble: Ensemble, folder: Path) -> list[Path]:
    """Write samples, numbers and the figure into a folder."""
    check_use(ensemble, folder)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("samples.csv", "ensemble.json", "ensemble.png")]
    columns = {
        f"{item.name}, {1e4 * area:g} cm^2 [mA/cm^2]": found * MA_CM2
        for item in ensemble.outcomes
        for area, found in item.currents.items()
    }
    write_atomically(paths[0], pd.DataFrame(columns).to_csv(index=False, float_format="%.6g"))
    outcomes = [
        {
            "name": item.name,
            "modulus": item.weibull.modulus,
            "scale [mA/cm^2]": item.weibull.scale * MA_CM2,
            "area [cm^2]": 1e4 * item.weibull.area,
            "log_likelihood": item.log_likelihood,
        }
        for item in ensemble.outcomes
    ]
    numbers = {"program": PROGRAM, "kind": "ensemble", "fingerprint": fingerprint(ensemble)}
    text = json.dumps(numbers | {"outcomes": outcomes}, indent=1) + "\n"
    write_atomically(paths[1], text)
    with mpl.rc_context(STYLE), disk_errors(paths[2]):
        _figure(ensemble).savefig(paths[2], dpi=130)
    return paths


def fingerprint(ensemble: Ensemble) -> str:
    """Digest of all that decides the numbers: the samples tell of base, tables and values."""
    content = ensemble.loaded.content.model_dump(mode="json", exclude={"title"})
    drawn = [
        (
            item.name,
            np.isfinite(found).sum().item(),
            f"{np.log(found[np.isfinite(found)]).sum():.6g}",
        )
        for item in ensemble.outcomes
        for found in item.currents.values()
    ]
    seen = [ensemble.low.tolist(), ensemble.high.tolist()]
    text = json.dumps([content, drawn, seen], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def check_use(ensemble: Ensemble, folder: Path) -> None:
    """Refuse a folder that holds anything but the same ensemble; nothing in it is changed.

    Raises:
        OutputError: it holds something else.
        UsageError: it holds another ensemble.
    """
    with disk_errors(folder):
        if not folder.is_dir() or not any(folder.iterdir()):
            return
    try:
        content = json.loads((folder / "ensemble.json").read_text(encoding="utf-8"))
        known = content["fingerprint"] if content["kind"] == "ensemble" else None
    except (OSError, ValueError, LookupError, TypeError):
        known = None
    if known is None:
        raise OutputError(
            f"{folder} holds files that are not an ensemble of filasse. Choose another folder "
            "with -o."
        )
    if known != fingerprint(ensemble):
        raise UsageError(
            f"{folder} holds another ensemble, or this one before its flaws, areas or base "
            f"changed. Choose another folder with -o, or delete {folder}."
        )


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
