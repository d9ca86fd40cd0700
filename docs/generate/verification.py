"""Measure every closed form again and write the page: python -m docs.generate.verification."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.verification.table import Line, measure
from tests.verification.cases.all_cases import CASES

from filasse.output.folder.provenance import git_state, versions

PAGE = Path(__file__).parents[1] / "pages" / "verification.md"
ROWS = {"F": "Fracture", "E": "Electrochemistry", "L": "Lithium", "G": "Growth", "S": "Layers"}
COMMAND = "make docs-verification"


def main() -> None:
    """Measure and write; takes many minutes."""
    source = _source()  # as it was when the measurements began
    PAGE.write_text(page(measure(CASES), source), encoding="utf-8")


def page(lines: list[Line], source: str) -> str:
    """The page, one table per field."""
    head = [
        "# Verification report",
        "",
        "What the simulator gives where a closed form is known, and its error, which is relative",
        "unless the note says otherwise. The references are described in",
        "`tests/verification/cases`, one function a row; `make bench` prints the same table.",
        "",
        _circumstances(lines, source),
        "",
    ]
    for letter, title in ROWS.items():
        chosen = [line for line in lines if line[0].row.startswith(letter)]
        head += [f"## {title}", "", *_table(chosen), ""] if chosen else []
    return "\n".join(head)


def _source() -> str:
    """Commit of the code."""
    state = git_state() or {"commit": "unknown", "dirty": False}
    return f"`{state['commit'][:12]}`" + (" with changes" if state["dirty"] else "")


def _circumstances(lines: list[Line], source: str) -> str:
    """When, where and with what the table was measured."""
    known = versions()
    names = ("filasse", "dolfinx", "petsc", "gmsh", "numpy", "python")
    minutes = sum(line[2] for line in lines) / 60
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return (
        f"Measured on {datetime.now(UTC).date()} by `{COMMAND}` at commit {source}, "
        f"in {minutes:.0f} minutes, "
        f"with {', '.join(f'{name} {known[name]}' for name in names)}, on {machine}. "
        f"{sum(line[1].passed for line in lines)} of {len(lines)} rows are within their tolerance."
    )


def _table(lines: list[Line]) -> list[str]:
    head = ["| row | quantity | value | reference | error | tolerance | | note |", "|" + "---|" * 8]
    return head + [_row(line) for line in lines]


def _row(line: Line) -> str:
    item, result, _ = line
    verdict = "ok" if result.passed else "**open**" if item.is_open else "**FAILED**"
    numbers = (
        *(f"{result.value:.6g}", f"{result.reference:.6g}"),
        *(f"{result.error:.1e}", f"{result.tolerance:.1e}"),
    )
    shown = (f'<span class="number">{number}</span>' for number in numbers)
    cells = item.row, item.quantity, *shown, verdict, result.note
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
