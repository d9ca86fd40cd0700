"""Grow a filament through a hundred grains to short circuit, and time it.

python -m benchmarks.performance.polycrystal [--processor]

On a busy machine, `--processor` counts the processor's time instead of the clock's.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks.arguments import arguments, one_of
from benchmarks.record import keep, told
from filasse.config import load_config
from filasse.output.run_result import open_run
from filasse.simulation import simulate

CONFIG = Path(__file__).parents[2] / "configs" / "gallery" / "hundred_grains.yaml"
BUDGET = 600.0
"""Seconds."""


def main(clock: Callable[[], float] = time.perf_counter) -> bool:
    """Print the time; tell whether the run ended in a short circuit within the budget."""
    config = load_config(CONFIG, ["output.figures=false", "output.fields_every=0"])
    with tempfile.TemporaryDirectory() as folder:
        begin = clock()
        reason = simulate(config, Path(folder) / "run").reason
        seconds = clock() - begin
        steps = open_run(Path(folder) / "run").series["growth_step"].iloc[-1]
    passed = reason == "short_circuit" and seconds <= BUDGET
    Console().print(
        f"a hundred grains: {reason} after {steps} growth steps and {seconds:.0f} s, "
        f"budget {BUDGET:g} s: {'ok' if passed else 'MISSED'}"
    )
    keep(told("polycrystal", clock), {"run [s]": seconds, "growth steps": float(steps)}, passed)
    return passed


if __name__ == "__main__":
    given = arguments(__doc__, one_of(["--processor"]))
    chosen = time.process_time if given else time.perf_counter
    sys.exit(0 if main(chosen) else 1)
