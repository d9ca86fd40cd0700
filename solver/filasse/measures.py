"""Quantities that a record declares beside their values: unit, scale, and what a breach means."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class Measure:
    """How a quantity of a record is shown.

    Attributes:
        name: of the attribute, and of the column.
        unit: of the column.
        scale: number of these units in one SI unit.
        breach: of a balance: what is wrong where it is not zero; empty for all else.
    """

    name: str
    unit: str
    scale: float = 1.0
    breach: str = ""


def measured(unit: str, scale: float = 1.0, breach: str = "") -> Any:
    """A field of a dataclass that becomes a column; see `Measure`."""
    return field(metadata={"measure": (unit, scale, breach)})


def measures(record: DataclassInstance | type[DataclassInstance]) -> tuple[Measure, ...]:
    """The quantities that a record, or its class, declares, in their order."""
    declared = ((own.name, own.metadata.get("measure")) for own in fields(record))
    return tuple(Measure(name, *how) for name, how in declared if how is not None)
