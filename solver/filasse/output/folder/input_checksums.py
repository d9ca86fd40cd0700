"""Checksums of the files that a run reads: one that goes on must read the same ones."""

import hashlib
from collections.abc import Mapping
from typing import Any

from filasse.config import Config
from filasse.config.sections.laws.own_section import split_place
from filasse.errors import OutputError, UsageError
from filasse.parameters.own_laws import CONFIGURED, Laws

type Checksums = dict[str, dict[str, str]]
"""Name and SHA-256 of every input file, by the key of the configuration that names it."""


def input_checksums(config: Config, laws: Laws = CONFIGURED) -> Checksums:
    """Read the files that a configuration names, and return their checksums.

    A user's own laws are inputs too; of a file with code, the name that is used counts as well.

    Raises:
        OutputError: A file cannot be read.
    """
    found: Checksums = {}
    named = {key: split_place(place) for key, place in config.own.laws.items()}
    files = {key: (path, "") for key, path in config.geometry.files.items()}
    for key, (path, name) in (files | named).items():
        try:
            content = path.read_bytes()
        except OSError as error:
            raise OutputError(f"Cannot read {key} {path}: {error.strerror}.") from error
        found[key] = {
            "file": str(path),
            "sha256": hashlib.sha256(content + name.encode()).hexdigest(),
        }
    return found | laws.marks


def changed_inputs(before: Mapping[str, Any] | None, now: Checksums) -> list[str]:
    """Return the files whose content is not that of an earlier run, with their keys.

    Where a file lies does not matter: only its content makes the results.

    Args:
        before: Checksums of the earlier run; None if it has none.
        now: Checksums of the files as they are.
    """
    if before is None:
        return []
    none = {"file": "no file", "sha256": ""}
    pairs = {key: (before.get(key, none), now.get(key, none)) for key in sorted({*before, *now})}
    return [
        f"{(new if new is not none else old)['file']} ({key})"
        for key, (old, new) in pairs.items()
        if old["sha256"] != new["sha256"]
    ]


def check_laws_given(before: Mapping[str, Any] | None, laws: Laws, remedy: str) -> None:
    """Ask for the laws that a run was given in Python, if they are not given again.

    Args:
        before: Checksums of the run; None if it has none.
        laws: Those given now.
        remedy: How they are given.

    Raises:
        UsageError: Names the laws that are missing.
    """
    missing = {key: law for key, law in (before or {}).items() if key.startswith("laws.")}
    told = [f"{law['file']} ({key})" for key, law in missing.items() if key not in laws.marks]
    if told:
        raise UsageError(
            f"The run was made with {' and '.join(sorted(told))}, given in Python, which its "
            f"folder does not hold. Give them again: {remedy}."
        )


def check_inputs(before: Mapping[str, Any] | None, now: Checksums) -> None:
    """Refuse to go on with a run whose input files have changed under the same name.

    Args:
        before: Checksums of the interrupted run; None if it has none.
        now: Checksums of the files as they are.

    Raises:
        UsageError: Names the files that differ.
    """
    if changed := changed_inputs(before, now):
        raise UsageError(
            f"Cannot resume, the content of {' and '.join(changed)} has changed since the run "
            "began. Put the old file back, replace the run by --overwrite, or start a new one in "
            "another folder."
        )
