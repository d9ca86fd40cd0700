"""What a law of creeping lithium is: the interface, and what follows from any law.

A law gives the equivalent plastic strain rate as a function of the equivalent stress over an
internal resistance S, and how S evolves; creep that is linear in the stress (diffusion) comes on
top and leaves S alone:

    rate = f(sigma/S) + c sigma,   dS/dt = h(f, S)

Everything else (implicit integration, flow along cracks and out of their mouths, figures) uses this
interface only, so that a new law is one new module beside `power_law` and `anand`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

MOST_ITERATIONS = 60
"""Newton on a convex function takes some ten; more means that there is no solution."""


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


class Hardened(NamedTuple):
    """Evolution of the resistance and its derivatives.

    Attributes:
        value: dS/dt [Pa/s], shape of the rate.
        by_rate: derivative by the plastic rate [Pa].
        by_resistance: derivative by S [1/s].
    """

    value: FloatArray
    by_rate: FloatArray
    by_resistance: FloatArray


class FlowLaw(Protocol):
    """A law of creeping lithium at one temperature.

    The logarithm of f must rise with log(sigma/S) and be convex in it: then Newton's method on
    logarithms converges from anywhere, which return mapping and `flow_stress` rely on.
    """

    @property
    def resistance(self) -> float:
        """S, or S at the start if it evolves [Pa]."""

    @property
    def fluidity(self) -> float:
        """Linear creep per stress c, which leaves the resistance alone [1/(Pa s)]."""

    def plastic_rate(self, log_ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The plastic rate f [1/s] at z = log(sigma/S), and df/dz [1/s]; any shape."""

    def log_ratio(self, rate: FloatArray) -> FloatArray:
        """Inverse of `plastic_rate`: z = log(sigma/S) at a rate > 0 [1/s]; any shape."""

    def hardening_rate(self, rate: FloatArray, resistance: FloatArray) -> Hardened:
        """The evolution dS/dt at a plastic rate >= 0 [1/s] and S > 0 [Pa], of the same shape."""

    def strengthened(self, factor: float) -> Self:
        """The law with its resistance multiplied by a factor > 0 ("smaller is stronger")."""

    def with_fluidity(self, fluidity: float) -> Self:
        """The law with linear creep [1/(Pa s)]."""


def constant_resistance(rate: FloatArray) -> Hardened:
    """The evolution of a resistance that does not evolve."""
    zero = np.zeros_like(rate)
    return Hardened(zero, zero, zero)


def plastic_rate(law: FlowLaw, stress: FloatArray, resistance: FloatArray) -> Rate:
    """f(sigma/S), the part of the strain rate that drives the resistance.

    Args:
        law: the law.
        stress: equivalent stress sigma >= 0 [Pa], any shape.
        resistance: S > 0 [Pa], same shape.
    """
    safe = np.maximum(stress, np.finfo(np.float64).tiny)
    value, slope = law.plastic_rate(np.log(safe / resistance))
    return Rate(value, slope / safe, -slope / resistance)


def strain_rate(law: FlowLaw, stress: FloatArray, resistance: FloatArray) -> Rate:
    """Equivalent viscoplastic strain rate  f(sigma/S) + c sigma.

    Args:
        law: the law.
        stress: equivalent stress sigma >= 0 [Pa], any shape.
        resistance: S > 0 [Pa], same shape.
    """
    plastic = plastic_rate(law, stress, resistance)
    linear = law.fluidity
    return Rate(plastic.value + linear * stress, plastic.by_stress + linear, plastic.by_resistance)


def flow_stress(law: FlowLaw, rate: FloatArray, resistance: FloatArray | None = None) -> FloatArray:
    """Equivalent stress [Pa] at which a law flows at a rate; inverse of `strain_rate`.

    Args:
        law: the law.
        rate: equivalent strain rate > 0 [1/s], any shape.
        resistance: S [Pa], same shape; by default that of the law.
    """
    strength = np.full_like(rate, law.resistance) if resistance is None else resistance
    log_stress = np.log(strength) + law.log_ratio(rate)
    if law.fluidity == 0:
        return np.exp(log_stress)
    # Newton on log sigma of a convex, rising function, from where one term alone makes the rate.
    log_stress = np.minimum(log_stress, np.log(rate / law.fluidity))
    for _ in range(MOST_ITERATIONS):
        stress = np.exp(log_stress)
        now = strain_rate(law, stress, strength)
        step = (now.value - rate) / (now.by_stress * stress)
        log_stress = log_stress - step
        if np.all(np.abs(step) <= 1e-14):
            break
    return np.exp(log_stress)
