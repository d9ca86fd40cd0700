"""The search for where a function crosses zero: also where it has two branches."""

from collections.abc import Callable

import pytest

from filasse.parameters.step_policy import StepPolicy
from filasse.timeloop.bracket import Bracket, Lead

POLICY = StepPolicy(lead=1e-2, lead_growth=10.0)


def search(function: Callable[[float], float], bracket: Bracket, step: float) -> Bracket:
    """Narrow a bracket until the function is zero or jumps across."""
    for _ in range(60):
        value = function(step)
        bracket.add(step, value)
        if abs(value) < 1e-10 or bracket.is_jump:
            return bracket
        step = bracket.next
    raise AssertionError("no end")


def test_a_smooth_function_is_no_jump() -> None:
    bracket = Bracket(-2.0)
    assert not bracket.is_jump  # open to the right
    bracket = search(lambda x: x**3 - 2.0, bracket, 0.1)
    assert not bracket.is_jump
    assert min(bracket.left, bracket.right, key=lambda x: abs(x**3 - 2)) == pytest.approx(
        2.0 ** (1 / 3), rel=1e-9
    )


def test_after_a_jump_the_branch_beyond_it_is_followed() -> None:
    """Two parallel branches, x - 3 from below and x - 1 from above, met in a jump at 2."""
    bracket = search(lambda x: x - 3.0 if x < 2.0 else x - 1.0, Bracket(-3.0), 0.5)
    assert bracket.is_jump
    assert bracket.right == pytest.approx(2.0, rel=1e-8)
    again = bracket.reopened()
    assert (again.left, again.right) == (0.0, bracket.right)
    assert 0 < again.next < bracket.right
    again = search(lambda x: x - 1.0, again, again.next)
    assert not again.is_jump
    assert min(abs(again.left - 1), abs(again.right - 1)) < 1e-9


def test_a_search_that_foresees_goes_a_little_beyond_the_zero() -> None:
    """Not twice as far, where solutions are dear or are of another branch."""
    bracket = Bracket(-1.0, foresees=True)
    bracket.add(1.0, -0.1)
    assert bracket.next == pytest.approx(1.0 + 1.1 / 9)
    bracket.add(bracket.next, -0.01)
    assert bracket.next < 1.2
    assert not search(lambda x: x - 1.2, bracket, bracket.next).is_jump


@pytest.mark.parametrize("value", [-2.0, -0.9])
def test_it_never_goes_farther_than_twice_as_far(value: float) -> None:
    bracket = Bracket(-1.0, foresees=True)
    bracket.add(1.0, value)  # away from zero, or slowly towards it
    assert bracket.next == 2.0


def test_short_steps_lead_to_a_goal_once() -> None:
    lead = Lead(POLICY, may_begin=True)
    assert lead.after(1.0, -1.0) is None  # nothing has begun
    assert lead.begin(1.0, 2.0) == pytest.approx(1.01)
    assert lead.after(1.01, -1.0) == pytest.approx(1.1)
    assert not lead.is_cautious
    assert lead.after(1.1, -1.0) == pytest.approx(2.0)
    assert lead.after(2.0, -1.0) is None
    assert lead.begin(2.0, 4.0) is None


def test_where_the_first_is_not_found_a_shorter_one_leads() -> None:
    lead = Lead(POLICY, may_begin=True)
    first = lead.begin(1.0, 2.0)
    assert first is not None
    assert lead.begin(1.0, first) is None
    assert lead.begin(1.0, 1.0025) is None  # nor is that found
    assert lead.is_cautious
    assert lead.after(1.001, -1.0) == pytest.approx(1.01)
    assert not lead.is_cautious
    assert lead.begin(1.01, 1.1) is None  # none leads to what then is not found
    assert lead.after(1.02, -1.0) is None


def test_beyond_the_zero_nothing_leads_on() -> None:
    lead = Lead(POLICY, may_begin=True)
    lead.begin(0.0, 1.0)
    assert lead.after(1e-2, 1.0) is None
    assert lead.after(5e-3, -1.0) is None


def test_a_search_in_a_hurry_is_not_led() -> None:
    lead = Lead(POLICY, may_begin=False)
    assert lead.begin(0.0, 1.0) is None
    assert not lead.is_cautious
