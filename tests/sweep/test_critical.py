"""The search of a critical current, on laws whose answer is known."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from filasse.errors import ConvergenceError
from filasse.sweep import CurrentTrial, find_critical
from filasse.sweep.critical import CurrentBracket


def law(critical: float, exponent: float, *, told: bool = True) -> Callable[[float], CurrentTrial]:
    """K/K_c is a power of the current; above 1 it is only known that it grows."""

    def run(current: float) -> CurrentTrial:
        ratio = (current / critical) ** exponent
        return CurrentTrial(current, ratio >= 1.0, min(ratio, 1.0) if told else None)

    return run


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("first", [0.01, 0.5, 0.999, 1.0, 3.0, 40.0])
def test_few_runs_bracket_a_power_law(exponent: float, first: float) -> None:
    found = find_critical(law(7.0, exponent), 7.0 * first, tolerance=0.05)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 7.0 <= found.high <= 1.05 * found.low
    assert found.low < found.middle < found.high
    assert len(found.trials) <= (6 if first < 1.0 else 9)


@pytest.mark.parametrize("told", [True, False])
def test_a_kinked_law_needs_no_more_than_halving(told: bool) -> None:
    """Ratios that stay far from 1 up to the critical current mislead the extrapolation."""
    linear = law(100.0, 1.0, told=told)

    def kinked(current: float) -> CurrentTrial:
        return CurrentTrial(current, current >= 7.0, linear(current).ratio)

    found = find_critical(kinked, 1.0, tolerance=0.02)
    assert found.within(0.02)
    assert len(found.trials) <= 16


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("tolerance", [1e-4, 3e-3, 0.05])
@pytest.mark.parametrize("first", [0.4, 0.73, 0.9, 1.5])
def test_no_trial_is_made_twice(exponent: float, tolerance: float, first: float) -> None:
    """Currents are written with few digits: a trial beside an earlier one would be that one."""
    found = find_critical(law(1.386, exponent, told=True), 1.386 * first, tolerance)
    currents = sorted(trial.current for trial in found.trials)
    assert all(b > a * (1.0 + 0.2 * tolerance) for a, b in pairwise(currents))


def test_growth_must_be_monotone() -> None:
    def odd(current: float) -> CurrentTrial:
        return CurrentTrial(current, current < 10.0)

    with pytest.raises(ConvergenceError, match=r"grows at .* but not at .* no single critical"):
        find_critical(lambda current: odd(20.0 - current), 15.0, 1e-3)


def test_too_many_runs() -> None:
    with pytest.raises(ConvergenceError, match=r"after 3 runs; it is now \? to 0\.05 mA/cm\^2"):
        find_critical(law(1e-6, 1.0), 4.0, max_runs=3)


def test_a_bracket_shows_itself_in_the_unit_that_people_use() -> None:
    assert (
        repr(CurrentBracket(12.846, 15.929, ()))
        == "<CurrentBracket 1.28 to 1.59 mA/cm^2 by 0 runs>"
    )
    assert repr(CurrentBracket(None, 15.0, ())).startswith("<CurrentBracket ? to 1.5 mA/cm^2")
