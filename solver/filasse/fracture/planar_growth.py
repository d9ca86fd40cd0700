"""Growth of the crack paths of a slab in the plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.state import History
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.fracture.criterion import QUANTUM, GrowthCriterion
from filasse.fracture.propagation import (
    Advance,
    TipNames,
    active_tips,
    crept_by,
    critical_advances,
    step_towards,
)
from filasse.fracture.toughness_map import (
    ANGLES,
    PROBES,
    DirectionalToughness,
    MaterialMap,
    sample_toughness,
    toughened,
)
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.curved_paths import PathBehind
from filasse.remap.retreat import path_end

type FloatArray = npt.NDArray[np.float64]

NEAR_TIP = 1e-3
"""How far ahead of a tip its material is looked up, over a step."""

LOOKS_BACK = 4
"""Advances that may tell how a path curves."""

SAME_ENERGY = 1e-9
"""Rounding of a fracture energy, over that energy."""

SAME_WAY = 1e-6
"""Rounding of the way that a tip has gone, over that way."""


@dataclass(frozen=True)
class PlanarGrowth:
    """Tips in whatever the slab is made of.

    Attributes:
        cracks: the present geometry.
        grid: its film grid.
        materials: what the slab is made of.
        rule: how tips advance.
        landing: tolerance on |K/K_c - 1| of a critical tip.
    """

    cracks: SlabGeometry
    grid: FilmGrid
    materials: MaterialMap
    rule: GrowthRule
    landing: float

    @property
    def contact_height(self) -> float:
        """How high a tip makes a short circuit [m]."""
        return self.rule.contact_height(self.cracks.thickness)

    @property
    def is_short_circuited(self) -> bool:
        """Whether metal from the anode has come near enough to the counter electrode."""
        paths = [self.cracks.cracks[index].points for index in self.cracks.joined]
        return any(y >= self.contact_height for points in paths for _, y in points)

    @property
    def shorting(self) -> TipNames:
        """The tips that make a short circuit once they are critical.

        An advance is complete when K = K_c at its end; so it is with the one that makes the
        contact.
        """
        joined, may_grow = self.cracks.joined, active_tips(self.cracks, self.grid) > 0
        return frozenset(
            tip.name
            for tip, grows in zip(self.grid.tips, may_grow, strict=True)
            if grows and tip.crack in joined and tip.position[1] >= self.contact_height
        )

    @property
    def longest_step(self) -> float:
        """Largest advance of any tip [m]."""
        return self.rule.step

    def criterion(self, temperature: float) -> GrowthCriterion:
        """What the tips need to grow at a temperature [K]."""
        rule = self.rule
        tips = sample_toughness(self.materials, self.grid.tips, rule.step, rule.spread)
        return GrowthCriterion(
            toughened(tips, rule.toughness_factor(temperature)),
            rule,
            active_tips(self.cracks, self.grid),
            self.landing,
            temperature,
        )

    def starts_short(self, criterion: GrowthCriterion) -> bool:
        """Tips in a plane do so by short steps."""
        return True

    def arrival(self, criterion: GrowthCriterion, history: History) -> GrowthCriterion:
        """What holds tips that have set out just now: what they pass until they arrive."""
        latest = [history.advanced.get(tip.name) for tip in self.grid.tips]
        behind = [a.energy if a is not None and a.time == history.time else 0.0 for a in latest]
        holds = any(behind) and not criterion.is_subcritical
        return criterion.arriving(np.array(behind)) if holds else criterion

    def advances(
        self, criterion: GrowthCriterion, intensities: FloatArray, history: History
    ) -> tuple[Advance, ...]:
        """The steps that the critical tips want to take."""
        crept = crept_by(self.grid, history, criterion)
        angles = self._angles(criterion, intensities, history)
        return critical_advances(
            *(self.cracks, self.grid, criterion, intensities, angles, crept),
            *(self.rule, self.materials),
        )

    def _angles(
        self, criterion: GrowthCriterion, intensities: FloatArray, history: History
    ) -> FloatArray:
        """Direction of the next advance of every tip, from straight ahead [rad], (n_tips,).

        In one material small turns of a crack that is straight are left out: nothing else may break
        its symmetry. Once it has turned they are what it curves by.
        """
        plain = criterion.angles(intensities)
        if not self.rule.is_two_step:
            return plain
        turns = [angle for angle, _ in criterion.best(intensities)]
        tips = zip(self.grid.tips, criterion.tips, turns, strict=True)
        headings = [
            0.0
            if self.materials.uniform and even == 0.0 and self._is_straight(tip)
            else self._heading(tip, around, turn, history)
            for (tip, around, turn), even in zip(tips, plain, strict=True)
        ]
        return np.asarray(np.round(np.array(headings) / QUANTUM) * QUANTUM)

    def _heading(
        self, tip: TipSite, around: DirectionalToughness, turn: float, history: History
    ) -> float:
        """Direction of the next advance of a tip that would turn by an angle now [rad]."""
        gone = history.way_gone(tip.name)
        step = step_towards(self.cracks, tip, turn, self.rule, self.materials)
        length = min(float(np.linalg.norm(step)), gone)
        if length <= 0:
            return turn
        heading = self._behind(tip, gone).heading(turn, length)
        return heading if _is_even(around, turn, heading) else turn

    def _is_straight(self, tip: TipSite) -> bool:
        """Whether the crack of a tip has not turned so far."""
        advances = np.diff(np.array(self.cracks.cracks[tip.crack].points), axis=0)
        ways = advances / np.linalg.norm(advances, axis=1)[:, None]
        return bool(np.ptp(ways, axis=0).max() <= SAME_WAY)

    def _behind(self, tip: TipSite, gone: float) -> PathBehind:
        """The way that a tip has gone since it has set out [m]."""
        path = self.cracks.cracks[tip.crack].points
        points = np.array(path if path_end(self.grid, tip) == 0 else path[::-1])[: LOOKS_BACK + 1]
        advances = points[:-1] - points[1:]
        ways = np.cumsum(np.linalg.norm(advances, axis=1))
        advances = advances[ways <= (1 + SAME_WAY) * gone]
        ahead = tip.position + NEAR_TIP * self.rule.step * tip.direction
        here = self.materials.classes(ahead[None])
        for smooth, advance in enumerate(advances):
            back = points[smooth] - (np.arange(PROBES) + 0.5)[:, None] / PROBES * advance
            inside = self.materials.classes(back) == here
            if not inside.all():
                held, holds = self.materials.energies(np.array([back[-1], ahead]))
                part = float(np.cumprod(inside).mean()) if held < holds else 0.0
                return PathBehind(advances, smooth, part)
        return PathBehind(advances, len(advances))


def _is_even(around: DirectionalToughness, one: float, other: float) -> bool:
    """Whether nothing but the direction within a crystal tells two directions [rad] apart."""
    places = np.searchsorted(ANGLES, np.sort([one, other])) + np.array([-1, 1])
    jumps = around.jumps[max(places[0], 0) : places[1]]
    return bool(np.ptp(jumps) <= SAME_ENERGY * jumps[0])
