"""Growth that nothing holds back takes the time that it takes at the largest speed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.cracks.state import LastAdvance
from filasse.end_reason import EndReason
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event, Outcome

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
PLATE, REST = Drive(current=30.0 * SLAB.width), Drive(current=0.0)
STEP = 1 * UM


def geometry(edge: Response, model: CellModel, drive: Drive, speed: float, toughness: float):
    growth = GrowthRule(STEP, 1e-9, largest_speed=speed)
    parts = replace(problem(model, drive, limits=replace(LIMITS, stop_time=1e5)), growth=growth)
    return frozen(edge, parts, SLAB, toughness)


def after_an_advance(first: FrozenGeometry, then: FrozenGeometry) -> tuple[float, Outcome]:
    """March to the first advance, and on from there on another geometry as if a tip had grown."""
    state = march(first).state
    return state.time, march(then, replace(first.detach(state), growing=True))


@pytest.mark.parametrize("speed", [1e-3, 1e3])
def test_an_unstable_advance_takes_the_time_at_the_cap(
    edge: Response, cell: Cell, speed: float
) -> None:
    """K is twice K_c from the start: the next advance follows after step/v_max."""
    sealed = cell(open_mouths=False)
    tough, weak = (geometry(edge, sealed, PLATE, speed, k) for k in (1e6, 0.5e6))
    start, outcome = after_an_advance(tough, weak)
    assert outcome.event is Event.CRITICAL
    assert len(outcome.records) == 1
    last = outcome.records[-1]
    assert last.step_size == pytest.approx(STEP / speed, rel=1e-12)
    assert last.time - start == pytest.approx(STEP / speed, rel=1e-4)
    assert last.tips[0].k_ratio == pytest.approx(2.0, rel=1e-2)
    assert last.lithium_balance < 1e-9
    (advance,) = weak.critical_advances(outcome.state)
    assert np.hypot(*advance.step) == pytest.approx(STEP)


def test_a_short_unstable_advance_takes_less_time(edge: Response, cell: Cell) -> None:
    """From rest, or before an interface, tips advance by less than a step."""
    sealed = cell(open_mouths=False)
    tough, weak = (geometry(edge, sealed, PLATE, 1e-3, k) for k in (1e6, 0.5e6))
    detached = tough.detach(march(tough).state)
    quarter = LastAdvance(detached.history.time, STEP / 4, 0.0)
    advanced = {edge.grid.tips[0].name: quarter}
    history = replace(detached.history, advanced=advanced)
    outcome = march(weak, replace(detached, history=history, growing=True))
    assert outcome.records[-1].step_size == pytest.approx(STEP / 4 / 1e-3, rel=1e-12)


def test_a_crack_whose_pressure_drains_meanwhile_comes_to_rest(edge: Response, cell: Cell) -> None:
    """At a tiny cap lithium leaves by the mouth before the advance is complete."""
    tough = geometry(edge, cell(), PLATE, 1e-9, 1e6)
    start, outcome = after_an_advance(tough, geometry(edge, cell(), REST, 1e-9, 0.9e6))
    assert outcome.event is EndReason.ARRESTED
    assert outcome.records[0].time - start == pytest.approx(1e3)
    assert outcome.records[0].tips[0].k_ratio < 1


@pytest.mark.slow
def test_stable_growth_knows_no_cap(edge: Response, cell: Cell) -> None:
    """Where K rises in time the step lands on K = K_c, as it does without a cap."""
    ends = []
    for speed in (np.inf, 1e3):
        first, then = (geometry(edge, cell(), PLATE, speed, k) for k in (0.8e6, 1e6))
        start, outcome = after_an_advance(first, then)
        assert outcome.event is Event.CRITICAL
        ends.append(outcome.state.time - start)
    assert ends[0] == ends[1] > 1e-3


def test_the_step_of_an_unstable_advance_is_not_remembered(edge: Response, cell: Cell) -> None:
    """The next stable advance is sought where the last one was found: it takes one step."""
    sealed = cell(open_mouths=False)
    geometries = [geometry(edge, sealed, PLATE, 1e3, k) for k in (0.8e6, 0.6e6, 1e6)]
    detached, sizes = None, []
    for each in geometries:
        outcome = march(each, detached)
        assert outcome.event is Event.CRITICAL
        sizes.append(outcome.state.history.step_size)
        detached = replace(each.detach(outcome.state), growing=True)
    assert len(outcome.records) == 1
    assert sizes[1] == pytest.approx(sizes[0], rel=1e-9)


def unstable_until(edge: Response, cell: Cell, left: float, length: float = STEP) -> Outcome:
    """March where K is twice K_c, with an advance just made and some time [s] to the end."""
    sealed = cell(open_mouths=False)
    tough, weak = (geometry(edge, sealed, PLATE, 1e-6, k) for k in (1e6, 0.5e6))
    detached = tough.detach(march(tough).state)
    time = detached.history.time
    advanced = {edge.grid.tips[0].name: LastAdvance(time, length, 0.0)}
    history = replace(detached.history, advanced=advanced)
    rule = replace(weak.problem.growth, is_two_step=True)
    limits = replace(weak.problem.limits, stop_time=time + left)
    parts = replace(weak.problem, growth=rule, limits=limits)
    short = frozen(edge, parts, SLAB, 0.5e6)
    return march(short, replace(detached, history=history, growing=True))


@pytest.mark.parametrize(("left", "part"), [(0.7, 0.7), (0.97, 0.97), (0.01, 0.05)])
def test_an_unstable_advance_goes_as_far_as_the_protocol_leaves_time(
    edge: Response, cell: Cell, left: float, part: float
) -> None:
    """A micrometre at 1 um/s takes a second; less than a twentieth of it is no mesh's business."""
    outcome = unstable_until(edge, cell, left)
    assert outcome.event is Event.TOO_FAR
    assert list(outcome.parts.values()) == pytest.approx([part], rel=1e-6)


def test_no_crack_grows_in_no_time_at_the_end_of_the_protocol(edge: Response, cell: Cell) -> None:
    """K is above K_c when the time is over: what it takes to go on is more time."""
    outcome = unstable_until(edge, cell, 0.7, 0.7 * STEP)
    assert outcome.event is EndReason.END_OF_PROTOCOL
    assert outcome.records[-1].step_size == pytest.approx(0.7, rel=1e-6)
    assert outcome.records[-1].tips[0].k_ratio > 1.5
