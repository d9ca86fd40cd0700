"""Prior distributions, each by its quantile function: all else is made from that."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

type FloatArray = npt.NDArray[np.float64]

EDGE = 1e-9
"""Least distance of a quantile from 0 and 1: beyond, a normal distribution has no end."""


@dataclass(frozen=True)
class Prior:
    """A distribution of t, which is the value or, for logarithmic ones, its logarithm.

    Attributes:
        is_log: whether t is the logarithm.
        low: smallest t.
        high: largest t.
        centre: mean of t before the cut at both ends; None if t is even between them.
        spread: standard deviation of t before the cut.
    """

    is_log: bool
    low: float
    high: float
    centre: float | None = None
    spread: float = 1.0

    def value(self, quantile: FloatArray) -> FloatArray:
        """Value at a quantile, any shape.

        Args:
            quantile: 0 to 1; the value where the distribution has so much below it.
        """
        inside = np.clip(quantile, EDGE, 1 - EDGE)
        if self.centre is None:
            found = self.low + (self.high - self.low) * inside
        else:
            below, above = self._cut()
            found = self.centre + self.spread * ndtri(below + (above - below) * inside)
        return np.asarray(np.exp(found) if self.is_log else found, dtype=np.float64)

    def quantile(self, value: FloatArray) -> FloatArray:
        """Inverse of `value`."""
        t = np.log(value) if self.is_log else np.asarray(value, dtype=np.float64)
        if self.centre is None:
            return np.asarray((t - self.low) / (self.high - self.low), dtype=np.float64)
        below, above = self._cut()
        return np.asarray(
            (ndtr((t - self.centre) / self.spread) - below) / (above - below), dtype=np.float64
        )

    def scaled(self, value: FloatArray) -> FloatArray:
        """T of values: widths are compared in it."""
        return np.asarray(np.log(value) if self.is_log else value, dtype=np.float64)

    def _cut(self) -> tuple[float, float]:
        assert self.centre is not None
        return (
            float(ndtr((self.low - self.centre) / self.spread)),
            float(ndtr((self.high - self.centre) / self.spread)),
        )


def even_prior(low: float, high: float, is_log: bool) -> Prior:
    """Even between two values, or between their logarithms."""
    return Prior(is_log, math.log(low), math.log(high)) if is_log else Prior(False, low, high)
