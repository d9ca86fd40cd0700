"""Flow of lithium along a crack: power-law creep between sticking walls, plus diffusion."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.constants import GAS_CONSTANT
from filasse.physics.creep.size_effect import SizeEffect, strength_factor

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FilmFlow:
    """Coefficients of q = -[a f^-n (w/2)^(n+2) |p'|^(n-1) + 2 c (w/2)^3 + b] p'.

    All are at the present temperature.

    Attributes:
        exponent: n [-].
        creep: a = 2 * 3^((n+1)/2) A exp(-Q/(R T)) / (n + 2)  [Pa^-n s^-1].
        diffusion: b = 2 delta D V_m / (R T)  [m^3 Pa^-1 s^-1].
        fluidity: c of diffusional creep, rate = c sigma  [Pa^-1 s^-1].
        size_effect: factor f(w) on the strength; None for f = 1.
    """

    exponent: float
    creep: float
    diffusion: float
    fluidity: float = 0.0
    size_effect: SizeEffect | None = None


def creep_coefficient(exponent: float, rate_prefactor: float) -> float:
    """Return a of the film law for a creep law rate = A sigma^n.

    Args:
        exponent: n [-].
        rate_prefactor: A at the present temperature [Pa^-n s^-1].

    The channel flow of a power-law fluid with sticking walls; see THEORY 4b and
    R. B. Bird, R. C. Armstrong, O. Hassager, Dynamics of Polymeric Liquids, vol. 1.
    """
    return 2 * 3 ** ((exponent + 1) / 2) * rate_prefactor / (exponent + 2)


def rate_prefactor(prefactor: float, activation_energy: float, temperature: float) -> float:
    """A exp(-Q/(R T)) [Pa^-n s^-1] of a creep law.

    Args:
        prefactor: A [Pa^-n s^-1].
        activation_energy: Q [J/mol].
        temperature: T [K].
    """
    return prefactor * math.exp(-activation_energy / (GAS_CONSTANT * temperature))


def diffusion_coefficient(
    width: float, diffusivity: float, molar_volume: float, temperature: float
) -> float:
    """Return b = 2 delta D V_m/(R T) [m^3 Pa^-1 s^-1]: one fast layer on each lip.

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
    """Volume flux per depth q(w, p') and its derivatives.

    Args:
        flow: coefficients of the law.
        opening: w >= 0 [m], shape (n_edges,).
        slope: pressure gradient p' along the crack [Pa/m], shape (n_edges,).

    Returns:
        q [m^2/s], dq/dw [m/s] and dq/dp' [m^3/(Pa s)], each of shape (n_edges,).
    """
    half = opening / 2
    steepness, by_opening = _creep(flow, opening, half, slope)
    value = -(steepness + flow.diffusion) * slope
    by_slope = -(flow.exponent * steepness + flow.diffusion)
    if flow.fluidity:
        linear = 2 * flow.fluidity * half**2
        value = value - linear * half * slope
        by_opening = by_opening - 1.5 * linear * slope
        by_slope = by_slope - linear * half
    return value, by_opening, by_slope


def _creep(
    flow: FilmFlow, opening: FloatArray, half: FloatArray, slope: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """-q/p' of power-law creep [m^3 Pa^-1 s^-1], and dq/dw [m/s]."""
    n = flow.exponent
    stress = half * np.abs(slope)
    if flow.size_effect is not None:
        factor = strength_factor(flow.size_effect, opening)
        stress = stress / factor.value
    # (w/2)^2 (w |p'|/2)^n with the small number first: neither factor leaves the range of floats.
    steepness = stress ** (n - 1) * half**3 * flow.creep
    by_opening = -(n + 2) / 2 * stress ** (n - 1) * half**2 * flow.creep * slope
    if flow.size_effect is None:
        return steepness, by_opening
    steepness, by_opening = steepness / factor.value, by_opening / factor.value
    return steepness, by_opening + n * factor.slope / factor.value * steepness * slope
