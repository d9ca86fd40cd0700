"""Implicit integration of the flow laws at quadrature points (radial return)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.errors import ConvergenceError
from filasse.physics.creep.anand import hardening_rate
from filasse.physics.creep.solid_flow import FlowLaw

type FloatArray = npt.NDArray[np.float64]

TOLERANCE = 1e-13
MOST_ITERATIONS = 60


class Relaxed(NamedTuple):
    """End of a step at fixed strain.

    Attributes:
        stress: equivalent stress [Pa].
        slope: its derivative by the trial stress [-].
        resistance: S [Pa].
        strain: increment of equivalent viscoplastic strain [-].
    """

    stress: FloatArray
    slope: FloatArray
    resistance: FloatArray
    strain: FloatArray


def relax(
    law: FlowLaw, trial: FloatArray, resistance: FloatArray, shear: float, step: float
) -> Relaxed:
    """Solve  sigma + 3 G dt rate(sigma, S) = sigma_trial  and  S = S_n + dt h(rate, S).

    Newton on the logarithm of both sides against z = log(sigma/S): with a power law this is a
    convex, rising function, so that it converges from every trial stress and step.

    Args:
        law: flow law.
        trial: equivalent stress of an elastic step [Pa], any shape.
        resistance: S at the start [Pa], same shape.
        shear: G [Pa].
        step: dt [s].

    Raises:
        ConvergenceError: no solution within the allowed iterations.
    """
    trial = np.maximum(trial, 1e-12 * law.resistance)
    elastic, n = 3 * shear * step, law.exponent
    stiff = 1 + elastic * law.fluidity
    ratio = np.log(trial / (stiff * resistance))
    if elastic > 0:
        ratio = np.minimum(ratio, np.log(trial / (elastic * law.reference_rate)) / n)
    for _ in range(MOST_ITERATIONS):
        rate = law.reference_rate * np.exp(n * ratio)
        strength, by_ratio = _harden(law, resistance, rate, step)
        stress = strength * np.exp(ratio)
        total = stiff * stress + elastic * rate
        by_stress = stress * (1 + by_ratio / strength)
        by_total = stiff * by_stress + elastic * n * rate
        change = total / by_total * np.log(total / trial)
        ratio = ratio - change
        if np.abs(change).max(initial=0.0) <= TOLERANCE:
            strain = step * (rate + law.fluidity * stress)
            return Relaxed(stress, by_stress / by_total, strength, strain)
    worst = np.unravel_index(np.nanargmax(np.abs(change)), change.shape)
    raise ConvergenceError(
        f"The flow law has no solution for a trial stress of {trial[worst]:.4g} Pa and a "
        f"resistance of {resistance[worst]:.4g} Pa in a step of {step:.3g} s."
    )


def _harden(
    law: FlowLaw, start: FloatArray, rate: FloatArray, step: float
) -> tuple[FloatArray, FloatArray]:
    """Resistance at the end of the step at a given rate, and dS/dz with rate ~ exp(n z)."""
    if law.hardening is None:
        return start, np.zeros_like(start)
    now = start
    for _ in range(MOST_ITERATIONS):
        speed = hardening_rate(law, rate, now)
        change = (now - start - step * speed.value) / (1 - step * speed.by_resistance)
        now = now - change
        if np.all(np.abs(change) <= 1e-14 * now):
            break
    speed = hardening_rate(law, rate, now)
    by_rate = step * speed.by_stress / (1 - step * speed.by_resistance)
    return now, by_rate * law.exponent * rate
