"""Keep what benchmarks measured: a dated row in `history/*.csv`, without a word of the machine.

Times depend on the machine and on what else it does. Beside them stands a yardstick: the processor
time of the same dense solve, so that rows can be compared by their ratio to it.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from filasse.output.folder.provenance import git_state

HISTORY = Path(__file__).parent / "history"
SIZE = 1200
"""Of the yardstick's matrix; a tenth of a second or so."""


def keep(name: str, figures: Mapping[str, float], passed: bool) -> None:
    """Append a row.

    Args:
        name: of the benchmark, and of its file.
        figures: what was measured, by a name with a unit, such as ``step [s]``.
        passed: whether the benchmark met its demands.
    """
    path = HISTORY / f"{name}.csv"
    row = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": str((git_state() or {}).get("commit", ""))[:7],
        "passed": "yes" if passed else "no",
        "yardstick [s]": f"{yardstick():.3g}",
        **{key: f"{value:.4g}" for key, value in figures.items()},
    }
    rows = [*rows_of(path), row]
    columns = list(dict.fromkeys(column for each in rows for column in each))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def told(name: str, clock: Callable[[], float]) -> str:
    """Name of a benchmark by its clock: wall times say little where other jobs run."""
    return name if clock is time.perf_counter else f"{name}_processor"


def rows_of(path: Path) -> list[dict[str, Any]]:
    """What was kept so far; nothing if there is no file."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def yardstick() -> float:
    """Processor time of a dense solve [s], the best of three."""
    random = np.random.default_rng(0)
    matrix, right = random.normal(size=(SIZE, SIZE)), random.normal(size=SIZE)
    times = []
    for _ in range(3):
        start = time.process_time()
        np.linalg.solve(matrix, right)
        times.append(time.process_time() - start)
    return min(times)
