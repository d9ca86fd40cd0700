"""How far a tip steps before the current switches, and after."""

from types import SimpleNamespace

import pytest

from filasse.cracks.state import History, LastAdvance, ProtocolPosition, State, Totals
from filasse.fracture.propagation import Advance
from filasse.parameters.growth_rule import GrowthRule
from filasse.timeloop.creeping.step_lengths import in_time, setting_out

UM = 1e-6
RULE = GrowthRule(2 * UM, 1e-9, is_two_step=True)
NOW = 10.0


def length(left: float, latest: LastAdvance | None, switched: float = 0.0) -> float:
    """Of a step, wanted to be 2 um [um].

    Args:
        left: time until the current switches [s].
        latest: advance of the tip.
        switched: when the current has switched the last time [s].
    """
    state = state_now(latest, switched)
    wanted = Advance("flaw1", 0, False, (0.0, 2 * UM), branches=((0.0, 2 * UM), (2 * UM, 0.0)))
    step = in_time(wanted, state, left, RULE)
    assert [abs(x) + abs(y) for x, y in step.branches] == pytest.approx([step.length] * 2)
    return step.length / UM


def test_a_tip_goes_as_far_as_its_speed_brings_it() -> None:
    latest = LastAdvance(NOW - 4.0, 2 * UM, 0.0)
    assert length(100.0, latest) == pytest.approx(2.0)
    assert length(2.0, latest) == pytest.approx(1.02)
    assert length(0.1, latest) == pytest.approx(0.5)  # a quarter of a full step at least
    assert length(0.1, None) == pytest.approx(2.0)  # how fast it is shows later


def test_a_tip_that_stood_while_the_current_switched_sets_out_by_a_short_step() -> None:
    latest = LastAdvance(NOW - 4.0, 2 * UM, 0.0, arrived=NOW - 2.0)
    assert length(100.0, latest, switched=NOW - 2.0) == pytest.approx(0.5)
    assert length(100.0, latest, switched=NOW - 5.0) == pytest.approx(2.0)
    assert length(100.0, None, switched=NOW - 2.0) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("gone", "expected"), [(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.0, 1.0), (3.0, 2.0)]
)
def test_a_tip_sets_out_by_two_short_steps_and_two_twice_as_long(
    gone: float, expected: float
) -> None:
    latest = LastAdvance(NOW - 4.0, 2 * UM, 0.0, gone=gone * UM)
    assert set_out_by(latest, 0.0) == pytest.approx(expected)


def test_a_tip_that_has_stood_sets_out_again() -> None:
    latest = LastAdvance(NOW - 4.0, 2 * UM, 0.0, gone=20 * UM)
    assert set_out_by(latest, 0.0) == pytest.approx(2.0)
    assert set_out_by(latest, NOW - 2.0) == pytest.approx(0.5)
    assert set_out_by(None, 0.0) == pytest.approx(0.5)


def set_out_by(latest: LastAdvance | None, switched: float) -> float:
    wanted = Advance("flaw1", 0, False, (0.0, 2 * UM))
    return setting_out(wanted, state_now(latest, switched), RULE).length / UM


def state_now(latest: LastAdvance | None, switched: float) -> State:
    advanced = {} if latest is None else {"flaw1": latest}
    position = ProtocolPosition(1, switched)
    history = History(NOW, Totals(), 1.0, advanced=advanced, position=position)
    return State(history, film=SimpleNamespace())  # type: ignore[arg-type]
