"""Unstable growth takes time: an advance that nothing holds back goes at the largest speed."""

from __future__ import annotations

import logging

from filasse.cracks.state import State
from filasse.errors import ConvergenceError
from filasse.timeloop.events import EventDetector
from filasse.timeloop.outcome import Event
from filasse.timeloop.stepper import Stepper, Trial

log = logging.getLogger(__name__)


def not_faster(
    stepper: Stepper, events: EventDetector, state: State, trial: Trial | None
) -> Trial | None:
    """The step to the next advance, but not shorter than an advance takes at the largest speed.

    Where K stays above K_c, the step ends above K_c. Where growth is stable nothing changes. The
    advance after it is sought where the last stable one was found: the step here tells nothing of
    how long that one takes, and from it the search would end in many steps that follow a recovery.

    Args:
        stepper: takes the steps.
        events: that the step was to land on.
        state: to start from, just after an advance.
        trial: the step to the next event; None if none was found, or if it is there at once.
    """
    geometry, policy = stepper.geometry, stepper.geometry.problem.policy
    least = geometry.growth.longest_step / geometry.problem.growth.largest_speed
    least = min(least, events.target(state) - state.time)
    end = trial if trial is not None else stepper.trial(state, ())
    too_fast = end.state.time - state.time < least * (1 - policy.same_step)
    if not too_fast or events.event(end.state, end.driving) is not Event.CRITICAL:
        return trial
    last = state.history.step_size / policy.restart
    try:
        unstable = stepper.euler(state, least, state.film, policy.event_patience)
        return unstable.with_step_size(last)
    except ConvergenceError as error:
        log.debug("An advance at the largest speed, %.3g s, failed: %s", least, error)
        return trial
