"""Solving plating and lithium flow in turns gives what solving them together gives."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, problem
from tests.builders.slabs import UM, edge_crack

from filasse.cracks.anode_interface import UNCHANGING
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving import staggered
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.staggered import _Relaxation, solve_staggered
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.kinetics import Kinetics
from filasse.remap.detached import initial_state
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Event

type Cell = Callable[..., CellModel]

DRIVE = Drive(current=20.0 * 60 * UM)
RESISTIVE = Kinetics("butler_volmer", 10.0, 0.5, 2e-3, 298.15)


@pytest.mark.parametrize("step", [1e-3, 1e-2, 1e-1, 0.3])
@pytest.mark.parametrize("film_resistance", [1e-4, 2e-3, 1e-1])
def test_one_step(edge: Response, cell: Cell, step: float, film_resistance: float) -> None:
    anode = replace(RESISTIVE, film_resistance=film_resistance)
    system = CoupledSystem(edge, cell(anode=anode), DRIVE)
    state = initial_state(system, 1.0, LIMITS, UNCHANGING)
    newton, film = Newton(system), state.film
    together = newton.solve(film, film.lithium, step).film
    in_turns = solve_staggered(newton, film, film.lithium, step).film
    np.testing.assert_allclose(in_turns.traction, together.traction, rtol=1e-7, atol=1.0)
    np.testing.assert_allclose(in_turns.current, together.current, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(in_turns.counter, together.counter, rtol=1e-8)


@pytest.mark.slow
def test_march(edge: Response, cell: Cell) -> None:
    slab = edge_crack(10 * UM, 60 * UM, 60 * UM)
    model = cell(anode=RESISTIVE)
    together, in_turns = (
        integrate(
            frozen(edge, problem(model, DRIVE, limits=replace(LIMITS, staggered=in_halves)), slab)
        )
        for in_halves in (False, True)
    )
    assert together.event is in_turns.event is Event.CRITICAL
    assert in_turns.state.time == pytest.approx(together.state.time, rel=1e-6)
    np.testing.assert_allclose(
        in_turns.state.film.traction, together.state.film.traction, rtol=1e-5, atol=1e2
    )


@pytest.mark.parametrize(("many", "told"), [(2, 1), (60, 0)])
def test_many_turns_are_told_once(
    edge: Response,
    cell: Cell,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    many: int,
    told: int,
) -> None:
    monkeypatch.setattr(staggered, "MANY_TURNS", many)
    system = CoupledSystem(edge, cell(anode=RESISTIVE), DRIVE)
    film = initial_state(system, 1.0, LIMITS, UNCHANGING).film
    with caplog.at_level("INFO"):
        solve_staggered(Newton(system), film, film.lithium, 0.1)
    notes = [line for line in caplog.messages if "numerics.coupling: monolithic" in line]
    assert len(notes) == told


def test_more_turns_than_currents() -> None:
    """Of a map that is not linear, so that the turns go on after they could span everything."""
    relaxation, current, gaps = _Relaxation(), np.array([1.0, -2.0]), list[float]()
    for _ in range(12):
        answer = -3.0 * np.tanh(current) + np.array([0.5, 0.1])
        gap = answer - current
        gaps.append(float(np.max(np.abs(gap))))
        current = relaxation.next(answer, gap)
    assert gaps[-1] < 1e-6 * gaps[0]
