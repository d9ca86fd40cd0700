"""Cost, memory and accuracy against the number of displacements.

python -m benchmarks.performance.scaling

Every mesh runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

import numpy as np
from rich.console import Console
from rich.table import Table
from tests.builders.slabs import FREE, LLZO, UM, centre_crack, material, meshed

from benchmarks.arguments import arguments
from benchmarks.performance.slab import config, timed_steps
from benchmarks.performance.stopwatch import peak_memory
from benchmarks.record import keep
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.planar.path_grid import film_grid
from filasse_meshes import Sizes

type Row = tuple[int, float, float, float]

SCALES = (4.0, 2.8, 2.0, 1.4, 1.0, 0.7, 0.5)
"""Cell sizes over those at 70k displacements."""

COST, MEMORY, ACCURATE = 1.3, 1.1, (1e-3, 20_000)
"""Largest exponents of cost and memory; error of K and the displacements that must do for it."""

CRACKS = ((1 / 4, 1 / 4), (1 / 8, 1 / 5), (1 / 20, 1 / 8), (1 / 50, 1 / 12), (1 / 100, 1 / 25))
"""Cells at tips and faces over half the length of a crack."""


def measure(scale: float) -> Row:
    """Displacements, processor seconds of a step and of its integration, and megabytes it adds."""
    timed_steps(config(6.0, ["growth.max_steps=1"]))  # compile the forms, load all libraries
    before = peak_memory()
    steps = timed_steps(config(scale, ["growth.max_steps=2"]), clock=time.process_time)
    seconds = statistics.mean(step.seconds for step in steps)
    integration = statistics.mean(step.stages["integrate"] for step in steps)
    return steps[-1].displacements, seconds, integration, peak_memory() - before


def stress_intensity(tip: float, lip: float) -> tuple[int, float]:
    """Displacements, and error of K of a crack under pressure in the middle of a wide slab."""
    length = 10 * UM
    slab = centre_crack(length, 200 * length, 200 * length)
    domain = meshed(slab, Sizes(20 * length, tip * length, lip * length, 20 * length))
    body = ElasticBody(domain, material(LLZO), FREE)
    count = body.factor.size
    response = body.condense(film_grid(domain.surfaces))
    body.close()
    factor = response.k_pressure[-1, 0].sum() / np.sqrt(np.pi * length)
    return count, abs(float(factor) - 1)


def main() -> bool:
    """Print the tables and the fitted exponents; tell whether the demands are met."""
    console = Console()
    table = Table("displacements", "s a growth step", "integrate", "MB more")
    rows = [_apart(scale) for scale in SCALES]
    for count, seconds, integration, memory in rows:
        table.add_row(f"{count}", f"{seconds:.2f}", f"{integration:.2f}", f"{memory:.0f}")
    console.print(table)
    counts, times, _, memories = np.array(rows).T
    cost = _exponent(counts, times)
    memory = _exponent(counts[-4:], memories[-4:])
    console.print(
        f"cost grows like dofs^{cost:.2f} (at most {COST}), memory like dofs^{memory:.2f}"
    )
    errors = [stress_intensity(*sizes) for sizes in CRACKS]
    table = Table("displacements", "error of K")
    for count, error in errors:
        table.add_row(f"{count}", f"{error:.1e}")
    console.print(table)
    wanted, most = ACCURATE
    accurate = min(error for count, error in errors if count <= most) <= wanted
    passed = cost <= COST and memory <= MEMORY and accurate
    keep("scaling", {"exponent of cost": cost, "exponent of memory": memory}, passed)
    return passed


def _exponent(counts: np.ndarray, values: np.ndarray) -> float:
    return float(np.polyfit(np.log(counts), np.log(values), 1)[0])


def _apart(scale: float) -> Row:
    command = [sys.executable, "-m", "benchmarks.performance.scaling", str(scale)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, seconds, integration, memory = json.loads(done.stdout.splitlines()[-1])
    return count, seconds, integration, memory


if __name__ == "__main__":
    for scale in arguments(__doc__, float):  # of the process of one mesh
        print(json.dumps(measure(scale)))
        sys.exit(0)
    sys.exit(0 if main() else 1)
