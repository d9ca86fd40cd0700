"""Creep that is a power of the stress where it is low and exponential where it is high.

    rate = A exp(-Q/(R T)) sinh(sigma/S)^n

F. Garofalo, An empirical relation defining the stress dependence of minimum creep rate in metals,
Trans. Metall. Soc. AIME 227, 351 (1963).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from filasse.constants import GAS_CONSTANT
from filasse.physics.creep.flow_law import FloatArray, Hardened, constant_resistance

LARGEST_LOGARITHM = 600.0
"""Of the rate over the reference rate: nothing flows faster, and Newton's method does not overflow
on its way back from there."""


@dataclass(frozen=True)
class HyperbolicSine:
    """Coefficients of  rate = rate_0 sinh(sigma/S)^n + c sigma  at one temperature.

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
        """rate_0 sinh(x)^n and n x coth(x) times that, its derivative by log x; x = sigma/S."""
        ratio = np.exp(log_ratio)
        log_sinh = ratio + np.log(-np.expm1(-2 * ratio) / 2)  # sinh itself overflows
        exponent = np.minimum(self.exponent * log_sinh, LARGEST_LOGARITHM)
        rate = self.reference_rate * np.exp(exponent)
        return rate, self.exponent * ratio / np.tanh(ratio) * rate

    def log_ratio(self, rate: FloatArray) -> FloatArray:
        """log(sigma/S) = log arsinh[(rate/rate_0)^(1/n)]."""
        return np.log(np.arcsinh((rate / self.reference_rate) ** (1 / self.exponent)))

    def hardening_rate(self, rate: FloatArray, resistance: FloatArray) -> Hardened:
        """Nothing: S is constant."""
        return constant_resistance(rate)

    def strengthened(self, factor: float) -> HyperbolicSine:
        """The law with S multiplied by a factor; linear creep, which is diffusion, stays."""
        return replace(self, resistance=factor * self.resistance)

    def with_fluidity(self, fluidity: float) -> HyperbolicSine:
        """The law with linear creep [1/(Pa s)]."""
        return replace(self, fluidity=fluidity)


def hyperbolic_sine(
    exponent: float,
    prefactor: float,
    reference_stress: float,
    activation_energy: float,
    temperature: float,
) -> HyperbolicSine:
    """The law  rate = A exp(-Q/(R T)) sinh(sigma/S)^n.

    Args:
        exponent: n [-].
        prefactor: A [1/s].
        reference_stress: S [Pa].
        activation_energy: Q [J/mol].
        temperature: T [K].
    """
    boltzmann = float(np.exp(-activation_energy / (GAS_CONSTANT * temperature)))
    return HyperbolicSine(prefactor * boltzmann, exponent, reference_stress)
