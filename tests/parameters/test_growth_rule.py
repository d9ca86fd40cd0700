"""Where cracks are when they count as having come to the counter electrode."""

import numpy as np
import pytest

from filasse.parameters.growth_rule import GrowthRule

UM = 1e-6


@pytest.mark.parametrize("distance", [1e-9, 0.5 * UM, 2 * UM])
@pytest.mark.parametrize("thickness", [30 * UM, 500 * UM])
def test_an_advance_to_the_distance_is_there_but_for_rounding(
    thickness: float, distance: float
) -> None:
    height = GrowthRule(4 * UM, distance).contact_height(thickness)
    exact = thickness - distance
    assert height < np.nextafter(exact, 0.0)
    assert height == pytest.approx(exact, rel=2e-9)
