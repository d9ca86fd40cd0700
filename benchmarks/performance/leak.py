"""Grow a tiny slab through hundreds of steps: live objects and memory must stay the same.

python -m benchmarks.performance.leak [number of steps]
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.arguments import arguments
from benchmarks.performance.slab import config, timed_steps
from benchmarks.performance.stopwatch import resident_memory
from benchmarks.record import keep
from filasse.parallel import world

TINY = (
    "geometry.width=40 um",
    "geometry.thickness=80 um",
    "geometry.flaws.0.position=20 um",
    "geometry.flaws.0.length=8 um",
    "protocol.current_density=8 mA/cm^2",
    "growth.step=0.1 um",
    "growth.short_circuit_distance=2 um",
    "mesh.tip=0.1 um",
    "mesh.lip=4 um",
    "mesh.far=16 um",
    "mesh.anode=8 um",
    "mesh.grading=0.4",
)
"""500 steps of 0.1 um on a mesh of a few hundred cells."""

MOST_COMMUNICATORS = 4000
"""Some MPIs have no limit that could be met."""

GROWTH = 0.05
"""Largest growth of the resident memory after the first fifth of the steps."""


@dataclass(frozen=True)
class Census:
    """What lives: PETSc objects, communicators that MPI could still make, and memory [MB]."""

    objects: int
    communicators: int
    memory: float


def main(count: int = 500) -> bool:
    """Print a census after every tenth of the steps; tell whether it stays the same."""
    world()
    from petsc4py import PETSc

    PETSc.Log.begin()
    taken: list[Census] = []
    every = max(count // 10, 1)
    passed = 0

    def after_step() -> None:
        nonlocal passed
        passed += 1
        if passed % every == 0:
            taken.append(Census(_petsc_objects(PETSc), _free_communicators(), resident_memory()))

    timed_steps(config(overrides=[*TINY, f"growth.max_steps={count}"]), after_step)
    table = Table("step", "PETSc objects", "communicators left", "MB")
    for index, census in enumerate(taken):
        values = (census.objects, census.communicators, round(census.memory, 1))
        table.add_row(str((index + 1) * every), *map(str, values))
    console = Console()
    console.print(table)
    first, last = taken[len(taken) // 5], taken[-1]
    flat = last.memory <= (1 + GROWTH) * first.memory
    same = (first.objects, first.communicators) == (last.objects, last.communicators)
    console.print("no leak" if flat and same else "LEAKS")
    figures = {"first [MB]": first.memory, "last [MB]": last.memory, "steps": count}
    keep("leak", figures | {"PETSc objects": last.objects}, flat and same)
    return flat and same


def _petsc_objects(PETSc: Any) -> int:
    """Objects created and not destroyed, by PETSc's own log."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.txt"
        viewer = PETSc.Viewer().createASCII(str(path), comm=PETSc.COMM_SELF)
        PETSc.Log.view(viewer)
        viewer.destroy()
        table = path.read_text().partition("Object Type")[2]
    rows = re.findall(r"^ *[A-Z][\w ]*? +(\d+) +(\d+)\s*$", table, re.MULTILINE)
    return sum(int(created) - int(destroyed) for created, destroyed in rows)


def _free_communicators() -> int:
    """How many communicators can still be made, up to a limit."""
    from mpi4py import MPI

    made: list[Any] = []
    try:
        while len(made) < MOST_COMMUNICATORS:
            made.append(MPI.COMM_SELF.Dup())
    except MPI.Exception:
        pass
    for comm in made:
        comm.Free()
    return len(made)


if __name__ == "__main__":
    sys.exit(0 if main(*arguments(__doc__, int)) else 1)
