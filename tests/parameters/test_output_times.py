"""Times that a step is to end at."""

import math
from collections.abc import Callable

import pytest
from tests.builders.configs import load, write

from filasse.config import Config
from filasse.errors import ConfigError
from filasse.parameters.output_times import OutputTimes
from filasse.parameters.problem import problem

__all__ = ["load", "write"]


def test_the_next_one_is_the_nearest() -> None:
    asked = OutputTimes(every=10.0, times=(3.0, 17.0))
    found = [0.0]
    while len(found) < 7:
        found.append(asked.after(found[-1]))
    assert found == [0.0, 3.0, 10.0, 17.0, 20.0, 30.0, 40.0]
    assert OutputTimes().after(5.0) == math.inf
    assert not OutputTimes().has(5.0)


@pytest.mark.parametrize("every", [0.1, 1 / 3, 7.3, 1e5])
def test_round_off_neither_skips_one_nor_meets_it_twice(every: float) -> None:
    """Times are sums of steps: off a multiple in the last digits."""
    asked = OutputTimes(every)
    for count in (1, 3, 77, 9999):
        for error in (-1e-15, 0.0, 1e-15):
            time = count * every * (1 + error)
            assert asked.has(time)
            assert asked.after(time) == pytest.approx((count + 1) * every, rel=1e-14)
        assert not asked.has((count + 0.5) * every)


def test_they_come_from_the_configuration(load: Callable[..., Config]) -> None:
    config = load("output.every=10 s", "output.times=[5 s, 1 min]")
    assert problem(config).limits.output_times == OutputTimes(10.0, (5.0, 60.0))
    assert problem(load()).limits.output_times == OutputTimes()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("output.times=[10 s, 2 h]", r"output.times.1 = .* is after protocol.stop_time; delete it"),
        ("output.every=1 ms", r"output.every = .* asks for 3.6e\+06 times .* 10000 times at most"),
        ("output.every=0 s", "output.every"),
    ],
)
def test_what_makes_no_sense_is_told(load: Callable[..., Config], change: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load(change)
