"""One geometry from its first state to the event that ends it."""

from __future__ import annotations

from threadpoolctl import threadpool_limits

from lifil.discretisation.response import Response
from lifil.stepping.carry import Carry, first_state, settled_state
from lifil.stepping.geometry import SlabGeometry
from lifil.stepping.growth import Grown, active_tips, grow, is_short_circuit
from lifil.stepping.march import Event, Outcome, march
from lifil.stepping.problem import Problem
from lifil.stepping.records import record
from lifil.stepping.system import CoupledSystem


def advance(
    response: Response, model: Problem, geometry: SlabGeometry, carry: Carry | None
) -> Outcome:
    """Settle the lithium on a new geometry, and march to the next event.

    Args:
        response: of the geometry.
        model: what is solved.
        geometry: the geometry.
        carry: lithium from the geometry before; None at the start of a run.

    Raises:
        ConvergenceError: no time step converges.
    """
    with threadpool_limits(1):  # threads only slow these small dense solves down
        return _advance(coupled_system(response, model), model, geometry, carry)


def _advance(
    system: CoupledSystem, model: Problem, geometry: SlabGeometry, carry: Carry | None
) -> Outcome:
    tolerance, most = model.limits.newton_tolerance, model.limits.max_newton
    if carry is None:
        state = first_state(system, model.first_step, tolerance, most)
    else:
        state = settled_state(system, carry, tolerance, most)
    if is_short_circuit(geometry, model.growth):
        return Outcome(state, Event.SHORT_CIRCUIT, (record(system, state, 0.0),))
    return march(system, state, model.limits, active_tips(geometry, system))


def grow_critical(
    response: Response, model: Problem, geometry: SlabGeometry, outcome: Outcome
) -> Grown:
    """Advance the critical tips of a march's outcome."""
    return grow(geometry, coupled_system(response, model), outcome.state, model.growth)


def coupled_system(response: Response, model: Problem) -> CoupledSystem:
    """The coupled system of a geometry."""
    return CoupledSystem(response, model.cell, model.drive)
