"""A tip that arrives before what is tougher stands until K has risen to K_c there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.cracks.state import LastAdvance
from filasse.end_reason import EndReason
from filasse.fem.condensed import Response
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.toughness_map import ANGLES, DirectionalToughness, uniform_toughness
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.growth_laws import Subcritical
from filasse.timeloop import event_step
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event, Outcome
from filasse.timeloop.stepper import Trial

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
PLATE = Drive(current=30.0 * SLAB.width)
STEP = 1 * UM
MODULUS = 1e11


def geometry(edge: Response, model: CellModel, toughness: float, two: bool) -> FrozenGeometry:
    growth = GrowthRule(STEP, 1e-9, largest_speed=1e3, is_two_step=two)
    parts = replace(problem(model, PLATE, limits=replace(LIMITS, stop_time=1e5)), growth=growth)
    return frozen(edge, parts, SLAB, toughness)


def arrived(edge: Response, cell: Cell, behind: float, two: bool = True) -> tuple[float, Outcome]:
    """When a tip has set out at 0.8 MPa m^0.5, and how it comes to grow at 1 MPa m^0.5.

    Args:
        edge: the slab's response.
        cell: makes the model.
        behind: toughness of what it has passed [Pa m^0.5].
        two: whether by two-step advances.
    """
    before, ahead = (geometry(edge, cell(open_mouths=False), k, two) for k in (0.8e6, 1e6))
    detached = before.detach(march(before).state)
    began, energy = detached.history.time, behind**2 / edge.elastic.modulus[0]
    advanced = {edge.grid.tips[0].name: LastAdvance(began, STEP, 0.0, float(energy))}
    history = replace(detached.history, advanced=advanced)
    return began, march(ahead, replace(detached, history=history, growing=True))


def test_the_advance_ends_at_the_toughness_behind(edge: Response, cell: Cell) -> None:
    began, outcome = arrived(edge, cell, 0.9e6)
    arrival, *wait = outcome.records
    assert outcome.event is Event.CRITICAL
    assert arrival.tips[0].k_ratio == pytest.approx(0.9, rel=1e-5)
    assert [record.tips[0].k_ratio for record in wait][-1] == pytest.approx(1.0, rel=1e-5)
    assert len(wait) > 3  # under the control of their error
    (latest,) = outcome.state.history.advanced.values()
    assert latest.arrived == arrival.time
    speed = STEP / (arrival.time - began)
    assert latest.speed_at(outcome.state.time) == pytest.approx(speed)


def test_short_steps_lead_to_an_advance_that_is_not_found(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes as long as where it is found at once, and no adaptive steps."""
    _, at_once = arrived(edge, cell, 0.9e6)
    real, tried = event_step.step_of_advance, list[float]()

    def choosy(*args: Any) -> Trial | None:
        cautious, step = args[-1], args[3]
        if cautious or tried:
            tried.append(step)
        return real(*args) if tried else None

    monkeypatch.setattr(event_step, "step_of_advance", choosy)
    _, led = arrived(edge, cell, 0.9e6)
    assert np.diff(np.log10(tried[:5])) == pytest.approx(np.ones(4))
    assert led.records[0].time == pytest.approx(at_once.records[0].time, rel=1e-6)
    assert len(led.records) == len(at_once.records)


def test_a_tip_before_the_contact_waits_while_another_is_held_up(
    edge: Response, cell: Cell
) -> None:
    """No tip has advanced then; the short circuit comes once K has risen to K_c all the same."""
    before, ahead = (geometry(edge, cell(open_mouths=False), k, True) for k in (0.8e6, 1e6))
    contact = replace(ahead.problem.growth, short_circuit_distance=50 * UM)
    ahead = frozen(edge, replace(ahead.problem, growth=contact), SLAB, 1e6)
    assert ahead.is_short_circuited
    detached = before.detach(march(before).state)
    outcome = march(ahead, detached)
    assert outcome.event is EndReason.SHORT_CIRCUIT
    assert outcome.state.time > 1.05 * detached.history.time
    assert outcome.records[-1].tips[0].k_ratio == pytest.approx(1.0, rel=1e-5)


def test_the_next_advance_starts_as_from_rest(edge: Response, cell: Cell) -> None:
    """From where K comes to K_c, with the rates there: what led to the arrival tells nothing."""
    _, outcome = arrived(edge, cell, 0.9e6)
    last, wait = outcome.records[-1], outcome.records[-1].step_size
    (past,) = outcome.earlier.last
    assert 0 < last.time - past.time < 0.1 * wait
    assert not outcome.earlier.doubled


@pytest.mark.parametrize("behind", [0.0, 1e6, 0.995e6])
def test_even_material_knows_no_wait(edge: Response, cell: Cell, behind: float) -> None:
    _, outcome = arrived(edge, cell, behind)
    assert outcome.event is Event.CRITICAL
    assert len(outcome.records) == 1
    assert outcome.state.history.advanced[edge.grid.tips[0].name].arrived is None


def test_one_step_takes_wait_and_advance_together(edge: Response, cell: Cell) -> None:
    _, outcome = arrived(edge, cell, 0.9e6, two=False)
    assert len(outcome.records) == 1
    assert outcome.records[0].tips[0].k_ratio == pytest.approx(1.0, rel=1e-5)


def test_a_tip_comes_out_of_what_is_tougher_with_what_that_needs(
    edge: Response, cell: Cell
) -> None:
    """And is beyond K_c of what comes after: the next advance is one that nothing holds."""
    _, outcome = arrived(edge, cell, 1.1e6)
    assert outcome.event is Event.CRITICAL
    assert len(outcome.records) == 1
    assert outcome.records[0].tips[0].k_ratio == pytest.approx(1.1, rel=1e-5)


def test_only_the_straight_way_counts_where_a_weaker_one_branches_off() -> None:
    """At a boundary: K_c behind is met straight ahead, though the boundary needs less."""
    rule = GrowthRule(STEP, 1e-9)
    strong = uniform_toughness(MODULUS, 1e6)
    side = np.abs(ANGLES - np.deg2rad(40)) < np.deg2rad(1)
    weak = DirectionalToughness(MODULUS, np.where(side, 0.25, 1.0) * strong.energy)
    criterion = GrowthCriterion((weak,), rule)
    load = np.array([[0.9e6, 0.0]])
    assert criterion.ratios(load)[0] > 1.0
    behind = criterion.costs(np.zeros(1))
    assert criterion.arriving(behind).ratios(load)[0] == pytest.approx(0.9)
    even = GrowthCriterion((strong,), rule)
    assert even.arriving(behind).ratios(load)[0] == even.ratios(load)[0]


def test_tips_that_have_set_out_slide_along_a_threshold() -> None:
    """At the end of the crack K of one that is on its way is less: it moves all the same."""
    law = Subcritical(1e-6, 20.0, threshold=0.9)
    rule = GrowthRule(UM, 1e-9, law=law, is_two_step=True)
    criterion = GrowthCriterion((uniform_toughness(MODULUS, 1e6),) * 4, rule)
    stands = criterion.crept_at_rest
    ratios = np.array([0.8, 0.95, 0.8, 0.9 - 1e-9])
    crept = np.array([stands, stands, 0.6 * UM, UM])
    assert criterion.speeds(ratios)[[0, 2, 3]] == pytest.approx(0.0)
    known = 1e-6 * np.array([0.0, 0.95, 0.9, 0.9]) ** 20
    assert criterion.speeds_after(ratios, crept) == pytest.approx(known)
    assert criterion.growing(ratios, crept).tolist() == [False, True, False, True]
