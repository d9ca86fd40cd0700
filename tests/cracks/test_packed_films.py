"""Lithium between crack faces that touch: its pressure and the contact are two things."""

from collections.abc import Callable

import numpy as np
import pytest
from tests.builders.slabs import UM, condensed, edge_crack, sizes

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.equilibrium import equilibrium
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response
from filasse.fem.supports import Support
from filasse.parameters.cell_model import CellModel, Drive
from filasse_meshes.data.tags import Surface

type Cell = Callable[..., CellModel]

APERTURE, SQUEEZE, STACK = 2e-9, 2e8, 1e6


@pytest.fixture(scope="module")
def squeezed_edge() -> Response:
    """An edge crack of 10 um in a slab pressed from both sides."""
    slab = edge_crack(10 * UM, 60 * UM, 60 * UM)
    support = Support((), ((Surface.LEFT, Surface.RIGHT),))
    return condensed(slab, sizes(slab, tip=1 / 8, lip=1 / 5, far=1 / 6), support)


@pytest.fixture
def system(squeezed_edge: Response, cell: Cell) -> CoupledSystem:
    """Charged at 2 mA/cm^2 under a lateral compression that shuts the crack."""
    model = cell(loads=(SQUEEZE,), aperture=APERTURE, stack_pressure=STACK)
    return CoupledSystem(squeezed_edge, model, Drive(current=20.0 * 60 * UM))


def opening(system: CoupledSystem, film: FilmState) -> float:
    """Smallest opening over the least one [-]."""
    return float((system.gap.volumes(film.traction) / system.gap.closed).min())


def test_a_mouth_under_compression_does_not_overlap(system: CoupledSystem) -> None:
    start = filled_cracks(system, STACK)
    film = equilibrium(system, start, np.zeros(system.n))
    mouth = system.fixed_mouths[0]
    assert film.fill[mouth] == Fill.PACKED
    assert film.pressure[mouth] == STACK
    assert film.traction[mouth] > 0.5 * SQUEEZE
    assert opening(system, film) > 1 - 1e-9


def test_plating_fills_a_shut_crack_and_then_pushes_its_lips_apart(system: CoupledSystem) -> None:
    film = equilibrium(system, filled_cracks(system, STACK), np.zeros(system.n))
    empty = np.where(film.fill == Fill.PACKED, film.lithium, 0.5 * system.gap.closed)
    film, kinds, newton = equilibrium(system, film, empty), set[Fill](), Newton(system)
    for step in np.geomspace(1e-4, 1.0, 12):
        before = film
        film = newton.solve(film, film.lithium, float(step)).film
        kinds |= {Fill(kind) for kind in film.fill}
        assert opening(system, film) > 1 - 1e-9
        assert film.lithium.min() >= 0
        assert np.all(film.pressure >= 0)
        assert np.all(film.traction >= film.pressure * (1 - 1e-9))
        residual = system.residual(film, before.lithium, float(step))[: system.n]
        assert np.abs(residual).max() < 1e-8 * system.gap.volumes(film.traction).max()
    assert {Fill.PACKED, Fill.FULL} <= kinds
    assert film.pressure.max() > 0.5 * SQUEEZE


def test_a_long_step_fills_what_a_short_one_does(system: CoupledSystem) -> None:
    """The current grows with the filled part: a step longer than the filling still ends full."""
    film = equilibrium(system, filled_cracks(system, STACK), np.zeros(system.n))
    part = np.where(film.fill == Fill.PACKED, film.lithium, 0.1 * system.gap.closed)
    film = equilibrium(system, film, part)
    full = Newton(system).solve(film, part, 1.0).film
    assert full.lithium.min() >= system.gap.closed.min() * (1 - 1e-6)
    assert np.all(full.pressure >= 0)
