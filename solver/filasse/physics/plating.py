"""Strain rate of a layer of lithium that is plated (L5; LePage et al. 2019)."""

from __future__ import annotations

import numpy.typing as npt
from numpy import float64

from filasse.constants import FARADAY


def plating_rate(
    current: float, thickness: npt.NDArray[float64], molar_volume: float
) -> npt.NDArray[float64]:
    """Strain rate of a layer that deforms as fast as it is plated: i V_m / (F h)  [1/s].

    Args:
        current: density i [A/m^2].
        thickness: of the layer h [m], any shape.
        molar_volume: V_m [m^3/mol].
    """
    return current * molar_volume / (FARADAY * thickness)


def plating_current(rate: float, thickness: float, molar_volume: float) -> float:
    """Current density that strains a layer at a rate: i = rate F h / V_m  [A/m^2].

    Args:
        rate: [1/s].
        thickness: h [m].
        molar_volume: V_m [m^3/mol].
    """
    return rate * FARADAY * thickness / molar_volume
