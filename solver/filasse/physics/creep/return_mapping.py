"""Implicit integration of any flow law (return mapping), and uniaxial tests by it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from filasse.errors import ConvergenceError
from filasse.physics.creep.flow_law import MOST_ITERATIONS, FloatArray, FlowLaw

TOLERANCE = 1e-13
"""Change of log(sigma/S) at which Newton's method ends."""

BRACKET = 100.0
"""Half width of the first bracket of log(sigma/S): no resistance evolves by e^100 in a step."""


class Returned(NamedTuple):
    """End of a step at fixed strain.

    Attributes:
        stress: equivalent stress [Pa], shape of the trial stress.
        slope: its derivative by the trial stress [-]: 1 elastic, 0 plastic.
        resistance: S [Pa].
        strain: increment of equivalent viscoplastic strain [-].
    """

    stress: FloatArray
    slope: FloatArray
    resistance: FloatArray
    strain: FloatArray


def return_mapping(
    law: FlowLaw, trial: FloatArray, resistance: FloatArray, stiffness: float, step: float
) -> Returned:
    """Backward Euler step: sigma + k dt rate(sigma, S) = trial,  S = S_old + dt dS/dt(rate, S).

    Newton on the logarithm of both sides against z = log(sigma/S), within a bracket: for a law that
    is convex there (see `FlowLaw`) it converges from every trial stress and step; a resistance that
    evolves fast beside linear creep needs the bracket. The slope is that of the discrete equations
    (consistent tangent).

    Args:
        law: flow law.
        trial: equivalent stress of an elastic step >= 0 [Pa], any shape.
        resistance: S at the start [Pa], same shape.
        stiffness: k, stress per equivalent strain [Pa]: 3 G in a solid, E in a bar.
        step: dt [s].

    Raises:
        ConvergenceError: no solution within the allowed iterations.
    """
    trial = np.maximum(trial, 1e-12 * law.resistance)
    elastic = stiffness * step
    stiff = 1 + elastic * law.fluidity
    ratio = np.log(trial / (stiff * resistance))
    if elastic > 0:
        ratio = np.minimum(ratio, law.log_ratio(trial / elastic))
    bottom, top = ratio - BRACKET, ratio + BRACKET
    for _ in range(MOST_ITERATIONS):
        rate, by_ratio = law.plastic_rate(ratio)
        strength, strength_slope = _hardened(law, resistance, rate, step)
        stress = strength * np.exp(ratio)
        total = stiff * stress + elastic * rate
        by_stress = stress * (1 + strength_slope * by_ratio / strength)
        by_total = stiff * by_stress + elastic * by_ratio
        excess = np.log(total / trial)
        bottom, top = np.where(excess < 0, ratio, bottom), np.where(excess > 0, ratio, top)
        change = total / by_total * excess
        outside = (ratio - change < bottom) | (ratio - change > top)
        change = np.where(outside, ratio - (bottom + top) / 2, change)
        ratio = ratio - change
        if np.abs(change).max(initial=0.0) <= TOLERANCE:
            strain = step * (rate + law.fluidity * stress)
            return Returned(stress, by_stress / by_total, strength, strain)
    worst = np.unravel_index(np.nanargmax(np.abs(change)), change.shape)
    raise ConvergenceError(
        f"The flow law has no solution for a trial stress of {trial[worst]:.4g} Pa and a "
        f"resistance of {resistance[worst]:.4g} Pa in a step of {step:.3g} s."
    )


def uniaxial_response(
    law: FlowLaw, youngs_modulus: float, strain: FloatArray, time: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """True stress of a bar that is strained: d sigma/dt = E (d eps/dt - viscoplastic rate).

    Args:
        law: flow law.
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
        end = return_mapping(law, np.array([abs(trial)]), strength, youngs_modulus, step)
        now, strength = float(np.copysign(end.stress[0], trial)), end.resistance
        stress[k], resistance[k] = now, strength[0]
    return stress, resistance


def tension(
    law: FlowLaw, youngs_modulus: float, rate: float, strain: float, steps: int = 1000
) -> tuple[FloatArray, FloatArray]:
    """Tension test at a constant true strain rate.

    Args:
        law: flow law.
        youngs_modulus: E [Pa].
        rate: true strain rate [1/s].
        strain: logarithmic strain at the end.
        steps: number of steps; they grow from the start, where the response is elastic.

    Returns:
        Strain and true stress [Pa], each of shape (steps,).
    """
    strains = strain * np.linspace(0, 1, steps + 1)[1:] ** 2
    return strains, uniaxial_response(law, youngs_modulus, strains, strains / rate)[0]


def _hardened(
    law: FlowLaw, start: FloatArray, rate: FloatArray, step: float
) -> tuple[FloatArray, FloatArray]:
    """Solve S = S_old + dt dS/dt(rate, S); also dS/drate [Pa s].

    Newton from S_old approaches the only solution from one side, as dS/dt falls with S and is
    convex below S* and concave above.
    """
    now = start
    for _ in range(MOST_ITERATIONS):
        speed = law.hardening_rate(rate, now)
        change = (now - start - step * speed.value) / (1 - step * speed.by_resistance)
        now = now - change
        if np.all(np.abs(change) <= 1e-14 * now):
            break
    speed = law.hardening_rate(rate, now)
    return now, step * speed.by_rate / (1 - step * speed.by_resistance)
