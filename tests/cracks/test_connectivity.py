"""Lithium that stripping has cut off: where it is, that nothing flows there, and how it revives."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import UM, edge_crack

from filasse.cracks.connectivity import cut_off, dead_lithium
from filasse.cracks.conservation import surface_currents
from filasse.cracks.state import History, Totals
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.problem import Problem
from filasse.physics.kinetics import Kinetics, Law
from filasse.records.run_record import Record
from filasse.remap.checkpoint_arrays import pack, unpack
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import StoredLithium
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Event, Outcome
from filasse.timeloop.pauses import Pauses

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
    assert amount[-1] == dead_lithium(state.film)
    assert amount[-1] == pytest.approx(amount[0], rel=1e-9)
    system = frozen(edge, model, SLAB).system()
    currents = surface_currents(system, state.film)
    assert currents[system.electric.is_counter].sum() == pytest.approx(-STRIP.current, rel=1e-8)
    assert max(record.lithium_balance for record in outcome.records) < 1e-9


@pytest.mark.parametrize("law", ["butler_volmer", "linear", "ideal"])
@pytest.mark.parametrize("drive", [STRIP, PLATE, Drive(current=0.0)])
def test_an_island_takes_no_net_current(edge: Response, cell: Cell, drive: Drive, law: Law) -> None:
    """int i dS = 0 over each, with one potential; in a field it is stripped here, plated there."""
    kinetics = Kinetics(law, 10.0, 0.5, 1e-4, 298.15)
    model = problem(cell(anode=kinetics), drive, limits=stop(2.0))
    geometry = frozen(edge, model, SLAB, toughness=1e9)
    outcome = march(geometry, with_a_gap(edge, model))
    system, film = geometry.system(), outcome.state.film
    found = system.islands(film)
    assert found.count > 0
    currents = system.active_part(film) * system.electric.face_sum(film.current)
    passed = found.sums(np.abs(currents))
    assert np.all(np.abs(found.sums(currents)) <= 1e-10 * abs(PLATE.current or 0.0))
    assert np.ptp(film.island_potential[found.label == 0]) == 0
    if drive.current:
        assert np.all(passed > 1e-6 * abs(drive.current))
        assert np.all(np.abs(found.sums(currents)) <= 1e-10 * abs(drive.current))
        ahead = found.sums(currents * edge.grid.arc)[0]
        assert ahead * drive.current > 0  # towards the tip it is plated when the cell charges


def test_a_pause_keeps_the_potential_of_an_island(edge: Response, cell: Cell) -> None:
    """Through the content of a checkpoint, to the bit."""
    geometry = frozen(edge, problem(cell(), STRIP, limits=stop(20.0)), SLAB, toughness=1e9)
    start = with_a_gap(edge, geometry.problem)
    whole, told, detached = (
        integrate(geometry, start, Pauses(most_steps=10_000)),
        list[Record](),
        start,
    )
    while True:
        outcome = integrate(geometry, detached, Pauses(most_steps=4))
        told += outcome.records
        if outcome.event is not Event.PAUSED:
            break
        assert np.ptp(outcome.state.film.island_potential) > 0
        paused = geometry.detach_paused(outcome.state, outcome.past, outcome.earlier)
        _, detached = unpack(*pack(geometry.cracks, paused))
    assert len(told) > 8
    assert tuple(told) == whole.records
    assert np.array_equal(outcome.state.film.island_potential, whole.state.film.island_potential)


@pytest.mark.slow
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
