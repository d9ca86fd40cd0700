"""The staggered alternative: plating and lithium flow solved in turns, with accelerated relaxation.

A turn maps currents to currents: the film answers with pressures, and the pressures with new
currents. Plain turns diverge as soon as a time step lets the pressure build up much, and one
relaxation factor (Aitken) cannot serve nodes whose answers differ by orders of magnitude. So the
factor is a matrix, fitted to the turns so far (J. Degroote, K.-J. Bathe, J. Vierendeels, Comput.
Struct. 87 (2009) 793); with a single turn to look back on it is Aitken's.
"""

from __future__ import annotations

import logging

import numpy as np
import numpy.typing as npt

from filasse.cracks.solving.film_newton import CURRENT_SCALE, Newton, Solution
from filasse.cracks.state import FilmState
from filasse.cracks.swept_lithium import SweptLithium
from filasse.errors import ConvergenceError

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

ROUNDS = 60
"""Turns before a time step is cut."""

MANY_TURNS = 20
"""Turns after which a user is told why the run is slow; most steps need three or four."""

FIRST_WEIGHT = 0.3
"""Part of the first change that is taken."""

INDEPENDENT = 1e-10
"""Smallest new part of a turn over the whole of it, to be of use for the fit."""


def solve_staggered(
    newton: Newton,
    guess: FilmState,
    old: FloatArray,
    step: float,
    swept: SweptLithium | None = None,
) -> Solution:
    """Solve one implicit step by turns: the film at given currents, then the currents it allows.

    Args:
        newton: solver of either half.
        guess: first iterate.
        old: lithium volumes at the start of the step [m^2], shape (n,).
        step: [s].
        swept: lithium that passes places which move with the tips; None if they rest.

    Raises:
        ConvergenceError: the turns do not converge.
    """
    film, spent = guess, 0
    relaxation = _Relaxation()
    for turn in range(ROUNDS):
        if turn == MANY_TURNS:
            log.info(
                "A time step of %.3g s takes more than %d turns of the staggered coupling: with "
                "numerics.coupling: monolithic it would be faster.",
                step,
                MANY_TURNS,
            )
        flowed = newton.solve(film, old, step, frozen="electric", swept=swept)
        plated = newton.solve(flowed.film, old, step, frozen="film", swept=swept)
        spent += flowed.iterations + plated.iterations
        gap = plated.film.current - film.current
        size = max(CURRENT_SCALE, float(np.max(np.abs(plated.film.current))))
        if float(np.max(np.abs(gap))) <= newton.tolerance * size:
            return Solution(plated.film, spent, swept)
        film = plated.film.with_current(relaxation.next(plated.film.current, gap))
    raise ConvergenceError(
        f"The staggered coupling did not converge in {ROUNDS} turns with a time step of "
        f"{step:.3g} s."
    )


class _Relaxation:
    """The turns so far, and the next currents that they suggest."""

    def __init__(self) -> None:
        self.answers: list[FloatArray] = []
        self.gaps: list[FloatArray] = []

    def next(self, answer: FloatArray, gap: FloatArray) -> FloatArray:
        """Currents to try next.

        Args:
            answer: currents that the latest ones led to [A/m^2], shape (m,).
            gap: what they differ by [A/m^2], shape (m,).
        """
        self.answers.append(answer)
        self.gaps.append(gap)
        if len(self.gaps) == 1:
            return answer - (1 - FIRST_WEIGHT) * gap
        latest = slice(-2, -2 - len(gap), -1)  # no more turns than currents to tell them apart
        changes = np.column_stack([g - gap for g in self.gaps[latest]])
        moves = np.column_stack([a - answer for a in self.answers[latest]])
        triangle = np.linalg.qr(changes, mode="r")
        diagonal = np.abs(np.diag(triangle))
        use = diagonal > INDEPENDENT * diagonal.max()
        weights = np.linalg.lstsq(changes[:, use], -gap, rcond=None)[0]
        return np.asarray(answer + moves[:, use] @ weights, dtype=np.float64)
