"""Newton's method on the coupled system, with active sets, scaled unknowns and a lazy Jacobian."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.jacobian.assembly import jacobian
from filasse.cracks.jacobian.blocks import Unknown
from filasse.cracks.solving.condensed_factor import CondensedFactor, may_condense
from filasse.cracks.solving.dense_factor import DenseFactor
from filasse.cracks.solving.from_above import from_above
from filasse.cracks.solving.patience import Patience
from filasse.cracks.state import FilmState
from filasse.cracks.swept_lithium import SweptLithium
from filasse.errors import ConvergenceError

type FloatArray = npt.NDArray[np.float64]
type Frozen = Literal["film", "electric"] | None

PRESSURE_SCALE = 1e6
"""Smallest pressure that matters [Pa]."""

POTENTIAL_SCALE = 1e-3
"""Smallest potential that matters [V]."""

CURRENT_SCALE = 1e-3
"""Smallest current density that matters [A/m^2]."""

LARGEST_CHANGE = 0.5
"""Largest change of a traction in an iteration, over the largest traction."""

FREE_CHANGE = 20e6
"""What comes on top [Pa]: cracks that fill start from no traction at all."""

CONTRACTION = 0.2
"""A Jacobian is kept while every iteration shrinks the change to this part of the one before."""

EPSILON = float(np.finfo(np.float64).eps)

SAME = 1e-7
"""Relative change between two visits to a filling up to which Newton's method only goes around."""

STALLED = 1e-7
"""Relative change up to which Newton's method may stall, if what is left is rounding error."""


@dataclass(frozen=True)
class Solution:
    """A converged stage.

    Attributes:
        film: the films at its end.
        iterations: Newton iterations spent.
        swept: lithium that passed places which moved with the tips; None if they rested.
    """

    film: FilmState
    iterations: int
    swept: SweptLithium | None = None


@dataclass(frozen=True)
class _JacobianFactor:
    """A factorised Jacobian, with the scales and the filling that it was made for."""

    lu: DenseFactor | CondensedFactor
    scales: FloatArray
    fill: npt.NDArray[np.int8]
    cut_off: npt.NDArray[np.bool_]
    frozen: Frozen

    def serves(self, film: FilmState, frozen: Frozen) -> bool:
        """Tell whether the unknowns are still the same."""
        same = np.array_equal(self.fill, film.fill) and np.array_equal(self.cut_off, film.cut_off)
        return self.frozen == frozen and same


class Newton:
    """Solves the stages of one geometry; keeps its last Jacobian for as long as it serves."""

    def __init__(self, system: CoupledSystem, tolerance: float = 1e-10, most: int = 25) -> None:
        """Set up.

        Args:
            system: the coupled system.
            tolerance: on the relative change of the unknowns.
            most: iterations in a stage.
        """
        self.system, self.tolerance, self.most = system, tolerance, most
        self._factor: _JacobianFactor | None = None

    @np.errstate(all="ignore")  # what is not finite ends the iteration
    def solve(
        self,
        guess: FilmState,
        old: FloatArray,
        step: float,
        frozen: Frozen = None,
        cautious: bool = False,
        limit: int | None = None,
        swept: SweptLithium | None = None,
    ) -> Solution:
        """Solve one implicit stage.

        Args:
            guess: first iterate.
            old: lithium volumes that the stage starts from [m^2], shape (n,).
            step: [s]; 0 gives the equilibrium of the lithium where it is.
            frozen: unknowns that keep their values, for the staggered coupling.
            cautious: change the filling of one node at a time, always the first in order, which
                cannot cycle (K. G. Murty, Linear Algebra Appl. 9 (1974) 65), but is slow.
            limit: iterations after which to give up at once, as where fillings come again; None
                for the usual patience: more for every filling not seen before, a front may have
                to pass every node. The Jacobian of another stage is not used then: its step may
                have been another, and it does not tell which nodes change. Where the currents
                cannot be eliminated the stage is given up too: no such one has come back.
            swept: lithium that passes places which move with the tips; None if they rest.

        Raises:
            ConvergenceError: no solution within the allowed iterations.
        """
        film = self.system.refill(guess)
        before = size = last = np.inf
        iteration, most = 0, self.most + cautious * self.system.n
        patience = Patience(film, most, limit, may_be_lost=step > 0 and not cautious)
        while iteration < patience.most and not patience.is_lost:
            iteration += 1
            keep = size <= CONTRACTION * before and (iteration > 1 or limit is None)
            factor, fresh = self._jacobian(film, step, frozen, swept, keep, limit is not None)
            change, left = self._change(factor, fresh, film, old, step, swept)
            before, size = size, float(np.max(np.abs(change / factor.scales), initial=0.0))
            if not np.isfinite(last := size):
                break
            shrinks = size <= CONTRACTION * before
            stalls = not shrinks and size <= STALLED and left <= len(change) * EPSILON
            done = size <= self.tolerance or stalls
            if not fresh and not shrinks and not stalls:
                before = size = np.inf  # the kept Jacobian has become too old: do it again
                self._factor = None
                continue
            damping = self._damping(change, film)
            moved = self.system.advance(film, change * damping)
            started = from_above(self.system, moved) if patience.turns else moved
            film = self.system.refill(started, cautious)
            if done and film is moved:
                return Solution(film, iteration, swept)
            if film is not moved:
                size = np.inf
                patience.circles += self._is_again(film, patience.visit(film, damping))
        self._factor = None
        raise ConvergenceError(
            f"Newton's method did not converge in {iteration} iterations {self._driven()} with a "
            f"step of {step:.3g} s: the last relative change was {last:.1e}, "
            f"{self.tolerance:.0e} is wanted."
        )

    def _is_again(self, film: FilmState, earlier: FilmState | None) -> bool:
        """Whether an iterate is one that a new Jacobian led on from before, but for rounding."""
        if earlier is None:
            return False
        gap = self.system.gap
        traction = max(PRESSURE_SCALE, float(np.max(np.abs(film.traction), initial=0.0)))
        lithium = np.maximum(np.maximum(self.system.volumes(film), film.lithium), gap.closed)
        current = max(CURRENT_SCALE, float(np.max(np.abs(film.current), initial=0.0)))
        changes = (
            (film.traction - earlier.traction) / traction,
            (film.packed - earlier.packed) / traction,
            (film.lithium - earlier.lithium) / lithium,
            (film.current - earlier.current) / current,
        )
        return all(float(np.max(np.abs(change), initial=0.0)) <= SAME for change in changes)

    def _driven(self) -> str:
        """What the cycler asks for, in words."""
        drive, electric = self.system.drive, self.system.electric
        if drive.current is None:
            return f"at {drive.held:.4g} V"
        density = drive.current / float(electric.areas[electric.counter].sum())
        return f"at {density / 10:.4g} mA/cm^2"

    def _jacobian(
        self,
        film: FilmState,
        step: float,
        frozen: Frozen,
        swept: SweptLithium | None,
        keep: bool,
        hurries: bool,
    ) -> tuple[_JacobianFactor, bool]:
        """The kept factor if it still serves, or a new one; and whether it is new."""
        old = self._factor
        if old is not None and keep and old.serves(film, frozen):
            return old, False
        scales = self._scales(film)
        lu: DenseFactor | CondensedFactor  # a singular matrix ends the iteration: see `solve`
        if frozen is None and may_condense(self.system, film):
            lu = CondensedFactor(self.system, film, step, scales, swept, may_be_lost=hurries)
        else:
            free = self._free(film, frozen)
            lu = DenseFactor(jacobian(self.system, film, step, swept)[free, free], scales[free])
        self._factor = _JacobianFactor(lu, scales, film.fill, film.cut_off, frozen)
        return self._factor, True

    def _change(
        self,
        factor: _JacobianFactor,
        fresh: bool,
        film: FilmState,
        old: FloatArray,
        step: float,
        swept: SweptLithium | None,
    ) -> tuple[FloatArray, float]:
        """Change of the unknowns that the linearised equations ask for, and what is left of them.

        What is left of an equation is told over its largest term. Adding up n terms alone leaves n
        rounding errors: below that no change can make it smaller.
        """
        residual = self.system.residual(film, old, step, swept)
        free = self._free(film, factor.frozen)
        change = np.zeros_like(residual)
        right = -residual[free] / factor.lu.rows
        solution = factor.lu.solve(right, refined=fresh)
        change[free] = solution * factor.scales[free]
        return change, float(np.max(np.abs(right), initial=0.0))

    def _free(self, film: FilmState, frozen: Frozen) -> slice:
        """Equations and unknowns to solve for."""
        if frozen is None:
            return slice(None)
        places = self.system.layout(film)
        return places.electric if frozen == "film" else places.film

    def _scales(self, film: FilmState) -> FloatArray:
        """A typical size of every unknown."""
        gap, free = self.system.gap, self.system.unknowns(film)
        pressure = max(PRESSURE_SCALE, float(np.max(np.abs(film.traction), initial=0.0)))
        volume = np.maximum(self.system.volumes(film), gap.closed)
        inner = np.maximum(volume, film.lithium)[free.lithium]
        inner[free.is_packed] = pressure
        current = max(CURRENT_SCALE, float(np.max(np.abs(film.current), initial=0.0)))
        potential = max(POTENTIAL_SCALE, abs(film.offset), abs(film.counter))
        return np.concatenate(
            [
                np.full(len(free.tractions), pressure),
                inner,
                np.full(self.system.electric.m, current),
                np.full(2 + self.system.islands(film).count, potential),
            ]
        )

    def _damping(self, change: FloatArray, film: FilmState) -> float:
        """Factor that keeps tractions from jumping."""
        tractions = change[self.system.layout(film).unknowns[Unknown.TRACTION]]
        largest = float(np.max(np.abs(tractions), initial=0.0))
        limit = LARGEST_CHANGE * float(np.max(np.abs(film.traction), initial=0.0)) + FREE_CHANGE
        return min(1.0, limit / largest) if largest > 0 else 1.0
