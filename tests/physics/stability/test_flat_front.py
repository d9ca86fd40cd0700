"""Linear stability of a flat front against its limits."""

import math
from dataclasses import replace

import numpy as np
import pytest

from filasse.constants import FARADAY
from filasse.physics.stability.flat_front import (
    CONSTRAINT,
    FlatFront,
    contact_modulus,
    critical_gradient,
    critical_wavelength,
    given_way,
    growth_rate,
    held_height,
    pressed_height,
    relaxing_growth_rate,
)

C = 13e-6 / FARADAY
LITHIUM, LLZO = 7.81e9 / (1 - 0.38**2), 150e9 / (1 - 0.26**2)
FRONT = FlatFront(
    current=10.0,
    conductivity=0.05,
    thickness=1e-4,
    resistance=1e-3,
    volume_per_charge=C,
    modulus=contact_modulus(LITHIUM, LLZO),
)
BARE = replace(FRONT, modulus=0.0)


def test_critical_wavelength_is_pi_e_star_v_m_kappa_over_f_i() -> None:
    exact = math.pi * FRONT.modulus * 13e-6 * 0.05 / (FARADAY * 10.0)
    assert critical_wavelength(FRONT) == pytest.approx(exact, rel=1e-14)
    assert exact == pytest.approx(18.3e-3, rel=2e-3)  # LLZO at 1 mA/cm2; with E* = 8 GPa 17 mm


@pytest.mark.parametrize("energy", [0.0, 1e-6, 0.45, 1e6])
def test_waves_grow_above_the_critical_wavelength_and_the_critical_gradient(energy: float) -> None:
    front = replace(FRONT, surface_energy=energy)
    limit = critical_wavelength(front)
    gradient = front.current / front.conductivity
    assert critical_gradient(front, limit) == pytest.approx(gradient, rel=1e-12)
    below, at, above = growth_rate(front, limit * np.array([0.99, 1.0, 1.01]))
    assert below < 0 < above
    assert abs(at) < 1e-9 * above


def test_surface_energy_alone_holds_waves_of_some_micrometres() -> None:
    front = replace(BARE, surface_energy=0.45)
    exact = 2 * math.pi * math.sqrt(C * 0.45 * 0.05 / 10.0)
    assert critical_wavelength(front) == pytest.approx(exact, rel=1e-12)


def test_primary_current_grows_waves_at_k_times_the_front_speed() -> None:
    front, wave = replace(BARE, resistance=0.0, thickness=1.0), np.array([1e-5, 1e-3])
    speed = C * front.current
    assert growth_rate(front, wave) == pytest.approx(2 * np.pi / wave * speed, rel=1e-12)


def test_long_waves_grow_by_e_as_the_electrolyte_is_plated_away() -> None:
    front = replace(BARE, resistance=0.0)
    (rate,) = growth_rate(front, np.array([10.0]))
    assert 1 / rate == pytest.approx(front.thickness / (C * front.current), rel=1e-6)


def test_short_waves_are_slowed_by_the_interface_alone() -> None:
    (rate,) = growth_rate(BARE, np.array([1e-9]))
    assert 1 / rate == pytest.approx(BARE.resistance * 0.05 / (C * BARE.current), rel=1e-4)


def test_a_stiff_electrolyte_gives_way_by_little_and_a_soft_one_by_all() -> None:
    assert given_way(LLZO, LITHIUM) == pytest.approx(0.0537, rel=1e-2)
    assert given_way(1e5, LITHIUM) == pytest.approx(1.0, rel=2e-5)


def test_relaxation_lies_between_no_modulus_and_elasticity() -> None:
    waves = critical_wavelength(FRONT) * np.array([0.1, 0.5, 1.0, 2.0])
    elastic, bare = growth_rate(FRONT, waves), growth_rate(BARE, waves)
    assert relaxing_growth_rate(FRONT, waves, 1e-3) == pytest.approx(bare, rel=1e-6)
    slow = relaxing_growth_rate(FRONT, waves, 1e14)
    assert slow[3] == pytest.approx(elastic[3], rel=1e-6)
    assert np.all(slow[:2] < 1e-12)  # held flat while it does not relax
    assert np.all(slow > 0)  # but what relaxes never stops them


@pytest.mark.parametrize("time", [1.0, 1e4, 1e6, 1e9])
def test_relaxing_rate_solves_its_quadratic(time: float) -> None:
    waves = np.array([1e-5, 1e-3, 1e-1])
    a, elastic = growth_rate(BARE, waves), growth_rate(FRONT, waves)
    s = relaxing_growth_rate(FRONT, waves, time)
    left = s * (1 + s * time)
    right = a * (1 + s * time) - (a - elastic) * s * time
    assert left == pytest.approx(right, rel=1e-7)


def test_held_height_is_where_the_field_outdoes_the_pressure() -> None:
    height = held_height(FRONT, 2e6)
    assert FRONT.current / 0.05 * height == pytest.approx(C * 2e6, rel=1e-14)


def test_pressed_height_takes_the_pressure_of_a_wave() -> None:
    height = pressed_height(np.array([3e6]), np.array([1e-4]), 1e9)
    assert 1e9 * (2 * np.pi / 1e-4) * height / 2 == pytest.approx(3e6, rel=1e-14)


def test_constraint_is_prandtls() -> None:
    shear = 1 / math.sqrt(3)  # yield in shear over yield in tension, von Mises
    assert pytest.approx((2 + math.pi) * shear, rel=1e-15) == CONSTRAINT
