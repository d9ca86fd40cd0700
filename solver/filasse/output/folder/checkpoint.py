"""Checkpoints: small, checked by checksum, the last two kept.

A checkpoint is two files: the data (``ck_00000123.npz``), then a manifest (``ck_00000123.json``)
with their checksum. The manifest comes last, so a checkpoint exists once it does.
"""

import hashlib
import io
import json
import logging
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import disk_errors, write_atomically

log = logging.getLogger(__name__)

_SCHEMA = 2
_KEPT = 2
_META = "meta.json"

type Arrays = dict[str, npt.NDArray[Any]]


class Checkpoint(NamedTuple):
    """What a run needs to go on.

    Attributes:
        arrays: Numpy arrays by name.
        meta: Plain values (numbers, text, lists) by name.
    """

    arrays: Arrays
    meta: dict[str, Any]


def save_checkpoint(
    folder: Path, step: int, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
) -> None:
    """Save a checkpoint durably, then delete all but the last two.

    Args:
        folder: Folder of the checkpoints, created if needed.
        step: Time step, also the order of the checkpoints.
        arrays: Numpy arrays by name, none of dtype object.
        meta: Values that JSON can hold.

    Raises:
        OutputError: The disk refuses; older checkpoints are then untouched.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ck_{step:08d}.npz"
    data = _pack(arrays, meta)
    write_atomically(path, data)
    manifest = {
        "schema": _SCHEMA,
        "step": step,
        "time": meta.get("time"),
        "growth_step": meta.get("growth_step"),
        "file": path.name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    write_atomically(path.with_suffix(".json"), json.dumps(manifest, indent=1))
    _prune(folder)


def load_checkpoint(folder: Path) -> Checkpoint:
    """Load the newest checkpoint whose checksum fits.

    Args:
        folder: Folder of the checkpoints.

    Raises:
        OutputError: There is no checkpoint, or none is intact.
    """
    manifests = _manifests(folder)
    for manifest in manifests:
        try:
            return _read(manifest)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            log.warning("Checkpoint %s is damaged (%s); trying the one before", manifest, error)
    found = f"{len(manifests)} found, all damaged" if manifests else "none found"
    raise OutputError(
        f"No usable checkpoint in {folder}: {found}. Start again with --overwrite "
        "or in another folder."
    )


def newest_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what the newest checkpoint says of itself; None if there is none that can be read."""
    for manifest in _manifests(folder):
        try:
            about: dict[str, Any] = json.loads(manifest.read_text())
            return {"time": float(about["time"]), "growth_step": int(about["growth_step"])}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def has_checkpoints(folder: Path) -> bool:
    """Return whether there is any checkpoint, intact or not."""
    return bool(_manifests(folder))


def _pack(arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]) -> bytes:
    """Return the content of an .npz file; unlike numpy's own, it never holds pickles."""
    buffer = io.BytesIO()
    text = np.array(json.dumps(dict(meta)))
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, values in {**arrays, _META: text}.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.save(file, values, allow_pickle=False)
    return buffer.getvalue()


def _read(manifest: Path) -> Checkpoint:
    about = json.loads(manifest.read_text())
    if about["schema"] != _SCHEMA:
        raise ValueError(f"schema {about['schema']}, expected {_SCHEMA}")
    data = (manifest.parent / about["file"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise ValueError("checksum does not fit")
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        arrays = dict(archive)
    return Checkpoint(arrays, json.loads(str(arrays.pop(_META))))


def _manifests(folder: Path) -> list[Path]:
    return sorted(folder.glob("ck_*.json"), reverse=True)


def _prune(folder: Path) -> None:
    with disk_errors(folder):
        for manifest in _manifests(folder)[_KEPT:]:
            manifest.unlink()
            manifest.with_suffix(".npz").unlink(missing_ok=True)
