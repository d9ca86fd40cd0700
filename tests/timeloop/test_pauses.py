"""A pause leaves no trace, wherever it comes: what it saves is all that the run depends on."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.builders.plane_growth import LIMITS, frozen, problem
from tests.builders.slabs import UM, edge_crack
from tests.builders.synthetic_runs import record_at

from filasse.cracks.state import TipPace
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.protocol import Segment
from filasse.records.run_record import Record
from filasse.remap.checkpoint_arrays import pack, unpack
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Event
from filasse.timeloop.pauses import Pauses

pytestmark = pytest.mark.slow

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
PLATE, STRIP = (Drive(current=sign * 20.0 * SLAB.width) for sign in (1, -1))


@pytest.fixture
def geometry(edge: Response, cell: Cell) -> FrozenGeometry:
    """Plating, stripping and plating until the tip is critical."""
    segments = (Segment(PLATE, 2.0), Segment(STRIP, 1.0), Segment(PLATE, 1e3, is_last=True))
    model = replace(problem(cell(), PLATE, limits=replace(LIMITS, stop_time=1e3)))
    return frozen(edge, replace(model, segments=segments), SLAB)


def records(geometry: FrozenGeometry, pauses: Iterator[Pauses]) -> tuple[list[Record], int]:
    """Records of an integration with pauses, each through the content of a checkpoint."""
    detached, told, count = None, list[Record](), 0
    for now in pauses:
        outcome = integrate(geometry, detached, now)
        told += outcome.records
        if outcome.event is not Event.PAUSED:
            assert outcome.event is Event.CRITICAL
            return told, count
        if outcome.records:
            count += 1
            cracks, detached = unpack(
                *pack(
                    geometry.cracks,
                    geometry.detach_paused(outcome.state, outcome.past, outcome.earlier),
                )
            )
            assert cracks == geometry.cracks
    raise AssertionError("the integration has no end")


@pytest.mark.parametrize("most", [1, 3, 7])
def test_saving_leaves_no_trace(geometry: FrozenGeometry, most: int) -> None:
    whole, none = records(geometry, iter([Pauses(most_steps=10_000)]))
    parts, count = records(geometry, (Pauses(most_steps=most) for _ in itertools.count()))
    assert (none, count >= len(whole) // most - 3) == (0, True)
    assert parts == whole


def test_how_tips_went_is_saved(geometry: FrozenGeometry) -> None:
    """What the next advance asks for: how fast K rises at tips, and how far each may go."""
    outcome = integrate(geometry, None, Pauses(most_steps=3))
    paces, rises = {"tip": TipPace(1.0, 0.0, 0.2 * UM, 2 * UM)}, {"tip": 0.1}
    history = replace(outcome.state.history, paces=paces, rises=rises)
    state = replace(outcome.state, history=history)
    detached = geometry.detach_paused(state, outcome.past, outcome.earlier)
    _, saved = unpack(*pack(geometry.cracks, detached))
    assert (saved.history.paces, saved.history.rises) == (paces, rises)


@pytest.mark.parametrize("polls", [2, 5])
def test_a_try_that_is_broken_off_leaves_no_trace(geometry: FrozenGeometry, polls: int) -> None:
    """Asked to stop after some polls, most often between the tries of a step."""
    whole, _ = records(geometry, iter([Pauses(most_steps=10_000)]))

    def asked() -> Callable[[bool], bool]:
        left = itertools.count(polls, -1)
        return lambda progressed: next(left) <= 0 and progressed

    parts, count = records(geometry, (Pauses(asked()) for _ in itertools.count()))
    assert count > 3
    assert parts == whole


def test_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five minutes after the last pause the next accepted step is saved."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    pauses = Pauses()
    now[0] = 401.0
    assert not pauses.is_due  # there is nothing new to save
    pauses.note_step(record_at())
    assert pauses.is_due
    now[0] = 399.0
    assert not pauses.is_due


def test_films_of_another_grid_are_remapped(geometry: FrozenGeometry, buried: Response) -> None:
    outcome = integrate(geometry, None, Pauses(most_steps=2))
    detached = geometry.detach_paused(outcome.state, outcome.past, outcome.earlier)
    assert geometry.resume(detached) is not None
    assert detached.films is not None
    assert not detached.films.fit(buried)
