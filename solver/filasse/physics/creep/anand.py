"""The law of L. Anand and S. Narayan for lithium, J. Electrochem. Soc. 166, A1092 (2019).

No yield surface; an internal resistance S that hardens towards a value set by the rate:

    rate = A exp(-Q/(R T)) (sigma/S)^(1/m)
    dS/dt = H_0 |1 - S/S*|^a sign(1 - S/S*) rate,   S* = S_0* [rate/(A exp(-Q/(R T)))]^n
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from filasse.constants import GAS_CONSTANT
from filasse.physics.creep.solid_flow import FloatArray, FlowLaw, Hardening, Rate

_SLOWEST = 1e-30
"""Smallest rate over the reference rate for which S* is evaluated."""


@dataclass(frozen=True)
class AnandParameters:
    """Parameters that do not depend on temperature.

    Attributes:
        prefactor: A [1/s].
        activation_energy: Q [J/mol].
        sensitivity: m [-].
        resistance: S(0) [Pa].
        hardening: evolution of S.
    """

    prefactor: float
    activation_energy: float
    sensitivity: float
    resistance: float
    hardening: Hardening


def anand_law(parameters: AnandParameters, temperature: float) -> FlowLaw:
    """The law at a temperature [K]."""
    boltzmann = math.exp(-parameters.activation_energy / (GAS_CONSTANT * temperature))
    return FlowLaw(
        reference_rate=parameters.prefactor * boltzmann,
        exponent=1 / parameters.sensitivity,
        resistance=parameters.resistance,
        hardening=parameters.hardening,
    )


def saturation(law: FlowLaw, rate: FloatArray) -> tuple[FloatArray, FloatArray]:
    """S* = S_0* (rate/rate_0)^n [Pa] and its derivative by the rate [Pa s].

    Args:
        law: with hardening.
        rate: plastic rate >= 0 [1/s], any shape.
    """
    hardening = _hardening_of(law)
    scaled = np.maximum(rate / law.reference_rate, _SLOWEST)
    value = hardening.saturation * scaled**hardening.saturation_exponent
    return value, hardening.saturation_exponent * value / (scaled * law.reference_rate)


def hardening_rate(law: FlowLaw, rate: FloatArray, resistance: FloatArray) -> Rate:
    """dS/dt = H_0 |1 - S/S*|^a sign(1 - S/S*) rate; zero without hardening.

    Args:
        law: coefficients.
        rate: plastic rate (`creep.plastic_rate`) >= 0 [1/s], any shape.
        resistance: S [Pa], same shape.

    Returns:
        dS/dt [Pa/s], its derivative by the RATE [Pa] (as `by_stress`) and by S [1/s].
    """
    if law.hardening is None:
        zero = np.zeros_like(rate)
        return Rate(zero, zero, zero)
    hardening, a = law.hardening, law.hardening.exponent
    limit, limit_slope = saturation(law, rate)
    distance = 1 - resistance / limit
    slope = hardening.modulus * np.abs(distance) ** (a - 1)
    share = slope * distance
    by_rate = share + a * slope * rate * resistance / limit**2 * limit_slope
    return Rate(share * rate, by_rate, -a * slope * rate / limit)


def steady_stress(law: FlowLaw, rate: FloatArray) -> FloatArray:
    """Stress of steady flow  sigma = S_0* r^(m + n), r = rate/rate_0, in Pa.

    Args:
        law: with hardening and without linear creep.
        rate: > 0 [1/s], any shape.
    """
    return saturation(law, rate)[0] * (rate / law.reference_rate) ** (1 / law.exponent)


def _hardening_of(law: FlowLaw) -> Hardening:
    if law.hardening is None:
        raise ValueError("this law has no hardening")
    return law.hardening
