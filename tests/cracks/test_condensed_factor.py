"""Currents eliminated from Newton's steps: the same steps as with a factor of all unknowns."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from tests.builders.slabs import UM
from tests.cracks.test_coupled_system import COUNTERS, FILLINGS, counter, electrode, somewhere

from filasse.cracks.anode_interface import Interface
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import SEED
from filasse.cracks.jacobian.assembly import jacobian
from filasse.cracks.solving import condensed_factor
from filasse.cracks.solving.condensed_factor import CondensedFactor, may_condense
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import Fill, FilmState
from filasse.cracks.swept_lithium import SweptLithium
from filasse.errors import ConvergenceError
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive

type FloatArray = npt.NDArray[np.float64]
type Cell = Callable[..., CellModel]

CURRENT, STEP = Drive(current=20.0 * 60 * UM), 0.3


def resistive(cell: Cell, **changes: object) -> CellModel:
    """A cell with a resistance on every node."""
    electrodes = {"anode": electrode("butler_volmer", 1e-3), "counter": counter("butler_volmer")}
    return cell(**{**electrodes, "counter_kind": "butler_volmer", **changes})


def scales(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Sizes of the unknowns: as `Newton` has them."""
    return Newton(system)._scales(film)


def assert_same(
    system: CoupledSystem, film: FilmState, swept: SweptLithium | None = None, step: float = STEP
) -> None:
    """The solution for any right-hand side is that of the whole Jacobian.

    Single unknowns may be further off where the films' equations are nearly singular.
    """
    sizes, matrix = scales(system, film), jacobian(system, film, step, swept)
    factor = CondensedFactor(system, film, step, sizes, swept)
    wanted = np.random.default_rng(5).uniform(-1, 1, len(sizes))
    right = matrix @ (sizes * wanted)
    found = factor.solve(right / factor.rows)
    assert np.linalg.norm(found - wanted) < 1e-4 * np.linalg.norm(wanted)
    np.testing.assert_allclose(found, wanted, atol=5e-4)
    rough = factor.solve(right / factor.rows, refined=False)
    assert np.linalg.norm(rough - wanted) < 0.2 * np.linalg.norm(wanted)


@pytest.mark.parametrize("kind", ["butler_volmer", "resistance"])
@pytest.mark.parametrize("drive", [CURRENT, Drive(voltage=0.2)])
@pytest.mark.parametrize("filling", FILLINGS)
def test_solves_what_the_jacobian_does(
    edge: Response, cell: Cell, filling: str, drive: Drive, kind: str
) -> None:
    model = resistive(cell, counter=counter(kind), counter_kind=kind)
    system = CoupledSystem(edge, model, drive)
    assert_same(system, somewhere(system, FILLINGS[filling]))
    assert_same(system, somewhere(system, FILLINGS[filling]), step=0.0)


@pytest.mark.parametrize("filling", FILLINGS)
def test_with_places_that_move(edge: Response, cell: Cell, filling: str) -> None:
    system = CoupledSystem(edge, resistive(cell, open_mouths=False), CURRENT)
    edges = edge.grid.edges
    swept = SweptLithium(edges, np.linspace(0.1, 1.0, len(edges)) * UM, system.gap.areas)
    assert_same(system, somewhere(system, FILLINGS[filling]), swept)


@pytest.mark.parametrize("drive", [CURRENT, Drive(voltage=0.2)])
def test_with_islands_of_lithium(edge: Response, cell: Cell, drive: Drive) -> None:
    system = CoupledSystem(edge, resistive(cell), drive)
    film = somewhere(system, FILLINGS["all kinds"])
    order = np.argsort(edge.grid.arc)
    cut_off = np.zeros(system.n, dtype=np.bool_)
    cut_off[order[[-1, -2, -5, -6, -7]]] = True
    apart = replace(film, cut_off=cut_off)
    assert system.islands(apart).count == 2
    assert np.all(system.islands(apart).sums(system.active_part(apart)) > 0)
    assert_same(system, apart)
    assert_same(system, apart, step=0.0)


def test_against_a_body_of_lithium(edge: Response, cell: Cell) -> None:
    """Mouths that creep, and contact lost in part."""
    random, n = np.random.default_rng(3), len(edge.ionic.nodes.anode)
    contact, resistance = random.uniform(0.1, 1.0, n), random.uniform(0.0, 1e-3, n)
    interface = Interface(contact, np.zeros(n), resistance, np.zeros(0), np.array([1e6]))
    system = CoupledSystem(edge, resistive(cell), CURRENT, interface)
    assert_same(system, somewhere(system, FILLINGS["all kinds"]))


def test_with_nodes_where_nothing_flows(edge: Response, cell: Cell) -> None:
    system = CoupledSystem(edge, resistive(cell), CURRENT)
    film = somewhere(system, FILLINGS["dry tip"])
    film = replace(film, lithium=np.where(film.fill == Fill.CAVITATED, 0.0, film.lithium))
    active = system.active_part(film)
    assert np.sum(active == 0) > 2
    assert_same(system, film)
    lithium, fill = film.lithium.copy(), film.fill.copy()
    (first,) = np.flatnonzero(edge.grid.edges[:, 0] == edge.grid.mouths[0])[:1]
    node = edge.grid.edges[first, 1]
    fill[node], lithium[node] = Fill.CAVITATED, 0.0
    seeded = replace(
        film,
        fill=fill,
        lithium=lithium,
        traction=np.where(fill == Fill.CAVITATED, 0.0, film.traction),
        current=np.abs(film.current),
    )
    assert system.active_part(seeded)[node] == SEED
    assert_same(system, seeded)


def test_newton_comes_to_the_same_solution(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = CoupledSystem(edge, resistive(cell), CURRENT)
    start = filled_cracks(system, 0.0)
    whole = Newton(system).solve(start, start.lithium, STEP)
    monkeypatch.setattr(condensed_factor, "CONDENSED_FROM", 1)
    assert may_condense(system, start)
    condensed = Newton(system).solve(start, start.lithium, STEP)
    assert condensed.iterations <= whole.iterations + 2
    np.testing.assert_allclose(condensed.film.traction, whole.film.traction, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(condensed.film.current, whole.film.current, rtol=1e-9)
    assert condensed.film.counter == pytest.approx(whole.film.counter, rel=1e-10)


@pytest.mark.parametrize("kind", COUNTERS)
def test_not_without_a_conductance_on_every_node(
    edge: Response, cell: Cell, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condensed_factor, "CONDENSED_FROM", 1)
    system = CoupledSystem(edge, resistive(cell, counter=counter(kind), counter_kind=kind), CURRENT)
    start = filled_cracks(system, 0.0)
    assert may_condense(system, start) == (kind in ("butler_volmer", "resistance"))
    moving = system.facing(system.interface)  # a state of an anode that moves: another each step
    assert not may_condense(moving, filled_cracks(moving, 0.0))


def test_a_stage_that_may_be_given_up_ends_there(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a shorter step is tried next, and nowhere else; not for what a kept Jacobian leaves."""
    for name, value in {"CONDENSED_FROM": 1, "KRYLOV": 0, "MOST_LEFT": 0.0, "ROUGH": 1e9}.items():
        monkeypatch.setattr(condensed_factor, name, value)
    system = CoupledSystem(edge, resistive(cell), CURRENT)
    film = somewhere(system, FILLINGS["wet"])
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(ConvergenceError, match="in 1 iterations"):
            Newton(system).solve(film, film.lithium, STEP, limit=20)
        assert "all unknowns are factorised" not in caplog.text
        Newton(system).solve(film, film.lithium, STEP)
    assert "all unknowns are factorised" in caplog.text
    factor = CondensedFactor(system, film, STEP, scales(system, film), may_be_lost=True)
    right = np.ones(len(factor.scales))
    assert np.isnan(factor.solve(right)).all()
    assert np.isfinite(factor.solve(right, refined=False)).all()


def test_all_is_factorised_where_too_much_is_left(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(condensed_factor, "KRYLOV", 0)
    monkeypatch.setattr(condensed_factor, "MOST_LEFT", 0.0)
    system = CoupledSystem(edge, resistive(cell), CURRENT)
    with caplog.at_level(logging.DEBUG):
        assert_same(system, somewhere(system, FILLINGS["wet"]))
    assert "all unknowns are factorised" in caplog.text
