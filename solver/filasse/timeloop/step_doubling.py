"""The error that the length of an advance makes in the time, estimated as the run goes on.

Beside the advances goes a row of steps twice as long, on every second geometry: each from where the
one before it has ended. By how much they take another time than the advances did tells the error of
both, as in Richardson's extrapolation: with an error of order p in the length,
E(2 d) - E(d) = (2^p - 1) E(d). The result is not corrected by it: only told.

The steps go on from each other, not from the advances: most of the error is made where growth
starts, and a tip that comes late has more lithium behind it, so that part of it is made up for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from filasse.cracks.state import State
from filasse.remap.detached import Earlier, Trail, put_on
from filasse.timeloop.creeping.tip_creep import tip_paces
from filasse.timeloop.event_step import step_to_event
from filasse.timeloop.events import EventDetector
from filasse.timeloop.stepper import Stepper, Trial
from filasse.timeloop.two_step import AdvanceStart

ORDER, ORDER_FROM_FULL_STEPS = 2.1, 1.6
"""By which the errors of one and two two-step advances differ: where tips set out by short steps
(found 1.8 to 2.9), and where not (1.6 to 1.9)."""

ORDER_WHERE_DRY = 1.3
"""The same where the front of a film is followed, which stays behind its tip."""

ORDER_OF_EULER = 0.9
"""The same for implicit Euler steps; found 0.3 to 1, the lower the longer they are."""


def with_estimate(
    stepper: Stepper,
    events: EventDetector,
    start: AdvanceStart,
    earlier: Trail,
    trial: Trial,
    check: Callable[[], None],
) -> tuple[Trial, Trail]:
    """The step of an advance with the estimated error of the time brought up to date.

    Args:
        stepper: takes the steps.
        events: to land on.
        start: of the advance.
        earlier: where the steps before began.
        trial: the step.
        check: called before every try; what it raises ends it.

    Returns:
        The step, and where steps began after it.
    """
    state, doubled = trial.state, earlier.doubled
    drive = stepper.geometry.segment(state.position).drive
    if start.creep is not None and (drive.strips or drive.current == 0.0):
        return trial, Trail((start.began,))  # the protocol says how long tips run out
    accuracy = state.history.accuracy.until(start.state.time)
    if not doubled:
        accuracy, doubled = accuracy.at_new_row, (*earlier.last, start.began)
    accuracy = accuracy.with_advance(state.time - start.state.time, float(state.film.lithium.sum()))
    if doubled[-1].totals.growth_steps != state.totals.growth_steps:  # the second of two advances
        longer = _twice_as_long(stepper, events, start, doubled, trial, check)
        doubled = doubled[-1:] if longer is not None else ()
        if longer is not None:
            later, in_space = longer.time - state.time, stepper.system.response.grid.in_space
            accuracy = accuracy.with_longer(later, _order(stepper, start), in_space)
            doubled = (*doubled, _ended(stepper, longer))
    history = replace(state.history, accuracy=accuracy)
    return replace(trial, state=replace(state, history=history)), Trail((start.began,), doubled)


def _order(stepper: Stepper, start: AdvanceStart) -> float:
    """The order of an advance."""
    if start.past is None:
        return ORDER_OF_EULER
    if start.moving is not None and any(front is not None for front in start.moving.fronts or ()):
        return ORDER_WHERE_DRY
    starts_short = stepper.geometry.growth.starts_short(stepper.criterion)
    return ORDER if starts_short else ORDER_FROM_FULL_STEPS


def _twice_as_long(
    stepper: Stepper,
    events: EventDetector,
    start: AdvanceStart,
    doubled: tuple[Earlier, ...],
    trial: Trial,
    check: Callable[[], None],
) -> State | None:
    """The end of the step twice as long, if it is found."""
    *before, begin = doubled
    if begin.time >= trial.state.time:  # it has ended later than the advances have by now
        return None
    state = _state_at(stepper, start.state, begin, trial.state.time - begin.time)
    longer = AdvanceStart(state, stepper.system, begin)
    if stepper.geometry.problem.growth.is_two_step:
        longer = AdvanceStart.of(stepper.system, state, begin, tuple(before))
        longer = longer.following(stepper.criterion, stepper.geometry.crept(state))
    patient = not stepper.tips_arrive  # no time is lost for an estimate
    found = step_to_event(stepper, events, longer, trial.state.film, check, patient)
    if found is None or events.switches(found.trial.state, found.trial.driving):
        return None
    unstable = longer.creep is not None and found.trial.state.time <= start.state.time
    return None if unstable else found.trial.state  # by K_c, and not by the rate law


def _ended(stepper: Stepper, state: State) -> Earlier:
    """Where a step twice as long has ended, as the next one begins: one growth step later."""
    totals = replace(state.totals, growth_steps=state.totals.growth_steps + 1)
    paces = tip_paces(stepper.system, stepper.criterion, state)
    return replace(stepper.geometry.began(state), totals=totals, paces=paces)


def _state_at(stepper: Stepper, state: State, begin: Earlier, duration: float) -> State:
    """The state two advances ago on the present geometry, to be followed for a duration [s]."""
    film = put_on(stepper.system, state.film, begin.lithium)
    crept = {name: begin.crept.get(name, x) for name, x in state.history.crept.items()}
    totals = replace(begin.totals, growth_steps=state.totals.growth_steps)
    history = replace(
        state.history,
        time=begin.time,
        totals=totals,
        crept=crept,
        step_size=duration * stepper.geometry.problem.policy.restart,
    )
    return State(history, film)
