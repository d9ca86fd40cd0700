"""The resistive form of the kinetics inverts Butler-Volmer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filasse.physics.kinetics import Kinetics, current_density, overpotential

laws = st.sampled_from(["butler_volmer", "linear"])
alphas = st.floats(0.1, 0.9)
exchanges = st.floats(1e-3, 1e3)
currents = st.floats(-1e5, 1e5)


def kinetics(law: str, i_0: float = 10.0, alpha: float = 0.5, film: float = 0.0) -> Kinetics:
    return Kinetics(law, i_0, alpha, film, 298.15)


@given(laws, exchanges, alphas, currents)
def test_round_trip(law: str, i_0: float, alpha: float, current: float) -> None:
    electrode = kinetics(law, i_0, alpha)
    eta, _ = overpotential(electrode, np.array([current]))
    scale = max(abs(current), i_0)
    assert current_density(electrode, eta)[0] == pytest.approx(current, rel=1e-9, abs=1e-9 * scale)


@given(laws, exchanges, alphas, currents, st.floats(0, 1))
def test_slope(law: str, i_0: float, alpha: float, current: float, film: float) -> None:
    electrode = kinetics(law, i_0, alpha, film)
    step = 1e-4 * max(abs(current), i_0)
    values, slopes = overpotential(electrode, current + step * np.array([-1.0, 0.0, 1.0]))
    assert slopes[1] > film * (1 - 1e-12)
    assert slopes[1] == pytest.approx((values[2] - values[0]) / (2 * step), rel=1e-5)


@given(exchanges, alphas, st.floats(1e-6, 1e-2))
def test_all_laws_agree_near_equilibrium(i_0: float, alpha: float, part: float) -> None:
    current = np.array([part * i_0])
    full, _ = overpotential(kinetics("butler_volmer", i_0, alpha), current)
    linear, _ = overpotential(kinetics("linear", i_0, alpha), current)
    assert full[0] == pytest.approx(linear[0], rel=part)


def test_tafel_slope() -> None:
    """A decade of current costs 2.303 R T/(alpha F), 118 mV for alpha = 1/2."""
    eta, _ = overpotential(kinetics("butler_volmer"), np.array([1e5, 1e6]))
    assert np.diff(eta)[0] == pytest.approx(0.1183, rel=1e-3)


@given(currents, st.floats(0, 10))
def test_ideal_kinetics_leave_the_film_resistance(current: float, film: float) -> None:
    eta, slope = overpotential(kinetics("ideal", film=film), np.array([current]))
    assert (eta[0], slope[0]) == (film * current, film)
    assert kinetics("ideal").charge_transfer_resistance == 0.0


def test_charge_transfer_resistance() -> None:
    electrode = kinetics("linear", 25.69)
    assert electrode.charge_transfer_resistance == pytest.approx(1e-3, rel=1e-3)
    eta, slope = overpotential(electrode, np.array([3.0]))
    assert eta[0] == pytest.approx(3.0 * electrode.charge_transfer_resistance, rel=1e-12)
    assert slope[0] == pytest.approx(electrode.charge_transfer_resistance, rel=1e-12)
