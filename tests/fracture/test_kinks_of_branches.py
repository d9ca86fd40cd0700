"""Which directions a tip may branch into."""

import numpy as np
import pytest

from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.kink_choice import KINKS
from filasse.fracture.toughness_map import ANGLES, DirectionalToughness
from filasse.parameters.growth_rule import GrowthRule

OPENING = np.array([[1e6, 0.0]])
RELEASED = (KINKS[:, 0] ** 2).sum(axis=0)
"""G of a kink over that straight ahead, in mode I."""


def kinks(cheap: dict[float, float], tolerance: float) -> tuple[float, ...]:
    """Kinks [deg] where some directions [deg] have less fracture energy; 2 elsewhere."""
    energy = np.full(len(ANGLES), 2.0)
    for degrees, value in cheap.items():
        energy[np.abs(np.rad2deg(ANGLES) - degrees) < 2.1] = value
    rule = GrowthRule(1e-6, 1e-9, branching=tolerance)
    criterion = GrowthCriterion((DirectionalToughness(1e11, energy),), rule)
    return tuple(np.rad2deg(criterion.kinks(OPENING)[0]))


def test_equal_boundaries_are_both_taken() -> None:
    right, left = kinks({-40: 0.4, 40: 0.4}, 0.02)
    assert (right, left) == pytest.approx((-38, 38), abs=0.6)  # their side towards straight ahead


def test_three_at_once() -> None:
    ahead = 0.4 / float(np.interp(np.deg2rad(38), ANGLES, RELEASED))
    assert len(kinks({-40: 0.4, 0: ahead, 40: 0.4}, 0.05)) == 3


@pytest.mark.parametrize(("part", "count"), [(0.01, 2), (0.04, 2), (0.06, 0)])
def test_one_that_is_dearer_is_taken_within_the_tolerance(part: float, count: int) -> None:
    assert len(kinks({-40: 0.4, 40: 0.4 / (1 - part)}, 0.05)) == count


def test_even_material_and_wide_bands_have_one_direction() -> None:
    assert kinks({}, 0.2) == ()
    assert kinks({10: 0.4, 14: 0.4, 18: 0.4}, 0.05) == ()
    assert kinks({-5: 0.4, 5: 0.4}, 0.05) == ()  # too near to each other
    assert kinks({-40: 0.4, 40: 0.4}, 0.0) == ()
