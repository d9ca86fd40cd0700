"""The page of the benchmarks: what they measured, over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.record import HISTORY, rows_of

FIXED = ("date", "commit", "passed", "yardstick [s]")
LATEST = 10
WIDE, HIGH, MARGIN = 320, 60, 6
"""Size of a curve, and what stays free around it."""

HEAD = """# Benchmarks over time

Every benchmark (`python -m benchmarks.performance`, `python -m benchmarks.verification`) appends a
row to `benchmarks/history`. Machines differ, and so does what else they do: the *yardstick* is the
processor time of the same dense solve at the time, and the curves show times over it. They start at
zero; the latest row is at the bottom.
"""


def history_page() -> str:
    """A section per benchmark: curves, and the latest rows."""
    files = sorted(HISTORY.glob("*.csv"))
    return "\n".join([HEAD, *(_section(path.stem, rows_of(path)) for path in files)])


def _section(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    figures = [column for column in rows[-1] if column not in FIXED]
    curves = [f"<p>{_label(figure)}<br>{_curve(_values(rows, figure))}</p>" for figure in figures]
    columns = [*FIXED, *figures]
    table = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    table += [f"| {' | '.join(str(row.get(c) or '') for c in columns)} |" for row in rows[-LATEST:]]
    return "\n".join([f"## {name.replace('_', ' ')}", "", *curves, "", *table, ""])


def _label(figure: str) -> str:
    return f"{figure.removesuffix(' [s]')}, over the yardstick" if _is_time(figure) else figure


def _is_time(figure: str) -> bool:
    return figure.endswith(" [s]")


def _values(rows: Sequence[Mapping[str, Any]], figure: str) -> list[float]:
    """A figure over time; times over the yardstick."""
    return [
        float(row[figure]) / (float(row["yardstick [s]"]) if _is_time(figure) else 1.0)
        for row in rows
        if row.get(figure)
    ]


def _curve(values: Sequence[float]) -> str:
    """Values as a line with dots, from zero, with the last one beside it."""
    top, last = max(*values, 0.0, key=abs) or 1.0, max(len(values) - 1, 1)
    points = [
        (MARGIN + i / last * (WIDE - 2 * MARGIN), HIGH - MARGIN - v / top * (HIGH - 2 * MARGIN))
        for i, v in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)
    drawn = f'<polyline points="{line}" fill="none" stroke="currentColor"/>{dots}'
    size = f'width="{WIDE}" height="{HIGH}" fill="currentColor"'
    return f'<svg {size} role="img" aria-label="over time">{drawn}</svg> {values[-1]:.4g}'
