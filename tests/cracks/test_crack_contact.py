"""Crack faces under remote compression touch and never overlap."""

from collections.abc import Callable

import numpy as np
import pytest
from tests.builders.slabs import MODULUS, UM

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import CLOSED_PART
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive

type Cell = Callable[..., CellModel]

APERTURE, HALF_LENGTH = 2e-9, 10 * UM
TOUCHING = MODULUS * APERTURE / (4 * HALF_LENGTH)
"""Compression [Pa] that closes the middle of an empty crack: w_0 = 4 s a/E'."""


def pressed(buried: Response, cell: Cell, pressure: float) -> tuple[CoupledSystem, FilmState]:
    """An empty crack under a remote pressure."""
    model = cell(stack_pressure=pressure, loads=(pressure,), flow="immobile", aperture=APERTURE)
    system = CoupledSystem(buried, model, Drive(current=1e-3))
    nothing = np.zeros(system.n)
    start = filled_cracks(system, 0.0)
    dry = np.full(system.n, Fill.CAVITATED, np.int8)
    empty = FilmState(
        nothing, nothing, dry, start.current, 0.0, 0.0, nothing, start.cut_off, nothing
    )
    film = Newton(system).solve(empty, nothing, 0.0, frozen="electric").film
    return system, film


@pytest.mark.parametrize("part", [0.5, 0.97, 1.2, 2.0, 20.0])
def test_complementarity(buried: Response, cell: Cell, part: float) -> None:
    system, film = pressed(buried, cell, part * TOUCHING)
    gap = (system.gap.volumes(film.traction) - system.gap.closed) / system.gap.areas
    scale = part * TOUCHING * APERTURE
    assert gap.min() >= -1e-9 * APERTURE
    assert film.traction.min() >= 0
    assert np.abs(film.traction * gap).max() <= 1e-9 * scale
    assert (film.traction.max() > 0) == (part > 1 - CLOSED_PART)


def test_an_open_crack_closes_by_its_compliance(buried: Response, cell: Cell) -> None:
    system, film = pressed(buried, cell, 0.5 * TOUCHING)
    opening = system.gap.volumes(film.traction) / system.gap.areas
    assert opening.min() == pytest.approx(0.5 * APERTURE, rel=2e-2)


def test_contact_starts_in_the_middle_and_spreads(buried: Response, cell: Cell) -> None:
    lengths = []
    for part in (1.2, 2.0, 20.0):
        _, film = pressed(buried, cell, part * TOUCHING)
        touching = np.flatnonzero(film.traction > 0)
        assert np.all(np.diff(touching) == 1)
        assert abs(np.mean(buried.grid.arc[touching]) - HALF_LENGTH) < 0.1 * HALF_LENGTH
        lengths.append(len(touching))
    assert lengths == sorted(set(lengths))


def test_full_contact_carries_the_remote_pressure(buried: Response, cell: Cell) -> None:
    _, film = pressed(buried, cell, 30 * TOUCHING)
    middle = np.abs(buried.grid.arc - HALF_LENGTH) < 0.5 * HALF_LENGTH
    np.testing.assert_allclose(film.traction[middle], 30 * TOUCHING, rtol=5e-2)


def test_lithium_keeps_the_lips_apart(buried: Response, cell: Cell) -> None:
    """A full crack without aperture closes no further: its lithium carries the pressure."""
    pressure = 5 * TOUCHING
    model = cell(stack_pressure=pressure, loads=(pressure,), flow="mobile", aperture=APERTURE)
    system = CoupledSystem(buried, model, Drive(current=1e-3))
    start = filled_cracks(system, pressure)
    film = Newton(system).solve(start, system.gap.areas * APERTURE, 0.0, frozen="electric").film
    np.testing.assert_allclose(film.pressure[2:-2], pressure, rtol=1e-6)
    np.testing.assert_allclose(film.lithium, system.gap.areas * APERTURE, rtol=1e-9)
