"""Vacancies and voids: closed forms of diffusion and creep."""

from dataclasses import replace

import numpy as np
import pytest

from filasse.physics.creep.power_law import power_law
from filasse.physics.voids import (
    Vacancies,
    closing_rate,
    grown_voids,
    time_to_void,
    vacancy_limit,
)

UM, MPA, VOLUME = 1e-6, 1e6, 13e-6
CREEP = power_law(6.6, 3e5**-6.6, 37e3, 298.15)
SLOW = Vacancies(5.69e-15, 1e-3, 1.5, 0.0, 50 * UM, 10 * UM)
"""So many vacancies that they take hours to come through."""
FAST = replace(SLOW, equilibrium=1e-7)


def test_vacancies_that_vanish_at_once_raise_the_limit() -> None:
    half = replace(FAST, annihilated=0.5)
    assert vacancy_limit(half, VOLUME) == pytest.approx(2 * vacancy_limit(FAST, VOLUME))
    assert vacancy_limit(replace(FAST, annihilated=1.0), VOLUME) == np.inf
    assert time_to_void(half, VOLUME, 2.0) == pytest.approx(time_to_void(FAST, VOLUME, 1.0))


def test_a_half_cylinder_closes_as_a_thick_tube_does() -> None:
    """r dr/dt = q/pi;  q of plane radial flow of a power law between r and b."""
    inner, half, pressure = 1 * UM, 5 * UM, 1 * MPA
    n, strength = CREEP.exponent, CREEP.resistance
    stress = np.sqrt(3) * pressure / (n * strength * (1 - (inner / half) ** (2 / n)))
    flow = np.sqrt(3) * np.pi / 2 * inner**2 * stress**n
    found = closing_rate(CREEP, 2 * half, np.array([inner / half]), pressure)[0]
    assert found == pytest.approx(flow / (2 * half), rel=1e-9)
    step = 1e-3 * np.pi * inner**2 / (2 * flow)
    sizes = np.array([inner / half])
    after = grown_voids(CREEP, 2 * half, sizes, np.zeros(1), pressure, step)[0]
    assert 1 - after / sizes[0] == pytest.approx(5e-4, rel=0.01)
