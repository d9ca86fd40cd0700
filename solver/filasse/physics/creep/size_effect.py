"""Smaller is stronger: the strength of lithium against a local length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SizeEffect:
    """Coefficients of  f(w) = 1 + (l/W)^k,  W = (w^2 + w_0^2)^(1/2).

    Attributes:
        length: l, at which the strength is about twice that of the bulk [m].
        exponent: k [-].
        floor: w_0, the smallest measured length: below it, nothing is extrapolated [m].
    """

    length: float
    exponent: float
    floor: float


class StrengthFactor(NamedTuple):
    """Factor on the strength [-] and its derivative by the length [1/m]."""

    value: FloatArray
    slope: FloatArray


def strength_factor(effect: SizeEffect, length: FloatArray) -> StrengthFactor:
    """Factor f(w) on the strength of the bulk.

    Args:
        effect: coefficients.
        length: local length w >= 0, the width of a channel [m], any shape.
    """
    square = length**2 + effect.floor**2
    excess = (effect.length**2 / square) ** (effect.exponent / 2)
    return StrengthFactor(1 + excess, -effect.exponent * excess * length / square)


def fit_size_effect(lengths: FloatArray, strengths: FloatArray, bulk: float) -> SizeEffect:
    """Fit l and k to measured strengths, by least squares of the logarithm of f.

    Args:
        lengths: [m], shape (k,).
        strengths: uniaxial strengths [Pa], shape (k,).
        bulk: strength of the bulk [Pa].
    """
    from scipy.optimize import least_squares  # half a second: only where a fit is asked for

    floor = float(lengths.min())

    def misfit(unknowns: FloatArray) -> FloatArray:
        effect = SizeEffect(float(np.exp(unknowns[0])), float(unknowns[1]), floor)
        value = strength_factor(effect, lengths).value
        return np.asarray(np.log(value * bulk / strengths), dtype=np.float64)

    found = least_squares(misfit, [np.log(1e-5), 1.0], xtol=1e-12, ftol=1e-12, gtol=1e-12).x
    return SizeEffect(float(np.exp(found[0])), float(found[1]), floor)
