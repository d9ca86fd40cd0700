"""What `filasse estimate` shows: tables for people, data for programs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.table import Table

from filasse.estimates.caveats import left_out_of_estimates
from filasse.estimates.expectations import Expectation
from filasse.estimates.mechanisms import Assumed, Mechanism, PlatingCell
from filasse.references import bibliography, cite

_TIMES = ((31557600.0, "years"), (86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
_LENGTHS = ((1.0, "m"), (1e-3, "mm"), (1e-6, "um"), (1e-9, "nm"))


def comparison_table(cell: PlatingCell, rows: Iterable[Mechanism]) -> Table:
    """All mechanisms, in the order given."""
    now = _now(cell)
    table = Table(title=f"What lithium does first: {now}", show_lines=True)
    for heading in ("mechanism", "critical current", "time", "length", "depends on", "source"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        current = _number(row.critical_current, lambda x: f"{x / 10:.3g} mA/cm^2")
        length = _number(row.length, _length)
        measured = f"{length} ({row.measure})" if row.length is not None else ""
        sources = ", ".join(_short(key) for key in row.sources)
        table.add_row(row.name, current, _number(row.time, _time), measured, row.depends, sources)
    return table


def comparison_lines(rows: Iterable[Mechanism]) -> Iterator[str]:
    """What to bear in mind of every mechanism, and the sources in full."""
    kept = tuple(rows)
    yield from (f"{row.name}: {row.note}." for row in kept if row.note)
    yield "- stands for not estimated. Sources:"
    for key in dict.fromkeys(key for row in kept for key in row.sources):
        yield f"  {_short(key)}: {cite(key)}"


def topic_table(title: str, cell: PlatingCell, lines: Iterable[Expectation]) -> Table:
    """The numbers of one topic."""
    table = Table("quantity", "value", "unit", "note", title=f"{title}: {_now(cell)}")
    for item in lines:
        table.add_row(item.name, _number(item.value, lambda x: f"{x:.4g}"), item.unit, item.note)
    return table


def input_table(inputs: Iterable[Assumed]) -> Table:
    """What the estimates assume."""
    title = "Beside the configuration (change it by --assume KEY=VALUE)"
    table = Table("key", "value", "from", title=title)
    for item in inputs:
        table.add_row(item.name, item.value, item.origin)
    return table


def comparison_data(
    path: Path, cell: PlatingCell, rows: Iterable[Mechanism], inputs: Iterable[Assumed]
) -> dict[str, Any]:
    """All mechanisms as plain data in SI units; `state` says what a null means."""
    found = [
        {
            "name": row.name,
            "critical_current": _plain(row.critical_current, "A/m^2"),
            "time": _plain(row.time, "s"),
            "length": _plain(row.length, "m") | {"of": row.measure},
            "depends_on": row.depends,
            "note": row.note,
            "sources": {key: cite(key) for key in row.sources},
        }
        for row in rows
    ]
    return _head(path, cell) | _beside(cell, inputs, {"mechanisms": found})


def topic_data(
    path: Path, cell: PlatingCell, lines: Iterable[Expectation], inputs: Iterable[Assumed]
) -> dict[str, Any]:
    """The numbers of one topic as plain data, each with its unit."""
    found = [
        {"name": item.name, **_plain(item.value, item.unit), "note": item.note} for item in lines
    ]
    return _head(path, cell) | _beside(cell, inputs, {"quantities": found})


def _head(path: Path, cell: PlatingCell) -> dict[str, Any]:
    current, temperature = _plain(cell.current, "A/m^2"), _plain(cell.config.temperature, "K")
    return {"config": str(path), "current_density": current, "temperature": temperature}


def _beside(cell: PlatingCell, inputs: Iterable[Assumed], found: dict[str, Any]) -> dict[str, Any]:
    """What is found, what that leaves out, and what it assumes."""
    notes = list(left_out_of_estimates(cell.config))
    return found | {"notes": notes, "assumed": _assumed(inputs)}


def _assumed(inputs: Iterable[Assumed]) -> dict[str, Any]:
    return {item.name: {"value": item.value, "from": item.origin} for item in inputs}


def _plain(value: float | None, unit: str) -> dict[str, Any]:
    """A number with its unit; JSON has none for what is not finite."""
    if value is not None and math.isfinite(value):
        return {"value": value, "unit": unit}
    return {"value": None, "unit": unit, "state": "not estimated" if value is None else "never"}


def _now(cell: PlatingCell) -> str:
    current = f"{cell.current / 10:.4g} mA/cm^2" if cell.current else "nothing is plated"
    return f"{current}, {cell.config.temperature - 273.15:.4g} degC"


def _number(value: float | None, show: Any) -> str:
    if value is None:
        return "-"
    return "never" if math.isinf(value) else str(show(value))


def _time(value: float) -> str:
    return _scaled(value, _TIMES)


def _length(value: float) -> str:
    return _scaled(value, _LENGTHS)


def _scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    size, name = next((item for item in units if value >= item[0]), units[-1])
    return f"{value / size:.3g} {name}"


def _short(key: str) -> str:
    """A source in a word and a year: `Monroe 2005`."""
    source = bibliography()[key]
    author = source.fields["author"].split(" and ")[0].split(" ")[-1]
    return f"{author} {source.fields.get('year', '')}".strip()
