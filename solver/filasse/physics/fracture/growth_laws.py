"""When and how fast a crack grows below its toughness: growth laws, pure functions of K/K_c.

A law whose tips creep below K_c makes hours out of "never" and "at once". Griffith's has a sharp
threshold: nothing below K_c, an advance at K_c.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse.constants import REFERENCE_TEMPERATURE, arrhenius

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TipConditions:
    """What acts at crack tips beside their stress intensity.

    Attributes:
        temperature: [K].
        current: plating current density over the last part of the crack faces [A/m^2], shape
            (n_tips,); empty where no law asks for it.
        overpotential: of the charge transfer there [V], shape (n_tips,); empty likewise.
    """

    temperature: float = REFERENCE_TEMPERATURE
    current: FloatArray = field(default_factory=lambda: np.zeros(0))
    overpotential: FloatArray = field(default_factory=lambda: np.zeros(0))


class GrowthLaw(Protocol):
    """Speed of tips below their toughness; at K = K_c every tip advances, whatever its law."""

    @property
    def is_subcritical(self) -> bool:
        """Whether tips ever move below K_c."""

    @property
    def needs_current(self) -> bool:
        """Whether the speed depends on current or overpotential at the tip."""

    def speeds(self, ratios: FloatArray, conditions: TipConditions) -> FloatArray:
        """Speed of every tip [m/s], shape of `ratios`.

        Args:
            ratios: K_eq/K_c = sqrt(G/G_c) in the direction taken.
            conditions: at the tips.
        """


@dataclass(frozen=True)
class Griffith:
    """Nothing moves below K_c (A. A. Griffith, Phil. Trans. A 221 (1921) 163)."""

    is_subcritical: bool = False
    needs_current: bool = False

    def speeds(self, ratios: FloatArray, conditions: TipConditions) -> FloatArray:
        """Zero: see `GrowthLaw.speeds`."""
        return np.zeros_like(ratios)


@dataclass(frozen=True)
class Subcritical:
    """Environment-assisted growth, thermally activated, with a threshold and a largest speed.

    Power law: v = v0 (K/K_c)^n exp[-(Q/R)(1/T - 1/T0)] (R. J. Charles, J. Appl. Phys. 29 (1958)
    1549; A. G. Evans, Int. J. Fract. 10 (1974) 251). Exponential law:
    v = v0 exp[n (K/K_c - 1) T0/T] exp[-(Q/R)(1/T - 1/T0)], a stress-assisted reaction
    (S. M. Wiederhorn and L. H. Bolz, J. Am. Ceram. Soc. 53 (1970) 543). T0 is 298.15 K. Either
    may be multiplied by (i/i0)^m of the plating current density at the tip (a hypothesis).

    Attributes:
        speed: v0, at K = K_c and 298.15 K [m/s].
        exponent: n [-].
        is_exponential: the law.
        threshold: K/K_c below which nothing moves [-].
        largest_speed: what the environment can supply at most [m/s].
        activation_energy: Q [J/mol].
        current_exponent: m [-]; 0 for a speed that does not depend on the current.
        reference_current: i0 [A/m^2].
    """

    speed: float
    exponent: float
    is_exponential: bool = False
    threshold: float = 0.0
    largest_speed: float = np.inf
    activation_energy: float = 0.0
    current_exponent: float = 0.0
    reference_current: float = 1.0
    is_subcritical: bool = True

    @property
    def needs_current(self) -> bool:
        """See `GrowthLaw.needs_current`."""
        return self.current_exponent != 0.0

    def speeds(self, ratios: FloatArray, conditions: TipConditions) -> FloatArray:
        """See `GrowthLaw.speeds`."""
        temperature = conditions.temperature
        thermal = self.speed * arrhenius(self.activation_energy, temperature)
        if self.is_exponential:
            steepness = self.exponent * REFERENCE_TEMPERATURE / temperature
            shape = np.exp(steepness * (ratios - 1))
        else:
            shape = np.maximum(ratios, 0.0) ** self.exponent
        if self.needs_current:
            plated = np.maximum(conditions.current, 0.0) / self.reference_current
            shape = shape * plated**self.current_exponent
        moving = (ratios >= self.threshold) & (ratios > 0)
        return np.where(moving, np.minimum(thermal * shape, self.largest_speed), 0.0)
