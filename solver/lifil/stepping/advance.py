"""One geometry from its first state to the event that ends it."""

from __future__ import annotations

from threadpoolctl import threadpool_limits

from lifil.discretisation.response import Response
from lifil.stepping.carry import Carry, first_state, settled_state
from lifil.stepping.criterion import Fracture
from lifil.stepping.geometry import SlabGeometry
from lifil.stepping.growth import Advance, active_tips, critical_advances, is_short_circuit
from lifil.stepping.march import Event, Outcome, march
from lifil.stepping.problem import Problem
from lifil.stepping.records import record
from lifil.stepping.surroundings import MaterialMap, look_around, uniform
from lifil.stepping.system import CoupledSystem


def advance(
    response: Response,
    model: Problem,
    geometry: SlabGeometry,
    carry: Carry | None,
    materials: MaterialMap | None = None,
) -> Outcome:
    """Settle the lithium on a new geometry, and march to the next event.

    Args:
        response: of the geometry.
        model: what is solved.
        geometry: the geometry.
        carry: lithium from the geometry before; None at the start of a run.
        materials: what lies round the tips; None for a uniform electrolyte.

    Raises:
        ConvergenceError: no time step converges.
    """
    with threadpool_limits(1):  # threads only slow these small dense solves down
        system = coupled_system(response, model)
        tips = fracture(system, model, materials)
        return _advance(system, tips, model, geometry, carry)


def _advance(
    system: CoupledSystem,
    tips: Fracture,
    model: Problem,
    geometry: SlabGeometry,
    carry: Carry | None,
) -> Outcome:
    tolerance, most = model.limits.newton_tolerance, model.limits.max_newton
    if carry is None:
        state = first_state(system, model.first_step, tolerance, most)
    else:
        state = settled_state(system, carry, tolerance, most)
    if is_short_circuit(geometry, model.growth):
        return Outcome(state, Event.SHORT_CIRCUIT, (record(system, tips, state, 0.0),))
    return march(system, tips, state, model.limits, active_tips(geometry, system))


def critical(
    response: Response,
    model: Problem,
    geometry: SlabGeometry,
    outcome: Outcome,
    materials: MaterialMap | None = None,
) -> tuple[Advance, ...]:
    """The steps that the critical tips of a march's outcome want to take."""
    system = coupled_system(response, model)
    tips = fracture(system, model, materials)
    return critical_advances(geometry, system, tips, outcome.state, model.growth, materials)


def fracture(system: CoupledSystem, model: Problem, materials: MaterialMap | None) -> Fracture:
    """What the tips of a geometry need to grow."""
    sites = system.response.grid.tips
    if materials is None:
        moduli = system.response.elastic.modulus
        ahead = tuple(uniform(float(e), model.cell.toughness) for e in moduli)
    else:
        ahead = look_around(materials, sites, model.growth.step, model.growth.spread)
    return Fracture(system, ahead, model.growth.criterion)


def coupled_system(response: Response, model: Problem) -> CoupledSystem:
    """The coupled system of a geometry."""
    return CoupledSystem(response, model.cell, model.drive)
