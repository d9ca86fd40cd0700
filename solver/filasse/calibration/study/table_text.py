"""The text of a table: its encoding, its separator, and its rows of cells."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path
from typing import NamedTuple

from filasse.config.reading.syntax import bounded_bytes
from filasse.errors import ConfigError

MAX_BYTES = 8_000_000
"""Largest table that is read: far more rows than a measurement of one curve has."""
_SPREADSHEETS = (".xls", ".xlsx", ".ods")
_OLD_TEXT = "read as cp1252 (Latin-1, of Western Windows), as it is not UTF-8"


class TableText(NamedTuple):
    """Cells as they are written.

    Attributes:
        rows: line numbers and cells, the header first.
        remarks: lines that begin with #.
        notes: how the text was read, if that is a guess.
        separator: of the cells; empty if there is one column.
    """

    rows: list[tuple[int, list[str]]]
    remarks: tuple[str, ...]
    notes: tuple[str, ...]
    separator: str


def read_table_text(path: Path) -> TableText:
    """Read the cells of a table.

    Raises:
        ConfigError: the file cannot be read, or is no table.
    """
    if path.suffix.lower() in _SPREADSHEETS:
        raise ConfigError(f"{path}: is a spreadsheet; save the sheet as CSV (UTF-8), and name that")
    text, notes = _decoded(_bytes(path), path)
    lines = list(enumerate(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines(), 1))
    remarks = tuple(text.lstrip("# ").strip() for _, text in lines if text.startswith("#"))
    rows = [(number, text) for number, text in lines if text.strip() and not text.startswith("#")]
    if len(rows) < 2:
        raise ConfigError(
            f"{path}: has no rows below a header; write one such as `time [h],voltage [mV]` or "
            "`length [um]`, and numbers below it"
        )
    separator = next((mark for mark in "\t;," if mark in rows[0][1]), "")
    split = [(n, next(csv.reader([text], delimiter=separator or "\t"))) for n, text in rows]
    return TableText(_without_empty_columns(split), remarks, notes, separator)


def whole_text(path: Path) -> str:
    """All of a file of text, in any encoding that tables may have.

    Raises:
        ConfigError: it cannot be read.
    """
    return _decoded(_bytes(path), path)[0]


def _bytes(path: Path) -> bytes:
    too_large = (
        f"is larger than {MAX_BYTES // 1_000_000} MB; keep the rows and columns that are compared, "
        "every tenth row for instance"
    )
    return bounded_bytes(path, MAX_BYTES, too_large)


def _decoded(raw: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """Text in UTF-8, in UTF-16 with its mark, or in cp1252, and a note on the last."""
    is_utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, (_OLD_TEXT,) if encoding == "cp1252" else ()
    raise ConfigError(f"{path}: is not a text file in UTF-8; save the table as CSV (UTF-8)")


def _without_empty_columns(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows without the empty columns that a spreadsheet leaves at the right."""
    width = max(len(row) for _, row in rows)
    while width and all(len(row) < width or not row[width - 1].strip() for _, row in rows):
        width -= 1
    return [(number, row[:width]) for number, row in rows]
