"""An interphase while time passes: exact growth, exact balances, pauses without a trace."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, problem
from tests.builders.slabs import UM, condensed, edge_crack, sizes
from tests.timeloop.test_pauses import PLATE, SLAB, STRIP, records

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import Fill
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.protocol import Segment
from filasse.physics.interphase import Breakaway, Interphase, Parabolic
from filasse.records.interphase_record import InterphaseRecord
from filasse.records.run_record import Record
from filasse.remap.layer_remap import layer_on, stored_layer
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Outcome
from filasse.timeloop.pauses import Pauses

type Cell = Callable[..., CellModel]

SWELLING = Interphase(Parabolic(2e-17, 1e-9), 1e-5, expansion=0.35, current_share=0.1)
THIN = replace(SWELLING, growth=Parabolic(2e-19, 1e-11), expansion=0.0, current_share=0.0)


def marched(edge: Response, model: CellModel, time: float, current: float = 0.0) -> Outcome:
    limits = replace(LIMITS, stop_time=time)
    drive = Drive(current=current * SLAB.width)
    geometry = frozen(edge, problem(model, drive, limits=limits), SLAB)
    return integrate(geometry, None, Pauses(most_steps=10_000))


def told(record: Record) -> InterphaseRecord:
    assert isinstance(record.interphase, InterphaseRecord)
    return record.interphase


@pytest.mark.parametrize("current", [0.0, 5.0])
def test_growth_is_that_of_the_law_whatever_the_steps(
    edge: Response, cell: Cell, current: float
) -> None:
    """Full cracks and the planar interface are in contact all the time: no error of the steps."""
    model = cell(layer=THIN, flow="mobile")
    outcome = marched(edge, model, 3.6e5, current)
    for record in outcome.records:
        wanted = THIN.grown(np.zeros(1), record.time)[0]
        assert told(record).thickness == pytest.approx(wanted, rel=1e-10)
        assert told(record).mean_charge == pytest.approx(wanted / 2.5e-10, rel=1e-10)
        assert told(record).resistance == pytest.approx(wanted / 1e-5, rel=1e-10)
    assert len(outcome.records) < 80


@pytest.mark.parametrize("resisting", [1e-7, np.inf])
def test_a_cracking_layer_grows_along_the_line_everywhere(
    edge: Response, cell: Cell, resisting: float
) -> None:
    """The law to t_c, then its tangent, on the interface and on faces that a current keeps full."""
    fast, slow, critical = 2e-19, 1e-11, 1e-7
    growth = Breakaway(Parabolic(fast, slow), critical)
    law = replace(THIN, growth=growth, resisting_thickness=resisting)
    outcome = marched(edge, cell(layer=law, flow="mobile"), 3.6e5, 5.0)
    start, slope = critical**2 / fast + critical / slow, 1 / (2 * critical / fast + 1 / slow)
    assert outcome.records[-1].time > 5 * start
    for record in outcome.records:
        root = fast / 2 / slow * (np.sqrt(1 + 4 * slow**2 / fast * record.time) - 1)
        wanted = root if record.time < start else critical + slope * (record.time - start)
        assert told(record).thickness == pytest.approx(wanted, rel=1e-9)
        assert told(record).crack_thickness == pytest.approx(wanted, rel=1e-9)
        assert told(record).mean_charge == pytest.approx(wanted / 2.5e-10, rel=1e-9)
        assert told(record).resistance == pytest.approx(min(wanted, resisting) / 1e-5, rel=1e-9)
        assert told(record).balance < 1e-12


def test_what_the_layers_take_is_accounted_for(edge: Response, cell: Cell) -> None:
    outcome = marched(edge, cell(layer=SWELLING), 200.0, 5.0)
    for record in outcome.records:
        assert record.lithium_balance < 1e-12
        assert record.current_balance < 1e-12
        assert told(record).balance < 1e-12
    last = outcome.records[-1]
    assert told(last).lithium_consumed > 0.1 * last.lithium_in_cracks


def test_mobile_lithium_is_conserved_at_rest(edge: Response, cell: Cell) -> None:
    """What flows without resistance follows from what is taken, not from the last digits of p."""
    model = cell(layer=SWELLING, flow="mobile", open_mouths=True, stack_pressure=5e6)
    for record in marched(edge, model, 7200.0).records:
        assert record.lithium_balance < 1e-12


def test_the_layer_is_in_series_with_the_interface(edge: Response, cell: Cell) -> None:
    """At a current, the voltage rises by i delta/sigma on a flat interface that is most of it."""
    slow = replace(THIN, conductivity=1e-7)
    bare = marched(edge, cell(flow="mobile"), 3600.0, 1e-3).records[-1].voltage
    record = marched(edge, cell(flow="mobile", layer=slow), 3600.0, 1e-3).records[-1]
    wanted = bare + 1e-3 * told(record).resistance
    assert record.voltage == pytest.approx(wanted, rel=5e-2)
    assert record.voltage > 1.5 * bare


@pytest.mark.slow
def test_a_sealed_crack_is_eaten_empty_but_never_more(edge: Response, cell: Cell) -> None:
    """A layer takes all of the lithium that cannot be replaced, and then grows no more."""
    model = cell(layer=replace(SWELLING, current_share=0.0), flow="immobile", open_mouths=False)
    outcome = marched(edge, model, 3.6e6)
    film, last = outcome.state.film, outcome.records[-1]
    assert film.lithium.min() > -1e-8 * outcome.state.totals.initial
    assert film.lithium.sum() < 1e-3 * outcome.state.totals.initial
    assert last.lithium_balance < 1e-9  # Newton's tolerance, of hardly any lithium
    assert told(last).crack_thickness < 0.1 * told(last).thickness


@pytest.mark.parametrize("thickness", [0.0, 5e-9, 20e-9])
def test_faces_close_on_their_layers(buried: Response, cell: Cell, thickness: float) -> None:
    """Where faces touch, w = 2 u_n + w_min: a wedge that pressure does not close."""
    model = cell(stack_pressure=1e8, loads=(1e8,), flow="immobile", layer=SWELLING)
    system = CoupledSystem(buried, model, Drive(current=1e-3))
    assert system.layers is not None
    layer = np.where(system.electric.is_counter, 0.0, thickness)
    film = filled_cracks(system, 0.0, layer)
    empty = replace(
        film, lithium=np.zeros(system.n), fill=np.full(system.n, Fill.CAVITATED, np.int8)
    )
    film = Newton(system).solve(empty, np.zeros(system.n), 0.0, frozen="electric").film
    touching = film.fill >= Fill.CLOSED
    width = system.gap.volumes(film.traction) / system.gap.areas
    normal = 0.35 / 3 * 1.3 / 0.7 * thickness
    least = system.gap.closed / system.gap.areas
    assert np.mean(touching) > 0.8
    np.testing.assert_allclose(width[touching], (2 * normal + least)[touching], rtol=1e-6)


@pytest.fixture
def growing(edge: Response, cell: Cell) -> FrozenGeometry:
    segments = (Segment(PLATE, 2.0), Segment(STRIP, 1.0), Segment(PLATE, 1e3, is_last=True))
    model = problem(cell(layer=SWELLING), PLATE, limits=replace(LIMITS, stop_time=1e3))
    return frozen(edge, replace(model, segments=segments), SLAB)


@pytest.mark.slow
def test_saving_leaves_no_trace(growing: FrozenGeometry) -> None:
    whole, _ = records(growing, iter([Pauses(most_steps=10_000)]))
    parts, pauses = records(growing, (Pauses(most_steps=9) for _ in count()))
    assert pauses
    assert parts == whole


def test_new_faces_are_bare_and_the_rest_is_kept(edge: Response, cell: Cell) -> None:
    nodes, areas = edge.ionic.nodes, edge.ionic.areas
    layer = np.where(nodes.film >= 0, 5e-9 + 1e-3 * nodes.position[:, 1], 2e-9)
    layer[nodes.surface == 2] = 0.0
    stored = stored_layer(edge, layer)
    np.testing.assert_allclose(layer_on(edge, stored), layer * (nodes.surface != 2), rtol=1e-12)
    slab = edge_crack(12 * UM, 60 * UM, 60 * UM)
    longer = condensed(slab, sizes(slab, tip=1 / 8, lip=1 / 5, far=1 / 6))
    there = layer_on(longer, stored)
    new = (longer.ionic.nodes.film >= 0) & (longer.ionic.nodes.position[:, 1] > 10.01 * UM)
    assert new.any()
    assert np.all(there[new] == 0.0)
    held = [areas @ layer_on(edge, stored), longer.ionic.areas @ there]
    assert held[1] == pytest.approx(held[0], rel=1e-12)
