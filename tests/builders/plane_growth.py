"""March on condensed slabs without files: to a steady state, or through the growth of cracks."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from tests.builders.slabs import FREE, LLZO, TOUGHNESS, Solid, condensed_on

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.end_reason import EndReason
from filasse.fem.condensed import Response
from filasse.fem.domain import distribute
from filasse.fracture.toughness_map import MaterialMap
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.limits import Limits
from filasse.parameters.problem import Problem
from filasse.parameters.protocol import Segment
from filasse.remap.detached import Detached
from filasse.simulation.crack_advance import grow
from filasse.simulation.slab import UncrackedSlab
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Event, Outcome
from filasse.timeloop.pauses import Pauses
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


def frozen(
    response: Response,
    model: Problem,
    cracks: Slab | SlabGeometry,
    toughness: float = TOUGHNESS,
) -> FrozenGeometry:
    """A condensed geometry of one material.

    Args:
        response: of the geometry.
        model: what is solved.
        cracks: its crack paths.
        toughness: K_c [Pa m^0.5].
    """
    paths = geometry_of(cracks) if isinstance(cracks, Slab) else cracks
    modulus = response.elastic.modulus[:1] if len(response.grid.tips) else np.ones(1)
    nothing, one = np.zeros(1), np.zeros(1, dtype=np.int64)
    material = CellMaterial(one, modulus, nothing, np.array([toughness]), nothing)
    corners = np.array([[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]])
    return FrozenGeometry(response, model, paths, MaterialMap(corners, material))


def march(geometry: FrozenGeometry, detached: Detached | None = None) -> Outcome:
    """Integrate to the next event, without pauses."""
    return integrate(geometry, detached, Pauses(interval=math.inf, most_steps=sys.maxsize))


def steady(response: Response, slab: Slab, model: Problem, toughness: float = TOUGHNESS) -> Outcome:
    """Integrate until nothing changes.

    Raises:
        RuntimeError: something else ended the march.
    """
    outcome = march(frozen(response, model, slab, toughness))
    if outcome.event is not EndReason.ARRESTED:
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
    geometry, detached = geometry_of(slab), None
    while True:
        cracks = tuple(Crack(c.name, c.points, c.mouth) for c in geometry.cracks)
        slab = replace(slab, cracks=cracks)
        uncracked = UncrackedSlab(replace(slab, cracks=()), sizes_of(slab), True)
        geometry, mesh = uncracked.mesh(geometry)
        response = condensed_on(distribute(mesh), model.support, solid)
        rule = replace(model.growth, step=step_of(geometry.cracks[0].length))
        now = replace(model, growth=rule)
        site = frozen(response, now, geometry)
        outcome = march(site, detached)
        yield Passage(slab, response, outcome)
        if outcome.event is not Event.CRITICAL:
            return
        steps = site.critical_advances(outcome.state)
        grown = grow(uncracked, geometry, steps, rule.short_circuit_distance)
        detached = site.detach_advanced(outcome.state, outcome.earlier, steps, grown.lengths)
        geometry = grown.geometry
