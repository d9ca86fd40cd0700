"""When nothing that matters can still happen: judged on a window, not on a single step.

A single step shows that nothing changes only where nothing disturbs it. An anode that is a body is
meshed again and again, which moves what is observed a little each time; and the voltage may drift
for hours while every tip that could grow stands before an obstacle.

That a run has come to rest (`arrested`) or that its tips are held up (`blocked`) is said here.
Fronts in space that find no way on are blocked too: `filasse.fracture.encounter`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import UNCHANGING
from filasse.cracks.filling import FULL
from filasse.cracks.state import Calm, State
from filasse.end_reason import EndReason
from filasse.parameters.protocol import Segment
from filasse.parameters.step_policy import StepPolicy
from filasse.timeloop.events import EventDetector
from filasse.timeloop.stepper import Stepper, Trial

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


def rest_event(stepper: Stepper, events: EventDetector, state: State) -> EndReason | None:
    """Why the run is over, if it is: tips are held up or at rest, and no other can become critical.

    Args:
        stepper: of the geometry.
        events: of the segment.
        state: after a step; its history says for how long nothing has changed.
    """
    active = stepper.active
    if len(active) and not active.any():
        return EndReason.BLOCKED  # nothing can grow any more, whatever the cycler does
    if not events.segment.is_last or events.segment.must_reach:
        return None
    safe = _is_safe(stepper, events, state)
    if safe is None:
        return None
    reason = reason_at_rest(stepper, events.segment, state)
    if reason is EndReason.BLOCKED:  # the voltage may drift on: no tip asks for it
        return reason if np.delete(safe, stepper.parts.voltage).all() else None
    disturbed = state.anode is not UNCHANGING and state.anode.settles
    return reason if disturbed and active.any() and safe.all() else None


def reason_at_rest(stepper: Stepper, segment: Segment, state: State) -> EndReason:
    """Why a run ends in whose last segment nothing changes any more.

    Args:
        stepper: of the geometry.
        segment: the last one.
        state: that does not change.
    """
    if segment.must_reach:
        return EndReason.LIMIT_NEVER_REACHED
    return EndReason.BLOCKED if stepper.is_held_up(state) else EndReason.ARRESTED


def is_steady(stepper: Stepper, before: State, trial: Trial, seen: FloatArray) -> bool:
    """Whether nothing that is observed changes any more, as a single step tells.

    Args:
        stepper: of the geometry.
        before: state at the start of the step.
        trial: the step.
        seen: what was observed at its start, shape (k,).
    """
    policy, state = stepper.geometry.problem.policy, trial.state
    step = state.time - before.time
    if before.film.layer.size or not before.anode.settles:
        return False  # an interphase never stops growing; contact may still be lost
    if not np.array_equal(before.film.metal, state.film.metal):
        return False  # a pore plates from now on: nothing of it shows yet
    if stepper.parts.is_voltage_alone or step < policy.steady_span * state.time:
        return False
    change = float(np.max(np.abs(trial.observed - seen)))
    stop_time = stepper.geometry.problem.limits.stop_time
    return change < min(policy.steady, policy.forever * step / stop_time)


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
