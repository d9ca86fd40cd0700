"""Tables of measurements: CSV with units in the header, bounds and ranges in the cells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from filasse.calibration.study.table_headers import read_header
from filasse.calibration.study.table_text import TableText, read_table_text
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.units import UnitError, convert, split_quantity

_RANGE = re.compile(r"(?P<low>.+?)\s*(?:\.\.|\bto\b)\s*(?P<high>.+)")
_BOUNDS = {"<": (-math.inf, None), "≤": (-math.inf, None), ">": (None, math.inf)}
_BOUNDS |= {"≥": _BOUNDS[">"]}
_NUMERIC = re.compile(r"[<>≤≥=]*\s*[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?")
_POINT = re.compile(r"\d\.\d")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
"""A decimal comma, which is told from others by a file that has another separator and no decimal
points."""
_DECIMAL = (
    "has a comma; decimal commas are read where columns are separated by `;` or tabs and no number "
    "of the table has a point"
)


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
        unit: in the spelling of quantities.
        cells: None where a cell is empty, or cannot be read.
        problems: of cells that cannot be read. Who asks for the column tells them; a column that
            nobody asks for may hold text, such as remarks.
        header: as written.
    """

    unit: str
    cells: tuple[TableCell | None, ...]
    problems: tuple[ConfigProblem, ...] = ()
    header: str = ""

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
        notes: how the text was read, if that is a guess.
    """

    path: Path
    columns: dict[str, TableColumn]
    remarks: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())).cells)


def read_table(path: Path) -> MeasurementTable:
    """Read a table.

    Raises:
        ConfigError: the file cannot be read, or is no table.
    """
    text = read_table_text(path)
    problems: list[ConfigProblem] = []
    columns = dict(_columns(text, path, problems))
    raise_problems(problems, str(path))
    return MeasurementTable(path, columns, text.remarks, text.notes)


def _columns(
    text: TableText, path: Path, problems: list[ConfigProblem]
) -> Iterator[tuple[str, TableColumn]]:
    first, heads = text.rows[0]
    whole = [(number, row) for number, row in text.rows[1:] if len(row) == len(heads)]
    problems += _torn(text, path)
    reads_commas = text.separator != "," and not any(
        _POINT.search(cell) for _, row in whole for cell in row if _is_numeric(cell)
    )
    seen: set[str] = set()
    for place, head in enumerate(heads):
        header = read_header(head)
        if header is None or header.name in seen:
            message = f"has the header {head!r}, which {'stands twice' if header else 'is no name'}"
            remedy = (
                "write name and unit, such as `time [h]`, once; columns are separated by commas, "
                "semicolons or tabs"
            )
            problems.append(ConfigProblem((), f"{path}:{first}", message, remedy))
            continue
        seen.add(header.name)
        own: list[ConfigProblem] = []
        written = [(f"{path}:{number}", row[place].strip()) for number, row in whole]
        if reads_commas:
            written = [(where, _COMMA.sub(".", cell)) for where, cell in written]
        cells = tuple(_noted(cell, where, header.name, own) for where, cell in written)
        yield header.name, TableColumn(header.unit, cells, _in_one(own), head.strip())


def _torn(text: TableText, path: Path) -> Iterator[ConfigProblem]:
    """Rows that have more or fewer cells than the header, told once."""
    width = len(text.rows[0][1])
    torn = [(number, len(row)) for number, row in text.rows[1:] if len(row) != width]
    if torn:
        number, cells = torn[0]
        message = f"has {cells} cells under a header of {width}{_further(len(torn), 'row')}"
        remedy = "fill in, or quote commas; numbers with decimal commas need `;` between columns"
        yield ConfigProblem((), f"{path}:{number}", message, remedy)


def _in_one(problems: list[ConfigProblem]) -> tuple[ConfigProblem, ...]:
    """The first problem of a column, with the number of its kin."""
    if not problems:
        return ()
    first = problems[0]
    return (replace(first, message=first.message + _further(len(problems), "cell")),)


def _further(count: int, what: str) -> str:
    return f" (and {count - 1} more {what}{'s' * (count > 2)} like it)" if count > 1 else ""


def _is_numeric(text: str) -> bool:
    return _NUMERIC.fullmatch(text.strip()) is not None


def _noted(text: str, where: str, name: str, problems: list[ConfigProblem]) -> TableCell | None:
    try:
        return _cell(text, where)
    except UnitError as error:
        remedy = "write a number, a bound (`> 10`), a range (`1 .. 2`), or nothing"
        problems.append(ConfigProblem((name,), where, f"= {text!r} {error}", remedy))
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
        raise UnitError(_DECIMAL if "comma" in str(error) else "is not a number") from None
    if unit:
        raise UnitError("has a unit, which belongs into the header")
    return number
