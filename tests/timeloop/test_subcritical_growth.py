"""Tips that move below their toughness: the event, what they carry along, and Griffith as limit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.marching import LIMITS, frozen, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.constants import arrhenius
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.growth_laws import Subcritical
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
HOLD = Drive(voltage=20e-3)
STEP = 1 * UM


def held(edge: Response, cell: Cell, speed: float, **rule: float) -> FrozenGeometry:
    """A sealed crack at a constant voltage: its K/K_c comes to a constant value below 1."""
    model = cell(flow="mobile", open_mouths=False)
    limits = replace(LIMITS, stop_time=1e5)
    law = Subcritical(speed=speed, exponent=20.0)
    growth = GrowthRule(STEP, 1e-9, law=law, **rule)
    return frozen(edge, replace(problem(model, HOLD, limits=limits), growth=growth), SLAB)


def test_a_tip_advances_once_it_has_crept_a_step(edge: Response, cell: Cell) -> None:
    speed = 1e-6
    outcome = march(held(edge, cell, speed))
    last = outcome.records[-1].tips[0]
    assert outcome.event is Event.CRITICAL
    assert last.k_ratio < 0.9
    assert outcome.state.history.crept["crack"] == pytest.approx(STEP, rel=1e-6)
    times = np.array([record.time for record in outcome.records])
    ratios = np.array([record.tips[0].k_ratio for record in outcome.records])
    steady = speed * last.k_ratio**20
    assert last.speed == pytest.approx(steady)
    late = np.abs(ratios / last.k_ratio - 1) < 1e-6
    crept = np.trapezoid(speed * ratios[~late] ** 20, times[~late])
    crept += steady * (times[-1] - times[~late][-1])
    assert crept == pytest.approx(STEP, rel=5e-3)


def test_slow_enough_is_griffith(edge: Response, cell: Cell) -> None:
    outcome = march(held(edge, cell, 1e-15))
    assert outcome.event is Event.ARRESTED
    assert outcome.state.history.crept["crack"] < 1e-3 * STEP


def test_advanced_tips_start_again(edge: Response, cell: Cell) -> None:
    geometry = held(edge, cell, 1e-6)
    state = march(geometry).state
    (advance,) = geometry.critical_advances(state)
    assert np.hypot(*advance.step) == pytest.approx(STEP)
    detached = geometry.detach_advanced(state, (advance,), (STEP,))
    assert detached.history.crept == {}
    assert detached.growing


def test_the_toughness_follows_the_temperature(edge: Response, cell: Cell) -> None:
    geometry = held(edge, cell, 1e-6, toughness_energy=5e3)
    ratios = [
        geometry.criterion(kelvin).ratios(np.array([[1e6, 0.0]]))[0] for kelvin in (298.15, 333.15)
    ]
    assert ratios[0] == pytest.approx(1.0)
    assert ratios[1] == pytest.approx(arrhenius(5e3, 333.15))
