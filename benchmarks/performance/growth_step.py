"""Time one growth step of a slab with 70k displacements, by stage.

python -m benchmarks.performance.growth_step [--processor]

On a busy machine, `--processor` counts the processor's time instead of the clock's.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from benchmarks.arguments import arguments, one_of
from benchmarks.performance.slab import Step, config, timed_steps
from benchmarks.performance.stopwatch import peak_memory
from benchmarks.record import keep, told

TOTAL, INTEGRATION, MEMORY = 2.0, 0.4, 1500.0
"""Budgets: seconds of a step, seconds of its integration in time, and megabytes of the process."""


STEPS = 5


def main(clock: Callable[[], float] = time.perf_counter) -> bool:
    """Print the median of every stage; tell whether the budgets are kept."""
    timed_steps(config(4.0, ["growth.max_steps=1"]))  # compile the forms
    steps = timed_steps(config(overrides=[f"growth.max_steps={STEPS}"]), clock=clock)
    last = steps[-1]
    table = Table(
        "stage", "seconds", title=f"a growth step, {last.displacements} displacements, "
        f"{last.film} film nodes, {last.reactive} reactive nodes"
    )  # fmt: skip
    for stage in last.stages:
        table.add_row(stage, f"{_median(steps, stage):.3f}")
    total = statistics.median(step.seconds for step in steps)
    table.add_row("total", f"{total:.3f}", style="bold")
    console = Console()
    console.print(table)
    for step in steps:
        console.print(
            f"{step.seconds:.2f} s, {step.stages['integrate']:.2f} s in {step.time_steps} steps "
            f"and {step.iterations} iterations"
        )
    integration, memory = _median(steps, "integrate"), peak_memory()
    budgets = (
        (total, TOTAL, "s a step"),
        (integration, INTEGRATION, "s an integration"),
        (memory, MEMORY, "MB"),
    )
    for value, budget, unit in budgets:
        verdict = "ok" if value <= budget else "MISSED"
        console.print(f"{value:.4g} {unit}, budget {budget:g}: {verdict}")
    passed = all(value <= budget for value, budget, _ in budgets)
    keep(
        told("growth_step", clock),
        {"step [s]": total, "integration [s]": integration, "memory [MB]": memory},
        passed,
    )
    return passed


def _median(steps: list[Step], stage: str) -> float:
    return statistics.median(step.stages[stage] for step in steps)


if __name__ == "__main__":
    given = arguments(__doc__, one_of(["--processor"]))
    chosen = time.process_time if given else time.perf_counter
    sys.exit(0 if main(chosen) else 1)
