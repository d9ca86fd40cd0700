"""March on condensed slabs without files: to a steady state, or through the growth of cracks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benchmarks.verification.slab import FREE, LLZO, Solid, condensed_on
from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.fem.condensed import Response
from filasse.fem.domain import distribute
from filasse.fracture.propagation import carry_on
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.limits import Limits
from filasse.parameters.problem import Problem
from filasse.parameters.protocol import Segment
from filasse.records.record import Record
from filasse.remap.detached import Carry
from filasse.simulation.crack_advance import grow
from filasse.simulation.slab import Blank
from filasse.timeloop.growth_step import advance, coupled_system, critical
from filasse.timeloop.outcome import Event, Outcome
from filasse_meshes import Crack, Sizes, Slab

LIMITS = Limits(
    stop_time=1e6,
    time_tolerance=1e-3,
    landing=1e-6,
    newton_tolerance=1e-10,
    max_newton=25,
    max_step=1e6,
)


def problem(
    cell: CellModel, drive: Drive, *, first_step: float = 1e-3, limits: Limits = LIMITS
) -> Problem:
    """A problem of a slab that is free everywhere.

    Args:
        cell: parameters of kinetics, lithium and fracture.
        drive: what the cycler prescribes.
        first_step: first time step to try [s].
        limits: of the march.
    """
    segment = Segment(drive, limits.stop_time, is_last=True)
    rule = GrowthRule(1.0, 1e-9)
    return Problem(FREE, cell, (segment,), rule, limits, first_step, 1.0)


def geometry_of(slab: Slab) -> SlabGeometry:
    """The geometry whose cracks are those of a slab."""
    cracks = tuple(CrackPath(c.name, c.path, c.mouth) for c in slab.cracks)
    return SlabGeometry(slab.width, slab.thickness, cracks)


def march(
    response: Response, model: Problem, geometry: SlabGeometry, held: Carry | None = None
) -> Outcome:
    """March to the next event, through all pauses."""
    outcome, records = None, list[Record]()
    while outcome is None or outcome.event is Event.PAUSED:
        outcome = advance(response, model, geometry, held, paused=outcome)
        records += outcome.records
    return replace(outcome, records=tuple(records))


def steady(response: Response, slab: Slab, model: Problem) -> Outcome:
    """March until nothing changes.

    Raises:
        RuntimeError: something else ended the march.
    """
    outcome = march(response, model, geometry_of(slab))
    if outcome.event is not Event.ARRESTED:
        raise RuntimeError(f"The march ended by {outcome.event}, not in a steady state.")
    return outcome


@dataclass(frozen=True)
class Passage:
    """One geometry of a run.

    Attributes:
        slab: its mesh's description.
        response: its condensed operators.
        outcome: of the march on it.
    """

    slab: Slab
    response: Response
    outcome: Outcome

    @property
    def time(self) -> float:
        """When the march ended [s]."""
        return self.outcome.state.time


def growth(
    slab: Slab,
    model: Problem,
    sizes_of: Callable[[Slab], Sizes],
    step_of: Callable[[float], float],
    solid: Solid = LLZO,
) -> Iterator[Passage]:
    """Grow the cracks of a slab; yields every geometry after its march.

    Args:
        slab: the first geometry.
        model: what is solved.
        sizes_of: cell sizes of a slab.
        step_of: length of the next advance [m], from the length of the first crack [m].
        solid: elastic and ionic constants.
    """
    geometry, held = geometry_of(slab), None
    while True:
        cracks = tuple(Crack(c.name, c.points, c.mouth) for c in geometry.cracks)
        slab = replace(slab, cracks=cracks)
        blank = Blank(replace(slab, cracks=()), sizes_of(slab), True)
        geometry, mesh = blank.mesh(geometry)
        response = condensed_on(distribute(mesh), model.support, solid)
        rule = replace(model.growth, step=step_of(geometry.cracks[0].length))
        now = replace(model, growth=rule)
        outcome = march(response, now, geometry, held)
        yield Passage(slab, response, outcome)
        if outcome.event is not Event.CRITICAL:
            return
        steps = critical(response, now, geometry, outcome)
        grown = grow(blank, geometry, steps, rule.short_circuit_distance)
        system = coupled_system(response, now, outcome.state.place)
        geometry, held = grown.geometry, carry_on(system, outcome.state, steps, grown.lengths)
