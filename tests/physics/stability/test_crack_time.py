"""How soon cracks fill and cross a slab, against the verification and the volume of a crack."""

import math

import numpy as np
import pytest

from filasse.constants import FARADAY
from filasse.estimates.edge_crack import unit_crack
from filasse.physics.stability.crack_time import (
    PENNY_SPEED,
    crack_speed_factor,
    crossing_time,
    filling_time,
    penny_filling_time,
)

C = 13e-6 / FARADAY


def test_llzo_from_50_to_500_micrometres_takes_210_seconds() -> None:
    factor = crack_speed_factor(10.0, 160.9e9, 1e6, C)
    assert factor * math.sqrt(100e-6) == pytest.approx(1.45e-6, rel=5e-3)
    assert crossing_time(50e-6, 500e-6, factor) == pytest.approx(210.0, rel=5e-3)


def test_filling_plates_the_volume_of_the_crack_at_its_toughness() -> None:
    length, modulus, toughness, current = 2e-5, 160.9e9, 1e6, 10.0
    unit = unit_crack()
    pressure = toughness / (unit.intensity.sum() * math.sqrt(length))
    opening = 2 * pressure * length / modulus * unit.opening.sum(axis=1)
    volume = float(np.trapezoid(opening, unit.nodes * length))
    time = volume / (2 * current * length * C)
    factor = crack_speed_factor(current, modulus, toughness, C)
    assert filling_time(length, factor) == pytest.approx(time, rel=0.01)


def test_filling_plates_the_volume_of_a_half_penny_at_its_toughness() -> None:
    """8/3 p R^3/E' at K = 2 p sqrt(R/pi), by 4 i R^2, which half a disc along the field draws."""
    radius, modulus, toughness, current = 2e-5, 160.9e9, 1e6, 10.0
    pressure = toughness / (2 * math.sqrt(radius / math.pi))
    volume = 8 / 3 * pressure * radius**3 / modulus
    time = volume / (4 * current * radius**2 * C)
    factor = crack_speed_factor(current, modulus, toughness, C, PENNY_SPEED)
    assert penny_filling_time(radius, factor) == pytest.approx(time, rel=1e-3)
    assert pytest.approx(6 / (5 * math.sqrt(math.pi)), rel=1e-4) == PENNY_SPEED
