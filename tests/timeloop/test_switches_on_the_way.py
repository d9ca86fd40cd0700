"""The current switches while a tip is on its way: how far it has come by then."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import MODEL, UM, edge_crack

from filasse.cracks.state import LastAdvance
from filasse.errors import ConvergenceError
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.protocol import Segment
from filasse.timeloop.outcome import Event, Outcome
from filasse.timeloop.stepper import Stepper

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
STEP, END = 1 * UM, 1e5
PLATE, REST = Drive(current=30.0 * SLAB.width), Drive(current=0.0)


def set_out(
    edge: Response, cell: Cell, until: float, length: float = STEP
) -> tuple[float, Outcome]:
    """When a tip has set out, and how far the integration gets if the current stops at a time [s].

    Toughness of what comes after stands for the longer crack.
    """
    rule = GrowthRule(STEP, 1e-9, largest_speed=1e3, is_two_step=True)
    base = problem(cell(open_mouths=False), PLATE, limits=replace(LIMITS, stop_time=END))
    parts = (Segment(PLATE, until), Segment(REST, END, is_last=True))
    model = replace(base, growth=rule, segments=parts)
    before, ahead = (frozen(edge, model, SLAB, k) for k in (0.8e6, 1e6))
    detached = before.detach(march(before).state)
    began = detached.history.time
    advanced = {edge.grid.tips[0].name: LastAdvance(began, length, 0.0)}
    history = replace(detached.history, advanced=advanced)
    return began, march(ahead, replace(detached, history=history, growing=True))


@pytest.fixture(scope="module")
def arrival(edge: Response) -> tuple[float, float]:
    """When the tip sets out, and when it arrives if nothing stops it [s]."""
    began, outcome = set_out(edge, lambda **c: replace(MODEL, **{"flow": "creep", **c}), END)
    assert outcome.event is Event.CRITICAL
    return began, outcome.state.time


@pytest.mark.parametrize("part", [0.3, 0.6])
def test_a_tip_goes_as_far_as_it_has_time_for(
    edge: Response, cell: Cell, arrival: tuple[float, float], part: float
) -> None:
    began, arrives = arrival
    _, outcome = set_out(edge, cell, began + part * (arrives - began))
    assert outcome.event is Event.TOO_FAR
    assert outcome.records == ()
    assert list(outcome.parts.values()) == pytest.approx([1.02 * part], rel=1e-3)


@pytest.mark.slow
def test_next_to_all_of_an_advance_is_kept(
    edge: Response, cell: Cell, arrival: tuple[float, float]
) -> None:
    """The step ends with the segment, the tip stands from then on."""
    began, arrives = arrival
    until = began + 0.97 * (arrives - began)
    _, outcome = set_out(edge, cell, until)
    first = outcome.records[0]
    assert first.time == pytest.approx(until)
    assert 0.95 < first.tips[0].k_ratio < 1.0
    (latest,) = outcome.state.history.advanced.values()
    assert latest.arrived == first.time


@pytest.mark.slow
def test_no_advance_is_shorter_than_a_twentieth(
    edge: Response, cell: Cell, arrival: tuple[float, float]
) -> None:
    began, arrives = arrival
    _, outcome = set_out(edge, cell, began + 0.01 * (arrives - began))
    assert outcome.event is Event.TOO_FAR
    assert list(outcome.parts.values()) == pytest.approx([0.05])
    _, outcome = set_out(edge, cell, began + 0.01 * (arrives - began), length=0.05 * STEP)
    assert outcome.event is not Event.TOO_FAR


def test_an_advance_without_any_step_is_tried_with_less_of_it(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No time step converges on the longer crack: a nearer one is another problem."""

    def fails(*_: object) -> None:
        raise ConvergenceError("the solver wanders")

    rule = GrowthRule(STEP, 1e-9, is_two_step=True)
    model = replace(problem(cell(open_mouths=False), PLATE, limits=LIMITS), growth=rule)
    before, ahead = (frozen(edge, model, SLAB, k) for k in (0.8e6, 1e6))
    detached = before.detach(march(before).state)
    advanced = {edge.grid.tips[0].name: LastAdvance(detached.history.time, STEP, 0.0)}
    begun = replace(detached, history=replace(detached.history, advanced=advanced), growing=True)
    monkeypatch.setattr(Stepper, "_solve", fails)
    outcome = march(ahead, begun)
    assert outcome.event is Event.TOO_FAR
    assert list(outcome.parts.values()) == [0.75]
    with pytest.raises(ConvergenceError, match="No time step"):
        march(ahead, replace(begun, tries=4))
