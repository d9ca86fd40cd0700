"""When a tip grows, and where to: the energy it releases against the energy that growth costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from filasse.constants import REFERENCE_TEMPERATURE
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState, History
from filasse.fracture.kink_choice import CHOICES, energy_ratios, energy_towards, favoured_kinks
from filasse.fracture.tip_conditions import tip_conditions
from filasse.fracture.toughness_map import DirectionalToughness, under_current
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.crept_way import least_driving, steepness_of
from filasse.physics.fracture.growth_laws import TipConditions

type FloatArray = npt.NDArray[np.float64]

TOGETHER = 2e-3
"""Tips whose K/K_c lies this near to that of a critical one grow with it."""

EXCESSES = (-20.0, 20.0)
"""Between them lies what is told of a way, as its logarithm: beyond, only the sign counts."""

SIDE_BY_SIDE = 0.02
"""Of a step: tips that have this much left by their rate law set out with the one that arrives."""

SLOWEST = 1e-3
"""Speed by a rate law, over that of the fastest tip, with which a tip counts as moving."""

SETS_OUT = 1 / 128
"""Way, over a full step, that a tip makes by its rate law before it sets out from rest: K is
that of the crack without it meanwhile. A quarter of its first, short step."""

STRAIGHT = np.deg2rad(0.5)
"""A tip that would turn by less goes straight ahead, unless that leads it out of a boundary."""

QUANTUM = np.deg2rad(0.01)
"""Directions are rounded to this: the round-off of one path must not breed another."""

EVEN = 0.02
"""Fracture energies behind and ahead of a tip that differ by less are the same. As G goes with K^2
that is one per cent of K: a tip does not wait for so little, nor at every turn of a path through a
crystal that cleaves."""


def stress_intensities(system: CoupledSystem, film: FilmState) -> FloatArray:
    """K_I and K_II of every tip under tractions and loads [Pa m^0.5], shape (n_tips, 2)."""
    elastic = system.response.elastic
    values = elastic.k_pressure @ film.traction + elastic.k_loads @ system.loads
    if system.pulling is not None:
        values = values + system.pulling.intensities(film.layer)
    return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class GrowthCriterion:
    """Stress intensities of a geometry's tips, weighed against the toughness around them.

    Here K of tips in a plane is compared with K_c to decide on growth; for fronts in space that is
    done by `filasse.fracture.front_criterion`. Arrays `intensities` are those of
    `stress_intensities`, and `ratios` those of `GrowthCriterion.ratios`.

    Attributes:
        tips: the toughness around every tip without a current, at the temperature.
        rule: how tips advance.
        may_grow: 1 for tips that may, 0 for those that are blocked, shape (n_tips,); None if all.
        tolerance: on |K/K_c - 1| of a critical tip.
        temperature: [K].
        behind: fracture energy of what tips have passed in their advance, as `costs` told it
            [J/m^2], shape (n_tips,); 0 for those that have not moved; None where none are on
            their way: see `arriving`.
        conditions: what acts at the tips; None where no law asks for it: see `under`.
    """

    tips: tuple[DirectionalToughness, ...]
    rule: GrowthRule
    may_grow: FloatArray | None = None
    tolerance: float = 1e-6
    temperature: float = REFERENCE_TEMPERATURE
    behind: FloatArray | None = None
    conditions: TipConditions | None = None

    @cached_property
    def active(self) -> FloatArray:
        """1 for tips that may grow, 0 for those that are blocked, shape (n_tips,)."""
        return np.ones(len(self.tips)) if self.may_grow is None else self.may_grow

    def under(self, system: CoupledSystem, film: FilmState) -> Self:
        """What the tips need under the currents of a state; the same where no law asks for them."""
        if not self.rule.needs_current:
            return self
        return replace(self, conditions=self._conditions_at(system, film))

    def arriving(self, behind: FloatArray) -> Self:
        """The same for tips that are still on their way to where the cracks end.

        What they pass holds them until then, be it weaker or tougher than what comes after.

        Args:
            behind: see the attribute.
        """
        return replace(self, behind=behind)

    def _conditions_at(self, system: CoupledSystem, film: FilmState) -> TipConditions:
        """What acts at the tips of a state."""
        return tip_conditions(system, film, self.rule.current_length, self.temperature)

    @cached_property
    def _now(self) -> TipConditions:
        """What acts at the tips, as far as it is known."""
        return self.conditions or TipConditions(self.temperature)

    @cached_property
    def _around(self) -> tuple[DirectionalToughness, ...]:
        """The toughness around every tip, under the currents."""
        if self.conditions is None:
            return self.tips
        return under_current(self.tips, self.rule.toughness, self.conditions)

    @cached_property
    def _held_by(self) -> FloatArray:
        """`behind` under the currents [J/m^2], shape (n_tips,)."""
        if self.behind is None:
            return np.zeros(len(self.tips))
        if self.conditions is None:
            return self.behind
        law, each = self.rule.toughness, enumerate(self.behind[:, None])
        return np.ravel([law.energies(energy, self.conditions, tip) for tip, energy in each])

    def costs(self, angles: FloatArray) -> FloatArray:
        """Fracture energy without a current in a direction of every tip [J/m^2], (n_tips,)."""
        return np.array([energy_towards(a, tip) for a, tip in zip(angles, self.tips, strict=True)])

    def ratios(self, intensities: FloatArray) -> FloatArray:
        """K_eq/K_c = sqrt(G/G_c) of every tip, shape (n_tips,).

        It is that of the direction a tip would take; for one that is still held by what it passes
        (see `arriving`), that of straight ahead.
        """
        best = self.best(intensities)
        held = zip(best, intensities, self._around, self._held_by, strict=True)
        return np.sqrt([_arriving(*one) for one in held])

    def driving(self, intensities: FloatArray) -> FloatArray:
        """K/K_c of the tips that may grow, 0 of the others, shape (n_tips,)."""
        return self.ratios(intensities) * self.active

    @property
    def is_subcritical(self) -> bool:
        """Whether tips move below K_c."""
        return self.rule.law.is_subcritical

    @property
    def follows_tips(self) -> bool:
        """Whether a crack ends where its tip arrives by its rate law: see `TipCreep`."""
        return self.is_subcritical and self.rule.is_two_step

    @property
    def crept_at_rest(self) -> float:
        """How far a tip that stands where its crack ends counts as having crept [m]."""
        return self.rule.step * (1 - SETS_OUT) if self.follows_tips else 0.0

    def ahead(self, history: History, name: str, arrives: bool) -> float:
        """How far the end of its crack is ahead of a tip that follows a rate law [m].

        Args:
            history: says how far the tip has crept.
            name: of the tip.
            arrives: whether it is at the end now: one that is far from it has been brought there by
                K_c, and not by its rate law.
        """
        latest = history.advanced.get(name)
        stands = latest is None or latest.arrived is not None
        end = self.crept_at_rest if stands else self.rule.step
        ahead = end - history.crept.get(name, end)
        return 0.0 if arrives and ahead > SIDE_BY_SIDE * self.rule.step else ahead

    def crept_after(self, length: float, ahead: float) -> float:
        """How far a tip counts as having crept when its advance has just been made [m].

        Args:
            length: of the advance [m].
            ahead: how far the end of the crack was ahead of the tip before [m].
        """
        return self.rule.step - length - ahead if self.follows_tips else 0.0

    def speeds(self, driving: FloatArray) -> FloatArray:
        """Speed below K_c of every tip [m/s], shape (n_tips,)."""
        return self.rule.law.speeds(driving, self._now)

    def speeds_after(self, driving: FloatArray, crept: FloatArray) -> FloatArray:
        """Speed below K_c of every tip [m/s]: at a threshold of those that have set out.

        Such a tip slides along it where K at the end of its crack is less.

        Args:
            driving: K/K_c of tips that may grow, 0 of others, shape (n_tips,).
            crept: how far they have moved below K_c [m], shape (n_tips,).
        """
        least = least_driving(self.speeds, driving.shape)
        goes = np.abs(crept - self.crept_at_rest) > self.tolerance * self.rule.step
        return self.speeds(np.where(goes, np.maximum(driving, least), driving)) * self.active

    def steepness(self, driving: FloatArray) -> FloatArray:
        """d(ln v)/d(ln K) of every tip below K_c [-], shape (n_tips,)."""
        return steepness_of(self.speeds, driving)

    def crept_parts(self, crept: FloatArray) -> FloatArray:
        """How far tips have moved below K_c, over the length of an advance, shape (n_tips,)."""
        return crept / self.rule.step

    def excess(
        self, driving: FloatArray, crept: FloatArray, begun: FloatArray | None = None
    ) -> float:
        """How far the first tip is beyond its advance [-]: K/K_c or the way it has crept, over 1.

        Args:
            driving: K/K_c of tips that may grow, 0 of others, shape (n_tips,).
            crept: how far they have moved below K_c [m], shape (n_tips,).
            begun: the same at the start of the step, shape (n_tips,). Then what is told of the way
                since is by how much K is too large for it, which a search finds as easily as K_c.
        """
        critical = float(np.max(driving, initial=0.0)) - 1
        parts = self.crept_parts(crept)
        if begun is None:
            return max(critical, float(np.max(parts, initial=0.0)) - 1)
        if critical >= 0:
            return critical
        begin = self.crept_parts(begun)
        gone = (parts - begin) / np.maximum(1 - begin, self.tolerance)
        ways = np.log(np.clip(gone, *np.exp(EXCESSES))) / np.maximum(self.steepness(driving), 1.0)
        return max(critical, float(np.max(ways, initial=-1.0)))

    def growing(self, ratios: FloatArray, crept: FloatArray) -> npt.NDArray[np.bool_]:
        """Which tips advance, shape (n_tips,): those nearly as far as the first one with it."""
        driving = ratios * self.active
        top, far = np.max(driving, initial=0.0), self.crept_parts(crept)
        near = (driving >= (1 - TOGETHER) * top) & (top >= 1 - self.tolerance)
        beside = self.moving(self.speeds_after(driving, crept)) & (far >= 1 - SIDE_BY_SIDE)
        return np.asarray(near | beside | (far >= 1 - self.tolerance))

    def moving(self, speeds: FloatArray) -> npt.NDArray[np.bool_]:
        """Which tips go with the one that arrives, at their speeds [m/s], shape (n_tips,)."""
        if not self.follows_tips:
            return np.zeros(len(speeds), dtype=np.bool_)
        return np.asarray(speeds > SLOWEST * np.max(speeds, initial=0.0))

    def is_held_up(self, ratios: FloatArray) -> bool:
        """Whether a tip that may not grow is at its toughness."""
        return bool(np.any(ratios[self.active == 0] >= 1))

    def angles(self, intensities: FloatArray) -> FloatArray:
        """Direction that every tip would take, from straight ahead [rad], shape (n_tips,)."""
        angles = np.array([angle for angle, _ in self.best(intensities)])
        even = self.costs(np.zeros(len(angles))) <= (1 + EVEN) * self.costs(angles)
        straight = even & (np.abs(angles) < STRAIGHT)
        return np.where(straight, 0.0, np.round(angles / QUANTUM) * QUANTUM)

    def kinks(self, intensities: FloatArray) -> list[tuple[float, ...]]:
        """Directions in which every tip may branch, from the right to the left [rad].

        Empty where it would go in one direction only.
        """
        if self.rule.branching == 0.0:
            return [()] * len(self.tips)
        pairs = zip(intensities, self._around, strict=True)
        return [favoured_kinks(k, around, self.rule.branching) for k, around in pairs]

    def best(self, intensities: FloatArray) -> list[tuple[float, float]]:
        """Angle and G/G_c of every tip."""
        choose, pairs = CHOICES[self.rule.criterion], zip(intensities, self._around, strict=True)
        return [choose(k, around) for k, around in pairs]


def _arriving(
    best: tuple[float, float],
    intensities: FloatArray,
    around: DirectionalToughness,
    behind: float,
) -> float:
    """G/G_c of a tip that has passed a fracture energy [J/m^2], 0 if nothing.

    Straight ahead, by what it has passed, if what comes after is another material or a kink that
    asks for more.
    """
    angle, ratio = best
    if behind == 0.0:
        return ratio
    straight = DirectionalToughness(around.modulus, np.array([behind]))
    held = float(energy_ratios(np.asarray(intensities)[:, None], straight)[0])
    is_even = abs(energy_towards(angle, around) / behind - 1) < EVEN
    return ratio if is_even and ratio > (1 - EVEN) * held else held
