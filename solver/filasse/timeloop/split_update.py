"""What follows a step of the films: the anode moves on, and lithium may get disconnected."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.anode.anode import Anode
from filasse.cracks.connectivity import disconnected
from filasse.cracks.state import State
from filasse.errors import ConvergenceError
from filasse.remap.detached import equilibrated
from filasse.timeloop.bracket import Bracket
from filasse.timeloop.events import EventDetector
from filasse.timeloop.stepper import Stepper, Trial

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)


class SplitUpdate(NamedTuple):
    """A step with what follows from it.

    Attributes:
        stepper: to go on with.
        trial: the step.
        jump: change of what is observed, at the end of the step.
    """

    stepper: Stepper
    trial: Trial
    jump: FloatArray


def split_update(
    stepper: Stepper, anode: Anode[Any], before: State, trial: Trial
) -> SplitUpdate | None:
    """Let the anode follow a step, and disconnect lithium without a path to it.

    From then on the anode is seen as it is now; the lithium in cracks is where it was. What is
    observed jumps: if by too much, the step was too long.

    Args:
        stepper: that has solved the step.
        anode: the anode.
        before: state at the start of the step.
        trial: the step.

    Returns:
        None if the step must be shorter.

    Raises:
        ConvergenceError: the anode cannot follow even a tiny step.
    """
    seen = trial.observed
    followed = _followed(stepper, anode, before, trial)
    if followed is None:
        return None
    stepper, trial = followed
    before_it = trial.state.film
    film = disconnected(stepper.system, before_it, starting=True)
    cut_off = np.array_equal(film.cut_off, before_it.cut_off)
    if not (cut_off and np.array_equal(film.metal, before_it.metal)):
        trial = stepper.reinitialised(trial, replace(trial.state, film=film))
    return SplitUpdate(stepper, trial, trial.observed - seen)


def repressed(stepper: Stepper, trial: Trial) -> Trial:
    """The step with the pressures that its lithium has where the anode is now.

    A split update solves for currents only: faces that the anode has moved still carry what they
    did before. So K differs by more than its tolerance from what the lithium makes of it.

    Args:
        stepper: against the anode as it is now.
        trial: the step, with the anode after it.
    """
    state, limits = trial.state, stepper.geometry.problem.limits
    state = equilibrated(stepper.system, state, state.film.lithium, limits)
    return stepper.trial(state, trial.stages, trial.error)


def updated_to_contact(
    stepper: Stepper,
    anode: Anode[Any],
    events: EventDetector,
    before: State,
    trial: Trial,
    tried: Callable[[float], Trial],
) -> SplitUpdate | None:
    """See `split_update`; where too little would touch, the step ends as that is met.

    Args:
        stepper: that has solved the step.
        anode: the anode.
        events: that know how much has to touch.
        before: state at the start of the step.
        trial: the step.
        tried: gives a shorter step [s].
    """
    update = split_update(stepper, anode, before, trial)
    if update is None or not events.is_beyond_contact(update.trial.state):
        return update
    bracket = Bracket(events.contact_excess(before))
    near = stepper.geometry.problem.policy.landing * events.landing
    while update is not None:
        end = update.trial.state
        excess = events.contact_excess(end)
        bracket.add(end.time - before.time, excess)
        if abs(excess) <= near or bracket.is_closed:
            break
        try:
            shorter = tried(bracket.next)
        except ConvergenceError as error:
            log.debug("Landing on the loss of contact failed: %s", error)
            return None
        update = split_update(stepper, anode, before, shorter)
    return update


def _followed(
    stepper: Stepper, follower: Anode[Any], before: State, trial: Trial
) -> tuple[Stepper, Trial] | None:
    """The step with the anode after it; None if the anode must go in smaller steps."""
    policy, limits = stepper.geometry.problem.policy, stepper.geometry.problem.limits
    step = trial.state.time - before.time
    must = step < policy.smallest_followed * limits.stop_time
    try:
        anode = follower.follow(stepper.system, before, trial.stages)
    except ConvergenceError as error:
        if must:
            raise
        log.debug("Time step %.3g s rejected: %s", step, error)
        return None
    if anode is before.anode:
        return stepper, trial
    state = replace(trial.state, history=replace(trial.state.history, anode=anode))
    after = Stepper.at(stepper.geometry, state)
    turned = after.system.interface.contact - stepper.system.interface.contact
    turn = float(np.max(np.abs(turned)))
    if turn > policy.largest_turn and not must:
        log.debug("Time step %.3g s rejected: contact changes by %.2g at once", step, turn)
        return None
    moved = after.reinitialised(trial, state)
    jump = moved.observed - trial.observed
    if np.max(np.abs(jump)) > policy.largest_jump and not must:
        log.debug("Time step %.3g s rejected: the anode changes %s at once", step, jump)
        return None
    return after, moved
