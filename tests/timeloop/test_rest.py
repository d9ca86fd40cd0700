"""When nothing that matters can still happen, judged on a window."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, geometry_of, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.cracks.state import Calm, History, LastAdvance, State, Totals
from filasse.end_reason import EndReason
from filasse.fem.condensed import Response
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.toughness_map import uniform_toughness
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.step_policy import StepPolicy
from filasse.remap.checkpoint_arrays import pack, unpack
from filasse.timeloop.events import EventDetector
from filasse.timeloop.rest import observed_calm, reason_at_rest, rest_event
from filasse.timeloop.stepper import Stepper

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
PLATE = Drive(current=2.0 * SLAB.width)
POLICY = StepPolicy()


def calm_after(values: list[list[float]], times: list[float]) -> Calm:
    """The calm after some steps."""
    state = State(History(0.0, Totals(), 1.0), None)  # type: ignore[arg-type]
    for time, row in zip(times, values, strict=True):
        history = replace(state.history, time=time)
        calm = observed_calm(POLICY, replace(state, history=history), np.array(row))
        state = replace(state, history=replace(history, calm=calm))
    assert state.history.calm is not None
    return state.history.calm


def test_noise_is_calm_and_a_drift_is_not() -> None:
    """Each value counts from where it last left its band."""
    times = [1.0, 2.0, 3.0, 4.0]
    calm = calm_after([[0.5, 0.1], [0.5004, 0.2], [0.4996, 0.3], [0.5, 0.4]], times)
    assert calm.since == (1.0, 4.0)
    assert calm.values == (0.5, 0.4)
    assert calm.departure == pytest.approx((4e-4, 0.0))


def test_calm_starts_again_on_another_geometry() -> None:
    calm = calm_after([[0.5], [0.5]], [1.0, 2.0])
    grown = History(3.0, Totals(growth_steps=1), 1.0, calm=calm)
    after = observed_calm(POLICY, State(grown, None), np.array([0.5]))  # type: ignore[arg-type]
    assert after.since == (3.0,)
    assert after.place == (1, 0)


def test_a_crack_that_is_held_up_ends_the_run(edge: Response, cell: Cell) -> None:
    """The only tip stands before a side: no later time can matter."""
    cracks = geometry_of(SLAB)
    held = cracks.with_crack(0, replace(cracks.cracks[0], blocked=(-1,)))
    outcome = march(frozen(edge, problem(cell(), PLATE), held))
    assert outcome.event is EndReason.BLOCKED
    assert outcome.state.time == 0.0


@pytest.mark.parametrize(("ratio", "blocked"), [(0.5, True), (0.9995, False)])
@pytest.mark.parametrize("since", [10.0, 90.0])
def test_a_tip_that_cannot_become_critical(
    edge: Response, cell: Cell, ratio: float, blocked: bool, since: float
) -> None:
    """Beside one that is held up: it must have stayed for half the time, and stay below K_c."""
    limits = replace(LIMITS, stop_time=200.0)
    geometry = frozen(edge, problem(cell(), PLATE, limits=limits), SLAB)
    state = geometry.initial_state()
    calm = Calm((0, 0), (since, 99.0), (ratio, 0.1), (5e-4, 0.0))
    state = replace(state, history=replace(state.history, time=100.0, calm=calm))
    stepper = Stepper.at(geometry, state)
    events = EventDetector(geometry, geometry.segment(state.position))
    assert rest_event(stepper, events, state) is None  # nothing is held up
    beside = _HeldUpBeside(stepper.geometry, stepper.system, stepper.criterion)
    found = rest_event(beside, events, state)
    assert (found is EndReason.BLOCKED) == (blocked and since == 10.0)


@pytest.mark.parametrize(
    ("must_reach", "held_up", "reason"),
    [
        (False, False, EndReason.ARRESTED),
        (False, True, EndReason.BLOCKED),
        (True, False, EndReason.LIMIT_NEVER_REACHED),
        (True, True, EndReason.LIMIT_NEVER_REACHED),
    ],
)
def test_why_a_run_at_rest_ends(
    edge: Response, cell: Cell, must_reach: bool, held_up: bool, reason: EndReason
) -> None:
    geometry = frozen(edge, problem(cell(), PLATE), SLAB)
    state = geometry.initial_state()
    stepper = Stepper.at(geometry, state)
    if held_up:
        stepper = _HeldUpBeside(stepper.geometry, stepper.system, stepper.criterion)
    segment = replace(geometry.segment(state.position), must_reach=must_reach)
    assert reason_at_rest(stepper, segment, state) is reason


def test_only_tips_that_may_not_grow_are_held_up() -> None:
    tips = (uniform_toughness(2e10, 1e6),) * 2
    criterion = GrowthCriterion(tips, GrowthRule(UM, 1e-9), np.array([1.0, 0.0]))
    assert criterion.is_held_up(np.array([0.5, 1.0]))
    assert not criterion.is_held_up(np.array([1.5, 0.99]))


def test_what_was_calm_before_a_crack_grew_says_nothing(edge: Response, cell: Cell) -> None:
    """There may have been fewer tips, too."""
    geometry = frozen(edge, problem(cell(), PLATE), SLAB)
    state = geometry.initial_state()
    events = EventDetector(geometry, geometry.segment(state.position))
    stepper = Stepper.at(geometry, state)
    beside = _HeldUpBeside(stepper.geometry, stepper.system, stepper.criterion)
    for calm in (None, Calm((1, 0), (0.0,), (0.1,), (0.0,))):
        state = replace(state, history=replace(state.history, time=100.0, calm=calm))
        assert rest_event(beside, events, state) is None


def test_a_tip_that_is_held_up_has_no_speed(edge: Response, cell: Cell) -> None:
    """Not even right after the advance that has brought it there."""
    advanced = {edge.grid.tips[0].name: LastAdvance(time=0.0, length=1e-6, speed=2e-6)}
    cracks = geometry_of(SLAB)
    held = cracks.with_crack(0, replace(cracks.cracks[0], blocked=(-1,)))
    speeds = []
    for paths in (cracks, held):
        geometry = frozen(edge, problem(cell(), PLATE), paths)
        state = geometry.initial_state()
        history = replace(state.history, advanced=advanced)
        speeds.append(geometry.record(replace(state, history=history)).tips[0].speed)
    assert speeds == [2e-6, 0.0]


class _HeldUpBeside(Stepper):
    """The same with a second tip that is held up at K = 2 K_c."""

    def is_held_up(self, state: State) -> bool:
        return True

    @property
    def active(self) -> np.ndarray:
        return np.array([True, False])


def test_calm_survives_a_checkpoint(edge: Response, cell: Cell) -> None:
    geometry = frozen(edge, problem(cell(), PLATE), SLAB)
    state = geometry.initial_state()
    calm = Calm((0, 0), (1.0, 2.0), (0.5, 0.25), (0.0, 1e-4))
    state = replace(state, history=replace(state.history, calm=calm))
    packed = pack(geometry.cracks, geometry.detach(state))
    assert unpack(*packed)[1].history.calm == calm
