"""Tables, figure and report of an ensemble."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

from filasse.calibration.ensembles.ensemble import MA_CM2, Ensemble
from filasse.calibration.ensembles.figures import draw
from filasse.calibration.ensembles.report import page
from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.run_folder import PROGRAM
from filasse.plot.style import STYLE


def save(ensemble: Ensemble, folder: Path) -> list[Path]:
    """Write samples, numbers, the figure and the report into a folder."""
    check_use(ensemble, folder)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    names = "samples.csv", "ensemble.json", "ensemble.png", "report.html"
    paths = [folder / name for name in names]
    write_atomically(paths[0], ensemble.currents.to_csv(index=False, float_format="%.6g"))
    write_atomically(paths[1], json.dumps(_numbers(ensemble), indent=1) + "\n")
    with mpl.rc_context(STYLE), disk_errors(paths[2]):
        draw(ensemble).savefig(paths[2], dpi=130)
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
    head = {"program": PROGRAM, "kind": "ensemble", "fingerprint": fingerprint(ensemble)}
    return {**head, "flaws": list(ensemble.told), "outcomes": outcomes}


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
