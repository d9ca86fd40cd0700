"""Changes to a configuration from the command line: ``geometry.flaws.0.length=5 um``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.reading.yaml_document import Document, Key, parse_value
from filasse.errors import ConfigError


def apply_overrides(document: Document, overrides: Sequence[str]) -> None:
    """Put each override into the document; a problem is noted there."""
    given: dict[str, str] = {}
    for override in overrides:
        name, equals, text = override.partition("=")
        name = name.strip()
        place = f"--set {shortened(override.strip())}"
        if not equals or not all(name.split(".")):
            raise ConfigError(f"{place}: is not of the form key=value, for instance a.b=5 um")
        document.problems += _lost(given, name, place)
        given[name] = place
        value = parse_value(text, place, tuple(map(_part, name.split("."))))
        document.problems += value.problems
        set_value(document, name, value.data["value"], place)
        document.where |= value.where


def shortened(text: str) -> str:
    """A text as messages quote it: cut, and marked so, where it is long."""
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 3]}..."


_QUOTED = 80
"""Characters of a value that a message repeats: one line of a terminal."""


def _lost(given: Mapping[str, str], name: str, place: str) -> Iterator[ConfigProblem]:
    """Overrides that one after them replaces, itself or the section around it."""
    for earlier, first in given.items():
        if earlier == name:
            yield ConfigProblem(
                (), place, f"{name} is set twice (first by {first})", "give it once"
            )
        elif earlier.startswith(f"{name}."):
            message = f"{earlier} is lost, for {name} is replaced as a whole after it"
            yield ConfigProblem((), first, message, f"set {name} first, or give its part in there")


def set_value(document: Document, name: str, value: Any, place: str) -> None:
    """Put plain data into the document; a problem is noted there.

    Args:
        document: what to change.
        name: dotted key such as ``geometry.flaws.0.length``.
        value: mappings, lists, text, numbers.
        place: where the value was written, for messages.
    """
    key = tuple(_part(part) for part in name.split("."))
    try:
        _put(document.data, key, value)
    except LookupError as error:
        document.problems.append(ConfigProblem(key, place, "cannot be set", str(error.args[0])))
        return
    for old in [old for old in document.where if old[: len(key)] == key]:
        del document.where[old]
    document.where[key] = place
    for length in range(1, len(key)):  # sections that the override made
        document.where.setdefault(key[:length], place)


def _part(text: str) -> str | int:
    return int(text) if text.isdecimal() and len(text) < 6 else text


def _put(data: dict[str, Any], key: Key, value: Any) -> None:
    """Set a value deep inside the data; missing sections are made, list items are not.

    Raises:
        LookupError: there is no such place; the text says why.
    """
    branch: Any = data
    for depth, part in enumerate(key):
        _check_step(branch, key[:depth], part)
        if depth == len(key) - 1:
            branch[part] = value
        elif isinstance(part, str) and branch.get(part) is None:
            branch[part] = {}
        branch = branch[part]


def _check_step(branch: Any, key: Key, part: str | int) -> None:
    """Reject a step into something that has no such part."""
    name = ".".join(map(str, key))
    if isinstance(branch, list):
        if not isinstance(part, int) or part >= len(branch):
            items = f"with items 0 to {len(branch) - 1}" if branch else "without items"
            raise LookupError(f"{name} is a list {items}")
    elif not isinstance(branch, dict):
        raise LookupError(f"{name} is {json.dumps(branch)}, not a section")
    elif not isinstance(part, str):
        raise LookupError(f"{name or 'the configuration'} is a section, not a list")
