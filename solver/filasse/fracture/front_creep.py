"""How far each part of a front moves below its toughness, at speeds that a law of growth gives.

The speed of every part follows K there, and K falls where a part runs ahead (Gao and Rice: see
`filasse.fracture.front_growth`):

    da/dt = v(k - m g a),   a = 0 at first,

followed until the fastest part has gone as far as is wanted. For a power law of exponent n that is
an advance whose waves are held back by 1/(n d) + g, whatever the steepness: an explicit one would
be unstable for d > 4 R/(n q). Where the load changes, the time that this takes is of no matter:
only the shape of the advance is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fracture.front_growth import front_stiffness

type FloatArray = npt.NDArray[np.float64]

LONGEST = 1e3
"""Time, over that at the first speed of the fastest part, after which the shape is taken as it is:
speeds may fall to nothing as K does."""

TOLERANCE = 1e-6
"""Of the advances, over the largest."""


@dataclass(frozen=True)
class Creeping:
    """A front and how fast it goes, at `front_points`.

    Attributes:
        ratio: K_eq/K_c, shape (count,).
        speeds: of all parts [m/s], from K_eq/K_c, each of shape (count,).
        may: whether nothing stands before it, shape (count,).
        length: of the front [m].
        closed: whether it goes around.
        first_wave: see `front_stiffness`.
    """

    ratio: FloatArray
    speeds: Callable[[FloatArray], FloatArray]
    may: npt.NDArray[np.bool_]
    length: float
    closed: bool
    first_wave: int = 1


def crept_advances(front: Creeping, largest: float) -> FloatArray:
    """Advances of a front whose fastest part goes a given way [m], shape (count,).

    Args:
        front: that has moved so far; evenly, where its speed is none any more.
        largest: advance of the part that goes farthest [m].
    """
    from scipy.integrate import solve_ivp

    count = len(front.ratio)
    stiffness = front_stiffness(front.length, front.closed, count, front.first_wave)
    held = float(front.ratio.mean()) * largest * stiffness
    first = float((front.speeds(front.ratio) * front.may).max())
    if first <= 0:
        return np.where(front.may, largest, 0.0)

    def speeds(_: float, parts: FloatArray) -> FloatArray:
        return front.speeds(front.ratio - held @ parts) * front.may / first

    def rest(_: float, parts: FloatArray) -> float:
        return 1 - float(parts.max())

    rest.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(
        speeds, (0, LONGEST), np.zeros(count), "LSODA", events=rest, rtol=TOLERANCE, atol=TOLERANCE
    )
    parts = np.maximum(found.y[:, -1], 0.0)
    return np.asarray(largest * parts / parts.max(), dtype=np.float64)
