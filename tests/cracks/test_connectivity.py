"""Lithium that stripping has cut off: where it is, that nothing flows there, and how it revives."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.marching import LIMITS, frozen, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.cracks.connectivity import cut_off, dead_lithium
from filasse.cracks.conservation import surface_currents
from filasse.cracks.state import History, Totals
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.problem import Problem
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import StoredLithium
from filasse.timeloop.outcome import Outcome

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
STRIP, PLATE = Drive(current=-20.0 * SLAB.width), Drive(current=20.0 * SLAB.width)


@pytest.mark.parametrize(
    ("filled", "cut"),
    [
        ((1, 1, 1, 1, 1, 1), ()),
        ((1, 1, 0, 0, 1, 1), (4, 5)),  # where there is no lithium, none is cut off
        ((1, 1, 0, 1, 1, 1), (3, 4, 5)),
        ((0, 1, 1, 1, 1, 1), ()),  # a mouth is alive whatever it holds
        ((1, 0, 0, 0, 0, 0), ()),
        ((1, 0.5, 0.02, 0.02, 1, 1), ()),  # partly filled, and still a path
    ],
)
def test_where_lithium_is_cut_off(
    edge: Response, filled: tuple[float, ...], cut: tuple[int, ...]
) -> None:
    nodes = edge.grid.nodes_of(0)
    assert nodes[0] == edge.grid.mouths[0]
    part = np.full(edge.grid.size, filled[-1], dtype=float)
    part[nodes[: len(filled)]] = filled
    found = cut_off(edge.grid, part)[nodes]
    assert tuple(np.flatnonzero(found[: len(filled)])) == cut
    assert found[len(filled) :].all() == (5 in cut)


def test_a_crack_without_a_mouth_is_never_cut_off(buried: Response) -> None:
    assert not cut_off(buried.grid, np.zeros(buried.grid.size)).any()


def with_a_gap(edge: Response, model: Problem) -> Detached:
    """Half filled before the tip, nothing between 2 and 6 um from the mouth."""
    geometry = frozen(edge, model, SLAB)
    full = march(frozen(edge, problem(model.cell, PLATE, limits=stop(1.0)), SLAB))
    profile = geometry.detach(full.state).lithium.profiles[0]
    empty = (profile.arc > 2 * UM) & (profile.arc < 6 * UM)
    thickness = np.where(empty, 0.0, 0.5 * profile.thickness)
    gapped = replace(profile, thickness=thickness, pressure=0 * profile.pressure)
    gapped = replace(gapped, volume=float(np.trapezoid(thickness, profile.arc)))
    lithium, step = StoredLithium((gapped,), {}), full.state.history.step_size
    state = geometry.restore(Detached(History(0.0, Totals(), step), lithium))
    initial = float(state.film.lithium.sum()) + state.totals.returned
    return Detached(History(0.0, Totals(initial=initial), step), lithium)


def stop(time: float):
    return replace(LIMITS, stop_time=time)


def dead(outcome: Outcome) -> np.ndarray:
    return np.array([record.dead_lithium for record in outcome.records])


def test_dead_lithium_is_neither_stripped_nor_lost(edge: Response, cell: Cell) -> None:
    model = problem(cell(), STRIP, limits=stop(20.0))
    outcome = march(frozen(edge, model, SLAB, toughness=1e9), with_a_gap(edge, model))
    amount, state = dead(outcome), outcome.state
    assert amount[0] > 0.2 * state.totals.initial
    assert amount[-1] == dead_lithium(state.film) >= amount[0] * (1 - 1e-9)
    system = frozen(edge, model, SLAB).system()
    nodes = np.flatnonzero(state.film.cut_off)
    lips = np.isin(system.electric.film, nodes)
    currents = surface_currents(system, state.film)
    assert lips.any()
    assert np.all(currents[system.electric.lips[lips]] == 0)
    assert currents[system.electric.is_counter].sum() == pytest.approx(-STRIP.current, rel=1e-8)
    assert max(record.lithium_balance for record in outcome.records) < 1e-9


@pytest.mark.parametrize("stack", [0.0, 5e6])
def test_plating_refills_an_emptied_crack(edge: Response, cell: Cell, stack: float) -> None:
    """Lithium grows in from the mouth, meets what was cut off, and revives it."""
    model = problem(cell(stack_pressure=stack), PLATE, limits=stop(60.0))
    geometry = frozen(edge, model, SLAB, toughness=1e9)
    outcome = march(geometry, with_a_gap(edge, model))
    amount = dead(outcome)
    assert amount[0] > 0
    assert amount[-1] == 0
    full = march(geometry)
    held = outcome.state.film.lithium.sum(), full.state.film.lithium.sum()
    assert held[0] == pytest.approx(held[1], rel=0.05)
    assert outcome.records[-1].tips[0].dry_length == 0
    assert max(record.lithium_balance for record in outcome.records) < 1e-9
