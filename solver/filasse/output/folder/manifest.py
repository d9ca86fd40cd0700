"""The document that says what a folder holds: written whole, asked before the folder is used."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.run_folder import PROGRAM


class Owner(NamedTuple):
    """What is about to work in a folder.

    Attributes:
        kind: Kind of the document.
        called: What such a folder holds: "a calibration".
        another: What it holds if its fingerprint is another one.
        fingerprint: Digest of all that decides the results.
    """

    kind: str
    called: str
    another: str
    fingerprint: str


def write_manifest(path: Path, kind: str, content: Mapping[str, Any]) -> None:
    """Write the document of a folder, atomically.

    Raises:
        OutputError: It cannot be written.
    """
    text = json.dumps({"program": PROGRAM, "kind": kind, **content}, indent=1)
    write_atomically(path, text + "\n")


def read_manifest(path: Path, kind: str) -> dict[str, Any] | None:
    """The document of a folder; None if there is none of this kind that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        is_ours = content["program"] == PROGRAM and content["kind"] == kind
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return dict(content) if is_ours else None


def check_owner(path: Path, owner: Owner, ignored: Collection[str] = ()) -> None:
    """Reject a folder that belongs to something else; nothing in it is changed.

    Args:
        path: Document of the folder.
        owner: What is about to work there.
        ignored: Names of files that belong to nobody.

    Raises:
        OutputError: It holds something else.
        UsageError: It holds the results of another owner.
    """
    folder = path.parent
    with disk_errors(folder):
        if not folder.is_dir() or all(item.name in ignored for item in folder.iterdir()):
            return
    content = read_manifest(path, owner.kind)
    if content is None or "fingerprint" not in content:
        raise OutputError(
            f"{folder} holds files that are not {owner.called} of filasse. Choose another folder "
            "with -o."
        )
    if content["fingerprint"] != owner.fingerprint:
        raise UsageError(
            f"{folder} holds {owner.another}. Choose another folder with -o, or delete {folder}."
        )
