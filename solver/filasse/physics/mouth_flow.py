"""Creep of lithium out of a crack's mouth into the anode, finer than any mesh of the anode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.creep.steady_flow import mouth_rate

type FloatArray = npt.NDArray[np.float64]

NARROWEST = 1e-12
"""Opening below which a mouth lets nothing more through [m]."""


@dataclass(frozen=True)
class Mouth:
    """The anode's lithium around a mouth.

    Attributes:
        law: of its creep.
        spread: distance b from the mouth where the mesh of the anode takes over [m].
    """

    law: FlowLaw
    spread: float


class MouthFlow(NamedTuple):
    """Flow out of mouths and its derivatives, all of the shape of the opening.

    Attributes:
        value: q [m^2/s], positive into the anode.
        by_excess: dq/dp [m^2/(Pa s)].
        by_opening: dq/dw [m/s].
    """

    value: FloatArray
    by_excess: FloatArray
    by_opening: FloatArray


def mouth_flow(mouth: Mouth, opening: FloatArray, excess: FloatArray) -> MouthFlow:
    """Radial flow of a half space of creeping lithium out of a line of width w, or into it.

    Args:
        mouth: creep law and spread.
        opening: w of the mouths [m], any shape.
        excess: pressure in the mouth over that of the anode at the spread [Pa], same shape.
    """
    inner = np.clip(opening / 2, NARROWEST / 2, 0.5 * mouth.spread)
    rate = mouth_rate(mouth.law, inner, mouth.spread, np.abs(excess))
    sign = np.sign(excess)
    moves = (opening / 2 == inner).astype(np.float64)
    return MouthFlow(sign * rate.value, rate.by_excess, sign * rate.by_inner / 2 * moves)
