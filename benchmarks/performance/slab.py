"""The slab that is timed: LLZO, 100 um thick, cracked half through, on meshes of any size."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.performance.stopwatch import Label, Stopwatch, replaced
from filasse.config import Config, load_config

TEXT = """
title: benchmark
geometry:
  width: 100 um
  thickness: 100 um
  flaws: [{position: 50 um, length: 50 um}]
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 2 mA/cm^2, stop_time: 10 h}
growth: {step: 2.5 um}
output: {figures: false, fields_every: 0, log_level: error}
"""

SIZES = {"far": 1.5, "tip": 0.05, "lip": 0.4, "anode": 1.0}
"""Cell sizes at 70k displacements [um]."""


def config(scale: float = 1.0, overrides: Sequence[str] = ()) -> Config:
    """The slab on a mesh with cells `scale` times as large as at 70k displacements."""
    mesh = [f"mesh.{name}={size * scale} um" for name, size in SIZES.items()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.yaml"
        path.write_text(TEXT)
        return load_config(path, [*mesh, "mesh.grading=0.15", *overrides])


@dataclass(frozen=True)
class Step:
    """A growth step of a run.

    Attributes:
        displacements: degrees of freedom of the displacement.
        film: nodes of the film.
        reactive: nodes of all reactive surfaces.
        time_steps: accepted.
        iterations: of Newton's method.
        stages: seconds by stage.
    """

    displacements: int
    film: int
    reactive: int
    time_steps: int
    iterations: int
    stages: dict[str, float]

    @property
    def seconds(self) -> float:
        """Time from the mesh to the checkpoint."""
        return sum(self.stages.values())


def timed_steps(
    setup: Config,
    after_step: Callable[[], None] = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Step]:
    """Run a configuration, and time its growth steps from the mesh to the checkpoint.

    Args:
        setup: what to run.
        after_step: called after every growth step, outside its time.
        clock: what tells the time [s].
    """
    import filasse.simulation
    import filasse.simulation.slab
    from filasse.fem.condensed_conduction import IonicBody
    from filasse.fem.condensed_elasticity import ElasticBody
    from filasse.fem.linear.direct_solver import Factor
    from filasse.output import Observers
    from filasse.timeloop import frozen_geometry
    from filasse.timeloop.frozen_geometry import FrozenGeometry

    watch = Stopwatch(clock)
    sizes: list[int] = []
    steps: list[Step] = []

    def keep_sizes(condense: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            response, bodies = condense(*args, **kwargs)
            count = bodies.elastic.factor.size
            sizes[:] = [count, response.grid.size, len(response.ionic.areas)]
            return response, bodies

        return call

    def keep_counts(integrate: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            outcome = integrate(*args, **kwargs)
            iterations = sum(record.newton_iterations for record in outcome.records)
            sizes[3:] = [len(outcome.records), iterations]
            return outcome

        return call

    def end_step(checkpoint: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> None:
            checkpoint(*args, **kwargs)
            watch.lap()
            displacements, film, reactive, time_steps, iterations = sizes
            stages = watch.laps[-1]
            steps.append(Step(displacements, film, reactive, time_steps, iterations, stages))
            after_step()
            watch.restart()

        return call

    watched: list[tuple[Any, str, Label]] = [
        (filasse.simulation.slab, "build_mesh", "mesh"),
        (frozen_geometry, "distribute", "distribute"),
        (ElasticBody, "__init__", "assemble matrices"),
        (IonicBody, "__init__", "assemble matrices"),
        (ElasticBody, "condense", "assemble columns"),
        (IonicBody, "condense", "assemble columns"),
        (Factor, "__init__", lambda _, __, name, *___: f"factorise {name}"),
        (Factor, "condense", lambda factor, *_: f"solve {factor.name}"),
        (filasse.simulation, "integrate", "march"),
        (FrozenGeometry, "critical_advances", "grow"),
        (filasse.simulation, "grow", "grow"),
        (FrozenGeometry, "detach_advanced", "grow"),
    ]
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(replaced(frozen_geometry, "condense", keep_sizes))
        for owner, name, label in watched:
            stack.enter_context(replaced(owner, name, watch.timed(label)))
        stack.enter_context(replaced(filasse.simulation, "integrate", keep_counts))
        stack.enter_context(replaced(Observers, "checkpoint", end_step))
        watch.restart()
        filasse.simulation.simulate(setup, Path(folder) / "run")
    return steps
