"""A growth step in space with everything, by stage, by both solvers, on one rank and on two.

python -m benchmarks.performance.solid_step [SIZE ...]

Processor seconds of every rank without its waiting, so that a busy machine matters little. Sizes
are displacements in thousands: 31, 67 and 142. Beside a step stands its ratio to the bare kernels
in the same run: the mesher, the assembly, the factors, and the columns of either solver.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.arguments import arguments
from benchmarks.performance.slab import timed_laps
from benchmarks.performance.stopwatch import peak_memory, replaced
from benchmarks.record import keep

CONFIG = Path("configs/gallery/half_penny.yaml")

MESHES = {31: ("1", "0.25", "12"), 67: ("0.72", "0.2", "8"), 142: ("0.68", "0.133", "6")}
"""Edges along the front [um], growth of sizes, and largest cell [um], by thousands of
displacements."""

BUDGETS = {31: (4.0, 1000.0), 67: (12.0, 1500.0), 142: (30.0, 3000.0)}
"""Seconds of a step on one core by the solver that `auto` takes there, and megabytes."""

GAINS = {"direct": 1.4, "multigrid": 1.7}
"""Of a step from a second rank, from 67 thousand displacements on."""

KERNEL, WAITING, CONDENSING = "kernel: ", "waiting", "rest of condensing"
SERIAL = (f"{KERNEL}mesher", "integration", "everything else")
"""Stages of rank 0 that the other ranks wait for."""

type Stages = Mapping[str, float]


class SolidStep(NamedTuple):
    """The last growth step of a run: seconds of every rank by stage, and peaks of memory [MB]."""

    ranks: list[Stages]
    memory: list[float]
    displacements: int
    film: int

    @property
    def seconds(self) -> float:
        """What rank 0 does alone, and what takes longest of what ranks do beside each other."""
        alone = sum(self.ranks[0].get(stage, 0.0) for stage in SERIAL)
        shared = (set(stages) - {*SERIAL, WAITING} for stages in self.ranks)
        return alone + max(
            sum(stages[stage] for stage in names)
            for names, stages in zip(shared, self.ranks, strict=True)
        )

    @property
    def over_kernels(self) -> float:
        """All work of all ranks over that in the bare kernels."""
        work = [(n, t) for stages in self.ranks for n, t in stages.items() if n != WAITING]
        others = sum(stages.get("everything else", 0.0) for stages in self.ranks[1:])  # waiting
        return (sum(t for _, t in work) - others) / sum(t for n, t in work if KERNEL in n)


def stages_in_space() -> list[tuple[Any, str, str]]:
    """What is timed: owner, name, and the stage that its time counts for."""
    import dolfinx.fem.petsc
    import gmsh

    import filasse.fem.condensed
    import filasse.fem.elastic_matrices
    import filasse.simulation
    from filasse.fem.condensed_conduction import IonicBody
    from filasse.fem.condensed_elasticity import ElasticBody
    from filasse.fem.linear import direct_solver, mumps
    from filasse.fem.linear.assistance import Announced, AnnouncedMatrix, Assistance
    from filasse.fem.linear.multigrid import MultigridSolver
    from filasse.timeloop import frozen_geometry

    return [
        (gmsh.model.mesh, "generate", f"{KERNEL}mesher"),
        (dolfinx.fem.petsc, "assemble_matrix", f"{KERNEL}assembly"),
        (filasse.fem.elastic_matrices, "square_matrix", f"{KERNEL}assembly"),
        (mumps, "_set_up", f"{KERNEL}factors"),
        (direct_solver, "solve_sparse", f"{KERNEL}columns"),
        (MultigridSolver, "_part", f"{KERNEL}multigrid"),
        (ElasticBody, "_functionals", "stress intensities"),
        (ElasticBody, "condense", CONDENSING),
        (IonicBody, "condense", CONDENSING),
        (frozen_geometry, "condense", CONDENSING),
        (filasse.fem.condensed, "in_turn", WAITING),
        (MultigridSolver, "condense", WAITING),
        (Assistance, "take", WAITING),
        (Announced, "take", WAITING),
        (AnnouncedMatrix, "take", WAITING),
        (filasse.simulation, "integrate", "integration"),
    ]


def last_step(size: int, solver: str, folder: str) -> dict[str, Any]:
    """Run to the first advance and over the step after it; what this rank took for that step."""
    from filasse.config import load_config
    from filasse.timeloop import frozen_geometry

    tip, grading, far = MESHES[size]
    changes = {"mesh.tip": f"{tip} um", "mesh.grading": grading, "mesh.far": f"{far} um"}
    changes |= {"growth.max_steps": "2", "output.fields_every": "0", "output.figures": "false"}
    changes |= {"numerics.linear_solver": solver, "output.log_level": "error"}
    setup = load_config(CONFIG, [f"{key}={value}" for key, value in changes.items()])
    sizes = [0, 0]

    def keep_sizes(condense: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            response, bodies = condense(*args)
            sizes[:] = bodies.elastic.solver.displacements, response.grid.size
            return response, bodies

        return call

    with replaced(frozen_geometry, "condense", keep_sizes):
        laps = timed_laps(stages_in_space(), setup, Path(folder), time.process_time)
    return {"stages": laps[-1], "peak": peak_memory(), "sizes": sizes}


def print_part(size: int, solver: str, folder: str) -> None:
    """Run on this rank; rank 0 prints what all ranks took."""
    from mpi4py import MPI

    every = MPI.COMM_WORLD.gather(last_step(size, solver, folder))
    if every is not None:
        print("STEP" + json.dumps(every))


def measured_step(size: int, solver: str, ranks: int) -> SolidStep:
    """A step of a run on some ranks."""
    mpiexec = Path(sys.executable).with_name("mpiexec")
    with tempfile.TemporaryDirectory() as folder:
        here = [sys.executable, "-m", "benchmarks.performance.solid_step", "--part"]
        command = [str(mpiexec), "-n", str(ranks), *here, str(size), solver, f"{folder}/run"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("STEP"))
    found = json.loads(line.removeprefix("STEP"))
    stages, peaks = ([rank[name] for rank in found] for name in ("stages", "peak"))
    return SolidStep(stages, peaks, *found[0]["sizes"])


def compared(size: int, console: Console) -> bool:
    """Print all steps of a size, and keep them; tell whether the demands are met."""
    steps = {(s, r): measured_step(size, s, r) for s in GAINS for r in (1, 2)}
    alone = steps["direct", 1]
    heads = [f"{solver}, {ranks}: {i}" for solver, ranks in steps for i in range(ranks)]
    title = (
        f"seconds of a growth step, {alone.displacements} displacements, {alone.film} film nodes"
    )
    table = Table("solver, ranks: rank", *heads, title=title)
    every = [stages for step in steps.values() for stages in step.ranks]
    for stage in dict.fromkeys(name for stages in every for name in stages):
        table.add_row(stage, *(f"{stages.get(stage, 0.0):.2f}" for stages in every))
    table.add_row("peak MB", *(f"{peak:.0f}" for step in steps.values() for peak in step.memory))
    console.print(table)
    figures: dict[str, float] = {"displacements": alone.displacements, "film": alone.film}
    passed = True
    for solver, gain in GAINS.items():
        one, two = steps[solver, 1], steps[solver, 2]
        gained = one.seconds / two.seconds
        figures |= {f"{solver} [s]": one.seconds, f"{solver} over kernels": one.over_kernels}
        figures |= {f"{solver} on 2 ranks [s]": two.seconds, f"{solver} gain": gained}
        figures |= {f"{solver} [MB]": one.memory[0], f"{solver} on 2 ranks [MB]": max(two.memory)}
        console.print(
            f"{solver}: {one.seconds:.1f} s, {one.over_kernels:.2f} times the bare kernels; on two "
            f"ranks {two.seconds:.1f} s, {gained:.2f} times as fast"
        )
        passed &= size < 67 or gained >= gain
    passed &= alone.seconds <= BUDGETS[size][0] and alone.memory[0] <= BUDGETS[size][1]
    keep("solid_step", figures, passed)
    return passed


def main(sizes: tuple[int, ...] = tuple(MESHES)) -> bool:
    """Print the tables; tell whether all demands are met."""
    console = Console(width=150)
    passed = [compared(size, console) for size in sizes]
    return all(passed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        print_part(int(sys.argv[2]), *sys.argv[3:5])
        sys.exit(0)
    sys.exit(0 if main(arguments(__doc__, int) or tuple(MESHES)) else 1)
