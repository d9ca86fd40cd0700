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
    mesh = {f"mesh.{name}": f"{size * scale} um" for name, size in SIZES.items()}
    values = {**mesh, "mesh.grading": "0.15"} | dict(each.split("=", 1) for each in overrides)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.yaml"
        path.write_text(TEXT)
        return load_config(path, [f"{key}={value}" for key, value in values.items()])


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


class StepTimer:
    """Times what a run does, by replacing the functions that it calls.

    Attributes:
        steps: growth steps so far.
    """

    def __init__(self, after_step: Callable[[], None], clock: Callable[[], float]) -> None:
        """Set up.

        Args:
            after_step: called after every growth step, outside its time.
            clock: what tells the time [s].
        """
        self.watch, self.after_step = Stopwatch(clock), after_step
        self.sizes: list[int] = []
        self.steps: list[Step] = []

    def keep_sizes(self, condense: Callable[..., Any]) -> Callable[..., Any]:
        """Note how many unknowns a geometry has."""

        def call(*args: Any, **kwargs: Any) -> Any:
            response, bodies = condense(*args, **kwargs)
            dofs = bodies.elastic.space.dofmap
            count = dofs.index_map.size_global * dofs.index_map_bs
            self.sizes[:] = [count, response.grid.size, len(response.ionic.areas)]
            return response, bodies

        return call

    def keep_counts(self, integrate: Callable[..., Any]) -> Callable[..., Any]:
        """Note how many steps and iterations the integration in time took."""

        def call(*args: Any, **kwargs: Any) -> Any:
            outcome = integrate(*args, **kwargs)
            iterations = sum(record.newton_iterations for record in outcome.records)
            self.sizes[3:] = [len(outcome.records), iterations]
            return outcome

        return call

    def end_step(self, checkpoint: Callable[..., Any]) -> Callable[..., Any]:
        """A growth step ends with its checkpoint."""

        def call(*args: Any, **kwargs: Any) -> None:
            checkpoint(*args, **kwargs)
            self.watch.lap()
            displacements, film, reactive, time_steps, iterations = self.sizes
            stages = self.watch.laps[-1]
            self.steps.append(Step(displacements, film, reactive, time_steps, iterations, stages))
            self.after_step()
            self.watch.restart()

        return call


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
    from filasse.output import RunObservers
    from filasse.timeloop import frozen_geometry

    timer = StepTimer(after_step, clock)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(replaced(frozen_geometry, "condense", timer.keep_sizes))
        for owner, name, label in watched():
            stack.enter_context(replaced(owner, name, timer.watch.timed(label)))
        stack.enter_context(replaced(filasse.simulation, "integrate", timer.keep_counts))
        stack.enter_context(replaced(RunObservers, "checkpoint", timer.end_step))
        timer.watch.restart()
        filasse.simulation.simulate(setup, Path(folder) / "run")
    return timer.steps


def timed_laps(
    stages: Sequence[tuple[Any, str, Label]],
    setup: Config,
    folder: Path,
    clock: Callable[[], float],
) -> list[dict[str, float]]:
    """Seconds of every growth step of a run by stage, on this rank; a collective call.

    Args:
        stages: what is timed, as `watched` gives it.
        setup: what to run.
        folder: of the run.
        clock: what tells the time [s].
    """
    import filasse.simulation
    from filasse.output import RunObservers

    watch = Stopwatch(clock)

    def end_step(checkpoint: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> None:
            checkpoint(*args, **kwargs)
            watch.lap()

        return call

    with ExitStack() as stack:
        for owner, name, label in stages:
            stack.enter_context(replaced(owner, name, watch.timed(label)))
        stack.enter_context(replaced(RunObservers, "checkpoint", end_step))
        watch.restart()
        filasse.simulation.simulate(setup, folder)
    return watch.laps


def watched() -> list[tuple[Any, str, Label]]:
    """What is timed: owner, name, and the stage that its time counts for."""
    import filasse.simulation
    import filasse.simulation.slab
    from filasse.fem.condensed_conduction import IonicBody
    from filasse.fem.condensed_elasticity import ElasticBody
    from filasse.fem.linear.direct_solver import CholeskyFactor
    from filasse.fem.linear.joined_factor import JoinedFactor
    from filasse.fem.linear.substructure import Substructure
    from filasse.fem.planar import cutting
    from filasse.timeloop import frozen_geometry
    from filasse.timeloop.frozen_geometry import FrozenGeometry

    return [
        (filasse.simulation.slab, "build_mesh", "mesh"),
        (frozen_geometry, "distribute", "distribute"),
        (ElasticBody, "__init__", "assemble matrices"),
        (IonicBody, "__init__", "assemble matrices"),
        (ElasticBody, "condense", "assemble columns"),
        (IonicBody, "condense", "assemble columns"),
        (CholeskyFactor, "__init__", lambda _, __, name, *___: f"factorise {name}"),
        (CholeskyFactor, "condense", lambda factor, *_: f"solve {factor.name}"),
        (Substructure, "eliminate", "solve elasticity"),
        (Substructure, "condensed", "solve elasticity"),
        (JoinedFactor, "condense", "solve elasticity"),
        (cutting, "part_of_stiffness", "assemble columns"),
        (filasse.simulation, "integrate", "integrate"),
        (FrozenGeometry, "critical_advances", "grow"),
        (filasse.simulation, "grown", "grow"),
        (FrozenGeometry, "detach_advanced", "grow"),
    ]
