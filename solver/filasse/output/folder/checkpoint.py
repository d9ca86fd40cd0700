"""Checkpoints: small, checked by checksum, the last two kept.

A checkpoint is two files: the data (``ck_00000123.npz``), then a manifest (``ck_00000123.json``)
with their checksum. The manifest comes last, so a checkpoint exists once it does. It tells which
run and which version it belongs to.
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
from filasse.output.folder.packed_text import unpack_text

log = logging.getLogger(__name__)

SCHEMA = 5
"""Version of the content: a checkpoint of another one is rejected with a message that names it."""

_KEPT = 2
_END = "end"
"""Name of the state in which a run ended: for other runs, which start from it."""

_META = "meta.json"
_TEXTS = "texts/"

type Arrays = dict[str, npt.NDArray[Any]]


class Checkpoint(NamedTuple):
    """What a run needs to go on.

    Attributes:
        arrays: Numpy arrays by name.
        meta: Plain values (numbers, text, lists) by name.
        texts: Content of the text files of the run at that moment, by file name.
    """

    arrays: Arrays
    meta: dict[str, Any]
    texts: Mapping[str, bytes]


def save_checkpoint(
    folder: Path,
    step: int,
    arrays: Mapping[str, npt.NDArray[Any]],
    meta: Mapping[str, Any],
    texts: Mapping[str, bytes] | None = None,
) -> None:
    """Save a checkpoint durably, then delete all but the last two.

    Args:
        folder: Folder of the checkpoints, created if needed.
        step: Time step, also the order of the checkpoints.
        arrays: Numpy arrays by name, none of dtype object.
        meta: Values that JSON can hold; ``run`` tells which run it is.
        texts: Text files of the run, packed (see `PackedText`), by file name.

    Raises:
        OutputError: The disk refuses; older checkpoints are then untouched.
    """
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)  # without parents: a run folder that is gone stays gone
    path = _free_name(_manifest_path(folder, step))
    data = _pack(arrays, meta, texts or {})
    write_atomically(path, data)
    run = meta.get("run", {})
    manifest = {
        "schema": SCHEMA,
        "step": step,
        "time": meta.get("time"),
        "growth_step": meta.get("growth_step"),
        **{name: run.get(name) for name in ("program", "version", "id", "title", "started")},
        "file": path.name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    write_atomically(_manifest_path(folder, step), json.dumps(manifest, indent=1))
    _prune(folder)


def save_end(folder: Path, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """Save the state in which a run ended; the run itself never goes on from it.

    Args:
        folder: Folder of the checkpoints, created if needed.
        arrays: Numpy arrays by name.
        meta: Values that JSON can hold.

    Raises:
        OutputError: The disk refuses.
    """
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
    data, manifest = _pack(arrays, meta, {}), folder / f"{_END}.json"
    path = _free_name(manifest)  # a stop before the manifest is written leaves an earlier end whole
    write_atomically(path, data)
    about = {"schema": SCHEMA, "version": meta["run"]["version"], "file": path.name}
    about |= {"sha256": hashlib.sha256(data).hexdigest()}
    write_atomically(manifest, json.dumps(about, indent=1))
    for data_file in _end_data(folder):
        if data_file != path:
            with disk_errors(folder):
                data_file.unlink(missing_ok=True)


def load_end(folder: Path) -> Checkpoint | None:
    """Load the state in which a run ended; None if it has not come to an end.

    Args:
        folder: Folder of the checkpoints.

    Raises:
        OutputError: It is damaged, or of another version of filasse.
    """
    manifest = folder / f"{_END}.json"
    if not manifest.exists():
        return None
    try:
        about = json.loads(manifest.read_text())
        _check_owner(manifest, about, None)
        return _read(manifest, about)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise OutputError(
            f"{manifest} is damaged ({error}): nothing can start from the end of that run."
        ) from error


def forget_end(folder: Path) -> None:
    """Delete the state in which a run ended: it goes on."""
    with disk_errors(folder):
        for path in (folder / f"{_END}.json", *_end_data(folder)):
            path.unlink(missing_ok=True)


def _end_data(folder: Path) -> tuple[Path, ...]:
    return folder / f"{_END}.npz", folder / f"{_END}b.npz"


def load_checkpoint(folder: Path, run: str | None = None, step: int | None = None) -> Checkpoint:
    """Load the newest checkpoint whose checksum fits.

    Args:
        folder: Folder of the checkpoints.
        run: Id of the run that it must belong to; None for any.
        step: Time step of the only checkpoint that is wanted; None for any.

    Raises:
        OutputError: There is no checkpoint, none is intact, or it belongs to another version of
            filasse or to another run.
    """
    manifests = _manifests(folder)
    if step is not None:
        manifests = _of_step(folder, manifests, step)
    for manifest in manifests:
        try:
            about = json.loads(manifest.read_text())
            _check_owner(manifest, about, run)
            return _read(manifest, about)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            log.warning("Checkpoint %s is damaged (%s); trying the one before", manifest, error)
    found = f"{len(manifests)} found, all damaged" if manifests else "none found"
    raise OutputError(
        f"No usable checkpoint in {folder}: {found}. Start again with --overwrite "
        "or in another folder."
    )


def _of_step(folder: Path, manifests: list[Path], step: int) -> list[Path]:
    wanted = _manifest_path(folder, step)
    if wanted not in manifests:
        known = ", ".join(str(int(path.stem.removeprefix("ck_"))) for path in manifests)
        raise OutputError(
            f"{folder} has no checkpoint of time step {step}; it keeps those of {known}."
        )
    return [wanted]


def newest_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what the newest checkpoint says of itself; None if there is none that can be read."""
    for manifest in _manifests(folder):
        try:
            about: dict[str, Any] = json.loads(manifest.read_text())
            return about | {"time": float(about["time"]), "growth_step": int(about["growth_step"])}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def check_layout(folder: Path) -> None:
    """Reject checkpoints of another version before anything else of a run is compared.

    Raises:
        OutputError: the newest that can be read is of one.
    """
    for manifest in _manifests(folder):
        try:
            about = json.loads(manifest.read_text())
            layout = int(about["schema"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if layout != SCHEMA:
            _check_owner(manifest, about, None)
        return


def has_checkpoints(folder: Path) -> bool:
    """Return whether there is any checkpoint, intact or not."""
    return bool(_manifests(folder))


def _check_owner(manifest: Path, about: Mapping[str, Any], run: str | None) -> None:
    """Reject a checkpoint that is none of ours, in words that say whose it is."""
    if about["schema"] != SCHEMA:
        raise OutputError(
            f"{manifest} was written by filasse {about.get('version', 'of an earlier version')} "
            f"(layout {about['schema']}); this filasse reads layout {SCHEMA} only. Finish the run "
            "with the version that began it, or start again with --overwrite or in another folder."
        )
    if run is not None and about["id"] != run:
        whose = f"{about['title']!r}, started {about['started']}"
        raise OutputError(
            f"{manifest} belongs to another run ({whose}), not to the one in {manifest.parents[1]}."
            " Take it away if an older checkpoint of this run is there, or start again with "
            "--overwrite."
        )


def _pack(
    arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any], texts: Mapping[str, bytes]
) -> bytes:
    """Return the content of an .npz file; unlike numpy's own, it never holds pickles."""
    buffer = io.BytesIO()
    text = np.array(json.dumps(dict(meta)))
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, values in {**arrays, _META: text}.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.save(file, values, allow_pickle=False)
        for name, packed in texts.items():
            archive.writestr(_TEXTS + name, packed)
    return buffer.getvalue()


def _read(manifest: Path, about: Mapping[str, Any]) -> Checkpoint:
    data = (manifest.parent / about["file"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise ValueError("checksum does not fit")
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        content = dict(archive)
    texts = {
        name.removeprefix(_TEXTS): unpack_text(content.pop(name))
        for name in tuple(content)
        if name.startswith(_TEXTS)
    }
    return Checkpoint(content, json.loads(str(content.pop(_META))), texts)


def _manifest_path(folder: Path, step: int) -> Path:
    return folder / f"ck_{step:08d}.json"


def _free_name(manifest: Path) -> Path:
    """Data under a manifest that is there must not spoil the data that it names."""
    first, second = (manifest.with_name(f"{manifest.stem}{mark}.npz") for mark in ("", "b"))
    return second if _named(manifest) == first.name else first


def _manifests(folder: Path) -> list[Path]:
    return sorted(folder.glob("ck_*.json"), reverse=True)


def _prune(folder: Path) -> None:
    """Delete what is older than the last two, and data that no manifest names."""
    with disk_errors(folder):
        manifests = _manifests(folder)
        for manifest in manifests[_KEPT:]:
            manifest.unlink()
        named = {_named(manifest) for manifest in manifests[:_KEPT]}
        for data in folder.glob("ck_*.npz"):
            if data.name not in named and None not in named:
                data.unlink(missing_ok=True)


def _named(manifest: Path) -> str | None:
    try:
        return str(json.loads(manifest.read_text())["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
