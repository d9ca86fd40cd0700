"""Implicit integration of a flow law: the scalar equation of return mapping, and uniaxial tests."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from filasse.physics.creep.anand import hardening_rate
from filasse.physics.creep.solid_flow import FloatArray, FlowLaw

_ITERATIONS = 60
_LOWEST = -1e5
"""Logarithm of the slowest rate over the reference rate."""
_FLATTEST = 1e-200


class Update(NamedTuple):
    """Result of one implicit step.

    Attributes:
        stress: equivalent stress at the end [Pa], shape of the trial stress.
        resistance: S at the end [Pa].
        increment: equivalent viscoplastic strain of the step [-].
        stress_slope: derivative of the stress by the trial stress [-]: 1 elastic, 0 plastic.
    """

    stress: FloatArray
    resistance: FloatArray
    increment: FloatArray
    stress_slope: FloatArray


def implicit_update(
    law: FlowLaw, trial: FloatArray, resistance: FloatArray, stiffness: float, step: float
) -> Update:
    """Backward Euler step of a flow law.

    Solves  sigma + k dt rate(sigma, S) = trial,  S = S_old + dt dS/dt(rate, S).

    The unknown is the logarithm of the rate, in which the equation is convex, by Newton's method
    within a bracket; the derivative is that of the discrete equations (consistent tangent).

    Args:
        law: coefficients.
        trial: equivalent stress if the step were elastic >= 0 [Pa], any shape.
        resistance: S at the start of the step [Pa], same shape.
        stiffness: k, stress per equivalent strain [Pa]: 3 G in a solid, E in a bar.
        step: dt > 0 [s].
    """
    flowing = trial > 0
    target = np.where(flowing, trial, resistance)
    top = np.log(target / (stiffness * step * law.reference_rate))
    alone = target / (1 + stiffness * step * law.fluidity)  # stress of linear creep by itself
    x = np.minimum(top, law.exponent * np.log(alone / resistance))
    bottom = np.full_like(x, _LOWEST)
    for _ in range(_ITERATIONS):
        state = _at_rate(law, x, resistance, stiffness, step)
        excess = state.demand - target
        top, bottom = np.where(excess > 0, x, top), np.where(excess > 0, bottom, x)
        guess = x - excess / np.maximum(state.demand_slope, _FLATTEST)
        inside = (guess >= bottom) & (guess <= top)
        new = np.where(inside, guess, (top + bottom) / 2)
        change = np.abs(new - x)
        x = new
        if np.all((change <= 1e-13 * (1 + np.abs(x))) | (np.abs(excess) <= 1e-15 * target)):
            break
    state = _at_rate(law, x, resistance, stiffness, step)
    stress = np.where(flowing, state.stress, 0.0)
    slope = np.where(flowing, state.stress_slope / state.demand_slope, 1.0)
    strength = np.where(flowing, state.resistance, resistance)
    return Update(stress, strength, (trial - stress) / stiffness, slope)


def uniaxial_response(
    law: FlowLaw, youngs_modulus: float, strain: FloatArray, time: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """True stress of a bar that is strained: d sigma/dt = E (d eps/dt - viscoplastic rate).

    Args:
        law: coefficients.
        youngs_modulus: E [Pa].
        strain: logarithmic strain at the ends of the steps, positive in tension, shape (k,).
        time: [s], increasing, shape (k,); the bar is at rest, without strain, at time 0.

    Returns:
        Stress [Pa] and resistance S [Pa] at the ends of the steps, each of shape (k,).
    """
    strains, steps = np.diff(strain, prepend=0.0), np.diff(time, prepend=0.0)
    stress, resistance = np.empty_like(strain), np.empty_like(strain)
    now, strength = 0.0, np.array([law.resistance])
    for k, (change, step) in enumerate(zip(strains, steps, strict=True)):
        trial = now + youngs_modulus * change
        update = implicit_update(law, np.array([abs(trial)]), strength, youngs_modulus, step)
        now, strength = float(np.copysign(update.stress[0], trial)), update.resistance
        stress[k], resistance[k] = now, strength[0]
    return stress, resistance


def tension(
    law: FlowLaw, youngs_modulus: float, rate: float, strain: float, steps: int = 1000
) -> tuple[FloatArray, FloatArray]:
    """Tension test at a constant true strain rate.

    Args:
        law: coefficients.
        youngs_modulus: E [Pa].
        rate: true strain rate [1/s].
        strain: logarithmic strain at the end.
        steps: number of steps; they grow from the start, where the response is elastic.

    Returns:
        Strain and true stress [Pa], each of shape (steps,).
    """
    strains = strain * np.linspace(0, 1, steps + 1)[1:] ** 2
    return strains, uniaxial_response(law, youngs_modulus, strains, strains / rate)[0]


class _AtRate(NamedTuple):
    """Everything at a given x = log(rate/rate_0); slopes are derivatives by x."""

    stress: FloatArray
    stress_slope: FloatArray
    resistance: FloatArray
    demand: FloatArray
    demand_slope: FloatArray


def _at_rate(
    law: FlowLaw, x: FloatArray, old_resistance: FloatArray, stiffness: float, step: float
) -> _AtRate:
    """Stress, and the trial stress that it takes, for a plastic rate."""
    rate = law.reference_rate * np.exp(x)
    resistance, resistance_slope = _hardened(law, rate, old_resistance, step)
    power = np.exp(x / law.exponent)
    stress = resistance * power
    stress_slope = resistance_slope * rate * power + stress / law.exponent
    linear, relaxed = 1 + stiffness * step * law.fluidity, stiffness * step * rate
    return _AtRate(
        stress, stress_slope, resistance, linear * stress + relaxed, linear * stress_slope + relaxed
    )


def _hardened(
    law: FlowLaw, rate: FloatArray, old: FloatArray, step: float
) -> tuple[FloatArray, FloatArray]:
    """Solve S = S_old + dt dS/dt(rate, S); also dS/drate [Pa s].

    Newton from S_old approaches the only solution from one side, as dS/dt falls with S and is
    convex below S* and concave above.
    """
    if law.hardening is None:
        return old, np.zeros_like(old)
    value = old
    for _ in range(_ITERATIONS):
        growth = hardening_rate(law, rate, value)
        change = (old + step * growth.value - value) / (1 - step * growth.by_resistance)
        value = value + change
        if np.all(np.abs(change) <= 1e-14 * value):
            break
    growth = hardening_rate(law, rate, value)
    return value, step * growth.by_stress / (1 - step * growth.by_resistance)
