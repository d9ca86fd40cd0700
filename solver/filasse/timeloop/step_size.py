"""How long the next time step is: pure functions of the policy and of what was observed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.parameters.step_policy import StepPolicy
from filasse.remap.detached import Past

type FloatArray = npt.NDArray[np.float64]

BEYOND_ANY_CELL = 10.0
"""[V] Above it the current is the cause where nothing converges, not the mesh."""


@dataclass(frozen=True)
class ObservedParts:
    """Where each kind of what is observed stands in the array of it.

    Attributes:
        tips: K/K_c of the tips, or of the stations of fronts.
        voltage: of the cell, over its scale.
        pores: how far they are filled.
        crept: how far tips have grown below their toughness, over a full advance; may be empty.
    """

    tips: slice
    voltage: int
    pores: slice
    crept: slice

    @classmethod
    def of(cls, tips: int, pores: int, crept: int) -> ObservedParts:
        """For so many tips, pores and tips that grow below their toughness."""
        first = tips + 1
        return cls(
            slice(0, tips),
            tips,
            slice(first, first + pores),
            slice(first + pores, first + pores + crept),
        )

    @property
    def size(self) -> int:
        """Of the whole array."""
        return int(self.crept.stop)

    @property
    def is_voltage_alone(self) -> bool:
        """Whether there is nothing else."""
        return self.size == 1


def estimated_error(policy: StepPolicy, past: Past, time: float, observed: FloatArray) -> float:
    """Error of a step that ends at a time [s], from how its end departs from the past."""
    departure = float(np.max(np.abs(observed - extrapolate(past, time))))
    return policy.safety[len(past) - 1] * departure


def is_inaccurate(policy: StepPolicy, error: float, tolerance: float) -> bool:
    """Tell whether a step has to be done again."""
    return error > policy.accepted_error * tolerance


def wanted_factor(policy: StepPolicy, error: float, tolerance: float) -> float:
    """Factor to a step whose error just meets the tolerance, for a second-order method."""
    return policy.aim * float(np.cbrt(tolerance / max(error, 1e-30)))


def next_factor(policy: StepPolicy, error: float, tolerance: float) -> float:
    """Factor to the step after an accepted one; one that leads over a jump tells nothing."""
    if is_inaccurate(policy, error, tolerance):
        return 1.0
    factor = wanted_factor(policy, error, tolerance)
    return min(policy.most_growth, max(policy.least_shrinkage, factor))


def is_jump(policy: StepPolicy, errors: list[float], step: float, time: float) -> bool:
    """Tell whether a change is a jump: at a definite time, however short steps get.

    Args:
        policy: says what counts as one.
        errors: of the steps tried from a state so far, but for the last one; ever shorter ones.
        step: the last one that was tried [s].
        time: at its start [s].
    """
    tries = policy.jump_tries
    stays = len(errors) >= tries and errors[-1] > policy.jump_similarity * errors[-tries]
    return stays or step <= policy.instant * time


def rounded_down(step: float) -> float:
    """The next lower power of 2^(1/4): round-off must not steer the steps.

    The controller divides by the small difference of nearly equal numbers; without rounding, runs
    on one and on two ranks drift apart from the fifteenth digit to the fifth in a hundred steps.
    """
    return float(2.0 ** (np.floor(4 * np.log2(step)) / 4))


def extrapolate(past: Past, time: float) -> FloatArray:
    """Value at `time` of the polynomial through all points of the past."""
    times = [at for at, _ in past]
    result = np.zeros_like(past[0][1])
    for index, (at, values) in enumerate(past):
        others = [t for other, t in enumerate(times) if other != index]
        result += values * np.prod([(time - t) / (at - t) for t in others])
    return result


def advice(voltage: float) -> str:
    """What to do where no step is accepted; a voltage [V] that no cell has tells the cause."""
    if abs(voltage) > BEYOND_ANY_CELL:
        return (
            f"The cell is at {voltage:.3g} V, beyond any real one: lower the current of the "
            "protocol."
        )
    return "Refine the mesh at the tip (mesh.tip), raise numerics.max_newton, or lower the current."
