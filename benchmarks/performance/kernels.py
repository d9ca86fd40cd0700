"""A growth step over its kernels measured alone: 70k displacements, one rank.

python -m benchmarks.performance.kernels [--processor]

Kernels are what no step on a new mesh can do without, each by the plain call of a library: Gmsh
fills the slab, DOLFINx makes its mesh and assembles both matrices, MUMPS factorises them and solves
for the columns of all pressures, loads and currents. The step itself condenses by cheaper ways.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.arguments import arguments, one_of
from benchmarks.performance.slab import Step, config, timed_steps
from benchmarks.performance.stopwatch import Stopwatch, replaced
from benchmarks.record import keep, told

WANTED = 1.15
"""A step over the sum of its kernels."""

STEPS = 6
"""Growth steps; the first one, which goes through the time to the first advance, is not counted."""

MESH = "mesh, by Gmsh and DOLFINx"


class Kernels:
    """Times the kernels of the steps of a run.

    Attributes:
        laps: seconds of every step by kernel.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Set up.

        Args:
            clock: what tells the time [s].
        """
        self.watch, self.laps = Stopwatch(clock), list[dict[str, float]]()
        self._bodies: Any = None

    def keep_bodies(self, condense: Callable[..., Any]) -> Callable[..., Any]:
        """Remember what a step condenses."""

        def call(*args: Any, **kwargs: Any) -> Any:
            response, self._bodies = condense(*args, **kwargs)
            return response, self._bodies

        return call

    def after_step(self) -> None:
        """Measure the matrices of a step by plain calls, beside the run."""
        from filasse.fem.linear.direct_solver import CholeskyFactor

        bodies = {"elasticity": self._bodies.elastic, "conduction": self._bodies.ionic}
        for name, body in bodies.items():
            matrix = self.watch.timed(f"assemble {name}")(body._stiffness)()
            factor = CholeskyFactor(matrix, name)
            self.watch.timed(f"factorise {name}")(factor._factorised)()
            solve = self.watch.timed(f"solve {body.columns.shape[1]} columns of {name}")
            solve(factor._condense_by_solving)(body.columns, body.columns)
            factor.destroy()
        self.watch.lap()
        self.laps.append({k: v for k, v in self.watch.laps[-1].items() if k != "everything else"})


def measured(clock: Callable[[], float]) -> tuple[list[Step], list[dict[str, float]]]:
    """Steps but for the first, and seconds of their kernels."""
    from filasse.compat import prepare_dolfinx

    prepare_dolfinx()
    import dolfinx.mesh
    import gmsh

    from filasse.timeloop import frozen_geometry

    kernels = Kernels(clock)
    with ExitStack() as stack:
        for owner, name in ((gmsh.model.mesh, "generate"), (dolfinx.mesh, "create_mesh")):
            stack.enter_context(replaced(owner, name, kernels.watch.timed(MESH)))
        stack.enter_context(replaced(frozen_geometry, "condense", kernels.keep_bodies))
        setup = config(overrides=[f"growth.max_steps={STEPS}"])
        steps = timed_steps(setup, kernels.after_step, clock)
    return steps[1:], kernels.laps[1:]


def main(clock: Callable[[], float] = time.perf_counter) -> bool:
    """Print a step and its kernels; tell whether it is as near to them as wanted."""
    timed_steps(config(4.0, ["growth.max_steps=1"]))  # compile the forms
    steps, laps = measured(clock)
    console, table = Console(), Table("kernel", "seconds", title="the last step, kernels alone")
    for name, seconds in laps[-1].items():
        table.add_row(name, f"{seconds:.3f}")
    console.print(table)
    pairs = [(s.seconds, sum(lap.values())) for s, lap in zip(steps, laps, strict=True)]
    for step, alone in pairs:
        console.print(f"{step:.3f} s a step, {alone:.3f} s its kernels")
    ratio = statistics.median(step / alone for step, alone in pairs)
    passed = ratio <= WANTED
    console.print(f"{ratio:.2f}, at most {WANTED:g} wanted: {'ok' if passed else 'MISSED'}")
    keep(told("kernels", clock), {"step over kernels": ratio}, passed)
    return passed


if __name__ == "__main__":
    given = arguments(__doc__, one_of(["--processor"]))
    chosen = time.process_time if given else time.perf_counter
    sys.exit(0 if main(chosen) else 1)
