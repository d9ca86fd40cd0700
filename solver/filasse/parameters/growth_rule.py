"""How the tips of cracks advance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from filasse.config import Config
from filasse.constants import REFERENCE_TEMPERATURE, arrhenius
from filasse.physics.fracture.growth_laws import Griffith, GrowthLaw, Subcritical

type Criterion = Literal["max_energy", "hoop_stress", "local_symmetry"]
"""How a tip chooses its direction."""


@dataclass(frozen=True)
class GrowthRule:
    """How tips advance.

    Attributes:
        step: length of an advance [m].
        short_circuit_distance: from the counter electrode [m]; tips stop this near to anything.
        criterion: how a tip chooses its direction.
        spread: half width of the strip that a tip looks at [m].
        law: when and how fast a tip grows below its toughness.
        toughness_energy: activation energy of the toughness [J/mol].
        temperature: at which the toughness of the materials is given [K].
    """

    step: float
    short_circuit_distance: float
    criterion: Criterion = "max_energy"
    spread: float = 0.0
    law: GrowthLaw = field(default_factory=Griffith)
    toughness_energy: float = 0.0
    temperature: float = REFERENCE_TEMPERATURE

    def toughness_factor(self, temperature: float) -> float:
        """K_c at a temperature [K], over that at the temperature of the materials."""
        here, there = (arrhenius(self.toughness_energy, t) for t in (temperature, self.temperature))
        return there / here


def growth_law(config: Config) -> GrowthLaw:
    """Read the growth law of a configuration."""
    law = config.growth.law
    if law.kind == "griffith" or law.speed is None or law.exponent is None:
        return Griffith()
    return Subcritical(
        speed=law.speed,
        exponent=law.exponent,
        is_exponential=law.kind == "exponential",
        threshold=law.threshold,
        largest_speed=law.largest_speed,
        activation_energy=law.activation_energy,
    )
