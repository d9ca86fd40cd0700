"""Steps are transactions, events are landed on, and the balances close."""

import itertools
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, frozen, march, problem
from tests.builders.slabs import MODEL, UM, condensed, edge_crack, sizes

from filasse.cracks.conservation import lithium_imbalance
from filasse.cracks.solving.film_newton import Newton, Solution
from filasse.cracks.state import State
from filasse.end_reason import EndReason
from filasse.errors import ConvergenceError
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.output_times import OutputTimes
from filasse.parameters.problem import Problem
from filasse.parameters.step_policy import StepPolicy
from filasse.remap.detached import Past
from filasse.timeloop.growth_step import integrate, switched
from filasse.timeloop.integrator import integrate_segment
from filasse.timeloop.outcome import Event, Outcome
from filasse.timeloop.pauses import Pauses
from filasse.timeloop.stepper import Stepper, Trial
from filasse_meshes import Slab

type Cell = Callable[..., CellModel]

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
DRIVE = Drive(current=30.0 * SLAB.width)


def run(edge: Response, model: Problem) -> Outcome:
    return integrate(frozen(edge, model, SLAB), None, Pauses(most_steps=10_000))


def march_from(edge: Response, model: Problem, state: State) -> Outcome:
    geometry = frozen(edge, model, SLAB)
    return integrate_segment(geometry, state, geometry.anode(state.position))


def start(edge: Response, model: Problem) -> State:
    return frozen(edge, model, SLAB).initial_state()


def copied(state: State) -> dict[str, Any]:
    return {f.name: np.copy(getattr(state.film, f.name)) for f in fields(state.film)}


def test_a_rejected_step_leaves_no_trace(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try fails: what follows is what follows from a first step a quarter as long."""
    model = problem(cell(), DRIVE, first_step=2.0**-6)
    state = start(edge, model)
    before = copied(state)
    solve, calls = Newton.solve, []

    def fail_once(self: Newton, *args: Any, **kwargs: Any) -> Solution:
        calls.append(args)
        if len(calls) == 2:  # the second stage of the first step
            raise ConvergenceError("as asked")
        return solve(self, *args, **kwargs)

    monkeypatch.setattr(Newton, "solve", fail_once)
    failed = march_from(edge, model, state)
    monkeypatch.setattr(Newton, "solve", solve)
    direct = march_from(edge, model, state.with_step_size(2.0**-8))
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(state.film, name), value)
    assert failed.records[0].step_size == direct.records[0].step_size == 2.0**-8
    times = [record.time for record in failed.records]
    np.testing.assert_allclose(times, [record.time for record in direct.records], rtol=1e-9)
    np.testing.assert_allclose(
        failed.state.film.traction, direct.state.film.traction, rtol=1e-7, atol=1.0
    )


@pytest.mark.parametrize("output", [False, True])
def test_a_near_output_time_makes_no_step_cautious(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch, output: bool
) -> None:
    """Only failures do, also those of a step that an output time has cut."""
    first, sdirk, tries = 2.0**-6, Stepper.sdirk, list[tuple[float, bool]]()
    times = OutputTimes(times=(0.005 * first,) if output else ())
    model = problem(cell(), DRIVE, first_step=first, limits=replace(LIMITS, output_times=times))

    def fail_at_first(self: Stepper, state: State, step: float, cautious: bool = False) -> Trial:
        tries.append((step, cautious))
        if len(tries) < 6:
            raise ConvergenceError("as asked")
        return sdirk(self, state, step, cautious)

    monkeypatch.setattr(Stepper, "sdirk", fail_at_first)
    geometry = frozen(edge, model, SLAB)
    state = start(edge, model).with_step_size(first)
    integrate_segment(geometry, state, geometry.anode(state.position), pauses=Pauses(most_steps=1))
    assert [cautious for _, cautious in tries[:6]] == [False] * 4 + [True] * 2
    assert tries[0][0] == pytest.approx(0.005 * first if output else first)


def test_landing_on_the_toughness(edge: Response, cell: Cell) -> None:
    outcome = run(edge, problem(cell(), DRIVE))
    assert outcome.event is Event.CRITICAL
    assert outcome.records[-1].tips[0].k_ratio == pytest.approx(1, abs=1e-6)
    assert all(record.tips[0].k_ratio < 1 for record in outcome.records[:-1])


def test_landing_on_the_end(edge: Response, cell: Cell) -> None:
    limits = replace(LIMITS, stop_time=0.7)
    outcome = run(edge, problem(cell(), DRIVE, limits=limits))
    assert outcome.event is EndReason.END_OF_PROTOCOL
    assert outcome.state.time == pytest.approx(0.7, rel=1e-12)


def test_times_and_books(edge: Response, cell: Cell) -> None:
    records = run(edge, problem(cell(), DRIVE)).records
    assert np.all(np.diff([record.time for record in records]) > 0)
    assert max(record.lithium_balance for record in records) < 1e-10
    assert max(record.current_balance for record in records) < 1e-10
    charge = DRIVE.current * np.array([record.time for record in records])
    np.testing.assert_allclose([record.plated_charge for record in records], charge, rtol=1e-10)


@pytest.mark.parametrize("flow", ["creep", "mobile", "immobile"])
def test_books_of_every_flow(edge: Response, cell: Cell, flow: str) -> None:
    model = problem(cell(flow=flow), DRIVE, limits=replace(LIMITS, stop_time=2.0))
    outcome = run(edge, model)
    assert max(record.lithium_balance for record in outcome.records) < 1e-9
    totals = outcome.state.totals
    share = totals.returned / totals.plated_in_cracks
    if flow == "mobile":
        assert share == pytest.approx(1, abs=0.01)
    else:
        assert abs(share) < 0.5


@pytest.mark.slow
def test_second_order_in_time(edge: Response, cell: Cell) -> None:
    """Half the steps' length takes the error of K to a quarter."""
    model = problem(cell(), DRIVE, limits=replace(LIMITS, stop_time=1.0))
    values = []
    for count in (8, 16, 32, 64):
        limits = replace(model.limits, max_step=1.0 / count, time_tolerance=1e9)
        fixed = replace(model, limits=limits, first_step=1.0 / count)
        values.append(run(edge, fixed).records[-1].tips[0].k_i)
    errors = np.abs(np.diff(values))
    assert np.log2(errors[1] / errors[2]) == pytest.approx(2, abs=0.4)


def test_a_geometry_that_does_not_change_keeps_its_state(edge: Response, cell: Cell) -> None:
    """As that of a crack that stays behind while another one grows."""
    model = problem(cell(), DRIVE)
    outcome = run(edge, model)
    detached = frozen(edge, model, SLAB).detach(outcome.state)
    loose = replace(model, limits=replace(LIMITS, landing=1e-4))
    film = integrate(frozen(edge, loose, SLAB), detached).state.film
    np.testing.assert_allclose(film.lithium, outcome.state.film.lithium, rtol=1e-9)
    np.testing.assert_allclose(film.traction, outcome.state.film.traction, rtol=1e-6)
    np.testing.assert_allclose(film.current, outcome.state.film.current, rtol=1e-5)


@pytest.mark.parametrize("density", [10.0, 100.0, 1000.0])
def test_without_a_flaw_nothing_grows(density: float) -> None:
    slab = Slab(40 * UM, 40 * UM)
    response = condensed(slab, sizes(slab))
    model = problem(MODEL, Drive(current=density * slab.width))
    geometry = frozen(response, model, slab)
    outcome = integrate(geometry)
    system = geometry.system()
    plated = outcome.state.film.current[~system.electric.is_counter]
    assert outcome.event is EndReason.END_OF_PROTOCOL
    np.testing.assert_allclose(plated, density, rtol=1e-9)
    assert outcome.records[-1].plated_charge == pytest.approx(
        density * slab.width * LIMITS.stop_time
    )


def test_a_switch_keeps_the_lithium_of_lips_that_the_anode_has_moved(
    edge: Response, cell: Cell
) -> None:
    """The anode presses otherwise than at the last step: the openings have changed, not what is
    in them."""
    state = start(edge, problem(cell(), DRIVE))
    pressed = problem(cell(aperture=MODEL.aperture + 5e-9), DRIVE)
    pressed = replace(pressed, segments=2 * pressed.segments)
    geometry = frozen(edge, pressed, SLAB)
    gap = geometry.system().gap
    assert np.abs(gap.volumes(state.film.traction) - state.film.lithium).max() > 1e-18
    after = switched(geometry, state)
    assert after.position.segment == 1
    np.testing.assert_array_equal(after.film.lithium, state.film.lithium)
    assert lithium_imbalance(after) == lithium_imbalance(state)


@pytest.mark.parametrize(
    ("density", "advice"),
    [(30.0, "Refine the mesh at the tip"), (1e7, "V, beyond any real one: lower the current")],
)
def test_the_cause_is_named_where_nothing_converges(
    edge: Response, cell: Cell, density: float, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ConvergenceError("no")

    model = problem(cell(), Drive(current=density * SLAB.width))
    state = start(edge, model)
    monkeypatch.setattr("filasse.timeloop.stepper.Stepper.sdirk", fails)
    with pytest.raises(ConvergenceError, match=advice):
        march_from(edge, model, state)


def _no_landing(patch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ConvergenceError("no landing")

    patch.setattr("filasse.timeloop.integrator._Integrator._land", fails)
    patch.setattr("filasse.timeloop.events.EventDetector.excess", lambda *_: 1.0)


def _no_update(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("filasse.timeloop.integrator.updated_to_contact", lambda *_: None)


def _no_accuracy(patch: pytest.MonkeyPatch) -> None:
    """Errors that shrink too slowly to be small, and too fast to be those of a jump."""
    errors = (1e3 * 0.97**index for index in itertools.count())
    patch.setattr("filasse.timeloop.integrator.estimated_error", lambda *_: next(errors))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_no_landing, "The solver says: no landing"),
        (_no_update, "what follows from it changes too much"),
        (_no_accuracy, "its error is"),
    ],
)
def test_steps_that_are_rejected_without_end_end_with_the_reason(
    edge: Response,
    cell: Cell,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
    reason: str,
) -> None:
    model = problem(cell(), DRIVE)
    state, sdirk, tried = start(edge, model), Stepper.sdirk, list[float]()

    def followed(self: Stepper, state: State, step: float, cautious: bool) -> Trial:
        tried.append(step)
        return sdirk(self, state, step, cautious)

    monkeypatch.setattr(Stepper, "sdirk", followed)
    spoil(monkeypatch)
    with pytest.raises(ConvergenceError, match=f"No time step .* at t = 0 s.*{reason}") as caught:
        march_from(edge, model, state)
    assert caught.value.exit_code == 4
    least = StepPolicy().smallest * model.limits.stop_time
    assert len(tried) < 200 and least * 2**-0.25 <= tried[-1] < 20 * least
    assert all(after < before for before, after in itertools.pairwise(tried))


def test_a_jump_at_a_time_that_steps_come_ever_nearer_to_is_passed(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step that lands before it is accepted, and the next one is shorter."""
    model, at = problem(cell(), DRIVE, limits=replace(LIMITS, stop_time=2.0)), 1.0

    def across(policy: StepPolicy, past: Past, time: float, observed: object) -> float:
        return 1.0 if past[-1][0] < at <= time else 1e-9

    monkeypatch.setattr("filasse.timeloop.integrator.estimated_error", across)
    outcome = march(frozen(edge, model, SLAB, toughness=1e9))
    assert outcome.state.time == pytest.approx(2.0)
    near = min(r.step_size for r in outcome.records if abs(r.time - at) < 1e-6)
    assert 1e-11 < near < 1e-6
