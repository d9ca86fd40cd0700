"""Tips that move below their toughness: the event, what they carry along, and Griffith as limit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.constants import arrhenius
from filasse.cracks.state import LastAdvance
from filasse.end_reason import EndReason
from filasse.fem.condensed import Response
from filasse.fracture.tip_conditions import tip_conditions
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.growth_laws import Subcritical
from filasse.physics.fracture.toughness_laws import FallsWithCurrent, PaidByReduction
from filasse.remap.detached import Trail
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
HOLD = Drive(voltage=20e-3)
STEP = 1 * UM


def plated(edge: Response, cell: Cell, current: float, **rule: object) -> FrozenGeometry:
    """An open crack plated at a current density [A/m^2], for at most a few minutes."""
    growth = GrowthRule(STEP, 1e-9, **rule)
    drive, limits = Drive(current=current * SLAB.width), replace(LIMITS, stop_time=600.0)
    return frozen(edge, replace(problem(cell(), drive, limits=limits), growth=growth), SLAB)


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
    assert outcome.event is EndReason.ARRESTED
    assert outcome.state.history.crept["crack"] < 1e-3 * STEP


def test_advanced_tips_start_again(edge: Response, cell: Cell) -> None:
    geometry = held(edge, cell, 1e-6)
    state = march(geometry).state
    (advance,) = geometry.critical_advances(state)
    assert np.hypot(*advance.step) == pytest.approx(STEP)
    detached = geometry.detach_advanced(state, Trail(), (advance,), (STEP,))
    assert not any(detached.history.crept.values())
    assert detached.growing


def test_the_toughness_follows_the_temperature(edge: Response, cell: Cell) -> None:
    geometry = held(edge, cell, 1e-6, toughness_energy=5e3)
    ratios = [
        geometry.criterion(kelvin).ratios(np.array([[1e6, 0.0]]))[0] for kelvin in (298.15, 333.15)
    ]
    assert ratios[0] == pytest.approx(1.0)
    assert ratios[1] == pytest.approx(arrhenius(5e3, 333.15))


def test_growth_starts_where_the_falling_toughness_meets_k(edge: Response, cell: Cell) -> None:
    """K at growth is K_c(i_t), with i_t of the last micrometre, and less than K_c0."""
    law = FallsWithCurrent(least=0.25, current=20.0, exponent=2.0)
    geometry = plated(edge, cell, 40.0, toughness=law)
    griffith, outcome = march(plated(edge, cell, 40.0)), march(geometry)
    assert griffith.event is outcome.event is Event.CRITICAL
    assert outcome.state.time < griffith.state.time
    system, state = geometry.system_at(outcome.state), outcome.state
    current = tip_conditions(system, state.film, 1 * UM, 298.15).current[0]
    tip = outcome.records[-1].tips[0]
    assert tip.k_ratio == pytest.approx(1.0, abs=1e-6)
    assert current > 10.0
    assert tip.k_i == pytest.approx(1e6 * law.factor(current), rel=1e-3)
    (advance,) = geometry.critical_advances(state)
    assert np.hypot(*advance.step) == pytest.approx(STEP)


def test_reduction_lowers_the_energy_of_growth(edge: Response, cell: Cell) -> None:
    law = PaidByReduction(least=0.25, charge=20.0, potential=0.05)
    geometry = plated(edge, cell, 40.0, toughness=law)
    state = march(geometry).state
    eta = tip_conditions(geometry.system_at(state), state.film, 1 * UM, 298.15).overpotential[0]
    tip, modulus = geometry.record(state).tips[0], edge.elastic.modulus[0]
    energy = 1e12 / modulus - 20.0 * (0.05 + eta)
    assert eta > 0
    assert tip.k_ratio == pytest.approx(1.0, abs=1e-6)
    assert tip.k_i**2 / modulus == pytest.approx(energy, rel=2e-3)


def test_the_mean_at_the_tip_is_that_of_the_last_part(edge: Response, cell: Cell) -> None:
    """A current that is linear in the distance: its mean over l is that at l/2."""
    geometry = plated(edge, cell, 40.0)
    state, system = march(geometry).state, geometry.system()
    faces, grid = system.electric.faces, edge.grid
    away = grid.arc.max() - grid.arc[system.electric.film]
    current = state.film.current.copy()
    current[faces] = 5.0 + 2.0 * away / UM
    film = replace(state.film, current=current)
    for length in (0.5, 1.0, 3.7):
        mean = tip_conditions(system, film, length * UM, 298.15).current[0]
        assert mean == pytest.approx(5.0 + length, rel=1e-6)


@pytest.mark.slow
def test_k_at_growth_rises_with_the_current_by_a_law_of_k_alone(edge: Response, cell: Cell) -> None:
    """One step at each of two currents: v = v0 (i/i0)^m (K/K_c)^n turns the trend."""
    slopes = []
    for m in (0.0, 2.0):
        ratios, speeds, tips = [], [], []
        for current in (20.0, 60.0):
            law = Subcritical(3e-6, 12.0, current_exponent=m, reference_current=10.0)
            outcome = march(plated(edge, cell, current, law=law))
            assert outcome.event is Event.CRITICAL
            last = outcome.records[-1].tips[0]
            geometry = plated(edge, cell, current, law=law)
            system = geometry.system_at(outcome.state)
            tips.append(tip_conditions(system, outcome.state.film, 1 * UM, 298.15).current[0])
            ratios.append(last.k_ratio)
            speeds.append(last.speed)
        slope = np.diff(np.log(ratios))[0] / np.diff(np.log(tips))[0]
        rate = np.diff(np.log(speeds))[0] / np.diff(np.log(tips))[0]
        assert slope == pytest.approx((rate - m) / 12.0, rel=0.02)
        slopes.append(slope)
    assert slopes[0] > 0 > slopes[1]


@pytest.mark.parametrize(("speed", "slides"), [(1e-2, True), (3e-8, False)])
def test_a_tip_that_sets_out_along_a_threshold_has_not_its_speed(
    edge: Response, cell: Cell, speed: float, slides: bool
) -> None:
    """Lithium cannot follow a fast one: K would fall. A slow one goes by the law, above it."""
    law = Subcritical(speed=speed, exponent=5.0, threshold=0.5)
    outcome = march(plated(edge, cell, 40.0, law=law, is_two_step=True))
    assert outcome.event is Event.CRITICAL
    last = outcome.records[-1].tips[0]
    assert (last.k_ratio < 0.505) == slides
    assert last.speed == pytest.approx(0.0 if slides else speed * last.k_ratio**5)


def test_a_tip_that_stands_has_no_speed_near_the_end_of_its_crack(
    edge: Response, cell: Cell
) -> None:
    """Where the current has switched just before it arrived, and K has fallen to nothing since."""
    law = Subcritical(speed=1e-6, exponent=5.0, threshold=0.5)
    geometry = plated(edge, cell, 40.0, law=law, is_two_step=True)
    state, speeds = geometry.initial_state(), []
    for arrived in (None, 0.5):
        advanced = {"crack": LastAdvance(time=0.0, length=STEP, speed=0.0, arrived=arrived)}
        crept = {"crack": 0.99 * STEP}
        history = replace(state.history, time=1.0, advanced=advanced, crept=crept)
        speeds.append(geometry.record(replace(state, history=history)).tips[0].speed)
    assert speeds == [STEP, 0.0]
