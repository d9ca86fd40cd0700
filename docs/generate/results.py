"""The columns of series.csv, from the records that declare them."""

from __future__ import annotations

from typing import Any, NamedTuple

from filasse.anode.depleting_anode import DepletionRecord
from filasse.anode.foil_record import FoilFields, FoilRecord
from filasse.fem.volume_fields import SlabFields
from filasse.parameters.further_fields import FURTHER_FIELDS
from filasse.quantity import columns
from filasse.records.cycling_record import CyclingRecord
from filasse.records.field_snapshot import FilmSnapshot
from filasse.records.interface_snapshot import InterfaceSnapshot
from filasse.records.interphase_record import BreakawayRecord, InterphaseRecord
from filasse.records.run_record import (
    FrontRecord,
    LeakageRecord,
    LooseRecord,
    PoreRecord,
    Record,
    SolidRecord,
    TipRecord,
)

FIELDS = (
    ("slab", "six-node triangles, or ten-node tetrahedra", SlabFields),
    ("film", "one polyline per crack, or triangles", FilmSnapshot),
    ("anode", "a foil, in six-node triangles", FoilFields),
    ("interface", "one polyline, where the interface is not even", InterfaceSnapshot),
)
"""Blocks of the files of fields: name, cells, and the class that declares the arrays."""


class Table(NamedTuple):
    """Columns under one title; of those of a plainer record, only the ones that differ."""

    title: str
    record: type[Any]
    prefix: str
    plainer: type[Any] | None = None


TABLES = (
    Table("Of the run", Record, ""),
    Table("Of every crack tip, after its name", TipRecord, "flaw1."),
    Table("Of every pore that a crack has entered, after its name", PoreRecord, "pore1."),
    Table("Of an anode foil", FoilRecord, "anode."),
    Table("Of a depleting anode", DepletionRecord, "anode."),
    Table("Of the run, once a piece has come loose", LooseRecord, "loose."),
    Table("Of an interphase", InterphaseRecord, "interphase."),
    Table(
        "Of an interphase with breakaway: what is more",
        BreakawayRecord,
        "interphase.",
        InterphaseRecord,
    ),
    Table("Of the run, where the electrolyte leaks electrons", LeakageRecord, ""),
    Table("Of the run, where the protocol turns the current", CyclingRecord, ""),
    Table("Of the run, where the slab has a depth: what differs", SolidRecord, "", Record),
    Table(
        "Of every crack front, where the slab has a depth: what differs from a tip",
        FrontRecord,
        "flaw1.",
        TipRecord,
    ),
)


def series_tables() -> str:
    """Tables of the columns: of the run, of each tip, of pores, of the anode, and in space."""
    lines: list[str] = []
    for title, record, prefix, plainer in TABLES:
        known = columns(plainer) if plainer else ()
        lines += [f"#### {title}", "", "| column | unit | meaning |", "|---|---|---|"]
        lines += [
            f"| `{prefix}{column.name}` | {column.unit} | {column.description} |"
            for column in columns(record)
            if column not in known
        ]
        lines += [""]
    return "\n".join(lines)


def field_tables() -> str:
    """One table of the arrays in the files of fields, by block."""
    lines = ["| block | at | array | unit | meaning |", "|---|---|---|---|---|"]
    for block, cells, declared in FIELDS:
        found = [column for column in columns(declared) if column.at]
        for column in sorted(found, key=lambda column: column.at, reverse=True):
            array = f"`{column.name}` | {column.unit} | {column.description}"
            lines.append(f"| `{block}`: {cells} | {column.at} | {array} |")
    block, cells, _ = FIELDS[0]
    for name, row in FURTHER_FIELDS.items():
        array = f"`{name}` | {row.quantity.unit} | {row.quantity.description}"
        lines.append(f"| `{block}`: {cells} | points | {array} |")
    return "\n".join(lines)
