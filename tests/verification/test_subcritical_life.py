"""The life of an edge crack that grows below its toughness, step by step through the time loop."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import LLZO, MODEL, UM, condensed, edge_crack, sizes

from filasse.fem.condensed import Response
from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.growth_laws import Subcritical
from filasse.timeloop.outcome import Event

START, RATIO = 5 * UM, 0.8
"""Length and K/K_c at the start; it lives until K = K_c."""
REACH = START / RATIO**2
NODES, WEIGHTS = np.polynomial.legendre.leggauss(5)
"""Of the integral over lengths of the time for an advance: 3e-4 for the steepest law."""
STEP = (REACH - START) / 12

SPEED = 1e-11
"""So slow that the time until the pressure is there does not count [m/s]."""
HOLD = Drive(voltage=20e-3)
EXPONENTS = (10, 20, 30)
SOLID = replace(LLZO, conductivity=(1e6,))
"""So conductive that the crack feels the whole voltage."""


def durations() -> np.ndarray:
    """Time of an advance from every length of the rule of integration [s], shape (5, 3).

    The pressure is that of lithium at a constant voltage, without a current in the end.
    """
    pressure = HOLD.voltage / MODEL.volume_per_charge
    start = response_of(START).elastic.k_pressure[-1, 0].sum()
    toughness = 1.01 * float(start) * pressure / RATIO
    return np.array(
        [
            [duration(length, exponent, toughness) for exponent in EXPONENTS]
            for length in (START + REACH + (REACH - START) * NODES) / 2
        ]
    )


@functools.lru_cache(maxsize=1)
def response_of(length: float) -> Response:
    """An edge crack, condensed."""
    slab = edge_crack(length, 400 * START, 400 * START)
    return condensed(slab, sizes(slab), solid=SOLID)


def duration(length: float, exponent: float, toughness: float) -> float:
    """Time of an advance from one length [s]."""
    law = Subcritical(speed=SPEED, exponent=exponent)
    limits = replace(LIMITS, stop_time=1e11, max_step=1e11, time_tolerance=1e-2)
    model = replace(problem(MODEL, HOLD, limits=limits), growth=GrowthRule(STEP, 1e-9, law=law))
    slab = edge_crack(length, 400 * START, 400 * START)
    outcome = march(frozen(response_of(length), model, slab, toughness))
    assert outcome.event is Event.CRITICAL
    # K_c is 1% more, so that the last crack still creeps: undo it by v ~ K^n.
    return outcome.state.time / 1.01**exponent


@pytest.mark.slow
def test_life_under_constant_pressure() -> None:
    """t_f = 2 a0 (1 - k^(n-2))/((n-2) v0 k^n): integrated over the length."""
    lives = WEIGHTS @ durations() * (REACH - START) / 2 / STEP
    for exponent, life in zip(EXPONENTS, lives, strict=True):
        power = exponent - 2
        exact = 2 * START * (1 - RATIO**power) / (power * SPEED * RATIO**exponent)
        assert life == pytest.approx(exact, rel=5e-3), exponent
