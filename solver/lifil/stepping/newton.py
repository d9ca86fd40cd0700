"""Newton's method on the coupled system, with active sets and scaled unknowns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.linalg

from lifil.errors import ConvergenceError
from lifil.stepping.state import FilmState
from lifil.stepping.system import CoupledSystem, Linearised

type FloatArray = npt.NDArray[np.float64]

PRESSURE_SCALE = 1e6
"""Smallest pressure that matters [Pa]."""

POTENTIAL_SCALE = 1e-3
"""Smallest potential that matters [V]."""

LARGEST_CHANGE = 0.5
"""Largest change of a traction in an iteration, over the largest traction (plus 20 MPa)."""


@dataclass(frozen=True)
class Solution:
    """A converged step.

    Attributes:
        film: the films at its end.
        iterations: Newton iterations spent.
    """

    film: FilmState
    iterations: int


def solve(
    system: CoupledSystem,
    guess: FilmState,
    old: FloatArray,
    step: float,
    tolerance: float = 1e-10,
    most: int = 25,
    frozen: Literal["film", "electric"] | None = None,
) -> Solution:
    """Solve one implicit step.

    Args:
        system: the coupled system.
        guess: first iterate.
        old: lithium volumes at the start of the step [m^2], shape (n,).
        step: [s]; 0 gives the equilibrium of the lithium where it is.
        tolerance: on the relative change of the unknowns.
        most: iterations.
        frozen: unknowns that keep their values, for the staggered coupling.

    Raises:
        ConvergenceError: no solution within `most` iterations.
    """
    film = system.refill(guess)
    size = np.inf
    for iteration in range(1, most + 1):
        at = system.linearise(film, old, step)
        scales = _scales(system, film, at)
        change = _solve_scaled(at, scales, _free(at, frozen))
        change *= _damping(change, at, film)
        moved = system.advance(film, at, change)
        film = system.refill(moved)
        size = float(np.max(np.abs(change / scales), initial=0.0))
        if size <= tolerance and film is moved:
            return Solution(film, iteration)
        if not np.isfinite(size):
            break
    raise ConvergenceError(
        f"Newton's method did not converge in {most} iterations with a time step of {step:.3g} s: "
        f"the last relative change was {size:.1e}, {tolerance:.0e} is wanted."
    )


def _scales(system: CoupledSystem, film: FilmState, at: Linearised) -> FloatArray:
    """A typical size of every unknown."""
    pressure = max(PRESSURE_SCALE, float(np.max(np.abs(film.traction), initial=0.0)))
    volume = np.maximum(system.gap.volumes(film.traction), system.gap.closed)[at.lithium]
    current = max(1e-3, float(np.max(np.abs(film.current), initial=0.0)))
    return np.concatenate(
        [
            np.full(len(at.tractions), pressure),
            np.maximum(volume, film.lithium[at.lithium]),
            np.full(system.electric.m, current),
            np.full(2, max(POTENTIAL_SCALE, abs(film.offset), abs(film.counter))),
        ]
    )


def _free(at: Linearised, frozen: str | None) -> slice:
    """Equations and unknowns to solve for: those of the film come first."""
    film = len(at.tractions) + len(at.lithium)
    if frozen is None:
        return slice(None)
    return slice(film, None) if frozen == "film" else slice(0, film)


def _solve_scaled(at: Linearised, scales: FloatArray, free: slice) -> FloatArray:
    """Newton's change, from the equations scaled by rows and columns."""
    matrix = at.jacobian[free, free] * scales[free]
    rows = np.max(np.abs(matrix), axis=1, initial=0.0)
    rows[rows == 0] = 1.0
    matrix /= rows[:, None]
    change = np.zeros_like(at.residual)
    if len(rows):
        lu = scipy.linalg.lu_factor(matrix, overwrite_a=True, check_finite=False)
        right = -at.residual[free] / rows
        change[free] = scipy.linalg.lu_solve(lu, right, check_finite=False) * scales[free]
    return change


def _damping(change: FloatArray, at: Linearised, film: FilmState) -> float:
    largest = float(np.max(np.abs(change[: len(at.tractions)]), initial=0.0))
    limit = LARGEST_CHANGE * float(np.max(np.abs(film.traction), initial=0.0)) + 2e7
    return min(1.0, limit / largest) if largest > 0 else 1.0
