"""Cells of series.csv from the quantities that records declare."""

from filasse.quantity import Declared, columns
from filasse.records.run_record import Record

type Cells = dict[str, str]


def cells(record: Record) -> Cells:
    """Return the cells of one row by header, numbers written without loss.

    Args:
        record: State of the run at an accepted time step.
    """
    row = _cells(record, "")
    row |= _cells(record.anode, "anode.")
    row |= _cells(record.loose, "loose.")
    row |= _cells(record.interphase, "interphase.")
    row |= _cells(record.leakage, "")
    row |= _cells(record.cycling, "")
    for tip in record.tips:
        row |= _cells(tip, f"{tip.name}.")
    for pore in record.pores:
        row |= _cells(pore, f"{pore.name}.")
    return row


def _cells(source: Declared, prefix: str) -> Cells:
    return {
        f"{prefix}{column.name} [{column.unit}]": _text(getattr(source, column.field), column.scale)
        for column in columns(source.__class__)
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
