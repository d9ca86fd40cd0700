"""Advances of a crack front by Griffith's criterion with irreversibility."""

import numpy as np
import pytest

from filasse.fracture.front_growth import (
    LEAST_STIFFNESS,
    front_points,
    front_stiffness,
    griffith_advances,
)

RADIUS, STEP = 10e-6, 1e-6
AROUND = 2 * np.pi * RADIUS


def angle(count: int = 64) -> np.ndarray:
    return front_points(AROUND, count) / RADIUS


@pytest.mark.parametrize("closed", [True, False])
def test_an_even_front_advances_evenly(closed: bool) -> None:
    advances, level = griffith_advances(np.full(64, 1.02), AROUND, closed, STEP)
    np.testing.assert_allclose(advances, STEP, rtol=1e-9)
    radius = RADIUS if closed else 2 * RADIUS
    assert level == pytest.approx(1.02 * (1 - LEAST_STIFFNESS * STEP / radius), rel=1e-9)


@pytest.mark.parametrize("wave", [2, 3, 6])
def test_a_wave_of_k_is_taken_back_by_a_wave_of_the_front(wave: int) -> None:
    """dK/K = -(q - 1/R)/2 a of a disc (Gao and Rice)."""
    height = 0.01
    advances, _ = griffith_advances(1 + height * np.cos(wave * angle()), AROUND, True, STEP)
    found = 2 * np.mean(advances * np.cos(wave * angle()))
    assert advances.min() > 0
    assert found == pytest.approx(height * 2 * RADIUS / (wave - 1), rel=1e-6)


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_below_the_level_stays(closed: bool) -> None:
    ratio = 1 + 0.2 * np.cos(angle() / 2 if not closed else angle())
    advances, level = griffith_advances(ratio, AROUND, closed, STEP)
    left = ratio - ratio.mean() * front_stiffness(AROUND, closed) @ advances
    grows = advances > 0
    assert 10 < grows.sum() < 54
    assert advances.max() == pytest.approx(STEP, rel=1e-9)
    np.testing.assert_allclose(left[grows], level, rtol=1e-9)
    assert left[~grows].max() <= level * (1 + 1e-9)
    assert advances[ratio.argmax()] == pytest.approx(STEP, rel=1e-9)


def test_waves_of_an_open_front_end_level() -> None:
    """Half of a disc that is continued evenly: what holds on the disc holds on its half."""
    half = front_points(AROUND / 2, 32) / RADIUS
    whole, level = griffith_advances(1 + 0.02 * np.cos(2 * angle()), AROUND, True, STEP)
    part, same = griffith_advances(1 + 0.02 * np.cos(2 * half), AROUND / 2, False, STEP)
    assert same == pytest.approx(level, rel=1e-9)
    np.testing.assert_allclose(part, whole[:32], rtol=1e-6, atol=1e-9 * STEP)


def test_a_wavy_disc_becomes_round() -> None:
    """r = R (1 + e cos 3 phi): K of the first variation, grown until it is round."""
    unevenness = 0.1
    for _ in range(4):
        ratio = 1 - unevenness * np.cos(3 * angle())
        advances, _ = griffith_advances(ratio, AROUND, True, 0.1 * RADIUS)
        unevenness += 2 * np.mean(advances * np.cos(3 * angle())) / RADIUS
    assert abs(unevenness) < 0.01
