"""Tables of measurements: CSV with units in the header, bounds and ranges in the cells."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.syntax import read_text
from filasse.errors import ConfigError
from filasse.units import UnitError, convert, split_quantity

_UNIT = r"(?P<unit>[^\[\]()]*(?:\([^()]*\))?)"
_HEAD = re.compile(rf"(?P<name>[^\[\](),;/]+?)\s*(?:[\[(]{_UNIT}[\])]|/\s*(?P<over>[^\[\]]+))?")
"""A name and a unit: `time [h]`, `time (h)`, or as a quantity over its unit, `time / h`."""

_SPREADSHEETS = (".xls", ".xlsx", ".ods")
_RANGE = re.compile(r"(?P<low>.+?)\s*(?:\.\.|\bto\b)\s*(?P<high>.+)")
_BOUNDS = {"<": (-math.inf, None), "≤": (-math.inf, None), ">": (None, math.inf)}
_BOUNDS |= {"≥": _BOUNDS[">"]}


class TableCell(NamedTuple):
    """What a cell says of a value: its bounds, which are one where it is known.

    Attributes:
        low: the value is at least this; -inf if only an upper bound is known.
        high: the value is at most this; inf if only a lower bound is known.
        where: file and line.
    """

    low: float
    high: float
    where: str

    @property
    def is_exact(self) -> bool:
        """Whether the cell is a plain number."""
        return self.low == self.high


class TableColumn(NamedTuple):
    """A column: its unit, empty for plain numbers, and its cells from the top.

    Attributes:
        unit: as written.
        cells: None where a cell is empty, or cannot be read.
        problems: of cells that cannot be read. Who asks for the column tells them; a column that
            nobody asks for may hold text, such as remarks.
    """

    unit: str
    cells: tuple[TableCell | None, ...]
    problems: tuple[ConfigProblem, ...] = ()

    def factor(self, unit: str) -> float:
        """Factor from the column's unit, in any spelling that quantities have, to another.

        Raises:
            UnitError: it has none, or one of another kind.
        """
        if not self.unit:
            raise UnitError("has no unit")
        return convert(1.0, split_quantity(f"1 {self.unit}")[1], unit)


@dataclass(frozen=True)
class MeasurementTable:
    """A table of measurements.

    Attributes:
        path: of the file.
        columns: by name, in the order of the file.
        remarks: lines that begin with #, for instance where the numbers are from.
    """

    path: Path
    columns: dict[str, TableColumn]
    remarks: tuple[str, ...]

    @property
    def length(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())).cells)


def read_table(path: Path) -> MeasurementTable:
    """Read a table.

    Raises:
        ConfigError: the file cannot be read, or is no table.
    """
    if path.suffix.lower() in _SPREADSHEETS:
        raise ConfigError(f"{path}: is a spreadsheet; save the sheet as CSV (UTF-8), and name that")
    lines = list(enumerate(read_text(path).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines(), 1))
    remarks = tuple(text.lstrip("# ").strip() for _, text in lines if text.startswith("#"))
    rows = [(number, text) for number, text in lines if text.strip() and not text.startswith("#")]
    if len(rows) < 2:
        raise ConfigError(
            f"{path}: has no rows below a header; write one such as `time [h],voltage [mV]` or "
            "`length [um]`, and numbers below it"
        )
    delimiter = next((d for d in ("\t", ";") if d in rows[0][1]), ",")
    split = [(n, next(csv.reader([text], delimiter=delimiter))) for n, text in rows]
    split = _without_empty_columns(split)
    problems: list[ConfigProblem] = []
    columns = dict(_columns(split, path, problems))
    raise_problems(problems, str(path))
    return MeasurementTable(path, columns, remarks)


def _without_empty_columns(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows without the empty columns that a spreadsheet leaves at the right."""
    width = max(len(row) for _, row in rows)
    while width and all(len(row) < width or not row[width - 1].strip() for _, row in rows):
        width -= 1
    return [(number, row[:width]) for number, row in rows]


def _columns(
    rows: list[tuple[int, list[str]]], path: Path, problems: list[ConfigProblem]
) -> Iterator[tuple[str, TableColumn]]:
    first, heads = rows[0]
    for number, row in rows[1:]:
        if len(row) != len(heads):
            message = f"has {len(row)} cells under a header of {len(heads)}"
            problems.append(
                ConfigProblem((), f"{path}:{number}", message, "fill in, or quote commas")
            )
    whole = [(number, row) for number, row in rows[1:] if len(row) == len(heads)]
    seen: set[str] = set()
    for place, head in enumerate(heads):
        match = _HEAD.fullmatch(head.strip())
        name = "" if match is None else match["name"].strip()
        if match is None or not name or name in seen:
            message = f"has the header {head!r}, which {'stands twice' if name else 'is no name'}"
            remedy = (
                "write name and unit, such as `time [h]`, once; columns are separated by commas, "
                "semicolons or tabs"
            )
            problems.append(ConfigProblem((), f"{path}:{first}", message, remedy))
            continue
        seen.add(name)
        unit = (match["unit"] or match["over"] or "").strip()
        own: list[ConfigProblem] = []
        cells = tuple(_noted(row[place], f"{path}:{number}", name, own) for number, row in whole)
        yield name, TableColumn("" if unit in ("-", "1") else unit, cells, tuple(own))


def _noted(text: str, where: str, name: str, problems: list[ConfigProblem]) -> TableCell | None:
    try:
        return _cell(text.strip(), where)
    except UnitError as error:
        remedy = "write a number, a bound (`> 10`), a range (`1 .. 2`), or nothing"
        problems.append(ConfigProblem((name,), where, f"= {text.strip()!r} {error}", remedy))
        return None


def _cell(text: str, where: str) -> TableCell | None:
    """Read a cell; None if it is empty.

    Raises:
        UnitError: it is no number, bound or range.
    """
    if not text:
        return None
    if text[0] in _BOUNDS:
        bound = _number(text[1:].removeprefix("=").strip())
        low, high = _BOUNDS[text[0]]
        return TableCell(bound if low is None else low, bound if high is None else high, where)
    if match := _RANGE.fullmatch(text):
        low, high = _number(match["low"]), _number(match["high"])
        if not low < high:
            raise UnitError("is a range with its smaller end last")
        return TableCell(low, high, where)
    value = _number(text)
    return TableCell(value, value, where)


def _number(text: str) -> float:
    try:
        number, unit = split_quantity(text)
    except UnitError as error:
        comma = str(error) if "comma" in str(error) else "is not a number"
        raise UnitError(comma) from None
    if unit:
        raise UnitError("has a unit, which belongs into the header")
    return number
