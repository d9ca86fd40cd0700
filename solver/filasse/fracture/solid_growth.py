"""Growth of the crack surfaces of a slab in space."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.fem.condensed import Response
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_criterion import FrontAdvance, FrontCriterion
from filasse.fracture.propagation import Arrival
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.slab_material import CellMaterial

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SolidGrowth:
    """Fronts in an even electrolyte; see `filasse.fracture.planar_growth.PlanarGrowth`.

    Attributes:
        cracks: the present geometry.
        response: its condensed operators.
        material: of the electrolyte, one class.
        rule: how fronts advance.
        landing: tolerance on |K/K_c - 1| of a critical station.
    """

    cracks: SolidGeometry
    response: Response
    material: CellMaterial
    rule: GrowthRule
    landing: float

    @property
    def reach(self) -> float:
        """How high a front makes a short circuit [m]."""
        return self.cracks.thickness - self.rule.short_circuit_distance

    @property
    def is_short_circuited(self) -> bool:
        """Whether a front has come within the short-circuit distance of the counter electrode."""
        return any(crack.highest >= self._nearly for crack in self.cracks.cracks)

    @property
    def arriving(self) -> Arrival:
        """The cracks that make a short circuit once they are critical."""
        cracks = self.cracks.cracks
        return frozenset(c.name for c in cracks if c.highest >= self._nearly and not c.blocked)

    @property
    def _nearly(self) -> float:
        return self.reach * (1 - 1e-9)

    def criterion(self, temperature: float) -> FrontCriterion:
        """What the fronts need to grow at a temperature [K]."""
        return FrontCriterion(
            self.response.grid.fronts,
            self.response.elastic.modulus,
            float(self.material.poisson[0]),
            float(self.material.toughness[0]) * self.rule.toughness_factor(temperature),
            self.rule,
            np.array([float(not crack.blocked) for crack in self.cracks.cracks]),
            self.landing,
            temperature,
        )

    def advances(
        self, criterion: GrowthCriterion, intensities: FloatArray, crept: FloatArray
    ) -> tuple[FrontAdvance, ...]:
        """The steps of the critical fronts, which end at the short-circuit distance."""
        assert isinstance(criterion, FrontCriterion)
        steps = criterion.advances(intensities, self.rule.step)
        return tuple(self._until_contact(step) for step in steps)

    def _until_contact(self, step: FrontAdvance) -> FrontAdvance:
        grid, front = self.response.grid, self.response.grid.fronts[step.crack]
        places = np.linspace(0, front.length, len(front.nodes), endpoint=not front.closed)
        frames = front.frames(places)
        out, up = frames[:, 0], frames[:, 1]
        way = np.cos(step.angles)[:, None] * out + np.sin(step.angles)[:, None] * up
        rise = np.maximum(way[:, 1], 0.0)
        room = np.maximum(self.reach - grid.position[front.nodes][:, 1], 0.0)
        most = np.where(rise > 0, room / np.where(rise > 0, rise, 1.0), np.inf)
        return replace(step, distances=np.minimum(step.distances, most))
