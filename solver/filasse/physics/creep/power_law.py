"""Power-law creep  rate = rate_0 (sigma/S)^n, and perfect plasticity as its limit.

Its flow along channels and out of mouths has closed forms, which stand here and are used instead of
the quadrature of `filasse.physics.creep.steady_flow`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from filasse.constants import GAS_CONSTANT
from filasse.physics.creep.flow_law import FloatArray, Hardened, constant_resistance
from filasse.physics.creep.steady_flow import ChannelRate, MouthRate

PLASTIC_EXPONENT = 100.0
"""Exponent that stands for perfect plasticity: 2.3 % of stress per decade of rate."""


@dataclass(frozen=True)
class PowerLaw:
    """Coefficients of  rate = rate_0 (sigma/S)^n + c sigma  at one temperature.

    Attributes:
        reference_rate: rate_0 [1/s].
        exponent: n >= 1 [-].
        resistance: S [Pa].
        fluidity: c of linear creep [1/(Pa s)].
    """

    reference_rate: float
    exponent: float
    resistance: float
    fluidity: float = 0.0

    def plastic_rate(self, log_ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
        """rate_0 exp(n z) and its derivative by z = log(sigma/S)."""
        rate = self.reference_rate * np.exp(self.exponent * log_ratio)
        return rate, self.exponent * rate

    def log_ratio(self, rate: FloatArray) -> FloatArray:
        """log(sigma/S) = log(rate/rate_0)/n."""
        return np.log(rate / self.reference_rate) / self.exponent

    def hardening_rate(self, rate: FloatArray, resistance: FloatArray) -> Hardened:
        """Nothing: S is constant."""
        return constant_resistance(rate)

    def strengthened(self, factor: float) -> PowerLaw:
        """The law with S multiplied by a factor; linear creep, which is diffusion, stays."""
        return replace(self, resistance=factor * self.resistance)

    def with_fluidity(self, fluidity: float) -> PowerLaw:
        """The law with linear creep [1/(Pa s)]."""
        return replace(self, fluidity=fluidity)

    def channel_rate(self, half: FloatArray, slope: FloatArray) -> ChannelRate:
        """Q = 2 3^((n+1)/2)/(n+2) rate_0 (h g/S)^n h^2: see `steady_flow.channel_rate`.

        Flow of a power-law fluid between sticking walls: R. B. Bird, R. C. Armstrong, O. Hassager,
        Dynamics of Polymeric Liquids, vol. 1 (Wiley, 1987).
        """
        n = self.exponent
        size = half * slope / self.resistance
        scale = 2 * 3 ** ((n + 1) / 2) * self.reference_rate
        by_half = scale * size**n * half
        by_slope = scale * n / (n + 2) * size ** (n - 1) * half**3 / self.resistance
        return ChannelRate(by_half * half / (n + 2), by_half, by_slope)

    def mouth_rate(self, inner: FloatArray, spread: float, excess: FloatArray) -> MouthRate:
        """Radial flow in closed form: see `steady_flow.mouth_rate`.

        p = (n/sqrt 3) S [2 q/(sqrt 3 pi r^2 rate_0)]^(1/n) [1 - (r/b)^(2/n)], solved for q.
        """
        n = self.exponent
        ratio = (inner / spread) ** (2 / n)
        drop = n * self.resistance / np.sqrt(3) * (1 - ratio)
        size = excess / drop
        slope = np.sqrt(3) * np.pi / 2 * inner**2 * self.reference_rate * size ** (n - 1) / drop
        value = slope * excess
        by_inner = value * (2 / inner + 2 * ratio / (inner * (1 - ratio)))
        return MouthRate(value, n * slope, by_inner)


def power_law(
    exponent: float, prefactor: float, activation_energy: float, temperature: float
) -> PowerLaw:
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
    return PowerLaw(1.0, exponent, math.exp(-logarithm / exponent))


def perfectly_plastic(
    yield_strength: float, rate: float = 1e-3, exponent: float = PLASTIC_EXPONENT
) -> PowerLaw:
    """Limit of an elastic, perfectly plastic solid: a power law with a large exponent.

    Args:
        yield_strength: sigma_y, stress at `rate` [Pa].
        rate: [1/s].
        exponent: n [-]; the stress changes by a factor 10^(1/n) per decade of rate.
    """
    return PowerLaw(rate, exponent, yield_strength)
