"""Crossings and distances of triangles, small enough to see."""

import numpy as np
import pytest

from filasse_meshes.arrays import Floats
from filasse_meshes.solid.crack_crossings import crossing, too_near

FLAT = np.array([[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]])
ONE, OTHER = np.array([[0, 1, 2]]), np.array([[3, 4, 5]])


def upright(x: float, low: float, high: float) -> Floats:
    return np.array([[[x, 0.2, low], [x, 0.3, low], [x, 0.25, high]]])


@pytest.mark.parametrize(
    ("other", "crosses"),
    [
        (upright(0.3, -1, 1), True),
        (upright(0.3, 0.1, 1), False),
        (upright(-0.1, -1, 1), False),
        (upright(0.9, -1, 1), False),
        (FLAT + np.array([0, 0, 0.1]), False),
    ],
)
def test_crossing_triangles(other: Floats, crosses: bool) -> None:
    assert (crossing(FLAT, other, ONE, OTHER) is not None) == crosses
    assert (crossing(other, FLAT, OTHER, ONE) is not None) == crosses


def test_neighbours_do_not_cross() -> None:
    assert crossing(FLAT, upright(0.3, -1, 1), ONE, np.array([[2, 3, 4]])) is None


@pytest.mark.parametrize(
    ("point", "distance"),
    [
        ((0.2, 0.2, 0.3), 0.3),
        ((0.2, -0.4, 0.0), 0.4),
        ((-0.3, -0.4, 0.0), 0.5),
        ((1.0, 1.0, 0.0), np.sqrt(0.5)),
    ],
)
def test_distance_to_a_triangle(point: tuple[float, float, float], distance: float) -> None:
    points = np.array([point])
    assert too_near(points, FLAT, distance * 1.001) is not None
    assert too_near(points, FLAT, distance * 0.999) is None
