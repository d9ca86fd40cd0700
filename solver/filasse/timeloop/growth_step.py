"""One geometry from its first state to the event that ends it."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from filasse.anode.foil_anode import Foil, foil, interface_to
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.film_newton import Newton
from filasse.cracks.state import AnodeState, Fill, FilmState, Place, State
from filasse.fem.condensed import Response
from filasse.fracture.criterion import Fracture
from filasse.fracture.propagation import Advance, active_tips, critical_advances, is_short_circuit
from filasse.fracture.toughness_map import MaterialMap, look_around, uniform
from filasse.parameters.cell_model import CellModel
from filasse.parameters.problem import Problem
from filasse.records.record import Record
from filasse.records.recording import record
from filasse.remap.detached import RESTART, Carry, first_state, settled_state
from filasse.remap.lithium_remap import stretched_pressure
from filasse.timeloop.integrator import PAUSE, march
from filasse.timeloop.outcome import Event, Outcome

type FloatArray = npt.NDArray[np.float64]

LEAST_STEP = 1e-3
"""Time step to try at least on a new geometry, over the first one of the run."""


def advance(
    response: Response,
    model: Problem,
    geometry: SlabGeometry,
    carry: Carry | None,
    materials: MaterialMap | None = None,
    paused: Outcome | None = None,
) -> Outcome:
    """Settle the lithium on a new geometry, and march to the next event, or to a pause.

    Args:
        response: of the geometry.
        model: what is solved.
        geometry: the geometry.
        carry: lithium from the geometry before; None at the start of a run.
        materials: what lies round the tips; None for a uniform electrolyte.
        paused: how far a march on this geometry has come, to go on from there.

    Raises:
        ConvergenceError: no time step converges.
    """
    place = carry.place if carry is not None else None
    # Threads only slow these small dense solves down.
    with threadpool_limits(1):
        if paused is not None:
            return _resumed(response, model, geometry, paused, materials)
        anode = carry.anode if carry is not None else _fresh_anode(response, model)
        system = coupled_system(response, model, place, anode)
        state = _settled(system, model, carry, anode)
        tips = fracture(system, model, geometry, materials)
        if is_short_circuit(geometry, model.growth):
            return Outcome(state, Event.SHORT_CIRCUIT, (record(system, tips, state, 0.0),))
        likely = _likely(system, state, carry) if carry is not None and carry.growing else None
        return _through_segments(system, tips, model, state, likely)


def _fresh_anode(response: Response, model: Problem) -> AnodeState | None:
    with _body(response, model.cell_in(model.segments[0])) as body:
        return body.start() if body is not None else None


def _body(response: Response, cell: CellModel) -> AbstractContextManager[Foil | None]:
    """The anode's foil at the temperature of a cell, freed at the end; None for a reservoir."""
    body = foil(response, cell)
    return nullcontext() if body is None else closing(body)


def _resumed(
    response: Response,
    model: Problem,
    geometry: SlabGeometry,
    paused: Outcome,
    materials: MaterialMap | None,
) -> Outcome:
    """March on after a pause."""
    state = paused.state
    system = coupled_system(response, model, state.place, state.anode)
    tips = fracture(system, model, geometry, materials)
    return _through_segments(system, tips, model, state, None, paused.history)


def _likely(system: CoupledSystem, state: State, carry: Carry) -> FilmState:
    """The films with the pressures of the geometry before, stretched to the longer cracks."""
    pressure = stretched_pressure(system.response.grid, carry.profiles)
    wet = pressure > 0
    wet[system.open_mouths] = True
    film = replace(
        state.film,
        traction=np.where(wet, np.maximum(pressure, 0.0), 0.0),
        fill=np.where(wet, Fill.WET, Fill.DRY).astype(np.int8),
    )
    lithium = np.where(wet, system.gap.volumes(film.traction), film.lithium)
    return replace(film, lithium=lithium)


def _settled(
    system: CoupledSystem, model: Problem, carry: Carry | None, anode: AnodeState | None
) -> State:
    """First state on a geometry."""
    tolerance, most = model.limits.newton_tolerance, model.limits.max_newton
    if carry is None:
        return first_state(system, model.first_step, tolerance, most, anode)
    return settled_state(system, carry, LEAST_STEP * model.first_step, tolerance, most)


def _through_segments(
    system: CoupledSystem,
    tips: Fracture,
    model: Problem,
    state: State,
    likely: FilmState | None,
    history: tuple[tuple[float, FloatArray], ...] = (),
) -> Outcome:
    """March through the protocol until something else than the end of a segment happens."""
    records: list[Record] = []
    while True:
        segment = model.segments[state.place.segment]
        limits = model.limits
        with _body(system.response, system.model) as body:
            outcome = march(system, tips, state, limits, segment, likely, body, history)
        records += outcome.records
        if outcome.event is Event.SEGMENT and segment.is_last:
            outcome = replace(outcome, event=Event.END)
        if outcome.event is not Event.SEGMENT:
            return replace(outcome, records=tuple(records))
        likely, history, place = None, (), Place(state.place.segment + 1)
        system = coupled_system(system.response, model, place, outcome.state.anode)
        tips = tips.facing(system)
        state = switched(system, model, replace(outcome.state, place=place))
        if len(records) >= PAUSE:
            return Outcome(state, Event.PAUSED, tuple(records))


def switched(system: CoupledSystem, model: Problem, state: State) -> State:
    """The state just after the cycler has switched: the lithium is where it was.

    Only currents and potentials are new: lips that a foil has moved since the last step open or
    close by the next one, which keeps the lithium.
    """
    newton = Newton(system, model.limits.newton_tolerance, model.limits.max_newton)
    solution = newton.solve(state.film, state.film.lithium, 0.0, frozen="film")
    film = state.film.with_electric(solution.film)
    step = min(RESTART * state.step_size, model.first_step)
    return _placed(replace(state, film=film, step_size=step, iterations=solution.iterations))


def _placed(state: State) -> State:
    """Note where a segment begins."""
    return replace(state, place=Place(state.place.segment, state.time, state.totals.charge))


def critical(
    response: Response,
    model: Problem,
    geometry: SlabGeometry,
    outcome: Outcome,
    materials: MaterialMap | None = None,
) -> tuple[Advance, ...]:
    """The steps that the critical tips of a march's outcome want to take."""
    system = coupled_system(response, model, outcome.state.place, outcome.state.anode)
    tips = fracture(system, model, geometry, materials)
    return critical_advances(geometry, system, tips, outcome.state, model.growth, materials)


def fracture(
    system: CoupledSystem,
    model: Problem,
    geometry: SlabGeometry,
    materials: MaterialMap | None = None,
) -> Fracture:
    """What the tips of a geometry need to grow."""
    sites = system.response.grid.tips
    if materials is None:
        moduli = system.response.elastic.modulus
        ahead = tuple(uniform(float(e), model.cell.toughness) for e in moduli)
    else:
        ahead = look_around(materials, sites, model.growth.step, model.growth.spread)
    active = active_tips(geometry, system)
    return Fracture(system, ahead, model.growth.criterion, active, model.limits.landing)


def coupled_system(
    response: Response,
    model: Problem,
    place: Place | None = None,
    anode: AnodeState | None = None,
) -> CoupledSystem:
    """The coupled system of a geometry, at a place in the protocol, against the anode."""
    segment = model.segments[place.segment if place is not None else 0]
    cell = model.cell_in(segment)
    interface = interface_to(response, cell, anode)
    return CoupledSystem(response, cell, segment.drive, interface)
