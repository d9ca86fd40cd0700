"""A growth step on one rank and on two, by stage, at 70k and 270k displacements.

python -m benchmarks.performance.two_ranks [SCALE ...]

Wall time needs a quiet machine of two cores: one rank and two are timed in turn, and the best of
each counts, as what else a machine does can only add to it. The processor time of every rank tells
how the work is shared out. Scales are sizes of cells over those at 70k displacements.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.arguments import arguments
from benchmarks.performance.slab import config, timed_laps, watched
from benchmarks.record import keep

WANTED = {1.0: 1.3, 0.5: 1.5}
"""Wall time of a step on one rank over that on two, by scale."""

STEPS = 4
"""Growth steps; the first one, which goes through the time to the first advance, is not counted."""

ROUNDS = 3
"""Of one rank and two."""

type Laps = list[dict[str, float]]


def laps(scale: float, clock: Callable[[], float]) -> Laps:
    """Seconds of every growth step by stage on this rank; a collective call."""
    setup = config(scale, [f"growth.max_steps={STEPS}"])
    return timed_laps(watched(), setup, Path(sys.argv[2]), clock)[1:]


def part(scale: float, clock: Callable[[], float]) -> None:
    """Run on this rank; rank 0 prints the laps of all."""
    from mpi4py import MPI

    every = MPI.COMM_WORLD.gather(laps(scale, clock))
    if every is not None:
        print("LAPS" + json.dumps(every))


def measured(scale: float, ranks: int, clock: str) -> list[Laps]:
    """Laps of every rank of a run."""
    import tempfile

    mpiexec = Path(sys.executable).with_name("mpiexec")
    with tempfile.TemporaryDirectory() as folder:
        here = [sys.executable, "-m", "benchmarks.performance.two_ranks", "--part"]
        command = [str(mpiexec), "-n", str(ranks), *here, f"{folder}/run", clock, str(scale)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("LAPS"))
    return list(json.loads(line.removeprefix("LAPS")))


def medians(steps: Laps) -> dict[str, float]:
    """Median time of every stage [s]."""
    names = dict.fromkeys(name for step in steps for name in step)
    return {name: statistics.median(step.get(name, 0.0) for step in steps) for name in names}


def total(steps: Laps) -> float:
    """Median time of a step [s]."""
    return statistics.median(sum(step.values()) for step in steps)


def compare(scale: float, console: Console) -> float:
    """Print the stages at a scale; returns by how much two ranks are faster."""
    rounds = [[measured(scale, ranks, "wall") for ranks in (1, 2)] for _ in range(ROUNDS)]
    (alone,), both = (
        min(runs, key=lambda run: total(run[0])) for runs in zip(*rounds, strict=True)
    )
    (own,), shared = (measured(scale, ranks, "processor") for ranks in (1, 2))
    columns = {"1 rank": alone, "2 ranks, rank 0": both[0], "rank 1": both[1]}
    columns |= {"processor, 1 rank": own, "2 ranks, rank 0 ": shared[0], "rank 1 ": shared[1]}
    table = Table("stage", *columns, title=f"seconds of a growth step, cells times {scale:g}")
    stages = {name: medians(steps) for name, steps in columns.items()}
    for stage in dict.fromkeys(name for found in stages.values() for name in found):
        table.add_row(stage, *(f"{found.get(stage, 0.0):.3f}" for found in stages.values()))
    table.add_row("total", *(f"{total(steps):.3f}" for steps in columns.values()), style="bold")
    console.print(table)
    return total(alone) / total(both[0])


def main(scales: tuple[float, ...] = tuple(WANTED)) -> bool:
    """Print the tables; tell whether two ranks are as much faster as wanted."""
    console, gains = Console(width=150), {}
    for scale in scales:
        gains[scale] = compare(scale, console)
        console.print(f"two ranks are {gains[scale]:.2f} times as fast as one")
    passed = all(gain >= WANTED.get(scale, 0.0) for scale, gain in gains.items())
    keep("two_ranks", {f"gain at {scale:g}": gain for scale, gain in gains.items()}, passed)
    return passed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
        part(float(sys.argv[4]), CLOCKS[sys.argv[3]])
        sys.exit(0)
    sys.exit(0 if main(arguments(__doc__, float) or tuple(WANTED)) else 1)
