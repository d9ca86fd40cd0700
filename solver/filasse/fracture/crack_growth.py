"""What a geometry's cracks grow by: the seam between the plane and space."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.cracks.state import History
from filasse.fem.condensed import Response
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.planar_growth import PlanarGrowth
from filasse.fracture.propagation import Advance, TipNames
from filasse.fracture.solid_growth import SolidGrowth
from filasse.fracture.solid_toughness import SolidMaterials
from filasse.fracture.toughness_map import MaterialMap
from filasse.parameters.growth_rule import GrowthRule

type FloatArray = npt.NDArray[np.float64]
type CrackGeometry = SlabGeometry | SolidGeometry
"""Cracks in the plane, or in space."""


class CrackGrowth(Protocol):
    """Tips of paths (`PlanarGrowth`) or fronts of surfaces (`SolidGrowth`), on one geometry."""

    @property
    def is_short_circuited(self) -> bool:
        """Whether a crack has come within the short-circuit distance of the counter electrode."""

    @property
    def shorting(self) -> TipNames:
        """Names of the tips that make a short circuit once they are critical."""

    @property
    def longest_step(self) -> float:
        """Largest advance of any tip, or part of a front [m]."""

    def criterion(self, temperature: float) -> GrowthCriterion:
        """What the tips need to grow at a temperature [K]."""

    def starts_short(self, criterion: GrowthCriterion) -> bool:
        """Whether what sets out from rest does so by short steps."""

    def arrival(self, criterion: GrowthCriterion, history: History) -> GrowthCriterion:
        """What holds tips that have set out just now, until they are where the cracks end.

        Args:
            criterion: that of `criterion`.
            history: just after the tips have set out.
        """

    def advances(
        self, criterion: GrowthCriterion, intensities: FloatArray, history: History
    ) -> tuple[Advance, ...] | tuple[FrontAdvance, ...]:
        """The steps that the critical tips want to take.

        Args:
            criterion: that of `criterion`, under the currents of a state.
            intensities: of the tips, one of which is critical [Pa m^0.5], shape (n_tips, 2), or
                of the stations of fronts, shape (n_stations, 3).
            history: of the state.
        """


def crack_growth(
    response: Response,
    rule: GrowthRule,
    landing: float,
    cracks: CrackGeometry,
    materials: MaterialMap | SolidMaterials,
) -> CrackGrowth:
    """What cracks grow by, in the plane or in space.

    Args:
        response: the condensed operators.
        rule: how tips or fronts advance.
        landing: tolerance on |K/K_c - 1| of a critical one.
        cracks: their paths, or surfaces.
        materials: of the electrolyte, by position.
    """
    if isinstance(cracks, SolidGeometry):
        assert isinstance(materials, SolidMaterials)
        return SolidGrowth(cracks, response, materials, rule, landing)
    assert isinstance(materials, MaterialMap)
    return PlanarGrowth(cracks, response.grid, materials, rule, landing)
