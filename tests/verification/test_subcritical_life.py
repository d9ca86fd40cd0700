"""The life of an edge crack that grows below its toughness, step by step through the time loop."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import simpson
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import LLZO, MODEL, UM, condensed, edge_crack, sizes

from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.growth_laws import Subcritical
from filasse.timeloop.outcome import Event

START, RATIO, COUNT = 5 * UM, 0.8, 12
"""Length and K/K_c at the start; lengths between that and K = K_c at which advances are timed."""

SPEED = 1e-11
"""So slow that the time until the pressure is there does not count [m/s]."""
HOLD = Drive(voltage=20e-3)
EXPONENTS = (10, 20, 30)
SOLID = replace(LLZO, conductivity=(1e6,))
"""So conductive that the crack feels the whole voltage."""


def durations() -> np.ndarray:
    """Time of every advance, and of the one that would follow [s], shape (COUNT + 1, 3).

    The pressure is that of lithium at a constant voltage, without a current in the end.
    """
    reach = START / RATIO**2
    toughness, rows = 0.0, []
    for length in np.linspace(START, reach, COUNT + 1):
        slab = edge_crack(float(length), 400 * START, 400 * START)
        response = condensed(slab, sizes(slab), solid=SOLID)
        if not toughness:
            pressure = HOLD.voltage / MODEL.volume_per_charge
            load = np.full(response.grid.size, pressure)
            toughness = float(response.elastic.k_pressure[-1, 0] @ load) / RATIO
        row = []
        for exponent in EXPONENTS:
            law = Subcritical(speed=SPEED, exponent=exponent)
            rule = GrowthRule((reach - START) / COUNT, 1e-9, law=law)
            limits = replace(LIMITS, stop_time=1e11, max_step=1e11, time_tolerance=1e-2)
            model = replace(problem(MODEL, HOLD, limits=limits), growth=rule)
            outcome = march(frozen(response, model, slab, 1.01 * toughness))
            assert outcome.event is Event.CRITICAL
            # K_c is 1% more, so that the last crack still creeps: undo it by v ~ K^n.
            row.append(outcome.state.time / 1.01**exponent)
        rows.append(row)
    return np.array(rows)


@pytest.mark.slow
def test_life_under_constant_pressure() -> None:
    """t_f = 2 a0 (1 - k^(n-2))/((n-2) v0 k^n): advances up to K = K_c, summed by Simpson."""
    lives = simpson(durations(), axis=0)
    for exponent, life in zip(EXPONENTS, lives, strict=True):
        power = exponent - 2
        exact = 2 * START * (1 - RATIO**power) / (power * SPEED * RATIO**exponent)
        assert life == pytest.approx(exact, rel=5e-3), exponent
