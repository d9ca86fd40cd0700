"""The step twice as long that estimates the error of advances."""

from types import SimpleNamespace
from typing import Any

from filasse.timeloop.step_doubling import _twice_as_long


def test_no_step_goes_back_in_time() -> None:
    """One that has ended later than the advances have by now says nothing, and takes nothing."""
    nothing: Any = None
    trial: Any = SimpleNamespace(state=SimpleNamespace(time=1.0))
    for later in (1.0, 1.003):
        doubled: Any = (SimpleNamespace(time=0.5), SimpleNamespace(time=later))
        assert _twice_as_long(nothing, nothing, nothing, doubled, trial, nothing) is None
