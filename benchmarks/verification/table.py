"""The table of all cases, on the terminal and as markdown."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from tests.verification.cases.case import Case, Measured

HEADER = ("row", "quantity", "value", "reference", "error", "tolerance", "", "seconds", "note")

type Line = tuple[Case, Measured, float]


def measure(cases: Iterable[Case]) -> list[Line]:
    """Run cases; a case shares meshes with those before it, so its time depends on the order."""
    lines = []
    for item in cases:
        start = time.perf_counter()
        result = item.measure()
        lines.append((item, result, time.perf_counter() - start))
    return lines


def texts(line: Line) -> tuple[str, ...]:
    """One line of the table as text."""
    item, result, seconds = line
    return (
        item.row,
        item.quantity,
        f"{result.value:.6g}",
        f"{result.reference:.6g}",
        f"{result.error:.1e}",
        f"{result.tolerance:.1e}",
        "ok" if result.passed else "open" if item.is_open else "FAILED",
        f"{seconds:.1f}",
        result.note,
    )


def show(lines: Sequence[Line], console: Console) -> None:
    """Print the table."""
    table = Table(*HEADER, title="filasse against closed forms")
    for line in lines:
        table.add_row(*texts(line), style="" if line[1].passed else "bold red")
    console.print(table)


def markdown(lines: Sequence[Line]) -> str:
    """Return the table as markdown."""
    rows = [HEADER, ("---",) * len(HEADER), *(texts(line) for line in lines)]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)
