"""The error that the length of an advance makes in the time, estimated as the run goes on.

Every second advance is made once more as the second half of one twice as long: from the lithium
two advances ago straight to the present geometry. By how much that takes another time than the two
did tells the error of both, as in Richardson's extrapolation: with an error of order p in the
length, E(2 d) - E(d) = (2^p - 1) E(d). The result is not corrected by it: only told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from filasse.cracks.state import State, TimeError
from filasse.remap.detached import Earlier, put_on
from filasse.timeloop.event_step import step_to_event
from filasse.timeloop.events import EventDetector
from filasse.timeloop.stepper import Stepper, Trial
from filasse.timeloop.two_step import Start

MEMORY = 3
"""Starts of steps that are kept: a step twice as long reaches back to the third."""

ORDER = 1.5
"""By which the errors of one and two two-step advances differ. With it estimates are right within a
fifth for creeping lithium; the time itself converges with an order of 1.1 to 1.4, as films are
rough next to the tip."""

ORDER_OF_EULER = 1.0
"""The same for implicit Euler steps: estimates are 0.6 to 0.8 of the error."""


def with_estimate(
    stepper: Stepper,
    events: EventDetector,
    start: Start,
    earlier: tuple[Earlier, ...],
    trial: Trial,
    check: Callable[[], None],
) -> Trial:
    """The step of an advance with the estimated error of the time brought up to date.

    Args:
        stepper: takes the steps.
        events: to land on.
        start: of the advance.
        earlier: where the steps before began.
        trial: the step.
        check: called before every try; what it raises ends it.
    """
    state = trial.state
    accuracy = state.history.accuracy.with_advance(state.time - start.state.time)
    if state.totals.growth_steps % 2 == 0 and earlier:
        accuracy = _estimated(stepper, events, start, earlier, trial, check, accuracy)
    history = replace(state.history, accuracy=accuracy)
    return replace(trial, state=replace(state, history=history))


def _estimated(
    stepper: Stepper,
    events: EventDetector,
    start: Start,
    earlier: tuple[Earlier, ...],
    trial: Trial,
    check: Callable[[], None],
    accuracy: TimeError,
) -> TimeError:
    """With the estimate of the last two advances, if the longer step is found."""
    duration = trial.state.time - earlier[-1].time
    from_there = _state_at(stepper, start.state, earlier[-1], duration)
    is_two_step = stepper.geometry.problem.growth.is_two_step
    first = earlier[:1] if is_two_step and len(earlier) > 1 else ()
    twice = Start.of(stepper.system, from_there, first)
    longer = step_to_event(stepper, events, twice, trial.state.film, check)
    if longer is None:
        return accuracy
    is_second = start.past is not None
    factor = 2.0 ** (ORDER if is_second else ORDER_OF_EULER) - 1
    return accuracy.with_estimate((trial.state.time - longer.state.time) / factor, duration)


def _state_at(stepper: Stepper, state: State, earlier: Earlier, duration: float) -> State:
    """The state two advances ago on the present geometry, to be followed for a duration [s]."""
    film = put_on(stepper.system, state.film, earlier.lithium)
    crept = {name: earlier.crept.get(name, x) for name, x in state.history.crept.items()}
    history = replace(
        state.history,
        time=earlier.time,
        totals=earlier.totals,
        crept=crept,
        step_size=duration * stepper.geometry.problem.policy.restart,
    )
    return State(history, film)
