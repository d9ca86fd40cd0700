"""The law of L. Anand and S. Narayan for lithium, J. Electrochem. Soc. 166, A1092 (2019).

No yield surface; an internal resistance S that hardens towards a value set by the rate:

    rate = A exp(-Q/(R T)) (sigma/S)^(1/m)
    dS/dt = H_0 |1 - S/S*|^a sign(1 - S/S*) rate,   S* = S_0* [rate/(A exp(-Q/(R T)))]^n
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from filasse.constants import GAS_CONSTANT
from filasse.physics.creep.flow_law import FloatArray, Hardened
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.creep.steady_flow import ChannelRate, MouthRate

_SLOWEST = 1e-30
"""Smallest rate over the reference rate for which S* is evaluated."""


@dataclass(frozen=True)
class Hardening:
    """Evolution of the resistance.

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

    def strengthened(self, factor: float) -> Hardening:
        """The same for a resistance multiplied by a factor."""
        modulus, saturation = factor * self.modulus, factor * self.saturation
        return replace(self, modulus=modulus, saturation=saturation)


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


@dataclass(frozen=True)
class AnandLaw:
    """The law at one temperature: a power law whose resistance hardens.

    Attributes:
        power: n = 1/m, rate_0 = A exp(-Q/(R T)), S at the start, and linear creep.
        hardening: evolution of S.
    """

    power: PowerLaw
    hardening: Hardening

    @property
    def resistance(self) -> float:
        """S at the start [Pa]."""
        return self.power.resistance

    @property
    def fluidity(self) -> float:
        """Linear creep per stress [1/(Pa s)]."""
        return self.power.fluidity

    def plastic_rate(self, log_ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
        """That of the power law."""
        return self.power.plastic_rate(log_ratio)

    def log_ratio(self, rate: FloatArray) -> FloatArray:
        """That of the power law."""
        return self.power.log_ratio(rate)

    def saturation(self, rate: FloatArray) -> tuple[FloatArray, FloatArray]:
        """S* = S_0* (rate/rate_0)^n [Pa] and its derivative by the rate [Pa s].

        Args:
            rate: plastic rate >= 0 [1/s], any shape.
        """
        hardening, reference = self.hardening, self.power.reference_rate
        scaled = np.maximum(rate / reference, _SLOWEST)
        value = hardening.saturation * scaled**hardening.saturation_exponent
        return value, hardening.saturation_exponent * value / (scaled * reference)

    def hardening_rate(self, rate: FloatArray, resistance: FloatArray) -> Hardened:
        """dS/dt = H_0 |1 - S/S*|^a sign(1 - S/S*) rate."""
        hardening, a = self.hardening, self.hardening.exponent
        limit, limit_slope = self.saturation(rate)
        distance = 1 - resistance / limit
        slope = hardening.modulus * np.abs(distance) ** (a - 1)
        share = slope * distance
        by_rate = share + a * slope * rate * resistance / limit**2 * limit_slope
        return Hardened(share * rate, by_rate, -a * slope * rate / limit)

    def strengthened(self, factor: float) -> AnandLaw:
        """The law with S and what it hardens towards multiplied by a factor."""
        return AnandLaw(self.power.strengthened(factor), self.hardening.strengthened(factor))

    def with_fluidity(self, fluidity: float) -> AnandLaw:
        """The law with linear creep [1/(Pa s)]."""
        return replace(self, power=self.power.with_fluidity(fluidity))

    def channel_rate(self, half: FloatArray, slope: FloatArray) -> ChannelRate:
        """That of the power law at S as it is at the start."""
        return self.power.channel_rate(half, slope)

    def mouth_rate(self, inner: FloatArray, spread: float, excess: FloatArray) -> MouthRate:
        """That of the power law at S as it is at the start."""
        return self.power.mouth_rate(inner, spread, excess)

    def steady_stress(self, rate: FloatArray) -> FloatArray:
        """Stress of steady flow  sigma = S_0* r^(m + n), r = rate/rate_0, in Pa.

        Args:
            rate: > 0 [1/s], any shape; linear creep is left out.
        """
        power = self.power
        return self.saturation(rate)[0] * (rate / power.reference_rate) ** (1 / power.exponent)


def anand_law(parameters: AnandParameters, temperature: float) -> AnandLaw:
    """The law at a temperature [K]."""
    boltzmann = math.exp(-parameters.activation_energy / (GAS_CONSTANT * temperature))
    rate, exponent = parameters.prefactor * boltzmann, 1 / parameters.sensitivity
    return AnandLaw(PowerLaw(rate, exponent, parameters.resistance), parameters.hardening)
