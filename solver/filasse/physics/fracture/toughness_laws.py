"""Toughness that falls while lithium is plated at a tip: toughness laws, pure functions.

Fincher et al. (2026) saw K at growth fall from about K_IC at the lowest current to a quarter of it
at the highest, while the speed rose. Why is open: both laws below are hypotheses, and neither has
been fitted to a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse.physics.fracture.growth_laws import TipConditions

type FloatArray = npt.NDArray[np.float64]


class ToughnessLaw(Protocol):
    """What growth costs at a tip under current."""

    @property
    def needs_conditions(self) -> bool:
        """Whether the cost depends on current, overpotential or temperature at the tip."""

    def energies(self, energy: FloatArray, conditions: TipConditions, tip: int) -> FloatArray:
        """Fracture energy in every candidate direction [J/m^2], shape of `energy`.

        Args:
            energy: G_c0 without a current.
            conditions: at the tips.
            tip: index of the tip in them.
        """


@dataclass(frozen=True)
class Constant:
    """The toughness of the material, whatever the current."""

    needs_conditions: bool = False

    def energies(self, energy: FloatArray, conditions: TipConditions, tip: int) -> FloatArray:
        """G_c0: see `ToughnessLaw.energies`."""
        return energy


@dataclass(frozen=True)
class FallsWithCurrent:
    """K_c = K_c0 {r + (1 - r)/[1 + (i_t/i_c)^m]}: an empirical law without a mechanism.

    Attributes:
        least: r, the part of K_c0 that stays at high current [-].
        current: i_c, at which half of the rest is gone [A/m^2].
        exponent: m [-].
    """

    least: float
    current: float
    exponent: float
    needs_conditions: bool = True

    def factor(self, current: FloatArray | float) -> FloatArray:
        """K_c/K_c0 at plating current densities i_t [A/m^2]; 1 while lithium is stripped."""
        ratio = np.maximum(current, 0.0) / self.current
        with np.errstate(over="ignore"):  # far above i_c only r stays
            fall = 1 / (1 + ratio**self.exponent)
        return np.asarray(self.least + (1 - self.least) * fall, dtype=np.float64)

    def energies(self, energy: FloatArray, conditions: TipConditions, tip: int) -> FloatArray:
        """G_c = (K_c/K_c0)^2 G_c0: see `ToughnessLaw.energies`."""
        return np.asarray(energy * self.factor(conditions.current[tip]) ** 2)


@dataclass(frozen=True)
class PaidByReduction:
    """G_c = max{r^2 G_c0, G_c0 - q_A (E_red + eta_tip)}: reduction pays for part of the surface.

    A hypothesis: lithium at the tip reduces the new surface, and what that sets free is not to be
    paid mechanically.

    Attributes:
        least: r, the part of K_c0 that stays at least [-].
        charge: q_A, spent on the reduction of new area [C/m^2].
        potential: E_red, below which the electrolyte is reduced [V against lithium].
    """

    least: float
    charge: float
    potential: float
    needs_conditions: bool = True

    def energies(self, energy: FloatArray, conditions: TipConditions, tip: int) -> FloatArray:
        """See `ToughnessLaw.energies`; a tip above E_red costs what it costs without lithium."""
        paid = self.charge * max(self.potential + float(conditions.overpotential[tip]), 0.0)
        return np.maximum(self.least**2 * energy, energy - paid)
