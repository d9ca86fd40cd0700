"""The Jacobian is exact, and Newton's method on it converges quadratically."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from tests.builders.slabs import UM

from filasse.cracks.anode_interface import Interface
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import SEED, TRACE
from filasse.cracks.jacobian.assembly import jacobian
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import Fill, FilmState
from filasse.cracks.swept_lithium import SweptLithium
from filasse.errors import ConvergenceError
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.film_flow import FilmFlow
from filasse.physics.kinetics import Kinetics
from filasse.physics.mouth_flow import Mouth

type FloatArray = npt.NDArray[np.float64]
type Cell = Callable[..., CellModel]

LAWS = ("butler_volmer", "linear", "ideal")
COUNTERS = ("butler_volmer", "resistance", "equipotential", "uniform_flux")
FILLINGS = {
    "wet": (Fill.FULL,),
    "dry tip": (Fill.FULL, Fill.FULL, Fill.CAVITATED),
    "closed tip": (Fill.FULL, Fill.CLOSED),
    "packed": (Fill.PACKED, Fill.FULL, Fill.PACKED),
    "all kinds": (Fill.FULL, Fill.CAVITATED, Fill.CLOSED, Fill.PACKED, Fill.FULL, Fill.CAVITATED),
}
CURRENT, STEP = 20.0 * 60 * UM, 0.3


def electrode(law: str, film_resistance: float = 0.0, alpha: float = 0.3) -> Kinetics:
    return Kinetics(law, 10.0, alpha, film_resistance, 298.15)


def counter(kind: str) -> Kinetics:
    law = "butler_volmer" if kind == "butler_volmer" else "ideal"
    return electrode(law, 1e-3 if kind == "resistance" else 0.0, alpha=0.6)


def somewhere(system: CoupledSystem, kinds: tuple[Fill, ...]) -> FilmState:
    """A state far from any solution, with the wanted filling from the mouth to the tip."""
    random = np.random.default_rng(7)
    n, gap = system.n, system.gap
    fill = np.array([kinds[i * len(kinds) // n] for i in range(n)], dtype=np.int8)
    traction = np.where(fill == Fill.CAVITATED, 0.0, random.uniform(2e7, 6e7, n))
    opening = random.uniform(20e-9, 60e-9, n)
    touching = (fill == Fill.CLOSED) | (fill == Fill.PACKED)
    volume = np.where(touching, 0.5 * gap.closed, opening * gap.areas)
    gap.unloaded[:] = volume - gap.compliance @ traction
    part = random.uniform(0.2, 0.8, n)
    held = np.where(fill == Fill.CLOSED, gap.closed, volume)
    return FilmState(
        lithium=np.where(fill == Fill.FULL, volume, part * held),
        packed=np.where(fill == Fill.PACKED, random.uniform(1e7, 3e7, n), 0.0),
        traction=traction,
        fill=fill,
        current=random.uniform(-30.0, 30.0, system.electric.m),
        offset=0.05,
        counter=0.2,
        cut_off=np.zeros(n, dtype=np.bool_),
        island_potential=np.zeros(n),
    )


def scales(system: CoupledSystem, film: FilmState) -> FloatArray:
    free = system.unknowns(film)
    return np.concatenate(
        [
            np.full(len(free.tractions), 1e7),
            np.where(free.is_packed, 1e7, system.gap.closed[free.lithium]),
            np.full(system.electric.m, 10.0),
            np.full(2 + system.islands(film).count, 0.1),
        ]
    )


def by_differences(
    system: CoupledSystem, film: FilmState, step: float, swept: SweptLithium | None = None
) -> FloatArray:
    """Derivative of the residual by scaled unknowns, from central differences."""
    old, columns = 0.9 * film.lithium, []
    for index, scale in enumerate(scales(system, film)):
        change = np.zeros(len(scales(system, film)))
        change[index] = 1e-4 * scale
        ahead = system.residual(system.advance(film, change), old, step, swept)
        behind = system.residual(system.advance(film, -change), old, step, swept)
        columns.append((ahead - behind) / 2e-4)
    return np.column_stack(columns)


def assert_exact(system: CoupledSystem, kinds: tuple[Fill, ...]) -> None:
    assert_exact_at(system, somewhere(system, kinds))


def assert_exact_at(
    system: CoupledSystem, film: FilmState, swept: SweptLithium | None = None
) -> None:
    exact = jacobian(system, film, STEP, swept) * scales(system, film)
    rows = np.abs(exact).max(axis=1, keepdims=True)
    found = by_differences(system, film, STEP, swept)
    np.testing.assert_allclose(found / rows, exact / rows, atol=1e-6)


@pytest.mark.parametrize("towards_tip", [1.0, -1.0])
@pytest.mark.parametrize("filling", FILLINGS)
def test_jacobian_with_moving_places(
    edge: Response, cell: Cell, filling: str, towards_tip: float
) -> None:
    system = CoupledSystem(edge, cell(), Drive(CURRENT, None))
    edges = edge.grid.edges
    distance = towards_tip * np.linspace(0.1, 1.0, len(edges)) * UM
    swept = SweptLithium(edges, distance, system.gap.areas)
    assert_exact_at(system, somewhere(system, FILLINGS[filling]), swept)


@pytest.mark.parametrize("kind", COUNTERS)
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("filling", FILLINGS)
def test_jacobian(edge: Response, cell: Cell, law: str, kind: str, filling: str) -> None:
    model = cell(anode=electrode(law, 1e-3), counter=counter(kind), counter_kind=kind)
    assert_exact(CoupledSystem(edge, model, Drive(current=CURRENT)), FILLINGS[filling])


@pytest.mark.parametrize(
    ("flow", "is_open", "stack", "drive"),
    [
        *product(("creep", "mobile", "immobile"), (True, False), (0.0, 5e6), (Drive(1.2e-3),)),
        ("creep", True, 5e6, Drive(voltage=0.2)),
        ("mobile", False, 0.0, Drive(voltage=0.2)),
    ],
)
def test_jacobian_of_flows_and_drives(
    edge: Response, cell: Cell, flow: str, is_open: bool, stack: float, drive: Drive
) -> None:
    film = FilmFlow(PowerLaw(1.0, 6.6, 3e5), 1e-26)
    model = cell(flow=flow, open_mouths=is_open, stack_pressure=stack, film=film)
    assert_exact(CoupledSystem(edge, model, drive), FILLINGS["all kinds"])


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("pressure", [0.0, 5e7])
def test_jacobian_against_a_foil(edge: Response, cell: Cell, filling: str, pressure: float) -> None:
    """Mouths that creep into the anode, contact lost in part, resistances along the interface."""
    random, n = np.random.default_rng(3), len(edge.ionic.nodes.anode)
    interface = Interface(
        contact=random.uniform(0.1, 1.0, n),
        excess=random.uniform(-1e6, 5e6, n),
        resistance=random.uniform(0.0, 1e-3, n),
        loads=np.zeros(0),
        mouths=np.array([pressure]),
    )
    model = cell(mouth=Mouth(PowerLaw(1.0, 4.0, 3e6), spread=1 * UM))
    system = CoupledSystem(edge, model, Drive(current=CURRENT), interface)
    assert not len(system.fixed_mouths)
    assert_exact(system, FILLINGS[filling])


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("law", LAWS)
def test_jacobian_with_islands(edge: Response, cell: Cell, law: str, filling: str) -> None:
    system = CoupledSystem(edge, cell(anode=electrode(law, 1e-3)), Drive(current=CURRENT))
    film, nodes = somewhere(system, FILLINGS[filling]), edge.grid.nodes_of(0)
    cut_off, potential = film.cut_off.copy(), film.island_potential.copy()
    cut_off[[*nodes[-5:-3], *nodes[-2:]]] = True
    potential[nodes[-2:]] = 0.03
    film = replace(film, cut_off=cut_off, island_potential=potential)
    assert system.islands(film).count == 2
    assert_exact_at(system, film)


def test_jacobian_with_seeds(edge: Response, cell: Cell) -> None:
    system = CoupledSystem(edge, cell(), Drive(current=CURRENT))
    film = somewhere(system, FILLINGS["dry tip"])
    nodes = edge.grid.nodes_of(0)
    fill, lithium = film.fill.copy(), film.lithium.copy()
    fill[nodes[1]] = Fill.CAVITATED
    lithium[nodes[1]] *= 1e-3
    traction = np.where(fill == Fill.CAVITATED, 0.0, film.traction)
    empty = replace(film, fill=fill, lithium=lithium, traction=traction)
    empty = empty.with_current(np.abs(film.current))
    active = system.active_part(empty)
    assert active[nodes[1]] == SEED
    assert_exact_at(system, empty)


def test_no_current_flows_to_what_rounding_leaves(edge: Response, cell: Cell) -> None:
    """In a step so long that lithium grows by more than itself, it would fill the opening."""
    system = CoupledSystem(edge, cell(), Drive(current=CURRENT), trace=TRACE)
    film = somewhere(system, FILLINGS["dry tip"]).with_current(np.full(system.electric.m, 20.0))
    nodes = edge.grid.nodes_of(0)
    lithium = film.lithium.copy()
    lithium[nodes[-3:]] = 1e-18 * system.volumes(film)[nodes[-3:]]
    film = replace(film, lithium=lithium)
    assert not system.active_part(film)[nodes[-3:]].any()
    assert system.active_part(film)[nodes[-4]] > 0.1
    gained = -system.residual(film, lithium, 1e3)[nodes]
    assert not gained[-2:].any()  # the third from the tip gets what flows
    assert gained[-3] > 0


def test_nothing_plates_where_no_metal_leads(edge: Response, cell: Cell) -> None:
    """Half a percent of an opening is no metal: it is stripped, but grows next to metal only."""
    system = CoupledSystem(edge, cell(), Drive(current=CURRENT), by_path=True)
    dry = somewhere(system, FILLINGS["dry tip"])
    nodes = edge.grid.nodes_of(0)
    front = np.flatnonzero(dry.fill[nodes] == Fill.CAVITATED)[0]
    lithium = dry.lithium.copy()
    lithium[nodes[front:]] = 5e-3 * system.volumes(dry)[nodes[front:]]
    for current, behind in ((20.0, 0.0), (-20.0, 5e-3)):
        film = replace(dry, lithium=lithium).with_current(np.full(system.electric.m, current))
        active = system.active_part(film)[nodes]
        assert active[front] == pytest.approx(5e-3)  # the neighbour of a full node
        np.testing.assert_allclose(active[front + 1 :], behind)
        assert_exact_at(system, film)
    lithium[nodes[front]] *= 4  # two percent conduct, up to the next node
    active = system.active_part(replace(film, lithium=lithium).with_current(-film.current))[nodes]
    assert active[front + 1] == pytest.approx(5e-3)
    assert not active[front + 2 :].any()


def test_newton_converges_quadratically(charged: CoupledSystem) -> None:
    start = filled_cracks(charged, 0.0)
    old = start.lithium
    solution = Newton(charged, 1e-12).solve(start, old, 0.5).film
    free = charged.unknowns(solution)
    change = 0.05 * scales(charged, solution)
    change[: len(free.tractions)] *= np.linspace(0.5, 1, len(free.tractions))
    film, errors = charged.advance(solution, change), []
    for _ in range(4):
        errors.append(distance(charged, film, solution))
        residual = charged.residual(film, old, 0.5)
        film = charged.advance(film, -np.linalg.solve(jacobian(charged, film, 0.5), residual))
    orders = np.diff(np.log(errors[1:])) / np.diff(np.log(errors))[:-1]
    assert errors[-1] < 1e-6
    assert orders.max() > 1.7


def distance(system: CoupledSystem, film: FilmState, other: FilmState) -> float:
    pressure = np.abs(film.traction - other.traction).max() / 1e7
    return float(max(pressure, np.abs(film.current - other.current).max() / 10.0))


def test_fresh_and_kept_jacobians_find_the_same_solution(charged: CoupledSystem) -> None:
    start = filled_cracks(charged, 0.0)
    newton = Newton(charged, 1e-11)
    film = newton.solve(start, start.lithium, 0.1).film
    kept = newton.solve(film, film.lithium, 0.1).film
    fresh = Newton(charged, 1e-11).solve(film, film.lithium, 0.1).film
    np.testing.assert_allclose(kept.traction, fresh.traction, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(kept.current, fresh.current, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(("left", "told"), [(4e-322, 0.0), (-1e-18, 0.0), (1e-15, 1e-15)])
def test_a_voltage_of_round_off_is_none(
    edge: Response, cell: Cell, left: float, told: float
) -> None:
    system = CoupledSystem(edge, cell(), Drive(current=0.0))
    assert system.model.counter_potential == 0.0
    film = replace(somewhere(system, FILLINGS["wet"]), counter=left)
    assert system.voltage(film) == told


def test_states_are_not_changed_in_place(charged: CoupledSystem) -> None:
    start = filled_cracks(charged, 0.0)
    before = replace(start, **{k: v.copy() for k, v in vars(start).items() if hasattr(v, "copy")})
    Newton(charged).solve(start, start.lithium, 0.1)
    for name, value in vars(before).items():
        np.testing.assert_array_equal(getattr(start, name), value)


@pytest.mark.parametrize("law", LAWS)
def test_what_stalls_at_rounding_is_solved(edge: Response, cell: Cell, law: str) -> None:
    """No computer reaches this tolerance: Newton's method stops where only rounding is left."""
    model = cell(anode=electrode(law, 2e-3), counter=electrode(law, 2e-3))
    system = CoupledSystem(edge, model, Drive(current=CURRENT))
    film = filled_cracks(system, 0.0)
    wanted = Newton(system, 1e-10).solve(film, film.lithium, STEP).film
    found = Newton(system, 1e-30).solve(film, film.lithium, STEP).film
    np.testing.assert_allclose(found.traction, wanted.traction, rtol=1e-7)
    np.testing.assert_allclose(found.current, wanted.current, rtol=1e-7)


def test_what_stalls_above_rounding_is_not(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A residual that never vanishes is no rounding error, and the message tells the change."""
    system = CoupledSystem(edge, cell(), Drive(current=CURRENT))
    film = filled_cracks(system, 0.0)
    residual, random = system.residual, np.random.default_rng(3)

    def jumping(*given: object) -> FloatArray:
        value = residual(*given)  # type: ignore[arg-type]
        value[2] += random.uniform(-1, 1) * 1e-6 * system.gap.unloaded[2]
        return value

    monkeypatch.setattr(system, "residual", jumping)
    with pytest.raises(
        ConvergenceError, match=r"at 2 mA/cm\^2 .*last relative change was [0-9.]+e-"
    ):
        Newton(system, 1e-14).solve(film, film.lithium, STEP)


def test_fillings_that_go_around_in_a_circle_are_given_up_early(
    edge: Response, cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last node turns dry and wet in turn, Newton stops once iterates come again."""
    system = CoupledSystem(edge, cell(), Drive(current=CURRENT))
    start = filled_cracks(system, 0.0)
    visits: list[int] = []

    def turned(film: FilmState, cautious: bool = False) -> FilmState:
        visits.append(int(film.fill[-1]))
        fill = film.fill.copy()
        fill[-1] = Fill.FULL if film.fill[-1] == Fill.CAVITATED else Fill.CAVITATED
        traction = np.where(fill == Fill.CAVITATED, 0.0, np.abs(film.traction))
        changed = replace(film, fill=fill, traction=traction)
        lithium = np.where(fill == Fill.FULL, system.volumes(changed), film.lithium)
        return replace(changed, lithium=lithium)

    monkeypatch.setattr(system, "refill", turned)
    with pytest.raises(ConvergenceError, match="did not converge in"):
        Newton(system).solve(start, start.lithium, STEP, limit=200)
    assert len(visits) < 30
