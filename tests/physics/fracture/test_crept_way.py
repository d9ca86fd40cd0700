"""The way of tips by a rate law while K changes evenly, against closed forms and an ODE solver."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from filasse.physics.fracture.crept_way import (
    PARTS,
    UNSTABLE,
    EvenDriving,
    crept_way,
    least_driving,
    steepness_of,
)
from filasse.physics.fracture.growth_laws import Griffith, Subcritical, TipConditions

ONE = np.ones(1)


def way_of(law: Subcritical, start: float, by_way: float, by_time: float, time: float) -> float:
    driving = EvenDriving(start * ONE, by_way * ONE, by_time * ONE)
    return float(crept_way(lambda r: law.speeds(r, TipConditions()), driving, time, ONE)[0])


@pytest.mark.parametrize("by_way", [-1e5, -1e3, 5e3])
def test_an_exponential_law_is_exact(by_way: float) -> None:
    """(exp(c x) - 1)/c = v (exp(g t) - 1)/g, held back by lithium or running away."""
    law = Subcritical(speed=1e-6, exponent=20.0, is_exponential=True)
    start, by_time, time = 0.8, 0.02, 5.0
    hold, gain = -20 * by_way, 20 * by_time
    free = 1e-6 * np.exp(20 * (start - 1)) * np.expm1(gain * time) / gain
    exact = np.log1p(hold * free) / hold
    assert way_of(law, start, by_way, by_time, time) == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize("exponent", [5.0, 20.0, 100.0])
@pytest.mark.parametrize(("start", "by_time"), [(0.4, 0.05), (0.9, 0.002), (0.8, -0.02)])
def test_a_power_law_is_followed(exponent: float, start: float, by_time: float) -> None:
    """K that rises from 0.4 K_c, that starts above the speed of its lithium, and that falls."""
    law, by_way = Subcritical(speed=5e-6, exponent=exponent), -1e5

    def rate(time: float, way: np.ndarray) -> np.ndarray:
        ratio = np.maximum(start + by_way * way * 1e-6 + by_time * time, 0.0)
        return law.speeds(ratio, TipConditions()) * 1e6

    found = solve_ivp(rate, (0, 10), np.zeros(1), "Radau", rtol=1e-8, atol=1e-12)
    assert way_of(law, start, by_way, by_time, 10.0) == pytest.approx(
        found.y[0, -1] * 1e-6, rel=0.02
    )


def test_a_steep_law_forgets_how_a_tip_went_before() -> None:
    """However fast it starts, it goes at the speed at which K stays: v = -B/A."""
    law = Subcritical(speed=5e-6, exponent=500.0)
    ways = [way_of(law, start, -1e5, 0.02, 10.0) for start in (1.0, 0.99)]
    assert ways[0] - ways[1] == pytest.approx(0.01 / 1e5, rel=0.05)
    assert ways[0] == pytest.approx(10 * 0.02 / 1e5, rel=0.1)


def test_below_the_threshold_nothing_moves() -> None:
    law = Subcritical(speed=1e-6, exponent=2.0, threshold=0.5)
    assert way_of(law, 0.3, -1e4, 0.01, 10.0) == 0.0
    assert 0 < way_of(law, 0.3, 0.0, 0.04, 10.0) < way_of(law, 0.5, 0.0, 0.02, 10.0)


@pytest.mark.parametrize("speed", [5e-6, 5e-3])
def test_a_tip_slides_along_the_threshold(speed: float) -> None:
    """Where v is more than lithium can follow: K stays, v = -B/A, whatever v is."""
    law = Subcritical(speed=speed, exponent=20.0, threshold=0.9)
    assert way_of(law, 0.9, -1e5, 0.02, 10.0) == pytest.approx(10 * 0.02 / 1e5, rel=1e-12)
    assert way_of(law, 0.8, -1e5, 0.02, 10.0) == pytest.approx(5 * 0.02 / 1e5, rel=1e-12)


def test_a_tip_stops_once_k_has_fallen_below_the_threshold() -> None:
    law = Subcritical(speed=1e-6, exponent=0.0, threshold=0.9)
    for by_way in (-1e-3, 0.0, 1e-3):
        way = way_of(law, 0.96, by_way, -0.02, 10.0)
        assert way == pytest.approx(3e-6, abs=1e-6 * 10.0 / PARTS)


def test_the_threshold_of_a_law_is_found() -> None:
    laws = (Subcritical(1e-6, 20.0, threshold=0.7), Griffith())
    found = [least_driving(lambda r, law=law: law.speeds(r, TipConditions()), (2,)) for law in laws]
    assert found[0] == pytest.approx(0.7, rel=1e-12)
    assert (laws[0].speeds(found[0], TipConditions()) > 0).all()
    assert (found[1] == UNSTABLE).all()


def test_unstable_growth_goes_far_and_stays_finite() -> None:
    law = Subcritical(speed=1e-6, exponent=20.0)
    assert 1e-5 < way_of(law, 0.9, 1e6, 0.0, 100.0) < np.inf


def test_steepness_is_the_exponent_and_none_at_the_largest_speed() -> None:
    law = Subcritical(speed=1e-6, exponent=20.0, threshold=0.2, largest_speed=1e-6)
    ratios = np.array([0.1, 0.5, 0.9, 1.5])
    found = steepness_of(lambda r: law.speeds(r, TipConditions()), ratios)
    assert found == pytest.approx([0, 20, 20, 0], abs=1e-3)
