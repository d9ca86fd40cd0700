"""When nothing that matters can still happen: judged on a window, not on a single step.

A single step shows that nothing changes only where nothing disturbs it. An anode that is a body is
meshed again and again, which moves what is observed a little each time; and the voltage may drift
for hours while every tip that could grow stands before an obstacle.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import UNCHANGING
from filasse.cracks.filling import FULL
from filasse.cracks.state import Calm, State
from filasse.parameters.step_policy import StepPolicy
from filasse.timeloop.events import EventDetector
from filasse.timeloop.outcome import Event
from filasse.timeloop.stepper import Stepper

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]


def observed_calm(policy: StepPolicy, state: State, observed: FloatArray) -> Calm:
    """For how long each of what is observed has stayed where it is, after one more step.

    Args:
        policy: says what counts as no change.
        state: after the step.
        observed: then, shape (k,).
    """
    place, before = _place(state), state.history.calm
    if before is None or before.place != place or len(before.values) != len(observed):
        times = (state.time,) * len(observed)
        return Calm(place, times, tuple(observed.tolist()), (0.0,) * len(observed))
    since, values = np.array(before.since), np.array(before.values)
    departure = np.maximum(before.departure, np.abs(observed - values))
    moved = departure > policy.calm
    since, values = np.where(moved, state.time, since), np.where(moved, observed, values)
    departure = np.where(moved, 0.0, departure)
    return Calm(place, *(tuple(part.tolist()) for part in (since, values, departure)))


def rest_event(stepper: Stepper, events: EventDetector, state: State) -> Event | None:
    """Whether the run is over: tips are held up or at rest, and no other can become critical.

    Args:
        stepper: of the geometry.
        events: of the segment.
        state: after a step; its history says for how long nothing has changed.
    """
    ratios, active = stepper.ratios(state), stepper.active
    if len(active) and not active.any():
        return Event.BLOCKED  # nothing can grow any more, whatever the cycler does
    if not events.segment.is_last or events.segment.must_reach:
        return None
    safe = _is_safe(stepper, events, state)
    if safe is None:
        return None
    growth_is_safe = np.delete(safe, stepper.parts.voltage)
    held_up = bool(np.any(ratios[~active] >= 1))
    if held_up and growth_is_safe.all():
        return Event.BLOCKED
    disturbed = state.anode is not UNCHANGING and state.anode.settles
    return Event.ARRESTED if disturbed and active.any() and safe.all() else None


def _is_safe(stepper: Stepper, events: EventDetector, state: State) -> BoolArray | None:
    """Which of `Stepper.observed` has stayed for long, and cannot get to 1 before the end.

    None where no step has been taken since a crack grew or the protocol went on: what was calm
    before says nothing.
    """
    policy, calm = stepper.geometry.problem.policy, state.history.calm
    if calm is None or calm.place != _place(state):
        return None
    window, values = state.time - np.array(calm.since), np.array(calm.values)
    drift = np.array(calm.departure) / np.maximum(window, np.finfo(np.float64).tiny)
    ahead = values + policy.outlook * drift * (events.end(state) - state.time)
    parts, cannot = stepper.parts, ahead < 1
    cannot[parts.voltage] = True  # it starts no crack
    cannot[parts.pores] |= values[parts.pores] > FULL
    return np.asarray(cannot & (window >= policy.calm_span * state.time))


def _place(state: State) -> tuple[int, int]:
    """What calm is counted in."""
    return state.totals.growth_steps, state.position.segment
