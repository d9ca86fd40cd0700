"""The steady state of the lithium in one flaw: plating against creep out of the mouth.

Plating on both faces, held back by the pressure, equals what flows to the mouth:

    dq/dy = 2 i V_m/F,   i from  phi(y) - V_m (p - p_0)/F = eta(i) + R_f i,   p = p_0 at the mouth

with the potential of an undisturbed cell, phi(y) = eta(I) + R_f I + I y/kappa, the flow law of the
cracks, q(w, p'), and the opening w of an edge crack. I is what the flaws leave of the applied
current to the planar interface. It holds while plating is even (a Wagner number of some units).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from filasse.estimates.edge_crack import EDGE_CRACK, FloatArray, unit_crack
from filasse.physics.film_flow import FilmFlow, flux
from filasse.physics.kinetics import Kinetics, overpotential

# limits of the damped Newton iteration, and the residual that ends it
_ITERATIONS, _HALVINGS, _CONVERGED = 60, 12, 1e-8
# a nearly rigid film first, where Newton's method converges from nothing
_SOFTNESS = np.logspace(-12.0, 0.0, 6)
_TOLERANCE = 1e-3  # of the critical current, far below what the theory is worth
AT_REST = 1.0
"""Current density by which errors are judged while none flows [A/m^2]."""
_NARROWEST = 0.1
"""Least opening over the aperture: what is pressed shut lets next to nothing through."""


@dataclass(frozen=True)
class OpenFlaw:
    """A flaw full of lithium that can leave it through the mouth.

    Attributes:
        length: a [m].
        depth: height of its tip above the anode [m]; the length if it stands straight.
        width: of the slab, per flaw [m].
        shape: K_eq/(p sqrt(pi a)) under a uniform pressure [-].
        modulus: E' [Pa].
        toughness: K_c [Pa m^0.5].
        closing: normal stress of the slab that presses it shut [Pa].
        stack_pressure: pressure in its mouth [Pa].
        kinetics: of its faces and the planar interface.
        conductivity: kappa [S/m].
        volume_per_charge: V_m/F [m^3/C].
        aperture: w_0 [m].
        flow: law of lithium's flow along it.
        centroid: mean height of the flaw over that of its tip.
        mouth_is_open: whether lithium leaves it there; sealed, only steps in time have a solution.
    """

    length: float
    depth: float
    width: float
    shape: float
    modulus: float
    toughness: float
    closing: float
    stack_pressure: float
    kinetics: Kinetics
    conductivity: float
    volume_per_charge: float
    aperture: float
    flow: FilmFlow
    centroid: float = 0.5
    mouth_is_open: bool = True

    @property
    def critical_pressure(self) -> float:
        """Uniform pressure at which K_eq = K_c, beyond what presses the flaw shut [Pa]."""
        return self.closing + self.toughness / (self.shape * math.sqrt(math.pi * self.length))

    @property
    def critical_overpotential(self) -> float:
        """What holds that pressure against the stack's: (p - p_0) V_m/F (Tang 2021, eq. 2) [V]."""
        return (self.critical_pressure - self.stack_pressure) * self.volume_per_charge


class StepStart(NamedTuple):
    """What an implicit step starts from: openings [m], shape (n,), and how long it lasts [s]."""

    opening: FloatArray
    time_step: float


class _Steady(NamedTuple):
    """Plating current density of the nodes [A/m^2], shape (n,), and K_eq [Pa m^0.5]."""

    plating: FloatArray
    intensity: float


def intensity(flaw: OpenFlaw, current: float) -> float:
    """K_eq [Pa m^0.5] of the steady state at an applied current density [A/m^2]."""
    return _steady(flaw, current).intensity


@lru_cache(maxsize=64)
def steady_critical_current(flaw: OpenFlaw, blocked: float) -> float:
    """Applied current density [A/m^2] whose steady state has K_eq = K_c.

    Found once for all that ask: for a flaw of nanometres it takes seconds.

    Args:
        flaw: the flaw.
        blocked: critical current if no lithium could leave it, a lower bound [A/m^2].

    Returns:
        Infinity if it is beyond 1000 times the lower bound.
    """
    low, below = blocked, _steady(flaw, blocked)
    if below.intensity >= flaw.toughness:
        return blocked
    high, above = low, below
    while above.intensity < flaw.toughness:
        low, below, high = high, above, 1.5 * high
        above = _steady(flaw, high, above.plating)
        if high > 1000 * blocked:
            return math.inf
    while high > (1 + _TOLERANCE) * low:
        part = 0.5
        if below.intensity > 0:  # a flaw pressed shut has none
            span = math.log(above.intensity / below.intensity)
            part = math.log(flaw.toughness / below.intensity) / span
        middle = low * (high / low) ** min(max(part, 0.02), 0.98)
        found = _steady(flaw, middle, below.plating)
        if abs(found.intensity / flaw.toughness - 1) < _TOLERANCE / 10:
            return float(middle)
        if found.intensity < flaw.toughness:
            low, below = middle, found
        else:
            high, above = middle, found
    return math.sqrt(low * high)


def _steady(flaw: OpenFlaw, current: float, guess: FloatArray | None = None) -> _Steady:
    """The steady state, from a guess of the plating if there is one.

    Without, by way of ever softer lithium from a flaw that nothing leaves: Newton's method alone
    does not find the steep fall of the pressure at the mouth.
    """
    if guess is not None:
        plating, error = balanced(flaw, current, guess)
    if guess is None or error > _CONVERGED:
        plating = np.zeros(len(unit_crack().nodes))
        for softness in _SOFTNESS:
            plating, _ = balanced(flaw, current, plating, softness)
    return _Steady(plating, intensity_of(flaw, excess_pressure(flaw, current, plating)[0]))


def intensity_of(flaw: OpenFlaw, excess: FloatArray) -> float:
    """K_eq [Pa m^0.5] by the excess p - p_0 at the nodes [Pa], shape (n,)."""
    straight = unit_crack().intensity @ (flaw.stack_pressure + excess - flaw.closing)
    return float(straight * math.sqrt(flaw.length) * flaw.shape / EDGE_CRACK)


def steady_openings(flaw: OpenFlaw, excess: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Openings [m], shape (n,), and their slopes by the pressures [m/Pa], shape (n, n)."""
    compliance = 2 * flaw.length / flaw.modulus * flaw.shape / EDGE_CRACK * unit_crack().opening
    opening = flaw.aperture + compliance @ (flaw.stack_pressure + excess - flaw.closing)
    moves = opening > _NARROWEST * flaw.aperture
    least = _NARROWEST * flaw.aperture
    return np.where(moves, opening, least), np.where(moves[:, None], compliance, 0.0)


def balanced(
    flaw: OpenFlaw,
    current: float,
    plating: FloatArray,
    softness: float = 1.0,
    before: StepStart | None = None,
) -> tuple[FloatArray, float]:
    """The plating that balances, and the largest error that is left; infinite if none is found.

    Args:
        flaw: the flaw.
        current: applied current density [A/m^2].
        plating: a guess [A/m^2], shape (n,).
        softness: factor on the flow of lithium [-].
        before: what a step in time starts from; None for the steady state.
    """
    residual, matrix = _equations(flaw, current, plating, softness, before)
    for _ in range(_ITERATIONS):
        size, part = np.abs(residual).max(), 1.0
        if size <= _CONVERGED:
            break
        try:
            change = np.linalg.solve(matrix, -residual)
        except np.linalg.LinAlgError:  # the equations have no solution here
            return plating, math.inf
        for _ in range(_HALVINGS):
            trial = plating + part * change
            residual, matrix = _equations(flaw, current, trial, softness, before)
            if np.abs(residual).max() < (1 - 0.1 * part) * size:
                break
            part /= 2
        plating = trial
    return plating, float(np.abs(residual).max())


def excess_pressure(
    flaw: OpenFlaw, current: float, plating: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Excess p - p_0 [Pa], and its derivatives by the plating [Pa m^2/A], shape (n, n)."""
    rise = flaw.depth * unit_crack().nodes / flaw.conductivity
    taken = 2 / flaw.width * _shares(flaw)
    planar = np.array([current - taken @ plating])
    driving, driving_slope = overpotential(flaw.kinetics, planar)
    law, slope = overpotential(flaw.kinetics, plating)
    by_plating = -np.outer(driving_slope + rise, taken) - np.diag(slope)
    return (driving + planar * rise - law) / flaw.volume_per_charge, by_plating / (
        flaw.volume_per_charge
    )


def _shares(flaw: OpenFlaw) -> FloatArray:
    """Length of the flaw that belongs to every node [m]."""
    halves = np.diff(unit_crack().nodes) * flaw.length / 2
    return np.asarray(np.append(halves, 0.0) + np.append(0.0, halves), dtype=np.float64)


def _equations(
    flaw: OpenFlaw, current: float, plating: FloatArray, softness: float, before: StepStart | None
) -> tuple[FloatArray, FloatArray]:
    """Balance of every node over what the flaw would take up without pressure, and its slopes."""
    crack = unit_crack()
    excess, by_plating = excess_pressure(flaw, current, plating)
    steps = np.diff(crack.nodes) * flaw.length
    opening, compliance = steady_openings(flaw, excess)
    between = (opening[1:] + opening[:-1]) / 2
    flow, by_opening, by_slope = softness * np.array(
        flux(flaw.flow, between, np.diff(excess) / steps)
    )
    edges = np.arange(len(steps))
    by_excess = by_opening[:, None] * (compliance[1:] + compliance[:-1]) / 2
    by_excess[edges, edges + 1] += by_slope / steps
    by_excess[edges, edges] -= by_slope / steps
    taken = 2 * flaw.volume_per_charge * _shares(flaw)
    residual = np.append(flow, 0.0) - np.append(0.0, flow) - taken * plating
    slopes = np.zeros((len(plating), len(plating)))
    slopes[:-1] += by_excess
    slopes[1:] -= by_excess
    if before is not None:
        stored = _shares(flaw) / before.time_step
        residual += stored * (opening - before.opening)
        slopes += stored[:, None] * compliance
    slopes = slopes @ by_plating - np.diag(taken)
    scale = 2 * flaw.volume_per_charge * (abs(current) or AT_REST) * flaw.length
    residual, slopes = residual / scale, slopes / scale
    if not flaw.mouth_is_open:
        return residual, slopes
    # The mouth holds the stack pressure; what flows there follows.
    driving = overpotential(flaw.kinetics, np.array([current]))[0][0]
    unit = flaw.volume_per_charge / driving if driving > 0 else 1e-7
    residual[0], slopes[0] = excess[0] * unit, by_plating[0] * unit
    return residual, slopes
