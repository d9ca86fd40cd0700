"""How far each part of crack fronts advances: Griffith's criterion, and no part ever goes back.

What is wanted is the advance a >= 0 with which K_eq/K_c = k comes to one level at the end of the
next step wherever the front moves, and stays below it where the front stands:

    level - k + M a + s m (a/d - b) >= 0,   a >= 0,   complementary,

with the level at which the largest advance of all fronts is d. m is the mean of k. Two things hold
an advance back. M = m g(|q|) is Gao and Rice's first variation of K, in Fourier space
g = (|q| - 1/R)/2 for a front of wave number q: exact for a disc under even load, and for waves that
are short against any front. A front that ends at a free surface is continued evenly. It is neutral
against a front that moves as a whole, or more on one side than on the other. The second is the
lithium: a part that goes faster than its neighbours runs ahead of what it is supplied with. What
the front had at its speed so far, b = (a/d) of the step before, is in k already. Without it parts
of a front jump by turns.

When an advance has come to its end is another question: see `front_level`.

H. Gao, J. R. Rice, Int. J. Fract. 33, 155 (1987).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

POINTS = 64
"""Points of a front: waves of a tenth of its radius are resolved, those of mesh noise are not."""

LEAST_STIFFNESS = 0.02
"""g R of even growth, whose stress intensity does not fall: makes M invertible, and is far below
the 0.5 of the first wave that is held back."""

SUPPLY = 0.5
"""s: part of K that is lost where a front goes by a whole step while its neighbours stand, or more.
What is taken for it steers how fast an uneven K is evened out, not where that ends; but with less
than half of what it is, the evening overshoots and parts of a front go by turns. With two-step
advances of half-pennies they do at 0.2, from 0.2 of the radius on at once; at 0.5 and 1 not."""

FIRST_SUPPLY = 0.2
"""The same where no front has moved before: what stands below 1 - s of K_c stays where it is."""

ROOM = 1e-6
"""Of K/K_c below the least possible level: keeps its bracket open in spite of round-off."""


LAGGING = (0.7, 0.85)
"""K/K_c over the largest one: parts that have come to something tougher stand below the first, and
go on above the second. Where a front of one material sets out it comes down to 0.85."""

AT_PEAK = 0.02
"""Weight of the largest K/K_c beside all parts that go on: decides where none does."""


def front_points(length: float, count: int = POINTS) -> FloatArray:
    """Places along a front at which advances are found [m], shape (count,)."""
    return (np.arange(count) + 0.5) * length / count


def front_stiffness(
    length: float, closed: bool, count: int = POINTS, first_wave: int = 1
) -> FloatArray:
    """Stiffness g of Gao and Rice between the points of a front [1/m], shape (count, count).

    Args:
        length: of the front [m].
        closed: whether it goes around, or ends at a free surface.
        count: number of points.
        first_wave: of one that ends, as of a part that ends at its images.
    """
    radius = first_wave * length / (2 * np.pi if closed else np.pi)
    if closed:
        waves = np.abs(np.fft.fftfreq(count, 1 / count)) / radius
        return np.asarray(_circulant(_hold(waves, radius)), dtype=np.float64)
    from scipy.fft import idct  # slow to import, for space only

    basis = idct(np.eye(count), norm="ortho", axis=0)
    waves = first_wave * np.arange(count) / radius
    return np.asarray(basis @ (_hold(waves, radius)[:, None] * basis.T), dtype=np.float64)


def _hold(waves: FloatArray, radius: float) -> FloatArray:
    return np.maximum(waves - 1 / radius, 2 * LEAST_STIFFNESS / radius) / 2


def _circulant(spectrum: FloatArray) -> FloatArray:
    first = np.fft.ifft(spectrum).real
    count = len(first)
    return np.asarray(first[(np.arange(count)[:, None] - np.arange(count)) % count])


@dataclass(frozen=True)
class DrivenFront:
    """A front and what drives it, at `front_points`.

    Attributes:
        ratio: K_eq/K_c, shape (count,).
        before: advances of the last step over the largest one of all fronts, shape (count,).
        may: whether nothing stands before it, shape (count,).
        length: of the front [m].
        closed: whether it goes around.
        first_wave: see `front_stiffness`.
    """

    ratio: FloatArray
    before: FloatArray
    may: npt.NDArray[np.bool_]
    length: float
    closed: bool
    first_wave: int = 1


def griffith_advances(
    fronts: Sequence[DrivenFront], largest: float
) -> tuple[tuple[FloatArray, ...], float]:
    """Advances of fronts the weakest part of which goes a given way.

    Args:
        fronts: that may grow, one at least, each somewhere.
        largest: advance of the part that goes farthest [m].

    Returns:
        Advances of each [m], shape (count,), and the level of K_eq/K_c that is left where they
        advance.
    """
    from scipy.optimize import brentq

    supply = SUPPLY if any(front.before.any() for front in fronts) else FIRST_SUPPLY
    held = [_HeldFront(front, largest, supply) for front in fronts]
    top = max(one.top for one in held)
    below = min(one.below for one in held) - ROOM

    def excess(level: float) -> float:
        return max(float(one.parts(level).max(initial=0.0)) for one in held) - 1

    level = float(brentq(excess, below, top))
    return tuple(largest * one.parts(level) for one in held), level


def front_level(driving: FloatArray, gone: FloatArray, toughness: FloatArray) -> float:
    """K/K_c at which an advance of a front has released the energy that it costs.

    How far its parts go is foreseen; by a little too far here and too little there K is uneven at
    its end, by some ten per cent where a front sets out. Its largest value comes to K_c too early,
    the sum of (G - G_c) times the way is right to second order.

    Args:
        driving: K/K_c along the front, shape (n,).
        gone: the advance there, shape (n,); all 0 for a front that has not moved.
        toughness: K_c ahead of it, shape (n,): what has come to something tougher may stand.
    """
    largest = float(driving.max())
    if largest <= 0 or not gone.any():
        return largest
    least, most = LAGGING
    share = np.maximum(driving / largest, toughness[driving > 0].min() / toughness)
    weights = gone / gone.sum() * np.clip((share - least) / (most - least), 0, 1)
    squares = float(weights @ driving**2) + AT_PEAK * largest**2
    return float(np.sqrt(squares / (float(weights.sum()) + AT_PEAK)))


class _HeldFront:
    """A front that its own shape and the lithium's supply hold back."""

    def __init__(self, front: DrivenFront, largest: float, supply: float) -> None:
        self.goes = np.flatnonzero(front.may)
        self.count, mean = len(front.ratio), float(front.ratio.mean())
        # in parts of the largest advance: nnls knows no units
        own = front.length, front.closed, self.count, front.first_wave
        shape = largest * front_stiffness(*own)
        stiffness = mean * (shape + supply * np.eye(self.count))[np.ix_(self.goes, self.goes)]
        self.drive = (front.ratio + mean * supply * front.before)[self.goes]
        self.root = np.linalg.cholesky(stiffness).T
        self.top = float(self.drive.max())
        span = float(np.abs(stiffness).sum(axis=1).max()) + float(np.ptp(self.drive))
        self.below = self.top - span

    def parts(self, level: float) -> FloatArray:
        """Advances that leave a level, over the largest one, shape (count,)."""
        from scipy.optimize import nnls

        parts = np.zeros(self.count)
        if level < self.top:
            right = np.linalg.solve(self.root.T, self.drive - level)
            parts[self.goes] = nnls(self.root, right)[0]
        return parts
