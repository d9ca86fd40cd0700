"""Currents behind crack fronts."""

import numpy as np
import pytest
from tests.builders.slabs import UM
from tests.builders.solids import half_penny, meshed, penny, solid_sizes

from filasse.fracture.front_conditions import _behind

RADIUS = 10 * UM


@pytest.mark.parametrize("make", [half_penny, penny])
@pytest.mark.parametrize("length", [0.5 * UM, 2 * UM])
def test_the_mean_behind_a_front_is_that_of_the_last_part(make: object, length: float) -> None:
    """Of values linear in the distance: at half of it; where a value lacks, the others'."""
    slab = make(RADIUS, 4 * RADIUS)  # type: ignore[operator]
    grid = meshed(slab, solid_sizes(slab, 0.2 * RADIUS, 0.5)).grid
    front = grid.fronts[0]
    middle = grid.uv[front.nodes].mean(axis=0)
    if not front.closed:
        middle[1] = 0.0
    depth = RADIUS - np.linalg.norm(grid.uv - middle, axis=1)
    found = _behind(grid, front, 1 + depth[:, None] / RADIUS, length)
    assert found.shape == (len(front.stations), 1)
    np.testing.assert_allclose(found[:, 0], 1 + length / 2 / RADIUS, atol=0.03)
    even = np.full((grid.size, 1), 3.0)
    even[front.nodes[1::3]] = np.nan
    np.testing.assert_allclose(_behind(grid, front, even, length), 3.0)
    assert not _behind(grid, front, np.full((grid.size, 1), np.nan), length).any()
