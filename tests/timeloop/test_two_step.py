"""How far the start of a two-step advance is extrapolated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import History, State, Totals
from filasse.timeloop.two_step import LARGEST_LOSS, AdvanceStart, Before, EulerStep

CHANGE = 1e-3
"""Part of the lithium that has gone from every second node to the one beside it."""


def stepped(system: CoupledSystem, before: float, step: float) -> tuple[EulerStep, AdvanceStart]:
    """A step whose lithium has changed since some time before [s], and where it starts."""
    film = filled_cracks(system, 1e6)
    lithium = film.lithium.copy()
    moved = CHANGE * lithium[1::2][: lithium.size // 2]
    lithium[1::2] += moved
    lithium[: 2 * len(moved) : 2] -= moved
    past = Before(1.0 - before, Totals(), {}, replace(film, lithium=lithium), None)
    state = State(History(1.0, Totals(), step), film)
    start = AdvanceStart(state, system, None, None, past)  # type: ignore[arg-type]
    return start.extrapolated(step), start


def test_as_far_as_the_formula_says(charged: CoupledSystem) -> None:
    taken, start = stepped(charged, 1.0, 1.0)
    assert taken.length == pytest.approx(2 / 3, rel=1e-12)
    change = start.state.film.lithium - start.past.film.lithium  # type: ignore[union-attr]
    wanted = start.state.film.lithium + change / 3
    np.testing.assert_allclose(taken.state.film.lithium, wanted, rtol=1e-12)


@pytest.mark.parametrize("before", [1e-4, 1e-9])
def test_not_with_the_rates_of_a_transient(charged: CoupledSystem, before: float) -> None:
    """Tips that follow each other at once: what flows in between does not do so for a second."""
    taken, start = stepped(charged, before, 1.0)
    now, begun = start.state.film.lithium, taken.state.film.lithium
    lost = np.maximum(now - begun, 0.0).sum()
    assert lost == pytest.approx(LARGEST_LOSS * now.sum(), rel=1e-6)
    assert begun.sum() == pytest.approx(now.sum(), rel=1e-9)
    assert taken.length == pytest.approx(1.0, rel=0.1)
