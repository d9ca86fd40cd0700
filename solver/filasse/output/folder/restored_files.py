"""Putting series, events and fields back to what they were at a checkpoint."""

import csv
import logging
from collections.abc import Iterable
from pathlib import Path

from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.checkpoint import Checkpoint
from filasse.output.folder.run_folder import RunFolder
from filasse.output.writers.collection import CollectionEntry, is_complete, write_collection

log = logging.getLogger(__name__)

DAMAGED = ".damaged"
"""Ending of the copy of a file whose content no checkpoint explains."""


def restore_files(folder: RunFolder, checkpoint: Checkpoint) -> None:
    """Cut what is newer than a checkpoint, put back what is missing, and say so.

    Args:
        folder: Folder of the run.
        checkpoint: The one to go on from.

    Raises:
        OutputError: The disk refuses.
    """
    for path in (folder.series, folder.events):
        if path.name in checkpoint.texts:
            _restore_text(path, checkpoint.texts[path.name])
    _restore_fields(folder.fields, checkpoint.meta.get("fields", []))


def _restore_text(path: Path, content: bytes) -> None:
    with disk_errors(path):
        found = path.read_bytes() if path.exists() else None
    if (found or b"") == content:
        return
    if found is None:
        log.warning("%s is missing: restored from the checkpoint", path)
    elif not (found.startswith(content) or _is_wider(found, content)):
        if not content.startswith(found):
            write_atomically(path.with_name(path.name + DAMAGED), found)
            kept = f"; what was there is kept as {path.name}{DAMAGED}"
        else:
            kept = ""
        log.warning("%s had lost lines or been changed: restored from the checkpoint%s", path, kept)
    write_atomically(path, content)


def _is_wider(found: bytes, content: bytes) -> bool:
    """Whether a table holds another one, with columns that new tips have added."""
    texts = (text.decode(errors="replace").splitlines() for text in (found, content))
    wide, narrow = (list(csv.reader(lines)) for lines in texts)
    size = len(narrow[0]) if narrow else 0
    same = all(
        new[:size] == old and (not any(new[size:]) or row == 0)
        for row, (new, old) in enumerate(zip(wide, narrow, strict=False))
    )
    return len(wide) >= len(narrow) > 0 and same


def _restore_fields(collection: Path, known: Iterable[tuple[float, int, str]]) -> None:
    """List the fields that the checkpoint knows of, as far as their files are there."""
    entries = [CollectionEntry(float(time), int(part), str(file)) for time, part, file in known]
    there = [entry for entry in entries if is_complete(collection.parent / entry.file)]
    if len(there) < len(entries):
        log.warning(
            "%d of %d files of fields are missing in %s: %s lists only what is there",
            len(entries) - len(there), len(entries), collection.with_suffix(""), collection.name,
        )  # fmt: skip
    if entries or collection.exists():
        write_collection(collection, there)
