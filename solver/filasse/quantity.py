"""Quantities: what a number of a record is called, its unit, and what it means.

A field of a record is declared once, by its type: `Annotated[float, Quantity("um", "Length.")]`.
The columns of series.csv and their documentation are made from these declarations, so that a new
column is a new field (`records.record`) and its value (`records.recording`; of a tip or a front
`records.tip_recording`). Arrays in the files of fields are declared likewise, with the place
where they are known (`arrays_at`).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, cast, get_type_hints


@dataclass(frozen=True)
class Quantity:
    """What a field of a record holds.

    Attributes:
        unit: in which it is shown; "1" for a pure number.
        description: one sentence.
        scale: number of these units in one SI unit.
        name: by which it is shown; by default that of the field.
        breach: of a balance: what is wrong where it is not zero; empty for all else.
        at: of an array in the files of fields: whether it is known at "points" or in "cells".
    """

    unit: str
    description: str
    scale: float = 1.0
    name: str = ""
    breach: str = ""
    at: Literal["", "points", "cells"] = ""


class Declared(Protocol):
    """A dataclass, some fields of which are quantities."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class Column(NamedTuple):
    """A declared quantity of a record.

    Attributes:
        field: attribute of the record.
        name: in the header.
        unit: in the header.
        scale: number of these units in one SI unit.
        description: one sentence.
        breach: of a balance: what is wrong where it is not zero.
        at: of an array: at points or in cells.
    """

    field: str
    name: str
    unit: str
    scale: float
    description: str
    breach: str
    at: str


def columns(record: type[Any]) -> tuple[Column, ...]:
    """The quantities that a record, a `Declared` dataclass, declares, in its order."""
    return _columns(cast(Hashable, record))


def arrays_at(source: Declared, place: str) -> dict[str, Any]:
    """The declared arrays of fields, by the names that they have in files; absent ones are None.

    Args:
        source: a `Declared` dataclass.
        place: "points" or "cells".
    """
    places = (column for column in columns(type(source)) if column.at == place)
    found = {column.name: getattr(source, column.field) for column in places}
    return {name: values for name, values in found.items() if values is not None}


@cache
def _columns(record: Any) -> tuple[Column, ...]:
    found = []
    for field, hint in get_type_hints(record, include_extras=True).items():
        for extra in getattr(hint, "__metadata__", ()):
            if isinstance(extra, Quantity):
                name = extra.name or field
                shown = extra.unit, extra.scale, extra.description, extra.breach, extra.at
                found.append(Column(field, name, *shown))
    return tuple(found)
