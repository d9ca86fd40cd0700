"""How long the next time step is: pure functions of what was observed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

JUMP = 6
"""Rejected steps in a row, with the same error, that show a jump rather than an error."""


def is_jump(errors: list[float]) -> bool:
    """Tell whether the errors of ever shorter steps stay the same."""
    return len(errors) >= JUMP and errors[-1] > 0.9 * errors[-JUMP]


def rounded_down(step: float) -> float:
    """The next lower power of 2^(1/4): round-off must not steer the steps.

    The controller divides by the small difference of nearly equal numbers; without rounding, runs
    on one and on two ranks drift apart from the fifteenth digit to the fifth in a hundred steps.
    """
    return float(2.0 ** (np.floor(4 * np.log2(step)) / 4))


def extrapolate(history: list[tuple[float, FloatArray]], time: float) -> FloatArray:
    """Value at `time` of the polynomial through all points of the history."""
    times = [at for at, _ in history]
    result = np.zeros_like(history[0][1])
    for index, (at, values) in enumerate(history):
        others = [t for other, t in enumerate(times) if other != index]
        result += values * np.prod([(time - t) / (at - t) for t in others])
    return result
