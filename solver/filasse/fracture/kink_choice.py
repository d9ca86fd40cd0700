"""Where to a tip would grow: its angle and G/G_c there, by each of the criteria of direction."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from filasse.fracture.toughness_map import ANGLES, DirectionalToughness
from filasse.parameters.growth_rule import Criterion
from filasse.physics.fracture.kinks import hoop_stress_angle, kink_functions, kinked_intensities

type FloatArray = npt.NDArray[np.float64]
type Choice = Callable[[FloatArray, DirectionalToughness], tuple[float, float]]

KINKS = kink_functions(ANGLES)
"""F_ij of the candidate directions, shape (2, 2, n_angles)."""

APART = np.deg2rad(15.0)
"""Kinks nearer to each other are one."""


def _max_energy(intensities: FloatArray, around: DirectionalToughness) -> tuple[float, float]:
    """The direction of the largest G/G_c, refined between candidates of equal toughness."""
    ratios = energy_ratios(np.einsum("ijq,j->iq", KINKS, intensities), around)
    best = int(np.argmax(ratios))
    if not 0 < best < len(ANGLES) - 1 or ratios[best] <= 0:
        return float(ANGLES[best]) if ratios[best] > 0 else 0.0, float(ratios[best])
    near = slice(best - 1, best + 2)
    low, top, high = ratios[near]
    if np.ptp(around.jumps[near]) > 1e-9 * around.jumps[best]:
        return float(ANGLES[best]), float(top)
    bend = low - 2 * top + high
    shift = np.clip(0.5 * (low - high) / bend, -0.5, 0.5) if bend < 0 else 0.0
    value = top - 0.25 * (low - high) * shift
    return float(ANGLES[best] + shift * (ANGLES[1] - ANGLES[0])), float(value)


def favoured_kinks(
    intensities: FloatArray, around: DirectionalToughness, tolerance: float
) -> tuple[float, ...]:
    """Directions whose G/G_c are largest around them and nearly the largest of all, if several."""
    ratios = energy_ratios(np.einsum("ijq,j->iq", KINKS, intensities), around)
    least = (1 - tolerance) * ratios.max()
    found: list[int] = []
    for place in np.argsort(-ratios, kind="stable").tolist():
        if ratios[place] < max(least, 0.0) or ratios[place] == 0:
            break
        if all(_is_apart(ratios, place, other, tolerance) for other in found):
            found.append(place)
    angles = tuple(float(ANGLES[place]) for place in sorted(found))
    return angles if len(angles) > 1 else ()


def _is_apart(ratios: FloatArray, place: int, other: int, tolerance: float) -> bool:
    """Whether what lies between two directions is less favourable than what counts as equal."""
    low, high = sorted((place, other))
    valley = ratios[low : high + 1].min()
    wide = ANGLES[high] - ANGLES[low] >= APART
    return bool(wide and valley < (1 - 2 * tolerance) * ratios[place])


def _hoop_stress(intensities: FloatArray, around: DirectionalToughness) -> tuple[float, float]:
    """The direction of the largest hoop stress."""
    return _at(hoop_stress_angle(*intensities), intensities, around)


def _local_symmetry(intensities: FloatArray, around: DirectionalToughness) -> tuple[float, float]:
    """The direction in which the kink's tip sees no mode II, the one that opens most."""
    k_1, k_2 = np.einsum("ijq,j->iq", KINKS, intensities)
    change = np.flatnonzero((k_2[:-1] * k_2[1:] <= 0) & (k_1[:-1] > 0))
    if len(change) == 0:
        return 0.0, 0.0
    left = change[np.argmax(k_1[change])]
    span = k_2[left] - k_2[left + 1]
    part = k_2[left] / span if span != 0 else 0.0
    return _at(float(ANGLES[left] + part * (ANGLES[1] - ANGLES[0])), intensities, around)


def _at(angle: float, intensities: FloatArray, around: DirectionalToughness) -> tuple[float, float]:
    """G/G_c in one direction."""
    if intensities[0] <= 0 and intensities[1] == 0:
        return 0.0, 0.0
    kinked = kinked_intensities(intensities, np.array([angle]))
    there = DirectionalToughness(around.modulus, np.array([energy_towards(angle, around)]))
    return angle, float(energy_ratios(kinked, there)[0])


def energy_towards(angle: float, around: DirectionalToughness) -> float:
    """The fracture energy in the direction that is nearest to an angle [J/m^2]."""
    return float(around.energy[int(np.argmin(np.abs(ANGLES - angle)))])


def energy_ratios(kinked: FloatArray, around: DirectionalToughness) -> FloatArray:
    """G/G_c of kinks; those that would close release nothing."""
    released = np.where(kinked[0] > 0, (kinked**2).sum(axis=0), 0.0) / around.modulus
    return np.asarray(released / around.energy, dtype=np.float64)


CHOICES: dict[Criterion, Choice] = {
    "max_energy": _max_energy,
    "hoop_stress": _hoop_stress,
    "local_symmetry": _local_symmetry,
}
"""What chooses the direction: angle and G/G_c of a tip, by the name of the criterion."""
