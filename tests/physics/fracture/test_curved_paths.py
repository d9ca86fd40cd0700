"""Tips that follow a curve by straight advances."""

import math

import numpy as np
import pytest

from filasse.physics.fracture.curved_paths import MOST_FORESEEN, PathBehind

RADIUS = 10.0
"""Of the curve, whose tangent at a tip depends on how high that is, as by K [um]."""


def end_of_path(step: float, foresees: bool = True) -> tuple[float, float]:
    """Where a tip comes that follows x' = sin(y/R), y' = cos(y/R), from the origin to y = 5 um."""
    place, direction = np.zeros(2), 0.0
    advances: list[np.ndarray] = []
    while True:
        turn = place[1] / RADIUS - direction
        behind = PathBehind(np.array(advances[::-1]).reshape(-1, 2), len(advances))
        direction += -behind.heading(-turn, step) if foresees else turn
        advance = step * np.array([math.sin(direction), math.cos(direction)])
        if place[1] + advance[1] >= 5.0:
            place = place + advance * (5.0 - place[1]) / advance[1]
            return float(place[0]), float(place[1])
        place = place + advance
        advances.append(advance)


def test_paths_are_of_second_order_where_those_along_the_tangents_are_of_first() -> None:
    exact = -RADIUS * math.log(math.cos(0.5))  # dx/dy = tan(y/R)
    errors = [abs(end_of_path(step)[0] - exact) for step in (0.4, 0.2, 0.1)]
    blunt = [abs(end_of_path(step, foresees=False)[0] - exact) for step in (0.4, 0.2, 0.1)]
    assert math.log2(errors[0] / errors[2]) / 2 > 1.8
    assert math.log2(blunt[0] / blunt[2]) / 2 == pytest.approx(1.0, abs=0.1)


def test_a_tip_makes_up_for_what_it_came_off_its_path_out_of_a_boundary() -> None:
    """Its direction there was 2 degrees off, over three quarters of an advance."""
    turn, left = math.radians(2.0), PathBehind(np.array([[0.0, 1.0]]), 0, outside=0.75)
    assert left.heading(turn, 1.0) == pytest.approx(1.75 * turn)
    assert left.heading(turn, 0.5) == pytest.approx(2.5 * turn)


def test_the_first_step_in_a_material_goes_along_the_tangent() -> None:
    assert PathBehind(np.array([[0.0, 1.0]])).heading(0.1, 1.0) == 0.1


def test_no_more_is_foreseen_than_a_smooth_curve_may_turn() -> None:
    sharp = PathBehind(np.array([[0.0, 1.0]]), 1)
    assert sharp.heading(1.0, 1.0) == pytest.approx(1.0 + MOST_FORESEEN)
