"""One geometry from its first state to the event that ends it.

A short circuit ends the run, here and nowhere else: at once on a geometry whose cracks have reached
the counter electrode, and where the tip that reaches it has to be critical first (`growth.method:
two_step`), when it is. What counts as having reached it: `PlanarGrowth.is_short_circuited`,
`SolidGrowth.is_short_circuited`.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.state import Fill, FilmState, ProtocolPosition, State
from filasse.end_reason import EndReason
from filasse.records.run_record import Record
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import stretched_pressure
from filasse.remap.moving_places import foreseen_pressure
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.integrator import integrate_segment
from filasse.timeloop.outcome import Event, IntegrationStart, Outcome
from filasse.timeloop.pauses import Pauses
from filasse.timeloop.two_step import AdvanceStart


def integrate(
    geometry: FrozenGeometry, detached: Detached | None = None, pauses: Pauses | None = None
) -> Outcome:
    """Integrate from the first state on a geometry, or from a pause, to the next event or pause.

    Args:
        geometry: the geometry.
        detached: state of the geometry before, or of a pause on this one; None at the start of a
            run.
        pauses: when to pause; after some steps by default.

    Raises:
        ConvergenceError: no time step converges.
    """
    outcome = _integrated(geometry, detached, pauses or Pauses())
    if outcome.event is Event.CRITICAL and geometry.makes_contact(outcome.state):
        return replace(outcome, event=EndReason.SHORT_CIRCUIT)
    return outcome


def _integrated(geometry: FrozenGeometry, detached: Detached | None, pauses: Pauses) -> Outcome:
    # Threads only slow these small dense solves down.
    with threadpool_limits(1):
        if detached is None:
            state = geometry.initial_state()
            if geometry.is_short_circuited:
                return _at_once(geometry, state)
            return _through_segments(geometry, state, IntegrationStart(), pauses)
        paused = geometry.resume(detached)
        if paused is not None:
            entry = IntegrationStart(past=detached.past, earlier=detached.earlier)
            return _through_segments(geometry, paused, entry, pauses)
        state = geometry.restore(detached)
        if geometry.is_short_circuited and not geometry.is_shorting:
            return _at_once(geometry, state)
        entry = IntegrationStart(earlier=detached.earlier, tries=detached.tries)
        if detached.growing:
            start = _start(geometry, state, detached)
            guess = _films_at_next_event(geometry, state, detached, start)
            entry = replace(entry, guess=guess, start=start)
        return _through_segments(geometry, state, entry, pauses)


def _at_once(geometry: FrozenGeometry, state: State) -> Outcome:
    """A short circuit from the first."""
    return Outcome(state, EndReason.SHORT_CIRCUIT, (geometry.record(state),))


def _start(geometry: FrozenGeometry, state: State, detached: Detached) -> AdvanceStart:
    """Where the step of an advance starts."""
    before, system = geometry.began(state), geometry.system_at(state)
    history = detached.history
    began = replace(before, totals=history.totals, lithium=detached.lithium, paces=history.paces)
    if not geometry.problem.growth.is_two_step:
        return AdvanceStart(state, system, began)
    start = AdvanceStart.of(system, state, began, detached.earlier.last)
    return start.following(geometry.criterion_at(state), geometry.crept(state))


def _films_at_next_event(
    geometry: FrozenGeometry, state: State, detached: Detached, start: AdvanceStart
) -> FilmState:
    """The films with the pressures of the geometry before, stretched to the longer cracks.

    Where these would press the faces of others into each other, nothing leads on from there: with
    many cracks the next event is that of another one, and what has grown is dry until then. It is
    approached from the films as they are.
    """
    system, moving = geometry.system_at(state), start.moving
    fronts = None if moving is None else moving.fronts
    if fronts is None:
        pressure = stretched_pressure(system.response.grid, detached.lithium)
    else:
        pressure = foreseen_pressure(system.response.grid, detached.lithium, fronts)
    full = pressure > 0
    full[system.open_mouths] = True
    film = replace(
        state.film,
        traction=np.where(full, np.maximum(pressure, 0.0), 0.0),
        fill=np.where(full, Fill.FULL, Fill.CAVITATED).astype(np.int8),
    )
    volumes = system.volumes(film)
    if np.any(volumes[full] < 0):
        return start.state.film
    return replace(film, lithium=np.where(full, volumes, film.lithium))


def _through_segments(
    geometry: FrozenGeometry, state: State, entry: IntegrationStart, pauses: Pauses
) -> Outcome:
    """Go through the protocol until something else than the end of a segment happens."""
    records: list[Record] = []
    sights: list[State] = []
    while True:
        with closing(geometry.anode(state.position, pauses.check)) as anode:
            outcome = integrate_segment(geometry, state, anode, entry, pauses)
        records += outcome.records
        sights += outcome.sights
        if outcome.event is not Event.SEGMENT:
            return replace(outcome, records=tuple(records), sights=tuple(sights))
        entry = IntegrationStart()
        state = switched(geometry, outcome.state)
        if pauses.is_due:
            return Outcome(state, Event.PAUSED, tuple(records), sights=tuple(sights))


def switched(geometry: FrozenGeometry, state: State) -> State:
    """The state just after the cycler has switched: the lithium is where it was.

    Only currents and potentials are new: crack faces that a foil has moved since the last step
    open or close by the next one, which keeps the lithium.
    """
    problem = geometry.problem
    position = ProtocolPosition(state.position.segment + 1, state.time, state.totals.passed)
    system = geometry.system(position, state.anode)
    newton = Newton(system, problem.limits.newton_tolerance, problem.limits.max_newton)
    solution = newton.solve(state.film, state.film.lithium, 0.0, frozen="film")
    step = min(problem.policy.restart * state.history.step_size, problem.first_step)
    accuracy = state.history.accuracy.until(state.time)
    history = replace(
        state.history,
        position=position,
        step_size=step,
        iterations=solution.iterations,
        accuracy=accuracy.emptied_to(float(state.film.lithium.sum())),
    )
    return State(history, state.film.with_electric(solution.film))
