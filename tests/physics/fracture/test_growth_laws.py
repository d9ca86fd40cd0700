"""Subcritical growth against closed forms."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from filasse.constants import GAS_CONSTANT
from filasse.physics.fracture.growth_laws import Griffith, Subcritical, TipConditions

ROOM = 298.15


def speed(law: Subcritical, ratio: float, temperature: float = ROOM) -> float:
    return float(law.speeds(np.array([ratio]), TipConditions(temperature))[0])


@pytest.mark.parametrize("exponent", [10, 20, 30])
@pytest.mark.parametrize("k", [0.5, 0.8])
def test_life_of_an_edge_crack_under_constant_pressure(exponent: float, k: float) -> None:
    """t_f = 2 a0 (1 - k^(n-2))/((n-2) v0 k^n), from a0 to where K = K_c."""
    a, v = 5e-6, 1e-6
    law = Subcritical(speed=v, exponent=exponent)
    time, _ = quad(lambda x: 1 / speed(law, k * np.sqrt(x)), 1.0, 1 / k**2, epsrel=1e-10, limit=200)
    exact = 2 * (1 - k ** (exponent - 2)) / ((exponent - 2) * v * k**exponent)
    assert a * time == pytest.approx(a * exact, rel=1e-8)


def test_the_laws_agree_at_the_toughness_and_in_slope() -> None:
    power, exponential = (Subcritical(2.0, 20.0, kind) for kind in (False, True))
    assert speed(power, 1.0) == speed(exponential, 1.0) == 2.0
    for law in (power, exponential):
        slope = (speed(law, 1 + 1e-6) - speed(law, 1 - 1e-6)) / 2e-6
        assert slope == pytest.approx(2.0 * 20.0, rel=1e-6)
    assert speed(exponential, 0.5) == pytest.approx(2.0 * np.exp(-10.0))


def test_threshold_and_largest_speed() -> None:
    law = Subcritical(1.0, 2.0, threshold=0.3, largest_speed=0.25)
    assert [speed(law, k) for k in (0.0, 0.29, 0.3, 0.4, 0.5, 0.9)] == pytest.approx(
        [0.0, 0.0, 0.09, 0.16, 0.25, 0.25]
    )


def test_a_crack_that_is_closed_does_not_move() -> None:
    assert speed(Subcritical(1.0, 2.0, is_exponential=True), 0.0) == 0.0
    assert not Griffith().speeds(np.array([0.0, 0.9, 1.0]), TipConditions(ROOM)).any()


def test_the_speed_follows_the_temperature() -> None:
    law, warm = Subcritical(1.0, 20.0, activation_energy=50e3), 333.15
    factor = np.exp(50e3 / GAS_CONSTANT * (1 / ROOM - 1 / warm))
    assert speed(law, 0.7, warm) == pytest.approx(factor * speed(law, 0.7))


@pytest.mark.parametrize("m", [0.0, 0.5, 1.0, 2.0])
def test_stress_intensity_at_growth_against_current(m: float) -> None:
    """v = v0 (i/i0)^m (K/K_c)^n with v proportional to i: K goes as i^((1 - m)/n)."""
    n, currents = 12.0, np.geomspace(1.0, 10.0, 11)
    law = Subcritical(1e-6, n, current_exponent=m, reference_current=3.0)

    def excess(ratio: float, current: float) -> float:
        """How much faster than 1 nm/s per A/m^2 a tip moves, as a logarithm."""
        conditions = TipConditions(ROOM, np.array([current]))
        return float(np.log(law.speeds(np.array([ratio]), conditions)[0] / (1e-9 * current)))

    ratios = [brentq(excess, 0.05, 5.0, args=(i,)) for i in currents]
    slope = np.polyfit(np.log(currents), np.log(ratios), 1)[0]
    assert slope == pytest.approx((1 - m) / n, rel=1e-6, abs=1e-9)


def test_a_tip_that_needs_current_stands_without_it() -> None:
    law = Subcritical(1.0, 2.0, current_exponent=1.0)
    for current in (0.0, -5.0):
        assert not law.speeds(np.array([0.9]), TipConditions(ROOM, np.array([current]))).any()
