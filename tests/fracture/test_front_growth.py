"""Advances of crack fronts by Griffith's criterion with irreversibility."""

import numpy as np
import numpy.typing as npt
import pytest

from filasse.fracture.front_growth import (
    FIRST_SUPPLY,
    DrivenFront,
    front_points,
    front_stiffness,
    griffith_advances,
)

type FloatArray = npt.NDArray[np.float64]

RADIUS, STEP = 10e-6, 1e-6
AROUND = 2 * np.pi * RADIUS
NONE, ALL = np.zeros(64), np.ones(64, dtype=np.bool_)


def angle(count: int = 64) -> FloatArray:
    return front_points(AROUND, count) / RADIUS


def driven(ratio: FloatArray, closed: bool = True, before: FloatArray = NONE) -> DrivenFront:
    return DrivenFront(ratio, before, ALL[: len(ratio)], AROUND, closed)


def advances_of(front: DrivenFront, step: float = STEP) -> tuple[FloatArray, float]:
    (advances,), level = griffith_advances([front], step)
    return advances, level


@pytest.mark.parametrize("closed", [True, False])
def test_an_even_front_advances_evenly(closed: bool) -> None:
    advances, level = advances_of(driven(np.full(64, 1.02), closed))
    np.testing.assert_allclose(advances, STEP, rtol=1e-9)
    assert level < 1.02 * (1 - FIRST_SUPPLY)


@pytest.mark.parametrize("wave", [1, 2, 3, 6])
def test_a_wave_of_k_is_taken_back_by_a_wave_of_the_front(wave: int) -> None:
    """dK/K = -(q - 1/R)/2 a of a disc (Gao and Rice), less FIRST_SUPPLY a/d."""
    height = 0.01
    advances, _ = advances_of(driven(1 + height * np.cos(wave * angle())))
    found = 2 * np.mean(advances * np.cos(wave * angle()))
    hold = max((wave - 1) / 2, 0.02) / RADIUS + FIRST_SUPPLY / STEP
    assert advances.min() > 0
    assert found == pytest.approx(height / hold, rel=1e-6)


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_below_the_level_stays(closed: bool) -> None:
    ratio = 1 + 0.4 * np.cos(angle() / 2 if not closed else angle())
    advances, level = advances_of(driven(ratio, closed))
    hold = front_stiffness(AROUND, closed) + FIRST_SUPPLY / STEP * np.eye(64)
    left = ratio - ratio.mean() * hold @ advances
    grows = advances > 0
    assert 10 < grows.sum() < 54
    assert advances.max() == pytest.approx(STEP, rel=1e-9)
    np.testing.assert_allclose(left[grows], level, rtol=1e-9)
    assert left[~grows].max() <= level * (1 + 1e-9)
    assert advances[ratio.argmax()] == pytest.approx(STEP, rel=1e-9)


def test_an_even_k_keeps_the_speeds_of_the_step_before() -> None:
    """However uneven, but for what evens out the front's shape."""
    before = np.asarray(0.8 + 0.2 * np.cos(angle()))
    advances, _ = advances_of(driven(np.ones(64), before=before), 1e-3 * STEP)
    np.testing.assert_allclose(advances, 1e-3 * STEP * before, rtol=2e-3)


def test_parts_do_not_leap_by_turns() -> None:
    """K falls by .15 where a part runs ahead by a step: two flanks settle at one speed.

    Gao and Rice's K knows nothing of a front that is tilted: by it alone flanks would go by turns.
    """
    tilt, before = 0.02, NONE
    for _ in range(12):
        ratio = 1 + tilt * np.cos(angle())
        advances, _ = advances_of(driven(ratio, before=before))
        before = advances / STEP
        tilt = -0.15 * 2 * np.mean(before * np.cos(angle())) + 0.02
    assert abs(2 * np.mean(before * np.cos(angle())) - 0.02 / 0.15) < 0.01


def test_what_stood_while_others_went_stays_below_the_toughness() -> None:
    """However near it is: its neighbour's K is one with its speed."""
    fronts = [driven(np.ones(64), before=np.ones(64)), driven(np.full(64, 0.97))]
    (one, other), level = griffith_advances(fronts, STEP)
    np.testing.assert_allclose(one, STEP, rtol=1e-9)
    assert level == pytest.approx(1.0, abs=0.01)
    assert not other.any()


def test_two_fronts_share_a_level() -> None:
    """One whose K is a little lower grows a little less; far below, it stands."""
    for second, part in ((0.98, 1 - 0.02 / FIRST_SUPPLY), (0.7, 0.0)):
        fronts = [driven(np.full(64, 1.0)), driven(np.full(64, second))]
        (one, other), _ = griffith_advances(fronts, STEP)
        np.testing.assert_allclose(one, STEP, rtol=1e-9)
        np.testing.assert_allclose(other, part * STEP, atol=0.03 * STEP)


def test_what_stands_before_an_obstacle_stays() -> None:
    may = np.abs(angle() - np.pi) > 0.6
    front = DrivenFront(np.where(may, 1.0, 2.0), NONE, may, AROUND, True)
    advances, _ = advances_of(front)
    assert advances.max() == pytest.approx(STEP, rel=1e-9)
    assert (advances[~may] == 0).all()
    assert (advances[may] > 0.3 * STEP).all()


def test_waves_of_an_open_front_end_level() -> None:
    """Half of a disc that is continued evenly: what holds on the disc holds on its half."""
    half = front_points(AROUND / 2, 32) / RADIUS
    whole, level = advances_of(driven(1 + 0.02 * np.cos(2 * angle())))
    ratio = 1 + 0.02 * np.cos(2 * half)
    part, same = advances_of(DrivenFront(ratio, NONE[:32], ALL[:32], AROUND / 2, False))
    assert same == pytest.approx(level, rel=1e-9)
    np.testing.assert_allclose(part, whole[:32], rtol=1e-6, atol=1e-9 * STEP)


def test_a_wavy_disc_becomes_round() -> None:
    """r = R (1 + e cos 3 phi): K of the first variation, grown until it is round."""
    unevenness, before = 0.1, NONE
    for _ in range(24):
        ratio = 1 - unevenness * np.cos(3 * angle())
        advances, _ = advances_of(driven(ratio, before=before), 0.1 * RADIUS)
        before = advances / advances.max()
        unevenness += 2 * np.mean(advances * np.cos(3 * angle())) / RADIUS
    assert abs(unevenness) < 0.01
