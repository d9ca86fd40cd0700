"""Newton's method turns where it goes to and fro, and gives up where nothing leads on."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.solving.from_above import from_above
from filasse.cracks.solving.patience import ASTRAY, RELAPSES, RELAPSING, STEEP, TURNS, Patience
from filasse.cracks.state import Fill, FilmState
from filasse.errors import ConvergenceError
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive

type Cell = Callable[..., CellModel]

CURRENT, STEP = 1e-3, 0.1


def iterations(edge: Response, cell: Cell, damping: float, turning: int = 1, **options: Any) -> int:
    """Iterations of a stage in which the last nodes turn cavitated and full in turn."""
    system = CoupledSystem(edge, cell(), Drive(current=CURRENT))
    start = filled_cracks(system, 0.0)

    def turned(film: FilmState, cautious: bool = False) -> FilmState:
        fill = film.fill.copy()
        dry = film.fill[-turning:] == Fill.CAVITATED
        fill[-turning:] = np.where(dry, Fill.FULL, Fill.CAVITATED)
        return replace(film, fill=fill)

    system.refill = turned  # type: ignore[method-assign]
    newton = Newton(system)
    newton._damping = lambda *_: damping  # type: ignore[method-assign]
    with pytest.raises(ConvergenceError) as caught:
        newton.solve(start, start.lithium, **{"step": STEP} | options)
    found = re.search(r"in (\d+) iterations", str(caught.value))
    assert found is not None
    return int(found[1])


def test_a_stage_that_is_lost_among_fillings_is_given_up(edge: Response, cell: Cell) -> None:
    assert iterations(edge, cell, 0.5 * STEEP) == ASTRAY + 1
    assert iterations(edge, cell, 2 * STEEP) > 2 * ASTRAY


def test_not_where_no_shorter_step_can_be_tried(edge: Response, cell: Cell) -> None:
    assert iterations(edge, cell, 0.5 * STEEP, step=0.0) > 2 * ASTRAY
    assert iterations(edge, cell, 0.5 * STEEP, cautious=True) > 2 * ASTRAY


def test_where_many_nodes_change_to_and_fro(edge: Response, cell: Cell) -> None:
    few, damping = RELAPSING - 1, 2 * STEEP
    assert iterations(edge, cell, damping, RELAPSING) == RELAPSES + 1
    assert iterations(edge, cell, damping, few) > 2 * RELAPSES
    assert iterations(edge, cell, damping, RELAPSING, step=0.0) > 2 * RELAPSES


@pytest.fixture
def system(edge: Response, cell: Cell) -> CoupledSystem:
    return CoupledSystem(edge, cell(), Drive(current=CURRENT))


def sucked(system: CoupledSystem, pressure: float) -> FilmState:
    """A full crack but for its tip, that lacks lithium; the pressure of the node before it."""
    film = filled_cracks(system, 1e6)
    fill, traction = film.fill.copy(), film.traction.copy()
    fill[-1], traction[-1], traction[-2] = Fill.CAVITATED, 0.0, pressure
    film = replace(film, fill=fill, traction=traction)
    lithium = system.volumes(film)
    lithium[-1] *= -0.5
    return replace(film, lithium=lithium)


def test_what_has_been_sucked_dry_starts_from_above(system: CoupledSystem) -> None:
    film = sucked(system, -1e5)
    assert system.refill(film).fill[-1] == Fill.FULL  # and sucks its neighbour dry in its turn
    started = from_above(system, film)
    assert started.lithium[-1] == system.volumes(film)[-1]
    assert np.array_equal(started.lithium[:-1], film.lithium[:-1])
    after = system.refill(started)
    assert after.fill[-1] == after.fill[-2] == Fill.CAVITATED


def test_what_lacks_lithium_by_itself_runs_full(system: CoupledSystem) -> None:
    film = sucked(system, 1e5)
    assert from_above(system, film) is film
    assert system.refill(film).fill[-1] == Fill.FULL


def test_not_before_a_filling_goes_to_and_fro(system: CoupledSystem) -> None:
    film = filled_cracks(system, 0.0)
    dry = replace(film, fill=np.full(system.n, Fill.CAVITATED, dtype=np.int8))
    patience = Patience(film, 25, 200, may_be_lost=True)
    for turn in range(TURNS + 1):  # all nodes change in each, which the first does not count
        assert not patience.turns
        patience.visit(film if turn % 2 else dry, damping=1.0)
    assert patience.turns


def test_one_circle_is_forgiven(system: CoupledSystem) -> None:
    patience = Patience(filled_cracks(system, 0.0), 25, None, may_be_lost=True)
    patience.circles = 1
    assert patience.turns
    assert not patience.is_lost
    patience.circles = 2
    assert patience.is_lost


def test_no_jacobian_of_another_step_is_used_in_the_search_for_an_advance(
    system: CoupledSystem,
) -> None:
    """Both ways give the same films, to the tolerance."""
    newton, start = Newton(system), filled_cracks(system, 0.0)
    film = newton.solve(start, start.lithium, 0.1).film
    kept = newton._factor
    searched = newton.solve(film, film.lithium, 0.1, limit=20).film
    assert newton._factor is not kept
    fresh = Newton(system).solve(film, film.lithium, 0.1).film
    assert searched.traction == pytest.approx(fresh.traction, rel=1e-8)
