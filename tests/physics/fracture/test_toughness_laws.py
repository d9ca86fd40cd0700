"""Toughness that falls with the current."""

import numpy as np
import pytest

from filasse.physics.fracture.growth_laws import TipConditions
from filasse.physics.fracture.toughness_laws import Constant, FallsWithCurrent, PaidByReduction

ENERGY = np.array([6.0, 2.0])
"""G_c0 in two directions [J/m^2]."""


def at(current: float = 0.0, overpotential: float = 0.0) -> TipConditions:
    return TipConditions(current=np.array([current]), overpotential=np.array([overpotential]))


@pytest.mark.parametrize("m", [0.5, 1.0, 3.0])
def test_the_empirical_law_falls_from_one_to_the_least_part(m: float) -> None:
    """K_c/K_c0 = r + (1 - r)/[1 + (i_t/i_c)^m]."""
    law = FallsWithCurrent(least=0.25, current=10.0, exponent=m)
    assert law.factor(0.0) == law.factor(-5.0) == 1.0
    assert law.factor(10.0) == pytest.approx(0.625)
    assert law.factor(40.0) == pytest.approx(0.25 + 0.75 / (1 + 4.0**m))
    assert law.factor(1e300) == pytest.approx(0.25)


def test_the_energy_goes_as_the_square_of_the_toughness() -> None:
    law = FallsWithCurrent(least=0.25, current=10.0, exponent=2.0)
    assert law.energies(ENERGY, at(current=10.0), 0) == pytest.approx(0.625**2 * ENERGY)


def test_reduction_pays_for_part_of_the_surface() -> None:
    """G_c = max{r^2 G_c0, G_c0 - q_A (E_red + eta)}, direction by direction."""
    law = PaidByReduction(least=0.25, charge=20.0, potential=0.05)
    assert law.energies(ENERGY, at(), 0) == pytest.approx([5.0, 1.0])
    assert law.energies(ENERGY, at(overpotential=0.03), 0) == pytest.approx([4.4, 0.4])
    assert law.energies(ENERGY, at(overpotential=0.06), 0) == pytest.approx([3.8, 0.125])
    assert law.energies(ENERGY, at(overpotential=-0.2), 0) == pytest.approx(ENERGY)


def test_a_constant_toughness_asks_for_no_current() -> None:
    law = Constant()
    assert not law.needs_conditions
    assert law.energies(ENERGY, TipConditions(), 0) is ENERGY
