"""Charge-transfer kinetics in resistive form: the overpotential as a function of the current.

The inverse of Butler-Volmer is single-valued, grows only like a logarithm and stays finite in the
limits of fast kinetics (zero) and of a pure resistance: Newton's method on the current cannot
overflow, and converges from below; from above it would overshoot without `reversed_gently`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from filasse.constants import FARADAY, GAS_CONSTANT

type FloatArray = npt.NDArray[np.float64]
type Law = Literal["butler_volmer", "linear", "ideal"]


@dataclass(frozen=True)
class Kinetics:
    """Kinetics of one electrode.

    Attributes:
        law: Butler-Volmer, its linearisation, or none at all (ideal).
        exchange_current_density: i_0 at the present temperature [A/m^2].
        transfer_coefficient: alpha of the branch that plates [-]; stripping has 1 - alpha.
        film_resistance: area resistance in series R_f [ohm m^2].
        temperature: T [K].
        double_layer_capacitance: C_dl beside the charge transfer, for alternating currents [F/m^2].
    """

    law: Law
    exchange_current_density: float
    transfer_coefficient: float
    film_resistance: float
    temperature: float
    double_layer_capacitance: float = 0.0

    @property
    def thermal_voltage(self) -> float:
        """R T / F [V]."""
        return GAS_CONSTANT * self.temperature / FARADAY

    @property
    def charge_transfer_resistance(self) -> float:
        """R_ct = R T / (F i_0) [ohm m^2]; zero for ideal kinetics."""
        if self.law == "ideal":
            return 0.0
        return self.thermal_voltage / self.exchange_current_density


def current_density(kinetics: Kinetics, overpotential: FloatArray) -> FloatArray:
    """Butler-Volmer: i = i_0 {exp[alpha F eta/(R T)] - exp[-(1 - alpha) F eta/(R T)]}.

    Args:
        kinetics: electrode kinetics; the film resistance is not part of this law.
        overpotential: eta [V], any shape.

    Returns:
        Current density i [A/m^2], positive when plating.
    """
    scaled = overpotential / kinetics.thermal_voltage
    if kinetics.law == "linear":
        return kinetics.exchange_current_density * scaled
    alpha = kinetics.transfer_coefficient
    return kinetics.exchange_current_density * (
        np.exp(alpha * scaled) - np.exp(-(1 - alpha) * scaled)
    )


def overpotential(
    kinetics: Kinetics, current: FloatArray, activity: FloatArray | float = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Total overpotential eta(i) + R_f i of a current density, and its derivative.

    Args:
        kinetics: electrode kinetics.
        current: i [A/m^2], any shape.
        activity: exchange current density over that of the electrode.

    Returns:
        The overpotential [V] and its derivative with respect to the current [ohm m^2].
    """
    value, slope = _charge_transfer(kinetics, current / activity)
    resistance = kinetics.film_resistance
    return value + resistance * current, slope / activity + resistance


def charge_transfer_overpotential(kinetics: Kinetics, current: FloatArray) -> FloatArray:
    """Overpotential eta(i) of the charge transfer alone, without R_f i [V]."""
    return _charge_transfer(kinetics, current)[0]


def charge_transfer_slope(kinetics: Kinetics, current: FloatArray) -> FloatArray:
    """Differential resistance of the charge transfer, d eta/d i at a current [ohm m^2].

    At rest it is R_ct = R T/(F i_0); a current makes it smaller.
    """
    return _charge_transfer(kinetics, current)[1]


def reversed_gently(kinetics: Kinetics, current: FloatArray, change: FloatArray) -> FloatArray:
    """Add a change to currents; those that it would reverse go no further than 2 i_0.

    Far from zero the slope of eta(i) is so small that a Newton step overshoots, there and back;
    within 2 i_0 the slope is that of the new sign.

    Args:
        kinetics: electrode kinetics.
        current: i [A/m^2], any shape.
        change: of the current [A/m^2].
    """
    moved = current + change
    if kinetics.law != "butler_volmer":
        return moved
    limit = 2 * kinetics.exchange_current_density
    turned = np.sign(moved) * np.sign(current) < 0  # a product of the two could overflow
    return np.where(turned, np.clip(moved, -limit, limit), moved)


def _charge_transfer(kinetics: Kinetics, current: FloatArray) -> tuple[FloatArray, FloatArray]:
    if kinetics.law == "ideal":
        return np.zeros_like(current), np.zeros_like(current)
    voltage = kinetics.thermal_voltage
    ratio = current / kinetics.exchange_current_density
    if kinetics.law == "linear":
        scaled, slope = ratio, np.ones_like(ratio)
    else:
        scaled, slope = _invert_butler_volmer(ratio, kinetics.transfer_coefficient)
    return voltage * scaled, voltage / kinetics.exchange_current_density * slope


def _invert_butler_volmer(ratio: FloatArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Solve exp(alpha x) - exp(-(1 - alpha) x) = ratio for x, and return dx/dratio.

    For alpha = 1/2, x = 2 asinh(ratio/2). Otherwise Newton on asinh of the equation, which is
    nearly linear in x for either sign.
    """
    guess = np.arcsinh(ratio / 2)
    x = 2 * guess
    if alpha == 0.5:
        return x, 1 / np.cosh(guess)
    x = guess / np.where(ratio > 0, alpha, 1 - alpha)
    for _ in range(60):
        plus, minus = np.exp(alpha * x), np.exp(-(1 - alpha) * x)
        value = plus - minus
        rate = alpha * plus + (1 - alpha) * minus
        step = (np.arcsinh(value / 2) - guess) * np.sqrt(1 + (value / 2) ** 2) * 2 / rate
        x = x - step
        if np.all(np.abs(step) <= 1e-14 * (1 + np.abs(x))):
            break
    return x, 1 / (alpha * np.exp(alpha * x) + (1 - alpha) * np.exp(-(1 - alpha) * x))


def current_taking(
    drop: float, law: Callable[[FloatArray], tuple[FloatArray, FloatArray]]
) -> float:
    """Current density at which a potential is taken, infinite where nothing resists [A/m^2].

    Newton from zero: overpotentials rise ever more slowly, so that no step goes too far.

    Args:
        drop: the potential [V].
        law: what is taken at a current density, and its slope [ohm m^2].
    """
    current = np.zeros(1)
    for _ in range(200):
        taken, slope = law(current)
        if slope[0] == 0.0:
            return math.inf
        change = (drop - taken) / slope
        current = current + change
        if abs(change[0]) <= 1e-12 * abs(current[0]):
            break
    return float(current[0])
