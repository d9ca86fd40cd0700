"""Flow of lithium along a crack: limits, symmetry, derivatives, and the profile behind it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from filasse.constants import GAS_CONSTANT, REFERENCE_TEMPERATURE, arrhenius
from filasse.physics.creep.power_law import PowerLaw, power_law
from filasse.physics.film_flow import (
    FilmFlow,
    diffusion_coefficient,
    flux,
)

exponents = st.floats(1.0, 12.0)
openings = st.floats(1e-9, 1e-6)
slopes = st.floats(1e8, 1e14) | st.floats(-1e14, -1e8)


def creep(exponent: float, diffusion: float = 0.0) -> FilmFlow:
    """LePage's strength at a strain rate of 1/s, whatever the exponent."""
    return FilmFlow(PowerLaw(1.0, exponent, 3e5), diffusion)


def at(flow: FilmFlow, opening: float, slope: float) -> tuple[float, float, float]:
    q, by_opening, by_slope = flux(flow, np.array([opening]), np.array([slope]))
    return float(q[0]), float(by_opening[0]), float(by_slope[0])


def test_newtonian_film_obeys_the_cubic_law() -> None:
    viscosity = 1e9
    flow = FilmFlow(PowerLaw(1.0, 1.0, 3 * viscosity), 0.0)
    assert at(flow, 1e-7, -1e12)[0] == pytest.approx(1e-21 / (12 * viscosity) * 1e12, rel=1e-12)


@given(exponents, openings, slopes)
def test_flux_is_the_integral_of_a_sticking_profile(n: float, w: float, slope: float) -> None:
    rate = 3 ** ((n + 1) / 2) * 3e5**-n
    profile = 2 * quad(lambda s: (w / 2) ** 2 * s * (s * w / 2) ** n, 0, 1)[0]
    assert abs(at(creep(n), w, slope)[0]) == pytest.approx(
        rate * abs(slope) ** n * profile, rel=1e-9
    )


@given(exponents, openings, slopes)
def test_lithium_flows_down_the_pressure(n: float, w: float, slope: float) -> None:
    q = at(creep(n, 1e-30), w, slope)[0]
    assert q * slope < 0
    assert at(creep(n, 1e-30), w, -slope)[0] == -q


@given(exponents, openings, slopes)
def test_derivatives(n: float, w: float, slope: float) -> None:
    flow = creep(n, 1e-28)
    q, by_opening, by_slope = at(flow, w, slope)
    step = 1e-6
    wider = at(flow, w * (1 + step), slope)[0] - at(flow, w * (1 - step), slope)[0]
    steeper = at(flow, w, slope * (1 + step))[0] - at(flow, w, slope * (1 - step))[0]
    assert by_opening * w == pytest.approx(wider / (2 * step), rel=1e-6, abs=1e-8 * abs(q))
    assert by_slope * slope == pytest.approx(steeper / (2 * step), rel=1e-6, abs=1e-8 * abs(q))


@pytest.mark.parametrize("exponent", [1.0, 1.5, 6.6])
def test_nothing_flows_without_a_slope(exponent: float) -> None:
    q, by_opening, by_slope = at(creep(exponent, 1e-28), 1e-7, 0.0)
    assert (q, by_opening) == (0.0, 0.0)
    assert by_slope <= -1e-28


def test_closed_crack_lets_only_diffusion_through() -> None:
    assert at(creep(6.6, 1e-28), 0.0, -1e12)[0] == pytest.approx(1e-16)


def test_diffusion_of_two_fast_layers() -> None:
    value = diffusion_coefficient(1e-9, 2e-11, 13e-6, 300.0)
    assert value == pytest.approx(2 * 1e-9 * 2e-11 * 13e-6 / (GAS_CONSTANT * 300.0))


@pytest.mark.parametrize(
    ("temperature", "stress"), [(273.0, 1.245e6), (298.0, 1.012e6), (333.0, 0.798e6)]
)
def test_lepage_creep(temperature: float, stress: float) -> None:
    """Stress at a strain rate of 1e-3/s; LePage et al. 2019."""
    law = power_law(6.6, 3e5**-6.6, 37e3, temperature)
    rate = (stress / law.resistance) ** 6.6
    assert rate ** (1 / 6.6) == pytest.approx(1e-3 ** (1 / 6.6), rel=5e-3)


def test_arrhenius_is_one_at_the_reference_temperature() -> None:
    assert arrhenius(37e3, REFERENCE_TEMPERATURE) == 1.0
    assert arrhenius(37e3, 333.15) == pytest.approx(
        np.exp(-37e3 / GAS_CONSTANT * (1 / 333.15 - 1 / 298.15))
    )
