"""Flow of lithium along a crack: creep between sticking walls, plus diffusion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.constants import GAS_CONSTANT
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.creep.size_effect import SizeEffect, StrengthFactor, strength_factor
from filasse.physics.creep.steady_flow import channel_rate

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FilmFlow:
    """Coefficients of  q = -sign(p') Q(w/2, |p'|/f) - [2 c (w/2)^3 + b] p'  at one temperature.

    Q is the flow of creep along a channel (`filasse.physics.creep.steady_flow.channel_rate`).

    Attributes:
        law: of creep, with c of its linear part; None where diffusion alone moves lithium.
        diffusion: b = 2 delta D V_m / (R T)  [m^3 Pa^-1 s^-1].
        size_effect: factor f(w) on the strength; None for f = 1.
    """

    law: FlowLaw | None
    diffusion: float
    size_effect: SizeEffect | None = None


def diffusion_coefficient(
    width: float, diffusivity: float, molar_volume: float, temperature: float
) -> float:
    """Return b = 2 delta D V_m/(R T) [m^3 Pa^-1 s^-1]: one fast layer on each crack face.

    Args:
        width: delta [m].
        diffusivity: D [m^2/s].
        molar_volume: V_m [m^3/mol].
        temperature: T [K].
    """
    return 2 * width * diffusivity * molar_volume / (GAS_CONSTANT * temperature)


def flux(
    flow: FilmFlow, opening: FloatArray, slope: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Volume flux per unit depth q(w, p') and its derivatives.

    Args:
        flow: coefficients of the law.
        opening: w >= 0 [m], shape (n_edges,).
        slope: pressure gradient p' along the crack [Pa/m], shape (n_edges,).

    Returns:
        q [m^2/s], dq/dw [m/s] and dq/dp' [m^3/(Pa s)], each of shape (n_edges,).
    """
    value, by_opening = -flow.diffusion * slope, np.zeros_like(slope)
    by_slope = np.full_like(slope, -flow.diffusion)
    if flow.law is None:
        return value, by_opening, by_slope
    half, steepness = opening / 2, np.abs(slope)
    factor = _strength(flow, opening)
    creep = channel_rate(flow.law, half, steepness / factor.value)
    down = -np.sign(slope)
    by_width = creep.by_half / 2 - creep.by_slope * steepness * factor.slope / factor.value**2
    linear = 2 * flow.law.fluidity * half**2
    return (
        value + down * creep.value - linear * half * slope,
        by_opening + down * by_width - 1.5 * linear * slope,
        by_slope - creep.by_slope / factor.value - linear * half,
    )


def _strength(flow: FilmFlow, opening: FloatArray) -> StrengthFactor:
    """Factor on the strength and its derivative by the opening."""
    if flow.size_effect is None:
        return StrengthFactor(np.ones_like(opening), np.zeros_like(opening))
    return strength_factor(flow.size_effect, opening)
