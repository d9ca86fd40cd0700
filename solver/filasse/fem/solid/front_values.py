"""Values along a crack front: at its stations, beside them and in between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.fem.solid.crack_front import CrackFront

type FloatArray = npt.NDArray[np.float64]

SMOOTHEST = 3
"""Wave along a front of which half is kept in its direction. K_II carries the noise of the mesh,
one per cent of K_I or half a degree, which every step adds to the surface."""


def along(front: CrackFront, values: FloatArray, places: FloatArray) -> FloatArray:
    """Values of stations at other places of a front, linear in between."""
    return between(front, front.stations, values, places)


def between(
    front: CrackFront, known: FloatArray, values: FloatArray, places: FloatArray
) -> FloatArray:
    """Values known at some places of a front [m] at others, linear in between."""
    period = front.length if front.closed else None
    return np.interp(places, known, values, period=period)


def neighbours(front: CrackFront, values: FloatArray) -> FloatArray:
    """Values before, at and after every station of a front, shape (3, n_stations).

    An open front goes on evenly beyond its ends; beyond a plane of symmetry its image follows.
    """
    mode = "wrap" if front.closed else "edge"
    padded = np.pad(values, 1, mode=mode)  # type: ignore[call-overload]
    if front.mirrored[0]:
        padded[0] = values[1]
    if front.mirrored[1]:
        padded[-1] = values[-2]
    return np.stack([padded[:-2], values, padded[2:]])


def smooth(front: CrackFront, values: FloatArray) -> FloatArray:
    """Values of stations without their short waves; an open front goes on evenly."""
    if front.closed:
        waves = np.fft.rfft(values)
        kept = waves * _low_pass(np.arange(len(waves)))
        return np.asarray(np.fft.irfft(kept, len(values)), dtype=np.float64)
    from scipy.fft import dct, idct  # slow to import, for space only

    waves = dct(values, type=1)
    kept = waves * _low_pass(front.first_wave * np.arange(len(waves)))
    return np.asarray(idct(kept, type=1), dtype=np.float64)


def _low_pass(waves: npt.NDArray[np.int64]) -> FloatArray:
    return np.asarray(1 / (1 + (waves / SMOOTHEST) ** 4), dtype=np.float64)
