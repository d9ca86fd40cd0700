"""What follows a step of the films: the anode moves on, and lithium is cut off."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.anode.foil_anode import Foil, interface_to
from filasse.cracks.connectivity import isolated
from filasse.cracks.state import State
from filasse.errors import ConvergenceError
from filasse.timeloop.frozen_system import Setting, Trial

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

LARGEST_JUMP = 0.1
"""Change of what is observed (K/K_c, voltage over its scale) that the anode may make at once."""

LARGEST_TURN = 0.25
"""Change of the touching part of any node of the anode allowed in a step: currents move with it."""

SMALLEST_FOLLOWED = 1e-7
"""Time step, over the stop time, that the anode must be able to follow."""


class Aftermath(NamedTuple):
    """A step with what follows from it.

    Attributes:
        setting: to go on with.
        trial: the step.
        jump: change of what is observed, at the end of the step.
    """

    setting: Setting
    trial: Trial
    jump: FloatArray


def aftermath(setting: Setting, foil: Foil | None, before: State, trial: Trial) -> Aftermath | None:
    """Let the anode follow a step, and cut off lithium without a path to it.

    From then on the anode is seen as it is now; the lithium in cracks is where it was. What is
    observed jumps: if by too much, the step was too long.

    Args:
        setting: under which the step was solved.
        foil: the anode, if it is a body.
        before: state at the start of the step.
        trial: the step.

    Returns:
        None if the step must be shorter.

    Raises:
        ConvergenceError: the anode cannot follow even a tiny step.
    """
    seen = trial.observed
    if foil is not None and before.anode is not None:
        step = trial.state.time - before.time
        must = step < SMALLEST_FOLLOWED * setting.limits.stop_time
        followed = _followed(setting, foil, before, trial, must)
        if followed is None:
            return None
        setting, trial = followed
    film = isolated(setting.system, trial.state.film)
    if not np.array_equal(film.cut_off, trial.state.film.cut_off):
        trial = setting.settled(trial, replace(trial.state, film=film))
    return Aftermath(setting, trial, trial.observed - seen)


def _followed(
    setting: Setting, foil: Foil, before: State, trial: Trial, must: bool
) -> tuple[Setting, Trial] | None:
    """The step with the anode after it; None if the anode must go in smaller steps."""
    step = trial.state.time - before.time
    try:
        anode = foil.follow(setting.system, before, trial.stages)
    except ConvergenceError as error:
        if must:
            raise
        log.debug("Time step %.3g s rejected: %s", step, error)
        return None
    system = setting.system
    interface = interface_to(system.response, system.model, anode)
    turn = float(np.max(np.abs(interface.contact - system.interface.contact)))
    if turn > LARGEST_TURN and not must:
        log.debug("Time step %.3g s rejected: contact changes by %.2g at once", step, turn)
        return None
    after = setting.facing(interface)
    settled = after.settled(trial, replace(trial.state, anode=anode))
    jump = settled.observed - trial.observed
    if np.max(np.abs(jump)) > LARGEST_JUMP and not must:
        log.debug("Time step %.3g s rejected: the anode changes %s at once", step, jump)
        return None
    return after, settled
