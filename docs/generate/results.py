"""The columns of series.csv, from the code that writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from filasse.anode.foil_record import FoilRecord
from filasse.output.writers.series_columns import ANODE_COLUMNS, RUN_COLUMNS, TIP_COLUMNS, Column
from filasse.records.record import Record, TipRecord


def series_tables() -> str:
    """Tables of the columns: of the run, of each tip, of the anode."""
    lines: list[str] = []
    for title, columns, record, prefix in (
        ("Of the run", RUN_COLUMNS, Record, ""),
        ("Of every crack tip, after its name", TIP_COLUMNS, TipRecord, "flaw1."),
        ("Of an anode foil", ANODE_COLUMNS, FoilRecord, "anode."),
    ):
        lines += [f"#### {title}", "", "| column | unit | meaning |", "|---|---|---|"]
        lines += [*_rows(columns, _attributes(record), prefix), ""]
    return "\n".join(lines)


def _rows(columns: Iterable[Column], meaning: dict[str, str], prefix: str) -> Iterator[str]:
    for column in columns:
        yield f"| `{prefix}{column.name}` | {column.unit} | {meaning[column.field]} |"


def _attributes(record: type) -> dict[str, str]:
    """What the docstring of a record says of its attributes, without the SI unit."""
    text = (record.__doc__ or "").partition("Attributes:")[2]
    found = re.findall(r"^\s+(\w+): (.*(?:\n\s{12,}.*)*)", text, flags=re.MULTILINE)
    return {name: re.sub(r" \[[^]]*\]\.$", ".", " ".join(line.split())) for name, line in found}
