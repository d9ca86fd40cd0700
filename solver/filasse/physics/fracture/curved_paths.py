"""Where a path that curves goes on to, told by the directions at its tip so far.

A straight advance along the tangent at its start lags behind a curve by half the angle that the
tangent turns by in it: paths are of first order then. Here it heads for where the tangent will be
in its middle, by how far that has turned since the middle of an advance before, as in the method
of Adams and Bashforth (E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations
I, section III.1). From the last advance itself a path would go to and fro: each would undo the one
before. From the one before that, an error falls to 0.58 of itself in every advance, and the
compression along a crack that makes straight advances unstable is the same as without.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

MOST_FORESEEN = np.deg2rad(10.0)
"""An advance departs from the tangent at its start by no more: more is no smooth curve."""


@dataclass(frozen=True)
class PathBehind:
    """The way behind a tip.

    Attributes:
        advances: the straight advances, the latest first [m], shape (k, 2).
        smooth: how many of the latest ones lie in the tip's material.
        outside: part that does so of the one before these, which has come out of a boundary; 0 if
            none has.
    """

    advances: FloatArray
    smooth: int = 0
    outside: float = 0.0

    def heading(self, turn: float, length: float) -> float:
        """Direction of the next advance, from that of the last one [rad].

        Args:
            turn: to the direction at the tip, from that of the last advance [rad].
            length: of the next advance [m].
        """
        foreseen = self._turning(turn) * length / 2
        if self.smooth == 0 and self.outside > 0:
            foreseen += self._astray(turn) / length
        return turn + float(np.clip(foreseen, -MOST_FORESEEN, MOST_FORESEEN))

    def _turning(self, turn: float) -> float:
        """How the tangent turns along the path [rad/m]; 0 where that is not known.

        The first advance from rest went along the tangent at its start. The first two out of a
        boundary are seen as one: the second has made up for the first.
        """
        out = self.outside > 0
        if self.smooth == 0 or (self.smooth == 1 and out):
            return 0.0
        last = self.advances[0]
        if self.smooth == 1:
            return turn / float(np.linalg.norm(last))
        before = self.advances[1:3].sum(axis=0) if self.smooth == 2 and out else self.advances[1]
        across, along = before[0] * last[1] - before[1] * last[0], float(before @ last)
        middle = float(np.linalg.norm(last) + np.linalg.norm(before) / 2)
        return (turn + float(np.arctan2(across, along))) / middle

    def _astray(self, turn: float) -> float:
        """How far a tip came off its path by the direction that it left a boundary with [m].

        That is the direction of K in a layer of another stiffness, and it was right there only.
        """
        return turn * self.outside * float(np.linalg.norm(self.advances[0]))
