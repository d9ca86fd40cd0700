"""Print every closed form with the error that the simulator makes.

python -m benchmarks.verification [--only F1] [--markdown FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from tests.verification.cases.all_cases import CASES

from benchmarks.record import keep
from benchmarks.verification.table import markdown, measure, show


@click.command()
@click.option("--only", help="Rows or quantities that contain this text.")
@click.option("--markdown", "file", type=click.Path(path_type=Path), help="Also write a table.")
def main(only: str | None, file: Path | None) -> None:
    """Measure every closed form, print a table, and fail if one is missed."""
    lines = measure(case for case in CASES if only is None or only in case.key)
    show(lines, Console(width=None if sys.stdout.isatty() else 200))
    if file is not None:
        file.write_text(markdown(lines))
    if only is None:
        missed = sum(not (result.passed or item.is_open) for item, result, _ in lines)
        keep("verification", {"closed forms": len(lines), "missed": missed}, not missed)
    sys.exit(0 if all(result.passed or item.is_open for item, result, _ in lines) else 1)


if __name__ == "__main__":
    main()
