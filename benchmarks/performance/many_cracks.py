"""Cost of an advance against the number of cracks, side by side in ever wider slabs.

python -m benchmarks.performance.many_cracks [COUNT ...]

Processor time, as other jobs would spoil the clock's.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.arguments import arguments
from benchmarks.performance.slab import config, timed_steps
from benchmarks.record import keep
from filasse.config import Config, load_config

FLAWS = Path(__file__).parents[2] / "configs" / "gallery" / "ten_flaws.yaml"
"""Flaws of random lengths and angles, 12 um apart."""

COUNTS, SPACING, ADVANCES = (3, 10, 30), 12, 3
"""Cracks, what each has of the width [um], and advances that are timed."""

GROWTH = 1.5
"""Largest exponent of the cost of an advance."""


def cracked(count: int) -> Config:
    """The gallery's flaws, as many as asked for, in a slab that is as much wider."""
    overrides = [
        f"geometry.width={count * SPACING} um",
        f"geometry.random_flaws.number={count}",
        f"growth.max_steps={ADVANCES}",
        "output.figures=false",
        "output.log_level=error",
    ]
    return load_config(FLAWS, overrides)


def main(counts: tuple[int, ...] = COUNTS) -> bool:
    """Print the table and the fitted exponent; tell whether it is small enough."""
    timed_steps(config(6.0, ["growth.max_steps=1"]))  # compile the forms, load all libraries
    table = Table("cracks", "displacements", "film nodes", "s an advance", "s of that in time")
    seconds = []
    for count in counts:
        steps = timed_steps(cracked(count), clock=time.process_time)[1:]  # the first has no advance
        seconds.append(statistics.mean(step.seconds for step in steps))
        integration = statistics.mean(step.stages["integrate"] for step in steps)
        last = steps[-1]
        sizes = f"{last.displacements}", f"{last.film}"
        table.add_row(f"{count}", *sizes, f"{seconds[-1]:.2f}", f"{integration:.2f}")
    exponent = float(np.polyfit(np.log(counts), np.log(seconds), 1)[0])
    console = Console()
    console.print(table)
    console.print(f"cost grows like cracks^{exponent:.2f} (at most {GROWTH})")
    passed = exponent <= GROWTH
    figures = {f"{n} cracks [s]": s for n, s in zip(counts, seconds, strict=True)}
    keep("many_cracks", figures | {"exponent": exponent}, passed)
    return passed


if __name__ == "__main__":
    sys.exit(0 if main(arguments(__doc__, int) or COUNTS) else 1)
