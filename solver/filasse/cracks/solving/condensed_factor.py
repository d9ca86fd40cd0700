"""Newton's steps of large systems: the currents eliminated, only the films' equations factorised.

Two thirds of the unknowns are currents. What they answer to the films is known from the geometry,
but for what the kinetics and the filled parts change (see `spread_currents`); the linearised
electric equations, with the current i = theta J that flows,

    i + g (R i - phi_0 + Phi_counter + V_m/F p) - J dtheta = g r,    g = theta/slope,

are regular also where nothing flows. So what is factorised is the films' Jacobian less what the
currents answer, with the potentials (of the electrolyte, of the counter electrode, of islands of
lithium) as a border. It is no exact factor: conjugate residuals make up for the rest, on the
currents alone, as all other equations are met by each of their iterates.
"""

from __future__ import annotations

import logging

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.jacobian.assembly import jacobian
from filasse.cracks.solving.dense_factor import DenseFactor
from filasse.cracks.solving.linear_currents import LinearCurrents
from filasse.cracks.state import FilmState
from filasse.cracks.swept_lithium import SweptLithium

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

CONDENSED_FROM = 500
"""Unknowns from which on currents are eliminated: below, a factor of all is as fast."""

EXACT = 1e-6
"""What is to be left of the electric equations, over the currents: not less than products in single
precision leave."""

ROUGH = 3e-2
"""The same for an old Jacobian, which is wrong by as much as that."""

MOST_LEFT = 1e-3
"""What it may leave where the Jacobian is new (`ROUGH` where it is old): with more, Newton's method
would take more iterations, and all unknowns are factorised."""

KRYLOV = 40
"""Iterations for the rest; some three are the rule."""


def may_condense(system: CoupledSystem, film: FilmState) -> bool:
    """Whether the currents of a system can be eliminated, and there are enough of them.

    Coatings, interphases, leakage and counter electrodes of one current couple them otherwise;
    ideal kinetics have no conductance. For an anode that changes in every step, what is solved for
    once would be solved for in each.
    """
    if not system.lasts:
        return False
    electric = system.electric
    is_plain = not electric.cover.is_coating
    is_plain &= system.layers is None and system.leakage is None
    is_plain &= system.model.counter_kind != "uniform_flux"
    if not is_plain or system.layout(film).size < CONDENSED_FROM:
        return False
    return bool(np.all(electric.series_slope(film.current) > 0))


class CondensedFactor:
    """What `DenseFactor` is to the whole Jacobian, with the same scales and rows.

    Attributes:
        scales: of the columns: typical sizes of the unknowns, shape (n,).
        rows: about the largest terms of the equations at these sizes, shape (n,).
    """

    def __init__(
        self,
        system: CoupledSystem,
        film: FilmState,
        step: float,
        scales: FloatArray,
        swept: SweptLithium | None = None,
        may_be_lost: bool = False,
    ) -> None:
        """Factorise; see `jacobian` for most arguments.

        Args:
            system: the coupled system.
            film: the latest iterate.
            step: of the stage [s].
            scales: typical sizes of the unknowns, shape (n,).
            swept: lithium that passes places which move with the tips; None if they rest.
            may_be_lost: whether a solution that is not finite does where currents cannot be
                eliminated, in place of one by a factor of all unknowns.
        """
        self._may_be_lost = may_be_lost
        self.scales, self._at = scales, (system, film, step, swept)
        self._answers = LinearCurrents(system, film, step, swept)
        size = system.layout(film).electric.start
        self._parts = size, size + system.electric.m  # films, currents, potentials
        films, currents, potentials = np.split(scales, self._parts)
        inner = np.append(films, potentials)
        self._factor = DenseFactor(self._answers.bordered(), inner)
        kinetics = self._answers.largest(scales[0], currents[0], potentials[-1])
        rows = self._factor.rows
        self.rows = np.concatenate([rows[:size], kinetics, rows[size:]])
        self._dense: DenseFactor | None = None

    def solve(self, right: FloatArray, refined: bool = True) -> FloatArray:
        """The solution over the scales of the unknowns, shape (n,).

        Args:
            right: over `rows`, shape (n,).
            refined: whether it has to be as exact as the matrix is: not where that is an old
                Jacobian, which is wrong by far more.
        """
        if not np.all(np.isfinite(right)):
            return np.full(len(right), np.nan)
        right = right * self.rows
        if self._dense is None:
            size = self._parts[0]
            films, electric, border = np.split(right, self._parts)
            source = self._answers.source(electric)
            found = self._solved(np.append(films, border), source, refined)
            if found is not None:
                change = self._answers.densities(*found, electric)
                parts = found[0][:size], change, found[0][size:]
                return np.asarray(np.concatenate(parts) / self.scales)
            if refined and self._may_be_lost:
                return np.full(len(right), np.nan)
            log.debug("Currents cannot be eliminated: all unknowns are factorised")
            self._dense = DenseFactor(jacobian(*self._at), self.scales)
        return self._dense.solve(right / self._dense.rows, refined)

    def _solved(
        self, films: FloatArray, source: FloatArray, refined: bool
    ) -> tuple[FloatArray, FloatArray] | None:
        """Changes of the films, with the potentials, and of the current; None if too much is left.

        Args:
            films: right-hand sides of the films' equations and of the border.
            source: that of the electric ones [A/m^2], shape (m,).
            refined: see `solve`.
        """
        inner, current = self._nearly(films, source)
        size = max(float(np.linalg.norm(source)), float(np.linalg.norm(current)))
        if not np.isfinite(size):
            return inner, current
        left = source - self._answers.equations(inner, current)
        tolerance = (EXACT if refined else ROUGH) * size
        if float(np.linalg.norm(left)) <= tolerance:
            return inner, current
        more, left = self._rest(left, tolerance)
        most = max(MOST_LEFT * size, tolerance)
        if float(np.linalg.norm(left)) > most:
            return None
        return inner + more[: len(inner)], current + more[len(inner) :]

    def _rest(self, left: FloatArray, tolerance: float) -> tuple[FloatArray, FloatArray]:
        """Changes that meet what is left but for a tolerance, and what is left then.

        Generalised conjugate residuals (S. C. Eisenstat et al., SIAM J. Numer. Anal. 20 (1983)
        345): the iterates of GMRES, with a change of all unknowns beside each direction.
        """
        none = np.zeros(len(self._factor.scales))
        changes, met = np.zeros((KRYLOV, len(none) + len(left))), np.zeros((KRYLOV, len(left)))
        total = np.zeros(changes.shape[1])
        for k in range(KRYLOV):
            inner, current = self._nearly(none, left)
            changes[k], met[k] = np.append(inner, current), self._answers.equations(inner, current)
            for _ in range(2):  # once more, against rounding errors
                shares = met[:k] @ met[k]
                changes[k] -= shares @ changes[:k]
                met[k] -= shares @ met[:k]
            size = float(np.linalg.norm(met[k]))
            if not size > 0:  # nothing is gained any more, or it is not finite
                break
            changes[k], met[k] = changes[k] / size, met[k] / size
            share = float(met[k] @ left)
            total, left = total + share * changes[k], left - share * met[k]
            if float(np.linalg.norm(left)) <= tolerance:
                break
        return total, left

    def _nearly(self, films: FloatArray, source: FloatArray) -> tuple[FloatArray, FloatArray]:
        """A solution of the films' equations, and nearly one of the electric ones."""
        right = films + self._answers.into_films(source)
        inner = self._factor.scales * self._factor.solve(right / self._factor.rows)
        return inner, self._answers.nearly(source + self._answers.driven(inner))
