"""Steps of a protocol in words: `Charge at 1 mA/cm^2 until 4.2 V`.

A step is a verb and its clauses, in any order; what a quantity is follows from its unit:

    Charge (or Plate), Discharge (or Strip)  at a current density
    Hold                                     at a voltage
    Rest                                     for a time
    ... for a time or a charge, until a voltage, a charge or a time, at a temperature
    Repeat 3 times: STEP; STEP               or a list of steps behind the colon
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.reading.yaml_document import Document, Key
from filasse.units import UnitError, parse_quantity

STEPS: Key = ("protocol", "steps")
STEP_EXAMPLES = (
    "Charge at 1 mA/cm^2 for 1 h or until 100 mV",
    "Hold at 50 mV for 1 h",
    "Rest for 10 min",
    "Repeat 3 times: Charge at 1 mA/cm^2 for 0.1 mAh/cm^2; Rest for 1 h",
)
"""Steps that can be read."""

REMEDY = "write for instance `{}`, `{}`, `{}` or `{}`".format(*STEP_EXAMPLES)
PLACEHOLDER = {"rest": "1 s"}
"""Stands for a step that cannot be read, so that nothing else is said of it."""

_SIGNS = {"charge": "", "plate": "", "discharge": "-", "strip": "-"}
_VERBS = (*_SIGNS, "hold", "rest")
_ANY_CASE = "|".join(f"[{verb[0].upper()}{verb[0]}]{verb[1:]}" for verb in _VERBS)
REPEAT_PATTERN = r"^\s*[Rr]epeat\s+[0-9]+\s+times?\s*"
STEP_PATTERN = rf"^\s*({_ANY_CASE})\s|{REPEAT_PATTERN}:"
"""How texts that are steps begin, for editors that check a file by its schema."""

_UNITS = {
    "current_density": "A/m^2",
    "voltage": "V",
    "temperature": "K",
    "duration": "s",
    "capacity": "A s/m^2",
}
_NAMES = {key: key.replace("_", " ") for key in _UNITS} | {"duration": "time", "capacity": "charge"}
_CLAUSES = {
    "at": ("current_density", "voltage", "temperature"),
    "for": ("duration", "capacity"),
    "until": ("voltage", "capacity", "duration"),
}
_REPEAT = re.compile(r"repeat\s+(\d+)\s+times?\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_COUNT = re.compile(r"repeat\s+(\d+)\s+times?", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*(?:,|\bor\b)?\s*\b(at|for|until)\s+", re.IGNORECASE)


class _NoStep(Exception):  # noqa: N818 - becomes a problem at the place of the text
    """A text that is no step; says why."""


class _Clause(NamedTuple):
    """Keyword, what its quantity is, and the quantity as it was written."""

    keyword: str
    kind: str
    text: str


def write_out(document: Document) -> None:
    """Replace the steps in words by the keys that they stand for; problems are noted."""
    protocol = document.data.get("protocol")
    steps = protocol.get("steps") if isinstance(protocol, dict) else None
    if isinstance(steps, list):
        _in_list(document, steps, STEPS)


def _in_list(document: Document, steps: list[Any], key: Key) -> None:
    for index, step in enumerate(steps):
        inner = (*key, index)
        if isinstance(step, str):
            steps[index] = _written_out(document, step, inner)
        elif isinstance(step, dict):
            step = steps[index] = _with_key(document, step, inner)
            if isinstance(step.get("steps"), list):
                _in_list(document, step["steps"], (*inner, "steps"))


def _with_key(document: Document, step: dict[str, Any], key: Key) -> dict[str, Any]:
    """A repeat whose words are its key, `Repeat 3 times: [STEP, STEP]`, as `repeat` and `steps`.

    That is what YAML makes of the colon without quotes; other steps stay as they are.
    """
    word, value = next(iter(step.items())) if len(step) == 1 else ("", None)
    count = _COUNT.fullmatch(word.strip())
    if count is None and word.lower().startswith("repeat "):
        message, where = f"begins with {word!r}; a repeat counts 1, 2, 3 ...", document.where
        place = where.get(key) or where.get(STEPS) or "protocol.steps"
        document.problems.append(ConfigProblem(key, place, message, REMEDY))
        return dict(PLACEHOLDER)
    if count is None or not isinstance(value, str | list):
        return step
    for old in [old for old in document.where if old[: len(key) + 1] == (*key, word)]:
        document.where[(*key, "steps", *old[len(key) + 1 :])] = document.where.pop(old)
    return {"repeat": int(count[1]), "steps": _split(value) if isinstance(value, str) else value}


def _split(text: str) -> list[Any]:
    return [part for part in text.split(";") if part.strip()]


def _written_out(document: Document, text: str, key: Key) -> dict[str, Any]:
    """The keys of a step, which all stand where the text does."""
    place = document.where.get(key) or document.where.get(STEPS) or "protocol.steps"
    try:
        step = read_step(text)
    except _NoStep as error:
        document.problems.append(ConfigProblem(key, place, str(error), REMEDY, text))
        return dict(PLACEHOLDER)
    for inner in _keys(step, key):
        document.where[inner] = place
    return step


def _keys(step: Any, key: Key) -> Iterator[Key]:
    items = step.items() if isinstance(step, dict) else enumerate(step)
    for name, value in items:
        yield (*key, name)
        if isinstance(value, dict | list):
            yield from _keys(value, (*key, name))


def read_step(text: str) -> dict[str, Any]:
    """The keys of a step in words."""
    if repeat := _REPEAT.fullmatch(text.strip()):
        return {"repeat": int(repeat[1]), "steps": [read_step(part) for part in _split(repeat[2])]}
    first, _, rest = text.strip().partition(" ")
    verb = first.lower()
    if verb not in _VERBS:
        raise _NoStep(f"begins with {first!r}, not with {', '.join(_VERBS)} or repeat")
    return _checked(verb, list(_clauses(f" {rest}")))


def _clauses(text: str) -> Iterator[_Clause]:
    before, *parts = _KEYWORD.split(text)
    if before.strip() or not parts:
        raise _NoStep("has no clause that begins with at, for or until behind its verb")
    for keyword, quantity in zip(parts[::2], parts[1::2], strict=True):
        word, written = keyword.lower(), quantity.strip()
        yield _Clause(word, _kind(word, written), written)


def _kind(keyword: str, text: str) -> str:
    """What a quantity behind a keyword is, by its unit."""
    for kind in _CLAUSES[keyword]:
        try:
            parse_quantity(text, _UNITS[kind])
        except UnitError:
            continue
        return kind
    wanted = ", ".join(_NAMES[kind] for kind in _CLAUSES[keyword])
    raise _NoStep(f"has {text!r} behind {keyword!r}, which is none of {wanted} with a unit")


def _checked(verb: str, clauses: list[_Clause]) -> dict[str, Any]:
    """The keys of a verb with its clauses, each of which may be there once."""
    step: dict[str, Any] = {}
    for clause in clauses:
        key, text = _key(verb, clause)
        if key in step:
            raise _NoStep(f"has two values of {key}")
        step[key] = text
    needed = "rest" if verb == "rest" else "voltage" if verb == "hold" else "current_density"
    if needed not in step:
        how = "for a time" if verb == "rest" else f"at a {_NAMES[needed]}"
        raise _NoStep(f"lacks what to do: {verb} {how}")
    return step


def _key(verb: str, clause: _Clause) -> tuple[str, str]:
    """Key and value of a clause."""
    if verb == "rest" and clause.kind not in ("duration", "temperature"):
        raise _NoStep(f"rests {clause.keyword} {clause.text!r}; a rest takes a time only")
    if clause.kind == "current_density":
        if verb not in _SIGNS:
            raise _NoStep(f"holds a current density; write `Charge at {clause.text}`")
        if clause.text.startswith("-"):
            raise _NoStep(f"has the current {clause.text!r}; {verb} tells its direction already")
        return clause.kind, _SIGNS[verb] + clause.text
    if clause.kind == "voltage" and clause.keyword == "at" and verb != "hold":
        raise _NoStep(f"has a voltage for its current; write `Hold at {clause.text}`")
    if clause.kind == "voltage" and clause.keyword == "until":
        return "voltage_limit", clause.text
    if clause.kind == "duration" and verb == "rest":
        return "rest", clause.text
    return clause.kind, clause.text
