"""Growth of the crack paths of a slab in the plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.state import History
from filasse.fem.crack_grid import FilmGrid
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.propagation import (
    Advance,
    TipNames,
    active_tips,
    critical_advances,
)
from filasse.fracture.toughness_map import MaterialMap, sample_toughness, toughened
from filasse.parameters.growth_rule import GrowthRule

type FloatArray = npt.NDArray[np.float64]


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
        self, criterion: GrowthCriterion, intensities: FloatArray, crept: FloatArray
    ) -> tuple[Advance, ...]:
        """The steps that the critical tips want to take."""
        return critical_advances(
            self.cracks, self.grid, criterion, intensities, crept, self.rule, self.materials
        )
