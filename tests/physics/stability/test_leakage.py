"""Electronic leakage: balances of charge, potentials at the ends, and the fill time of a pore."""

import math

import pytest

from filasse.constants import FARADAY
from filasse.physics.stability.leakage_plating import (
    harmless_conductivity,
    leakage_current,
    lithium_potential,
    plating_depth,
    seed_threshold,
    sphere_fill_time,
)

V_M = 13e-6


def test_leakage_through_a_slab() -> None:
    assert leakage_current(1e-6, 4.0, 10.0, 3e-3, 1e-4) == pytest.approx(1e-6 * 4.03 / 1e-4)


@pytest.mark.parametrize(("sigma", "hours"), [(1e-6, 34.4), (1e-4, 0.344)])
def test_a_pore_of_one_micrometre_fills_in_34_hours(sigma: float, hours: float) -> None:
    time = sphere_fill_time(1e-6, sigma, 0.02, V_M)
    assert time / 3600 == pytest.approx(hours, rel=2e-3)
    assert harmless_conductivity(1e-6, time, 0.02, V_M) == pytest.approx(sigma, rel=1e-12)


def test_what_flows_into_a_sphere_plates_its_volume() -> None:
    radius, sigma, drive = 2e-6, 1e-6, 0.01
    charge = 4 * math.pi * radius * sigma * drive * sphere_fill_time(radius, sigma, drive, V_M)
    assert charge * V_M / FARADAY == pytest.approx(4 / 3 * math.pi * radius**3, rel=1e-12)


def test_lithium_feels_the_electrodes_at_the_ends() -> None:
    assert lithium_potential(0.0, 1e-4, 3.8, 0.05) == -0.05
    assert lithium_potential(1e-4, 1e-4, 3.8, 0.05) == 3.8
    depth, kappa, current = 3e-5, 0.05, 10.0  # the definition, psi - phi
    phi = 0.05 + current * depth / kappa
    psi = depth / 1e-4 * (0.05 + current * 1e-4 / kappa + 3.8)
    assert lithium_potential(depth, 1e-4, 3.8, 0.05) == pytest.approx(psi - phi, rel=1e-12)


def test_plating_ends_where_the_threshold_is_met() -> None:
    depth = plating_depth(1e-4, 3.8, 0.05, 0.01)
    assert lithium_potential(depth, 1e-4, 3.8, 0.05) == pytest.approx(-0.01, rel=1e-12)
    assert plating_depth(1e-4, 0.0, 0.05, 0.01) == pytest.approx(0.8e-4)
    assert plating_depth(1e-4, 3.8, 0.01, 0.02) == 0.0
    assert plating_depth(1e-4, 0.0, 0.0, 0.0) == 0.0
    assert plating_depth(1e-4, 0.0, 0.05, -0.01) == 1e-4  # the anode's pressure drives it too
    assert plating_depth(1e-4, -0.05, 0.05, 0.01) == 1e-4  # and so does a counter electrode below


def test_threshold_of_a_seed() -> None:
    exact = V_M / FARADAY * (1e6 + 2 * 0.45 / 1e-7)
    assert seed_threshold(1e6, 0.45, 1e-7, V_M / FARADAY) == pytest.approx(exact, rel=1e-14)
