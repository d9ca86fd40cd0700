"""Changes to a configuration from the command line: ``geometry.flaws.0.length=5 um``."""

from collections.abc import Sequence
from typing import Any

from lifil.config.document import Document, Key, parse_value
from lifil.config.problems import Problem
from lifil.errors import ConfigError


def apply_overrides(document: Document, overrides: Sequence[str]) -> None:
    """Put each override into the document; a problem is noted there."""
    for override in overrides:
        name, equals, text = override.partition("=")
        parts = name.strip().split(".")
        place = f"--set {override.strip()[:80]}"
        if not equals or not all(parts):
            raise ConfigError(f"{place}: is not of the form key=value, for instance a.b=5 um")
        _apply(document, tuple(_part(part) for part in parts), text, place)


def _part(text: str) -> str | int:
    return int(text) if text.isdecimal() and len(text) < 6 else text


def _apply(document: Document, key: Key, text: str, place: str) -> None:
    value = parse_value(text, place, key)
    document.problems += value.problems
    try:
        _put(document.data, key, value.data["value"])
    except (LookupError, TypeError):
        remedy = "count list items from 0, and check the keys before the last one"
        document.problems.append(Problem(key, place, "does not exist", remedy))
        return
    for old in [old for old in document.where if old[: len(key)] == key]:
        del document.where[old]
    document.where |= value.where
    document.where[key] = place


def _put(data: dict[str, Any], key: Key, value: Any) -> None:
    """Set a value deep inside the data; missing sections are made, list items are not."""
    branch: Any = data
    for part in key[:-1]:
        if isinstance(branch, dict) and isinstance(part, str) and branch.get(part) is None:
            branch[part] = {}
        branch = branch[part]
    if not isinstance(branch, dict | list) or isinstance(branch, dict) != isinstance(key[-1], str):
        raise TypeError
    branch[key[-1]] = value  # type: ignore[index]
