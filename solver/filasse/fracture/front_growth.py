"""How far each part of a crack front advances: Griffith's criterion, and no part ever goes back.

An advance a >= 0 changes the stress intensity along the front by Gao and Rice's first variation,
K - M a. What is wanted is the smallest advance that takes K down to one level, up to which the
front may hold:

    level - K + M a >= 0,   a >= 0,   a (level - K + M a) = 0,

with the level at which the largest advance is a given one. M = K_mean g(|q|) in Fourier space,
g = (|q| - 1/R)/2 for a front of wave number q: exact for a disc under even load, and for waves that
are short against any front. A front that ends at a free surface is continued evenly.

H. Gao, J. R. Rice, Int. J. Fract. 33, 155 (1987).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.fft import idct
from scipy.optimize import brentq, nnls

type FloatArray = npt.NDArray[np.float64]

POINTS = 64
"""Points of a front: waves of a tenth of its radius are resolved, those of mesh noise are not."""

LEAST_STIFFNESS = 0.02
"""g R of even growth, whose stress intensity does not fall: makes M invertible, and is far below
the 0.5 of the first wave that is held back."""

ROOM = 1e-6
"""Of K/K_c below the least possible level: keeps its bracket open in spite of round-off."""


def front_points(length: float, count: int = POINTS) -> FloatArray:
    """Places along a front at which advances are found [m], shape (count,)."""
    return (np.arange(count) + 0.5) * length / count


def front_stiffness(length: float, closed: bool, count: int = POINTS) -> FloatArray:
    """Stiffness g of Gao and Rice between the points of a front [1/m], shape (count, count).

    Args:
        length: of the front [m].
        closed: whether it goes around, or ends at a free surface.
        count: number of points.
    """
    radius = length / (2 * np.pi if closed else np.pi)
    if closed:
        waves = np.abs(np.fft.fftfreq(count, 1 / count)) / radius
        return np.asarray(_circulant(_hold(waves, radius)), dtype=np.float64)
    basis = idct(np.eye(count), norm="ortho", axis=0)
    waves = np.arange(count) / radius
    return np.asarray(basis @ (_hold(waves, radius)[:, None] * basis.T), dtype=np.float64)


def _hold(waves: FloatArray, radius: float) -> FloatArray:
    return np.maximum(waves - 1 / radius, 2 * LEAST_STIFFNESS / radius) / 2


def _circulant(spectrum: FloatArray) -> FloatArray:
    first = np.fft.ifft(spectrum).real
    count = len(first)
    return np.asarray(first[(np.arange(count)[:, None] - np.arange(count)) % count])


def griffith_advances(
    ratio: FloatArray, length: float, closed: bool, largest: float
) -> tuple[FloatArray, float]:
    """Advances of a front whose weakest part goes a given way.

    Args:
        ratio: K_eq/K_c > 0 at `front_points`, shape (count,).
        length: of the front [m].
        closed: whether it goes around.
        largest: advance of the part that goes farthest [m].

    Returns:
        Advances [m], shape (count,), and the level of K_eq/K_c that is left where it advances.
    """
    # in parts of the largest advance: nnls knows no units
    stiffness = largest * float(ratio.mean()) * front_stiffness(length, closed, len(ratio))
    root = np.linalg.cholesky(stiffness).T

    def parts(level: float) -> FloatArray:
        if level >= top:
            return np.zeros_like(ratio)
        return np.asarray(nnls(root, np.linalg.solve(root.T, ratio - level))[0])

    top = float(ratio.max())
    below = top - float(np.abs(stiffness).sum(axis=1).max()) - float(np.ptp(ratio)) - ROOM
    level = brentq(lambda x: float(parts(x).max(initial=0.0)) - 1, below, top)
    return largest * parts(float(level)), float(level)
