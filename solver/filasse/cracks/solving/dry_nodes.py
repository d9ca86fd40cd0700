"""Dry nodes that Newton's method would take to less lithium than none.

The balance of a dry node, f = theta V - L_old - t q(theta) theta, has a minimum where the current
crowds at its front: below it f falls with theta, above it f grows to the root that the lithium
reaches. From above Newton's method comes down to that root, if it does not leap over the minimum;
from below it leads to L < 0. Such a node starts again from above: full, but without a pressure. As
a wet one it would push its neighbours apart, and whole tips would change to and fro without end.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.filling import EMPTY, FULL, Openings
from filasse.cracks.state import Fill, FilmState

type FloatArray = npt.NDArray[np.float64]

STARTS = 2
"""How often a node starts from above in a stage; where that leads nowhere, it is left alone."""

LARGEST_FALL = 0.5
"""Part of its lithium that an iteration takes from a node at most ..."""

THIN = 0.1
"""... down to this filled part: what comes lower has no root nearby."""


class DryNodes:
    """Holds back the dry nodes of the iterates of one stage."""

    def __init__(self, n: int) -> None:
        """Begin a stage; `n` film nodes."""
        self.starts = np.zeros(n, dtype=np.int64)

    def held_back(
        self, gap: Openings, before: FilmState, film: FilmState, volume: FloatArray
    ) -> FilmState:
        """The latest iterate without leaps; itself where there are none.

        Args:
            gap: the openings.
            before: the iterate before.
            film: the latest one, of the same filling.
            volume: room in its openings [m^2], shape (n,).
        """
        dry = (film.fill == Fill.DRY) & (volume > gap.closed) & (self.starts < STARTS)
        least = (1 - LARGEST_FALL) * before.lithium
        falls = dry & (film.lithium < least) & (before.lithium > THIN * volume)
        again = dry & ~falls & (film.lithium < -EMPTY * gap.closed)
        if not np.any(falls | again):
            return film
        self.starts += again
        lithium = np.where(falls, least, film.lithium)
        return replace(film, lithium=np.where(again, FULL * volume, lithium))
