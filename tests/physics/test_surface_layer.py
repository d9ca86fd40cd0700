"""Layers between lithium and electrolyte: their growth, their resistance, what they consume."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from filasse.physics.interphase import Breakaway, Interphase, Parabolic, PowerOfTime, rate_at
from filasse.physics.layer_stress import (
    CHANNEL,
    DEBOND,
    clamped_stress,
    critical_thickness,
    steady_release_rate,
)

HOUR = 3600.0
LPSCL = Interphase(Parabolic(2.0e-19), conductivity=1e-6, volume_per_charge=2.5e-10)
BARE = np.zeros(1)


def integrated(law: Interphase, time: float, start: float) -> float:
    found = solve_ivp(
        lambda _, delta: law.growth_rate(delta), (0, time), [start], rtol=1e-10, atol=1e-20
    )
    return float(found.y[0, -1])


@pytest.mark.parametrize("reaction_rate", [1e-12, 1e-10, 1e-8])
def test_the_thickness_solves_its_equation(reaction_rate: float) -> None:
    law = replace(LPSCL, growth=Parabolic(2.0e-19, reaction_rate))
    for time in (HOUR, 400 * HOUR):
        assert law.grown(BARE, time)[0] == pytest.approx(integrated(law, time, 0.0), rel=1e-6)


def test_a_layer_without_reaction_limit_goes_with_the_root_of_time() -> None:
    times = HOUR * np.array([1.0, 4.0, 100.0])
    np.testing.assert_allclose(
        LPSCL.grown(np.zeros(3), times), np.sqrt(2.0e-19 * times), rtol=1e-14
    )
    assert LPSCL.grown(BARE, 0.0)[0] == 0.0
    start = np.array([1e-7])
    assert LPSCL.grown(start, HOUR)[0] == pytest.approx(integrated(LPSCL, HOUR, 1e-7), rel=1e-6)


def test_a_thin_layer_grows_at_the_rate_of_the_reaction() -> None:
    law = replace(LPSCL, growth=Parabolic(2.0e-19, 1e-13))
    assert law.grown(BARE, 10.0)[0] == pytest.approx(1e-12, rel=1e-4)


def test_many_steps_are_one_step() -> None:
    law, delta = replace(LPSCL, growth=Parabolic(2.0e-19, 1e-12)), BARE
    for _ in range(100):
        delta = law.grown(delta, HOUR)
    assert delta[0] == pytest.approx(law.grown(BARE, 100 * HOUR)[0], rel=1e-12)


def test_argyrodite_consumes_what_was_measured() -> None:
    """60 uAh/cm^2 after 400 h (Aktekin 2023), in a layer of half a micrometre."""
    delta = LPSCL.grown(BARE, 400 * HOUR)
    assert delta[0] == pytest.approx(537e-9, rel=1e-3)
    assert LPSCL.charge_consumed(delta)[0] / 36 == pytest.approx(60, rel=0.01)


def test_the_resistance_is_in_series_and_rises() -> None:
    law = replace(LPSCL, bare_resistance=1e-3)
    delta = law.grown(np.zeros(2), np.array([0.0, 100 * HOUR]))
    np.testing.assert_allclose(law.resistance(delta), [1e-3, 1e-3 + delta[1] / 1e-6], rtol=1e-14)


def test_swelling_is_free_growth_where_nothing_is_clamped_in_volume() -> None:
    """nu = 1/2 keeps the volume: all of the expansion goes along the normal."""
    law = replace(LPSCL, expansion=0.3, poisson_ratio=0.5)
    assert law.swelling(np.array([1e-7]))[0] == pytest.approx(0.3e-7, rel=1e-14)


def test_a_power_of_time_is_one_however_it_is_stepped() -> None:
    """The resistance of LAGP goes with about t^0.33."""
    law = replace(LPSCL, growth=PowerOfTime(1e-7, 0.33))
    twice = law.grown(law.grown(BARE, HOUR), HOUR)
    np.testing.assert_allclose(twice, law.grown(BARE, 2 * HOUR), rtol=1e-12)
    ratio = law.resistance(law.grown(BARE, 8 * HOUR)) / law.resistance(law.grown(BARE, HOUR))
    assert law.grown(BARE, HOUR)[0] == pytest.approx(1e-7, rel=1e-12)
    assert ratio[0] == pytest.approx(8**0.33, rel=1e-12)
    assert law.growth_rate(np.array([1e-7]))[0] == pytest.approx(0.33 * 1e-7 / HOUR, rel=1e-12)


def test_without_passivation_the_reaction_sets_the_rate_for_ever() -> None:
    law = replace(LPSCL, growth=Parabolic(reaction_rate=3e-11))
    assert law.grown(BARE, 100 * HOUR)[0] == pytest.approx(3e-11 * 100 * HOUR, rel=1e-12)


def test_a_share_of_the_current_makes_the_layer_and_only_where_it_plates() -> None:
    law = replace(LPSCL, growth=None, current_share=0.2)
    charge = np.array([3600.0, -3600.0])
    thickness = law.growth_by_current(charge)
    np.testing.assert_allclose(law.charge_consumed(thickness), [720.0, 0.0], rtol=1e-14)
    assert np.array_equal(law.grown(thickness, HOUR), thickness)


@pytest.mark.parametrize("growth", [Parabolic(2e-19, 1e-12), PowerOfTime(1e-7, 0.4), None])
def test_growth_goes_on_along_its_law(growth: Parabolic | PowerOfTime | None) -> None:
    law = replace(LPSCL, growth=growth)
    first = np.array([2e-8])
    second, later = law.grown(first, 100.0), law.grown(first, 250.0)
    np.testing.assert_allclose(law.continued(first, second, 2.5), later, rtol=1e-12)


def test_the_stress_of_a_clamped_layer_and_what_it_drives() -> None:
    """E = 50 GPa, e = 0.3, nu = 0.25: -6.67 GPa; G = Z sigma^2 delta/E'."""
    stress = clamped_stress(50e9, 0.25, 0.3)
    assert stress == pytest.approx(-50e9 * 0.3 / 2.25, rel=1e-14)
    thickness, modulus = np.array([1e-7]), 50e9 / (1 - 0.25**2)
    for shape in (CHANNEL, DEBOND):
        release = steady_release_rate(-1e9, thickness, modulus, shape)[0]
        assert release == pytest.approx(shape * 1e18 * 1e-7 / modulus, rel=1e-14)


def test_rates_follow_arrhenius() -> None:
    ratio = np.exp(5e4 / 8.314462618 * (1 / 298.15 - 1 / 333.15))
    assert rate_at(2e-19, 5e4, 333.15) == pytest.approx(2e-19 * ratio, rel=1e-9)
    assert rate_at(2e-19, 5e4, 298.15) == 2e-19


CRITICAL = 1e-7


def cracking(growth: Parabolic | PowerOfTime, resisting: float = CRITICAL) -> Interphase:
    return replace(LPSCL, growth=Breakaway(growth, CRITICAL), resisting_thickness=resisting)


@pytest.mark.parametrize("resisting", [CRITICAL, np.inf])
def test_a_parabola_goes_on_as_its_tangent_once_the_layer_cracks(resisting: float) -> None:
    """Until t_c = delta_c^2/k the parabola, then the line of the slope k/(2 delta_c)."""
    k, law = 2e-19, cracking(Parabolic(2e-19), resisting)
    start = CRITICAL**2 / k
    times = start * np.array([0.01, 0.5, 1.0, 1.5, 30.0])
    wanted = np.where(
        times <= start, np.sqrt(k * times), CRITICAL + k / (2 * CRITICAL) * (times - start)
    )
    delta = law.grown(np.zeros(5), times)
    np.testing.assert_allclose(delta, wanted, rtol=1e-12)
    protects = wanted if resisting == np.inf else np.minimum(wanted, CRITICAL)
    np.testing.assert_allclose(law.resistance(delta), protects / 1e-6, rtol=1e-12)
    np.testing.assert_allclose(law.charge_consumed(delta), wanted / 2.5e-10, rtol=1e-12)


@pytest.mark.parametrize("growth", [Parabolic(2e-19, 1e-12), PowerOfTime(6e-8, 0.33)])
def test_a_cracked_layer_solves_its_equation(growth: Parabolic | PowerOfTime) -> None:
    law = cracking(growth)
    start, whole = 2e-8, growth.age(np.array([CRITICAL]))[0]
    for time in whole * np.array([0.5, 1.0, 3.0]):
        exact = integrated(law, float(time), start)
        assert law.grown(np.array([start]), time)[0] == pytest.approx(exact, rel=1e-6)
        steps = np.array([start])
        for _ in range(10):
            steps = law.grown(steps, time / 10)
        assert steps[0] == pytest.approx(exact, rel=1e-6)
    slope = growth.rate(np.array([CRITICAL]))[0]
    assert law.growth_rate(np.array([9 * CRITICAL]))[0] == pytest.approx(slope, rel=1e-12)


def test_the_resistance_rises_with_growth_as_its_derivative_says() -> None:
    law, less = cracking(Parabolic(2e-19)), 1e-12
    for delta in np.array([[0.5], [0.99], [1.01], [4.0]]) * CRITICAL:
        wanted = law.resistance(delta + less) - law.resistance(delta)
        found = law.added_resistance(delta, np.array([less]))
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-16)


def test_a_layer_cracks_where_its_energy_suffices() -> None:
    """G = Z sigma^2 delta_c/E' is G_c there: 45.5 nm for LPSCl's layer at 1 GPa."""
    modulus = 50e9 / (1 - 0.25**2)
    energy = 0.3e6**2 / modulus
    delta = critical_thickness(-1e9, modulus, energy, CHANNEL)
    release = steady_release_rate(-1e9, np.array([delta]), modulus, CHANNEL)[0]
    assert release == pytest.approx(energy, rel=1e-14)
    assert delta == pytest.approx(0.3e6**2 / (1.98 * 1e18), rel=1e-14)
