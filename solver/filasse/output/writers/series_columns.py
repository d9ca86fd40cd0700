"""Columns of series.csv: name, unit and the factor from SI."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from filasse.anode.foil_record import FoilRecord
from filasse.measures import measures
from filasse.records.record import Record

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Column(NamedTuple):
    """One column: where its value comes from and how it is shown.

    Attributes:
        field: Attribute of the record.
        name: Name in the header.
        unit: Unit in the header.
        scale: Number of these units in one SI unit.
    """

    field: str
    name: str
    unit: str
    scale: float = 1.0


RUN_COLUMNS = (
    Column("growth_step", "growth_step", "1"),
    Column("time_step", "time_step", "1"),
    Column("time", "time", "s"),
    Column("step_size", "step_size", "s"),
    Column("voltage", "voltage", "V"),
    Column("current_density", "current_density", "mA/cm^2", 0.1),
    Column("newton_iterations", "newton_iterations", "1"),
    Column("temperature", "temperature", "K"),
    Column("plated_charge", "plated_charge", "C/m"),
    Column("lithium_in_cracks", "lithium_in_cracks", "um^2", 1e12),
    Column("dead_lithium", "dead_lithium", "um^2", 1e12),
    Column("lithium_returned", "lithium_returned", "um^2", 1e12),
    Column("lithium_balance", "lithium_balance", "1"),
    Column("current_balance", "current_balance", "1"),
    Column("areal_capacity", "areal_capacity", "mAh/cm^2", 1 / 36000),
)

TIP_COLUMNS = (
    Column("x", "x", "um", 1e6),
    Column("y", "y", "um", 1e6),
    Column("length", "length", "um", 1e6),
    Column("k_i", "K_I", "MPa m^0.5", 1e-6),
    Column("k_ii", "K_II", "MPa m^0.5", 1e-6),
    Column("k_ratio", "K_eq/K_c", "1"),
    Column("speed", "speed", "um/s", 1e6),
    Column("lithium_front", "lithium_front", "um", 1e6),
    Column("dry_length", "dry_length", "um", 1e6),
    Column("max_pressure", "max_pressure", "MPa", 1e-6),
    Column("mouth_opening", "mouth_opening", "nm", 1e9),
)


def columns_of(record: DataclassInstance | type[DataclassInstance]) -> tuple[Column, ...]:
    """Columns that a record, or its class, declares with its fields."""
    return tuple(Column(one.name, one.name, one.unit, one.scale) for one in measures(record))


ANODE_COLUMNS = columns_of(FoilRecord)

type Cells = dict[str, str]


def cells(record: Record) -> Cells:
    """Return the cells of one row by header, numbers written without loss.

    Args:
        record: State of the run at an accepted time step.
    """
    row = _cells(record, RUN_COLUMNS, "")
    row |= _cells(record.anode, columns_of(record.anode), "anode.")
    for tip in record.tips:
        row |= _cells(tip, TIP_COLUMNS, f"{tip.name}.")
    return row


def _cells(source: DataclassInstance, columns: Iterable[Column], prefix: str) -> Cells:
    return {
        f"{prefix}{column.name} [{column.unit}]": _text(getattr(source, column.field), column.scale)
        for column in columns
    }


def _text(value: float, scale: float) -> str:
    # Counters stay whole; numpy scalars become plain numbers so that repr() is bare.
    return str(value) if isinstance(value, int) else repr(float(value) * scale)


def split_header(header: str) -> tuple[str, str]:
    """Return name and unit of a header cell such as ``flaw1.K_I [MPa m^0.5]``.

    Args:
        header: Header cell.
    """
    name, _, unit = header.rpartition(" [")
    return name, unit.removesuffix("]")
