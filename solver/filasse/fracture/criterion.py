"""When a tip grows, and where to: the energy it releases against the energy that growth costs."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

import numpy as np
import numpy.typing as npt

from filasse.constants import REFERENCE_TEMPERATURE
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState
from filasse.fracture.tip_conditions import tip_conditions
from filasse.fracture.toughness_map import ANGLES, DirectionalToughness, under_current
from filasse.parameters.growth_rule import Criterion, GrowthRule
from filasse.physics.fracture.growth_laws import TipConditions
from filasse.physics.fracture.kinks import hoop_stress_angle, kink_functions, kinked_intensities

type FloatArray = npt.NDArray[np.float64]

KINKS = kink_functions(ANGLES)
"""F_ij of the candidate directions, shape (2, 2, n_angles)."""

TOGETHER = 2e-3
"""Tips whose K/K_c lies this near to that of a critical one grow with it."""

STRAIGHT = np.deg2rad(0.5)
"""A tip that would turn by less goes straight ahead."""

QUANTUM = np.deg2rad(0.01)
"""Directions are rounded to this: the round-off of one path must not breed another."""

EVEN = 0.02
"""Fracture energies behind and ahead of a tip that differ by less are the same. As G goes with K^2
that is one per cent of K: a tip does not wait for so little, nor at every turn of a path through a
crystal that cleaves."""

APART = np.deg2rad(15.0)
"""Kinks nearer to each other are one."""


def stress_intensities(system: CoupledSystem, film: FilmState) -> FloatArray:
    """K_I and K_II of every tip under tractions and loads [Pa m^0.5], shape (n_tips, 2)."""
    elastic = system.response.elastic
    values = elastic.k_pressure @ film.traction + elastic.k_loads @ system.loads
    if system.pulling is not None:
        values = values + system.pulling.intensities(film.layer)
    return np.asarray(values, dtype=np.float64)


class GrowthCriterion:
    """Stress intensities of a geometry's tips, weighed against the toughness around them.

    Here K of tips in a plane is compared with K_c to decide on growth; for fronts in space that is
    done by `filasse.fracture.front_criterion`. Arrays `intensities` are those of
    `stress_intensities`, and `ratios` those of `GrowthCriterion.ratios`.
    """

    def __init__(
        self,
        tips: tuple[DirectionalToughness, ...],
        rule: GrowthRule,
        active: FloatArray | None = None,
        tolerance: float = 1e-6,
        temperature: float = REFERENCE_TEMPERATURE,
    ) -> None:
        """Set up.

        Args:
            tips: the toughness around every tip, at the temperature.
            rule: how tips advance.
            active: 1 for tips that may grow, 0 for those that are blocked, shape (n_tips,); by
                default all may.
            tolerance: on |K/K_c - 1| of a critical tip.
            temperature: [K].
        """
        self._tips, self._choose, self._rule = tips, _CHOICES[rule.criterion], rule
        self._law, self._step = rule.law, rule.step
        self._conditions = TipConditions(temperature)
        self._bare, self._behind = tips, np.zeros(len(tips))
        self.active = np.ones(len(tips)) if active is None else active
        self._tolerance = tolerance

    def under(self, system: CoupledSystem, film: FilmState) -> GrowthCriterion:
        """What the tips need under the currents of a state; the same where no law asks for them."""
        rule, temperature = self._rule, self._conditions.temperature
        if not rule.needs_current:
            return self
        conditions = tip_conditions(system, film, rule.current_length, temperature)
        loaded = copy(self)
        loaded._tips = under_current(self._tips, rule.toughness, conditions)
        behind = enumerate(self._behind[:, None])
        loaded._behind = np.ravel([rule.toughness.energies(e, conditions, i) for i, e in behind])
        loaded._conditions = conditions
        return loaded

    def arriving(self, behind: FloatArray) -> GrowthCriterion:
        """The same for tips that are still on their way to where the cracks end.

        What they pass holds them until then, be it weaker or tougher than what comes after.

        Args:
            behind: fracture energy of what tips have passed in their advance, as `costs` told it
                [J/m^2], shape (n_tips,); 0 for those that have not moved.
        """
        coming = copy(self)
        coming._behind = behind
        return coming

    def costs(self, angles: FloatArray) -> FloatArray:
        """Fracture energy without a current in a direction of every tip [J/m^2], (n_tips,)."""
        return np.array([_towards(a, tip) for a, tip in zip(angles, self._bare, strict=True)])

    def ratios(self, intensities: FloatArray) -> FloatArray:
        """K_eq/K_c = sqrt(G/G_c) of every tip, shape (n_tips,).

        It is that of the direction a tip would take; for one that is still held by what it passes
        (see `arriving`), that of straight ahead.
        """
        best = self._best(intensities)
        held = zip(best, intensities, self._tips, self._behind, strict=True)
        return np.sqrt([_arriving(*one) for one in held])

    def driving(self, intensities: FloatArray) -> FloatArray:
        """K/K_c of the tips that may grow, 0 of the others, shape (n_tips,)."""
        return self.ratios(intensities) * self.active

    @property
    def is_subcritical(self) -> bool:
        """Whether tips move below K_c."""
        return self._law.is_subcritical

    @property
    def crept_at_first(self) -> float:
        """How far a tip counts as having moved before its first advance [m].

        A geometry stands for a tip that has come to its end; the first one, for as far as half an
        advance from there.
        """
        return self._step / 2 if self._keeps_crept else 0.0

    @property
    def _keeps_crept(self) -> bool:
        """Whether what tips have crept is told from the middle of an advance, for second order."""
        return self.is_subcritical and self._rule.is_two_step

    def crept_after(self, crept: float, length: float, is_first: bool) -> float:
        """How much of an advance below K_c a tip has behind it when it has just been made [m].

        Args:
            crept: before the advance [m].
            length: of the advance [m].
            is_first: whether the tip was where the crack ends, and has moved since.
        """
        if not self._keeps_crept:
            return 0.0
        return self._step - length + (crept - self.crept_at_first if is_first else 0.0)

    def speeds(self, driving: FloatArray) -> FloatArray:
        """Speed below K_c of every tip [m/s], shape (n_tips,)."""
        return self._law.speeds(driving, self._conditions)

    def crept_parts(self, crept: FloatArray) -> FloatArray:
        """How far tips have moved below K_c, over the length of an advance, shape (n_tips,)."""
        return crept / self._step

    def excess(self, driving: FloatArray, crept: FloatArray) -> float:
        """How far the first tip is beyond its advance [-]: K/K_c or the way it has crept, over 1.

        Args:
            driving: K/K_c of tips that may grow, 0 of others, shape (n_tips,).
            crept: how far they have moved below K_c [m], shape (n_tips,).
        """
        critical = float(np.max(driving, initial=0.0))
        return max(critical, float(np.max(self.crept_parts(crept), initial=0.0))) - 1

    def growing(self, ratios: FloatArray, crept: FloatArray) -> npt.NDArray[np.bool_]:
        """Which tips advance, shape (n_tips,): those nearly as far as the first one with it."""
        driving = ratios * self.active
        top, far = np.max(driving, initial=0.0), self.crept_parts(crept)
        near = (driving >= (1 - TOGETHER) * top) & (top >= 1 - self._tolerance)
        return np.asarray(near | (far >= 1 - self._tolerance))

    def angles(self, intensities: FloatArray) -> FloatArray:
        """Direction that every tip would take, from straight ahead [rad], shape (n_tips,)."""
        angles = np.array([angle for angle, _ in self._best(intensities)])
        return np.where(np.abs(angles) < STRAIGHT, 0.0, np.round(angles / QUANTUM) * QUANTUM)

    def kinks(self, intensities: FloatArray) -> list[tuple[float, ...]]:
        """Directions in which every tip may branch, from the right to the left [rad].

        Empty where it would go in one direction only.
        """
        if self._rule.branching == 0.0:
            return [()] * len(self._tips)
        pairs = zip(intensities, self._tips, strict=True)
        return [_peaks(k, around, self._rule.branching) for k, around in pairs]

    def _best(self, intensities: FloatArray) -> list[tuple[float, float]]:
        """Angle and G/G_c of every tip."""
        pairs = zip(intensities, self._tips, strict=True)
        return [self._choose(k, around) for k, around in pairs]


def _max_energy(intensities: FloatArray, around: DirectionalToughness) -> tuple[float, float]:
    """The direction of the largest G/G_c, refined between candidates of equal toughness."""
    ratios = _ratios(np.einsum("ijq,j->iq", KINKS, intensities), around)
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


def _peaks(
    intensities: FloatArray, around: DirectionalToughness, tolerance: float
) -> tuple[float, ...]:
    """Directions whose G/G_c are largest around them and nearly the largest of all, if several."""
    ratios = _ratios(np.einsum("ijq,j->iq", KINKS, intensities), around)
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
    there = DirectionalToughness(around.modulus, np.array([_towards(angle, around)]))
    return angle, float(_ratios(kinked, there)[0])


def _towards(angle: float, around: DirectionalToughness) -> float:
    """The fracture energy in the direction that is nearest to an angle [J/m^2]."""
    return float(around.energy[int(np.argmin(np.abs(ANGLES - angle)))])


def _arriving(
    best: tuple[float, float],
    intensities: FloatArray,
    around: DirectionalToughness,
    behind: float,
) -> float:
    """G/G_c of a tip with another fracture energy behind it [J/m^2], 0 for the same."""
    angle, ratio = best
    if behind == 0.0 or abs(_towards(angle, around) / behind - 1) < EVEN:
        return ratio
    straight = DirectionalToughness(around.modulus, np.array([behind]))
    return float(_ratios(np.asarray(intensities)[:, None], straight)[0])


def _ratios(kinked: FloatArray, around: DirectionalToughness) -> FloatArray:
    """G/G_c of kinks; those that would close release nothing."""
    released = np.where(kinked[0] > 0, (kinked**2).sum(axis=0), 0.0) / around.modulus
    return np.asarray(released / around.energy, dtype=np.float64)


_CHOICES: dict[Criterion, Callable[[FloatArray, DirectionalToughness], tuple[float, float]]] = {
    "max_energy": _max_energy,
    "hoop_stress": _hoop_stress,
    "local_symmetry": _local_symmetry,
}
