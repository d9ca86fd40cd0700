"""Crack mouths and anode foil, solved together: equal pressures, equal flows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from lifil.body.foil import AnodeFoil, Answer, Duty
from lifil.body.mesh import FloatArray
from lifil.body.state import BodyState
from lifil.errors import ConvergenceError

type Cracks = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""Mouth pressures [Pa] -> flows out of the mouths [m^2/s], and their derivative [m^2/(Pa s)]."""


class Exchanged(NamedTuple):
    """A step of the foil whose mouths agree with the cracks.

    Attributes:
        answer: of the foil.
        flow: out of the mouths [m^2/s], shape (n_mouths,).
        rounds: how often the foil was solved.
    """

    answer: Answer
    flow: FloatArray
    rounds: int


def exchange(
    foil: AnodeFoil,
    state: BodyState,
    duty: Duty,
    duration: float,
    cracks: Cracks,
    tolerance: float = 1e-6,
    most_rounds: int = 30,
) -> Exchanged:
    """March the foil with the flows that the cracks give off against its own answer.

    Newton's method on the flows with the foil's and the cracks' derivatives, halved while the
    mismatch grows.

    Args:
        foil: the anode.
        state: at the start; left untouched.
        duty: plating and stack pressure; `squeezed` is the first guess.
        duration: [s].
        cracks: the cracks' answer to mouth pressures.
        tolerance: of the flows, relative to the largest.
        most_rounds: solutions of the foil before giving up.

    Raises:
        ConvergenceError: the foil or the exchange does not converge.
    """
    flow, change = duty.squeezed, np.zeros_like(duty.squeezed)
    least = np.inf
    for count in range(1, most_rounds + 1):
        answer = foil.advance(state, replace(duty, squeezed=flow + change), duration)
        wanted, slope = cracks(answer.mouth_pressure)
        miss = wanted - flow - change
        worst = float(np.abs(miss).max(initial=0))
        if worst <= tolerance * max(np.abs(wanted).max(initial=0), np.abs(flow).max(initial=0)):
            return Exchanged(answer, flow + change, count)
        if worst > least:
            change = change / 2
            continue
        flow, least = flow + change, worst
        change = np.linalg.solve(np.eye(len(flow)) - slope @ answer.mouth_slope, miss)
    raise ConvergenceError(
        f"Crack mouths and anode do not agree after {most_rounds} rounds at {state.time:.6g} s: "
        f"the flows still miss each other by {least:.3g} m^2/s. Take a smaller time step."
    )
