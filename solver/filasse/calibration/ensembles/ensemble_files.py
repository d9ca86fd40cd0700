"""Tables, figure and report of an ensemble."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

from filasse.calibration.ensembles.ensemble_figure import draw_ensemble
from filasse.calibration.ensembles.ensemble_report import page
from filasse.calibration.ensembles.ensemble_result import MA_CM2, Ensemble
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.manifest import Owner, check_owner, write_manifest
from filasse.plot.style import STYLE


def save_ensemble(ensemble: Ensemble, folder: Path) -> list[Path]:
    """Write samples, numbers, the figure and the report into a folder."""
    check_owner(folder / "ensemble.json", ensemble_owner(ensemble))
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    names = "samples.csv", "ensemble.json", "ensemble.png", "report.html"
    paths = [folder / name for name in names]
    write_atomically(paths[0], ensemble.currents.to_csv(index=False, float_format="%.6g"))
    write_manifest(paths[1], "ensemble", _numbers(ensemble))
    with mpl.rc_context(STYLE), disk_errors(paths[2]):
        draw_ensemble(ensemble).savefig(paths[2], dpi=130)
    write_atomically(paths[3], page(ensemble, paths[2]))
    return paths


def _numbers(ensemble: Ensemble) -> dict[str, Any]:
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
    head = {"fingerprint": ensemble_fingerprint(ensemble)}
    return {**head, "flaws": list(ensemble.told), "outcomes": outcomes}


def ensemble_fingerprint(ensemble: Ensemble) -> str:
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


def ensemble_owner(ensemble: Ensemble) -> Owner:
    """What works in the folder of an ensemble."""
    another = "another ensemble, or this one before its flaws, areas or base changed"
    return Owner("ensemble", "an ensemble", another, ensemble_fingerprint(ensemble))
