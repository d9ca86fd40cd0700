"""The staggered alternative: plating and lithium flow solved in turns, with Aitken relaxation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lifil.errors import ConvergenceError
from lifil.stepping.newton import CURRENT_SCALE, Newton, Solution
from lifil.stepping.state import FilmState

type FloatArray = npt.NDArray[np.float64]

ROUNDS = 200
"""Turns before a time step is cut."""


def solve_staggered(newton: Newton, guess: FilmState, old: FloatArray, step: float) -> Solution:
    """Solve one implicit step by turns: the currents at given pressures, then the film at them.

    Args:
        newton: solver of either half.
        guess: first iterate.
        old: lithium volumes at the start of the step [m^2], shape (n,).
        step: [s].

    Raises:
        ConvergenceError: the turns do not converge.
    """
    film, spent = guess, 0
    current, before, weight = guess.current, None, 1.0
    for _ in range(ROUNDS):
        plated = newton.solve(film, old, step, frozen="film")
        gap = plated.film.current - current
        weight = _aitken(weight, gap, before)
        current, before = current + weight * gap, gap
        relaxed = plated.film.with_current(current)
        flowed = newton.solve(relaxed, old, step, frozen="electric")
        film = flowed.film
        spent += plated.iterations + flowed.iterations
        if np.max(np.abs(gap)) <= newton.tolerance * max(
            CURRENT_SCALE, float(np.max(np.abs(current)))
        ):
            return Solution(film, spent)
    raise ConvergenceError(
        f"The staggered coupling did not converge in {ROUNDS} turns with a time step of "
        f"{step:.3g} s."
    )


def _aitken(weight: float, gap: FloatArray, before: FloatArray | None) -> float:
    """Aitken's relaxation factor for a vector sequence (Irons and Tuck 1969)."""
    if before is None:
        return weight
    change = gap - before
    size = float(change @ change)
    return -weight * float(before @ change) / size if size > 0 else weight
