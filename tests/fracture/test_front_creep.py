"""Advances of crack fronts below their toughness."""

import numpy as np
import numpy.typing as npt
import pytest

from filasse.fracture.front_creep import Creeping, crept_advances
from filasse.fracture.front_growth import front_points, front_stiffness
from filasse.physics.fracture.growth_laws import Subcritical, TipConditions

type FloatArray = npt.NDArray[np.float64]

RADIUS, STEP = 10e-6, 1e-6
AROUND = 2 * np.pi * RADIUS
ANGLE = front_points(AROUND) / RADIUS


def creeping(ratio: FloatArray, exponent: float, threshold: float = 0.0) -> Creeping:
    law = Subcritical(speed=1e-9, exponent=exponent, threshold=threshold)
    may = np.ones(len(ratio), dtype=np.bool_)
    return Creeping(ratio, lambda r: law.speeds(r, TipConditions()), may, AROUND, True)


def test_an_even_front_advances_evenly() -> None:
    np.testing.assert_allclose(crept_advances(creeping(np.full(64, 0.7), 20), STEP), STEP)


@pytest.mark.parametrize("exponent", [2.0, 20.0, 200.0])
@pytest.mark.parametrize("wave", [2, 5])
def test_a_wave_is_held_back_by_the_law_and_by_the_front(wave: int, exponent: float) -> None:
    """da_q/dt = n v (e - g a_q): in the time d/v it comes to (e/g) [1 - exp(-n g d)]."""
    height = 1e-4
    found = crept_advances(creeping(0.7 * (1 + height * np.cos(wave * ANGLE)), exponent), STEP)
    hold = (wave - 1) / 2 / RADIUS
    expected = height / hold * (1 - np.exp(-exponent * hold * STEP))
    assert found.max() == pytest.approx(STEP)
    assert 2 * np.mean(found * np.cos(wave * ANGLE)) == pytest.approx(expected, rel=0.02)


def test_a_steep_law_levels_k() -> None:
    """Whatever goes farthest stops ahead of the rest: explicit steps of this length would swing."""
    ratio = 0.7 * (1 + 0.02 * np.cos(3 * ANGLE))
    found = crept_advances(creeping(ratio, 100.0), STEP)
    left = ratio - ratio.mean() * front_stiffness(AROUND, True) @ found
    assert np.ptp(left) < 0.1 * np.ptp(ratio)
    assert found.min() >= 0


def test_what_is_below_the_threshold_or_held_up_stays() -> None:
    ratio = 0.7 + 0.2 * np.cos(ANGLE)
    front = creeping(ratio, 20, threshold=0.7)
    found = crept_advances(front, STEP)
    assert found.max() == pytest.approx(STEP)
    assert np.all(found[ratio < 0.65] == 0)
    blocked = Creeping(ratio, front.speeds, np.sin(ANGLE) > 0, AROUND, True)
    assert np.all(crept_advances(blocked, STEP)[np.sin(ANGLE) < 0] == 0)


def test_a_front_that_has_come_to_rest_makes_its_advance_evenly() -> None:
    """Its last part of the way was made at a K that has fallen below the threshold since."""
    found = crept_advances(creeping(np.full(64, 0.5), 20, threshold=0.7), STEP)
    np.testing.assert_allclose(found, STEP)
