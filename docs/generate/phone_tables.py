"""Wide tables that become lists on a phone: every cell knows the head of its column."""

import re

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_CELL = re.compile(r"<td(?=[ >])")

WIDE = 3
"""Columns from which a table does not fit on a phone."""


def label_cells(content: str) -> str:
    """Write the head of its column into every cell of wide tables, for the style sheet to show."""
    return _TABLE.sub(lambda match: _labelled(match[0]), content)


def _labelled(table: str) -> str:
    heads = [_TAG.sub("", head).strip().replace('"', "&quot;") for head in _HEAD.findall(table)]
    if len(heads) < WIDE:
        return table
    rows = _ROW.sub(lambda match: _labelled_row(match[0], heads), table)
    return f'<div class="wide-table">{rows}</div>'


def _labelled_row(row: str, heads: list[str]) -> str:
    columns = iter(heads)
    return _CELL.sub(lambda _: f'<td data-head="{next(columns, "")}"', row)
