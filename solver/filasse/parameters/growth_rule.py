"""How the tips of cracks advance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from filasse.constants import REFERENCE_TEMPERATURE, arrhenius
from filasse.physics.fracture.growth_laws import Griffith, GrowthLaw
from filasse.physics.fracture.toughness_laws import Constant, ToughnessLaw

type Criterion = Literal["max_energy", "hoop_stress", "local_symmetry"]
"""How a tip chooses its direction."""

ROUNDING = 1e-9
"""What advances may be short of the height of a short circuit by, over that height."""

STEP_PER_CLEARANCE = 0.5
"""Longest advance of a front in space over the distance that counts as a short circuit."""


@dataclass(frozen=True)
class GrowthRule:
    """How tips advance.

    Attributes:
        step: length of an advance [m].
        short_circuit_distance: from the counter electrode [m]; tips stop this near to anything.
        criterion: how a tip chooses its direction.
        spread: half width of the strip that a tip looks at [m].
        law: how fast a tip grows below its toughness.
        toughness: how the toughness falls with the current at a tip.
        current_length: part of the crack faces, from a tip, whose current acts there [m].
        largest_speed: of any tip, above its toughness too: an advance takes at least that time
            [m/s].
        toughness_energy: activation energy of the toughness [J/mol].
        temperature: at which the toughness of the materials is given [K].
        is_two_step: whether an advance also looks at the one before it, by BDF2.
        branching: kinks grow together whose G/G_c is this near to the largest one, over that; 0
            for the one with the largest alone.
        joins: whether a tip that reaches another crack or the anode joins it.
        opens_mouths: whether a tip that comes to the anode from inside may end there as a mouth: a
            body of lithium takes no new ones.
        max_depth: from the anode at which the run ends [m]: steps do not pass it.
    """

    step: float
    short_circuit_distance: float
    criterion: Criterion = "max_energy"
    spread: float = 0.0
    law: GrowthLaw = field(default_factory=Griffith)
    toughness: ToughnessLaw = field(default_factory=Constant)
    current_length: float = 1e-6
    largest_speed: float = np.inf
    toughness_energy: float = 0.0
    temperature: float = REFERENCE_TEMPERATURE
    is_two_step: bool = False
    joins: bool = False
    opens_mouths: bool = True
    branching: float = 0.0
    max_depth: float = np.inf

    def contact_height(self, thickness: float) -> float:
        """How high a tip or front makes a short circuit [m], but for rounding."""
        return (thickness - self.short_circuit_distance) * (1 - ROUNDING)

    def step_at(self, stretch: float) -> float:
        """Advance of a front in space that has grown by a factor [m].

        So do the edges there: an advance that is short against them drowns in the noise of the
        lithium's interpolation from mesh to mesh.
        """
        most = max(self.step, STEP_PER_CLEARANCE * self.short_circuit_distance)
        return min(self.step * max(stretch, 1.0), most)

    @property
    def needs_current(self) -> bool:
        """Whether growth depends on what acts at the tips beside K."""
        return self.law.needs_current or self.toughness.needs_conditions

    def toughness_factor(self, temperature: float) -> float:
        """K_c at a temperature [K], over that at the temperature of the materials."""
        here, there = (arrhenius(self.toughness_energy, t) for t in (temperature, self.temperature))
        return there / here
