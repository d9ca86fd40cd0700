"""Tips drawn back: paths, lithium and history after a part of an advance."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.state import History, LastAdvance, Totals
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import Profile, StoredLithium
from filasse.remap.retreat import drawn_back, may_be_drawn_back

UM = 1e-6
NOW = 5.0


@dataclass(frozen=True)
class Tip:
    name: str
    crack: int
    node: int


@dataclass(frozen=True)
class Grid:
    """What of a film grid counts: tips, names, and the nodes of every crack."""

    tips: tuple[Tip, ...]
    names: tuple[str, ...]

    def nodes_of(self, crack: int) -> np.ndarray:
        return np.arange(3) + 3 * crack


EDGE = CrackPath("edge", ((0.0, 0.0), (0.0, 8 * UM), (3 * UM, 12 * UM)))
BURIED = CrackPath("buried", ((20 * UM, 20 * UM), (30 * UM, 20 * UM)), mouth=False)
GRID = Grid(
    (Tip("edge", 0, 2), Tip("buried:start", 1, 3), Tip("buried:end", 1, 5)), ("edge", "buried")
)
SLAB = SlabGeometry(50 * UM, 50 * UM, (EDGE, BURIED))


def after(**lengths: float) -> Detached:
    """A state in which tips have set out by some lengths [m]; `start` of the buried crack."""
    names = {"edge": "edge", "start": "buried:start"}
    advanced = {names[n]: LastAdvance(NOW, length, 0.0) for n, length in lengths.items()}
    advanced |= {"buried:end": LastAdvance(NOW - 1, UM, 0.0)}
    profile = Profile(np.array([1.0, 9.0]) * UM, np.ones(2), np.ones(2), 1.0)
    return Detached(History(NOW, Totals(), 1.0, advanced), StoredLithium((profile, profile), {}))


def test_a_tip_is_drawn_back_along_its_last_straight_part() -> None:
    slab, state = drawn_back(SLAB, GRID, after(edge=2 * UM), {"edge": 0.25})  # type: ignore[arg-type]
    assert slab.cracks[0].length == pytest.approx(EDGE.length - 1.5 * UM)
    np.testing.assert_allclose(slab.cracks[0].points[-1], (2.1 * UM, 10.8 * UM))
    assert slab.cracks[1] == BURIED  # its end has set out a second ago
    assert state.history.advanced["edge"].length == pytest.approx(0.5 * UM)
    assert state.history.advanced["buried:end"].length == UM
    np.testing.assert_array_equal(state.lithium.profiles[0].arc, [1 * UM, 9 * UM])


def test_lithium_stays_where_it_is_when_a_start_is_drawn_back() -> None:
    """Arc lengths are told from the start of the path, which is nearer by then."""
    both = after(start=4 * UM, edge=2 * UM)
    slab, state = drawn_back(SLAB, GRID, both, {"buried:start": 0.5})  # type: ignore[arg-type]
    assert slab.cracks[0] == EDGE  # it keeps all
    assert (state.history.advanced["edge"].length, state.tries) == (2 * UM, 1)
    assert slab.cracks[1].points[0] == pytest.approx((22 * UM, 20 * UM))
    np.testing.assert_allclose(state.lithium.profiles[1].arc, [-1 * UM, 7 * UM])
    np.testing.assert_array_equal(state.lithium.profiles[0].arc, [1 * UM, 9 * UM])


def test_a_tip_goes_on_along_its_last_straight_part() -> None:
    """At a start lithium is that much farther along the path."""
    parts = {"edge": 1.5, "buried:start": 1.25}
    slab, state = drawn_back(SLAB, GRID, after(edge=2 * UM, start=4 * UM), parts)  # type: ignore[arg-type]
    np.testing.assert_allclose(slab.cracks[0].points[-1], (3.6 * UM, 12.8 * UM))
    assert slab.cracks[1].points[0] == pytest.approx((19 * UM, 20 * UM))
    assert state.history.advanced["edge"].length == pytest.approx(3 * UM)
    np.testing.assert_allclose(state.lithium.profiles[1].arc, [2 * UM, 10 * UM])


def test_what_a_tip_has_met_holds_it() -> None:
    def may(crack: CrackPath, state: Detached) -> bool:
        slab = replace(SLAB, cracks=(crack, BURIED))
        return may_be_drawn_back(slab, GRID, state.history)  # type: ignore[arg-type]

    assert may(EDGE, after(edge=2 * UM))
    assert not may(EDGE, after())
    assert not may(EDGE, after(edge=6 * UM))  # more than its last straight part
    for change in ({"blocked": (-1,)}, {"into_pore": "pore"}, {"into_branch": True}):
        assert not may(replace(EDGE, **change), after(edge=2 * UM))
