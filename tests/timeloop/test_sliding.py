"""How far tips go together by Griffith's criterion, from how they went last."""

from dataclasses import replace
from typing import Any

import pytest
from tests.builders.slabs import UM

from filasse.cracks.state import History, LastAdvance, State, TipPace, Totals
from filasse.fracture.propagation import Advance
from filasse.timeloop.creeping.sliding import side_by_side, sliding_paces, waited

FAST = Advance("fast", 0, at_start=False, step=(0.0, 2 * UM), ratio=1.0)
SLOW = replace(FAST, tip="slow", crack=1, follows=True)


def on_their_way(**rises: float) -> State:
    """Two tips that have gone by 2 and 1 um in 4 s, and how fast K/K_c rises by now [1/s]."""
    advanced = {name: LastAdvance(6.0, way, 0.0) for name, way in (("fast", 2 * UM), ("slow", UM))}
    paces = dict.fromkeys(advanced, TipPace(1.0, 0.0, 0.0))
    history = History(10.0, Totals(), 1.0, advanced=advanced, paces=paces, rises=rises)
    film: Any = None
    return State(history, film)


def test_each_goes_as_far_as_in_the_time_of_the_fastest() -> None:
    """Whichever of them is critical: no tip goes by more than a step, and none is kept from it."""
    for first in (FAST, SLOW):
        steps = [replace(step, follows=step is not first) for step in (FAST, SLOW)]
        taken = side_by_side(steps, on_their_way())
        assert [step.length for step in taken] == pytest.approx([2 * UM, UM])


def test_a_tip_that_has_gone_too_far_waits_for_its_lithium() -> None:
    """It would have been critical after 5 s: 0.2 um/s, and 0.2 um of its last micrometre ahead."""
    behind = replace(SLOW, ratio=0.95)
    taken = side_by_side([FAST, behind], on_their_way(fast=0.1, slow=0.05))
    assert taken[1].length == pytest.approx(4 * 0.2 * UM - 0.2 * UM)
    paces = sliding_paces(taken, [step.length for step in taken], on_their_way())
    assert paces["slow"].ahead == pytest.approx(0.2 * UM)
    falls = side_by_side([FAST, behind], on_their_way(fast=0.1, slow=-0.05))
    assert [step.tip for step in falls] == ["fast", "slow"]  # it sets out again, from near K_c
    far = side_by_side([FAST, replace(SLOW, ratio=0.9)], on_their_way(fast=0.1, slow=-0.05))
    assert [step.tip for step in far] == ["fast"]


def test_a_tip_near_its_toughness_sets_out_with_a_critical_one() -> None:
    """It makes up what is missing first; much nearer flaws of equal length go together."""
    state = on_their_way()
    new = replace(SLOW, tip="new", ratio=0.96, behind=0.5 * UM)
    taken = side_by_side([FAST, new], state)
    assert [step.length for step in taken] == pytest.approx([2 * UM, 1.5 * UM])
    less = side_by_side([FAST, replace(new, behind=1.9 * UM)], state)
    assert less[1].length == pytest.approx(0.5 * UM)
    alone = side_by_side([FAST, replace(new, ratio=0.9)], state)
    assert [step.tip for step in alone] == ["fast"]


def test_how_far_a_tip_may_go_from_where_it_was() -> None:
    """By its whole step, of which it takes a part; not past what it has met."""
    taken = side_by_side([FAST, SLOW], on_their_way())
    free = sliding_paces(taken, [step.length for step in taken], on_their_way())
    assert free["slow"].most == pytest.approx(2 * UM)
    met = sliding_paces(taken, [2 * UM, 0.7 * UM], on_their_way())
    assert met["slow"].most == pytest.approx(0.7 * UM)


def test_how_long_a_tip_waits_for_its_toughness() -> None:
    assert waited(0.9, 0.05) == pytest.approx(2.0)
    assert waited(1.0, -1.0) == 0.0
    assert waited(0.9, -1.0) == float("inf")
