"""Cells by circles around them."""

import numpy as np
import pytest

from filasse.fem.planar.point_location import CellCircles


@pytest.fixture
def corners() -> np.ndarray:
    """Triangles of very different sizes at random places, shape (500, 3, 2)."""
    random = np.random.default_rng(1)
    sizes = 10 ** random.uniform(-3, -0.5, (500, 1, 1))
    return random.uniform(0, 1, (500, 1, 2)) + sizes * random.uniform(-1, 1, (500, 3, 2))


def test_every_cell_with_a_corner_in_a_circle_is_near(corners: np.ndarray) -> None:
    circles = CellCircles(corners)
    for point, radius in (([0.5, 0.5], 0.2), ([0.0, 1.0], 0.05), ([0.3, 0.6], 0.0)):
        distance = np.linalg.norm(corners - point, axis=2)
        near = circles.near(np.array(point), radius)
        assert np.all(np.diff(near) > 0)
        assert np.isin(np.flatnonzero((distance < radius).any(axis=1)), near).all()
        inside = near[circles.inside(near, np.array(point), radius)]
        assert (distance[inside] < radius).all()
        assert len(near) < len(corners)


def test_the_nearest_corner(corners: np.ndarray) -> None:
    circles = CellCircles(corners)
    assert circles.nearest(corners[17, 1]) == (0.0, 17)
    assert circles.nearest(np.array([9.0, 9.0])) is None
    assert CellCircles(corners[:0]).nearest(np.zeros(2)) is None
