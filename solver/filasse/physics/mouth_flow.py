"""Creep of lithium out of a crack's mouth into the anode, finer than any mesh of the anode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

NARROWEST = 1e-12
"""Opening below which a mouth lets nothing more through [m]."""


@dataclass(frozen=True)
class Entry:
    """Creep law  rate = rate_0 (sigma/S)^n  round a mouth.

    Attributes:
        exponent: n [-].
        resistance: S at rate_0 = 1/s [Pa].
        spread: distance b from the mouth where the mesh of the anode takes over [m].
    """

    exponent: float
    resistance: float
    spread: float


class EntryFlow(NamedTuple):
    """Flow out of mouths and its derivatives, all of the shape of the opening.

    Attributes:
        value: q [m^2/s], positive into the anode.
        by_excess: dq/dp [m^2/(Pa s)].
        by_opening: dq/dw [m/s].
    """

    value: FloatArray
    by_excess: FloatArray
    by_opening: FloatArray


def entry_flow(law: Entry, opening: FloatArray, excess: FloatArray) -> EntryFlow:
    """Radial flow of a half space of creeping lithium out of a line of width w.

    From r = w/2 to the spread b, without friction on the electrolyte,
    dp/dr = -(2/sqrt 3) sigma(rate)/r  with  rate = (2/sqrt 3) q/(pi r^2)  gives

        p = (n/sqrt 3) S [2 q/(sqrt 3 pi (w/2)^2)]^(1/n) [1 - (w/(2 b))^(2/n)],

    solved here for q (integrated from the equations of plane, radial flow of a power-law fluid).

    Args:
        law: creep law and spread.
        opening: w of the mouths [m], any shape.
        excess: pressure in the mouth over that of the anode at the spread [Pa], same shape.
    """
    n = law.exponent
    inner = np.clip(opening / 2, NARROWEST / 2, 0.5 * law.spread)
    ratio = (inner / law.spread) ** (2 / n)
    drop = n * law.resistance / np.sqrt(3) * (1 - ratio)
    size = np.abs(excess) / drop
    slope = np.sqrt(3) * np.pi / 2 * inner**2 * size ** (n - 1) / drop
    value = slope * excess
    moves = (opening / 2 == inner).astype(np.float64)
    by_inner = value * (2 / inner + 2 * ratio / (inner * (1 - ratio)))
    return EntryFlow(value, n * slope, by_inner / 2 * moves)
