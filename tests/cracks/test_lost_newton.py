"""Newton's method gives up where the linearised equations lead nowhere, however new the films."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.solving.patience import ASTRAY, RELAPSES, RELAPSING, STEEP
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
