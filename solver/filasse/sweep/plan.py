"""What a sweep consists of: checked configurations with ids that only depend on the values."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from filasse.config import Config
from filasse.config.reading.load import check_document, read_anchored
from filasse.config.reading.lookup import section_at
from filasse.config.reading.overrides import set_value
from filasse.config.reading.sources import NAME, Source, plain_values, resolved
from filasse.config.reading.yaml_document import Document
from filasse.config.sections.section_base import quantity_of
from filasse.errors import ConfigError
from filasse.sweep.axes import Change, combinations, fixed
from filasse.sweep.sweep_document import checked_sweep, read_sweep
from filasse.units import convert

_SLUG_LENGTH = 80


class Value(NamedTuple):
    """A changed value as people read it: a number in its usual unit, or text."""

    value: Any
    unit: str


@dataclass(frozen=True)
class PlannedRun:
    """One run of a sweep.

    Attributes:
        name: id, stable under the order of axes and the spelling of units.
        values: the changed values by dotted key.
        config: the checked configuration.
        data: its content as plain data, in the user's words.
    """

    name: str
    values: dict[str, Value]
    config: Config
    data: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep, in the order of the table.

    Attributes:
        title: of the sweep.
        text: content of the sweep file.
        runs: one for each combination of values.
    """

    title: str
    text: str
    runs: tuple[PlannedRun, ...]


def plan_sweep(path: Path) -> Plan:
    """Read a sweep file and check all of its runs.

    Raises:
        ConfigError: the file, its base or one of the combinations cannot be used.
    """
    loaded = read_sweep(path)
    base = read_anchored(loaded.base)
    runs = planned_runs(base, loaded.base, fixed(loaded), combinations(loaded))
    return Plan(loaded.content.title or path.stem, loaded.document.text, runs)


def plan_of(base: Source, axes: Mapping[str, Any]) -> Plan:
    """The same from Python.

    Args:
        base: a configuration in any form.
        axes: what a sweep file holds beside its base, for instance `{"grid": {...}}`.

    Raises:
        ConfigError: the axes, the base or one of the combinations cannot be used.
    """
    data = {"base": NAME, **plain_values(axes)}
    loaded = checked_sweep(Document(data=data), Path("the sweep"))
    document, name = resolved(base)
    runs = planned_runs(document, Path(name), fixed(loaded), combinations(loaded))
    return Plan(loaded.content.title or "sweep", json.dumps(data, indent=1) + "\n", runs)


def planned_runs(
    base: Document, name: Path, common: Iterable[Change], runs: Sequence[Sequence[Change]]
) -> tuple[PlannedRun, ...]:
    """Check the combinations; equal ones become one run."""
    start = with_changes(base, common)
    planned: dict[str, PlannedRun] = {}
    broken: list[tuple[Sequence[Change], ConfigError]] = []
    for changes in runs:
        try:
            run = planned_run(start, name, changes)
        except ConfigError as error:
            broken.append((changes, error))
        else:
            planned.setdefault(run.name, run)
    if broken:
        raise _rejection(broken, len(runs))
    return tuple(planned.values())


def planned_run(start: Document, name: Path, changes: Sequence[Change]) -> PlannedRun:
    """Check one combination.

    Raises:
        ConfigError: lists its problems.
    """
    document = with_changes(start, changes)
    config = check_document(document, str(name))
    data = config.model_dump(mode="json")
    values = {
        change.key: Value(change.value, "")  # a file is known by its name, not by its base
        if tuple(_parts(change.key)) in document.own
        else _shown(change, data)
        for change in changes
    }
    return PlannedRun(_identity(values), values, config, document.data)


def with_changes(document: Document, changes: Iterable[Change]) -> Document:
    """A copy of a configuration with some values changed; problems are noted in it."""
    copy = deepcopy(document)
    for change in changes:
        set_value(copy, change.key, change.value, change.where)
    return copy


def _rejection(broken: Sequence[tuple[Sequence[Change], ConfigError]], total: int) -> ConfigError:
    """Tell about the first of the faulty runs: the others mostly have the same fault."""
    changes, error = broken[0]
    listed = ", ".join(f"{change.key} = {_number(change.value)}" for change in changes)
    return ConfigError(
        f"{len(broken)} of {total} runs cannot be used; the first has {listed}\n{error}"
    )


def _shown(change: Change, data: Any) -> Value:
    """A value in the unit that people use, the same however it was written."""
    *parents, last = _parts(change.key)
    branch = data
    for part in (*parents, last):
        try:
            branch = branch[part]
        except (LookupError, TypeError):
            return Value(change.value, "")
    if isinstance(branch, dict | list):
        return Value(change.value, "")
    section = section_at(Config, tuple(parents))
    known = section is not None and last in section.model_fields
    quantity = quantity_of(section, str(last)) if section is not None and known else None
    if quantity is None or not isinstance(branch, float):
        return Value(branch, "")
    return Value(float(f"{convert(branch, quantity.unit, quantity.shown):.9g}"), quantity.shown)


def _parts(key: str) -> list[str | int]:
    return [int(part) if part.isdecimal() else part for part in key.split(".")]


def _identity(values: dict[str, Value]) -> str:
    """A readable name that ends in a digest of all values."""
    text = json.dumps({key: list(values[key]) for key in sorted(values)}, sort_keys=True)
    words = [
        f"{key.rpartition('.')[2]}-{_number(value.value)}{value.unit}"
        for key, value in sorted(values.items())
    ]
    slug = re.sub(r"[^A-Za-z0-9.+_-]+", "", "_".join(words).replace("/", "_"))[:_SLUG_LENGTH]
    return f"{slug}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _number(value: Any) -> str:
    """A value as a user would write it, short."""
    if value is None:
        return "null"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
