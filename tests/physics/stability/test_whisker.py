"""A whisker in a shell: composite, buckling, and bursting against known limits."""

import math
from dataclasses import replace

import numpy as np
import pytest

from filasse.constants import FARADAY
from filasse.physics.stability.whisker import (
    Whisker,
    bending_modulus,
    buckling_length,
    buckling_stress,
    burst_pressure,
    composite_modulus,
    growth_stress,
)

WHISKER = Whisker(500e-9, 10e-9, 4.9e9, 65e9, 100e6)


def test_composite_modulus_of_the_review() -> None:
    assert composite_modulus(WHISKER) == pytest.approx(7.28e9, rel=1e-5)


def test_moduli_are_integrals_over_the_section() -> None:
    edges = np.linspace(0.0, 500e-9, 500_001)
    r, dr = (edges[1:] + edges[:-1]) / 2, edges[1]
    modulus = np.where(r < 490e-9, 4.9e9, 65e9)
    area, second = 2 * np.pi * r * dr, np.pi * r**3 * dr
    assert composite_modulus(WHISKER) == pytest.approx(
        (modulus * area).sum() / area.sum(), rel=1e-5
    )
    assert bending_modulus(WHISKER) == pytest.approx(
        (modulus * second).sum() / second.sum(), rel=1e-5
    )


def test_growth_stress_of_a_tenth_of_a_volt() -> None:
    assert growth_stress(0.1, 13e-6 / FARADAY) == pytest.approx(742e6, rel=1e-3)


@pytest.mark.parametrize("ends", [0.5, 1.0, 2.0])
def test_eulers_load(ends: float) -> None:
    length, radius = 10e-6, WHISKER.radius
    load = math.pi**2 * bending_modulus(WHISKER) * math.pi * radius**4 / 4 / (ends * length) ** 2
    stress = buckling_stress(WHISKER, length, ends)
    assert stress * math.pi * radius**2 == pytest.approx(load, rel=1e-12)
    assert buckling_length(WHISKER, stress, ends) == pytest.approx(length, rel=1e-12)


def test_thin_shells_burst_at_s_t_over_b_and_thick_ones_at_their_strength() -> None:
    thin = replace(WHISKER, shell_thickness=1e-3 * WHISKER.radius)
    assert burst_pressure(thin) == pytest.approx(1e-3 * 100e6, rel=1e-3)
    thick = replace(WHISKER, shell_thickness=0.9999 * WHISKER.radius)
    assert burst_pressure(thick) == pytest.approx(100e6, rel=1e-7)
