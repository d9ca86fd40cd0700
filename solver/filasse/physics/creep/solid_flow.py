"""Flow of lithium as a solid: a power of the stress over a resistance, plus linear creep.

One form holds all laws: power-law creep (constant resistance), Anand and Narayan (a resistance
that evolves, see `filasse.physics.creep.anand`), diffusional creep (linear)
and, for a large exponent, the perfectly plastic limit. Everything is written in equivalent stress
and strain rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.constants import GAS_CONSTANT

type FloatArray = npt.NDArray[np.float64]

PLASTIC_EXPONENT = 100.0
"""Exponent that stands for perfect plasticity: 2.3 % of stress per decade of rate."""


@dataclass(frozen=True)
class Hardening:
    """Evolution of the resistance (Anand and Narayan 2019, see `filasse.physics.creep.anand`).

    Attributes:
        modulus: H_0 [Pa].
        saturation: S_0* [Pa].
        exponent: a [-].
        saturation_exponent: n [-], of the rate in the saturation value.
    """

    modulus: float
    saturation: float
    exponent: float
    saturation_exponent: float


@dataclass(frozen=True)
class FlowLaw:
    """Coefficients of  rate = rate_0 (sigma/S)^n + c sigma  at one temperature.

    Attributes:
        reference_rate: rate_0 [1/s].
        exponent: n = 1/m [-].
        resistance: S, or S at the start if it evolves [Pa].
        fluidity: c of linear creep, which leaves the resistance alone [1/(Pa s)].
        hardening: how S evolves; None for a constant S.
    """

    reference_rate: float
    exponent: float
    resistance: float
    fluidity: float = 0.0
    hardening: Hardening | None = None


class Rate(NamedTuple):
    """A rate and its derivatives.

    Attributes:
        value: [1/s], shape of the stress.
        by_stress: [1/(Pa s)].
        by_resistance: [1/(Pa s)].
    """

    value: FloatArray
    by_stress: FloatArray
    by_resistance: FloatArray


def plastic_rate(law: FlowLaw, stress: FloatArray, resistance: FloatArray) -> Rate:
    """rate_0 (sigma/S)^n, the part of the strain rate that drives the resistance.

    Args:
        law: coefficients.
        stress: equivalent stress sigma >= 0 [Pa], any shape.
        resistance: S > 0 [Pa], same shape.
    """
    n = law.exponent
    ratio = stress / resistance
    slope = law.reference_rate * ratio ** (n - 1)
    value = slope * ratio
    return Rate(value, n * slope / resistance, -n * value / resistance)


def strain_rate(law: FlowLaw, stress: FloatArray, resistance: FloatArray) -> Rate:
    """Equivalent viscoplastic strain rate  rate_0 (sigma/S)^n + c sigma.

    Args:
        law: coefficients.
        stress: equivalent stress sigma >= 0 [Pa], any shape.
        resistance: S > 0 [Pa], same shape.
    """
    plastic = plastic_rate(law, stress, resistance)
    linear = law.fluidity
    return Rate(plastic.value + linear * stress, plastic.by_stress + linear, plastic.by_resistance)


def flow_stress(law: FlowLaw, rate: FloatArray, resistance: FloatArray | None = None) -> FloatArray:
    """Equivalent stress [Pa] at which a law flows at a rate; inverse of `strain_rate`.

    Args:
        law: coefficients.
        rate: equivalent strain rate > 0 [1/s], any shape.
        resistance: S [Pa], same shape; by default that of the law.
    """
    strength = np.full_like(rate, law.resistance) if resistance is None else resistance
    n, c = law.exponent, law.fluidity
    # Newton on log sigma of a convex, rising function, from where one term alone makes the rate.
    log_stress = np.log(strength) + np.log(rate / law.reference_rate) / n
    if c == 0:
        return np.exp(log_stress)
    log_stress = np.minimum(log_stress, np.log(rate / c))
    for _ in range(50):
        stress = np.exp(log_stress)
        now = strain_rate(law, stress, strength)
        step = (now.value - rate) / (now.by_stress * stress)
        log_stress = log_stress - step
        if np.all(np.abs(step) <= 1e-14):
            break
    return np.exp(log_stress)


def power_law(
    exponent: float, prefactor: float, activation_energy: float, temperature: float
) -> FlowLaw:
    """Power-law creep  rate = A sigma^n exp(-Q/(R T))  (T21-1).

    Args:
        exponent: n [-].
        prefactor: A [Pa^-n s^-1].
        activation_energy: Q [J/mol].
        temperature: T [K].

    Returns:
        The law with rate_0 = 1/s and S = [A exp(-Q/(R T))]^(-1/n), in numbers of ordinary size.
    """
    logarithm = math.log(prefactor) - activation_energy / (GAS_CONSTANT * temperature)
    return FlowLaw(1.0, exponent, math.exp(-logarithm / exponent))


def perfectly_plastic(
    yield_strength: float, rate: float = 1e-3, exponent: float = PLASTIC_EXPONENT
) -> FlowLaw:
    """Limit of an elastic, perfectly plastic solid: a power law with a large exponent.

    Args:
        yield_strength: sigma_y, stress at `rate` [Pa].
        rate: [1/s].
        exponent: n [-]; the stress changes by a factor 10^(1/n) per decade of rate.
    """
    return FlowLaw(rate, exponent, yield_strength)


def strengthened(law: FlowLaw, factor: float) -> FlowLaw:
    """The law with its resistance multiplied by a factor ("smaller is stronger").

    Args:
        law: coefficients.
        factor: f > 0; linear creep, which is diffusion, is left alone.
    """
    hardening = law.hardening
    if hardening is not None:
        hardening = replace(
            hardening,
            modulus=factor * hardening.modulus,
            saturation=factor * hardening.saturation,
        )
    return replace(law, resistance=factor * law.resistance, hardening=hardening)
