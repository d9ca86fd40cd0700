"""The columns of series.csv, from the records that declare them."""

from __future__ import annotations

from filasse.anode.foil_record import FoilRecord
from filasse.quantity import columns
from filasse.records.record import PoreRecord, Record, TipRecord


def series_tables() -> str:
    """Tables of the columns: of the run, of each tip, of pores, of the anode."""
    lines: list[str] = []
    for title, record, prefix in (
        ("Of the run", Record, ""),
        ("Of every crack tip, after its name", TipRecord, "flaw1."),
        ("Of every pore that a crack has entered, after its name", PoreRecord, "pore1."),
        ("Of an anode foil", FoilRecord, "anode."),
    ):
        lines += [f"#### {title}", "", "| column | unit | meaning |", "|---|---|---|"]
        lines += [
            f"| `{prefix}{column.name}` | {column.unit} | {column.description} |"
            for column in columns(record)
        ]
        lines += [""]
    return "\n".join(lines)
