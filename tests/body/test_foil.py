"""The anode foil and its crack mouths."""

import logging

import numpy as np
import pytest

from lifil.body.contact import Contact, Plane
from lifil.body.exchange import exchange
from lifil.body.foil import AnodeFoil, Answer, Duty, FoilShape, lines
from lifil.body.mesh import FloatArray
from lifil.body.mouth import entry_pressure
from lifil.body.state import BodyState, volume
from lifil.body.stress import Solid
from lifil.errors import ConvergenceError
from lifil.parallel import world
from lifil.physics.creep import FlowLaw

LAW = FlowLaw(1.0, 6.6, 3e5)
SOLID = Solid(2.83e9, 9e-11, LAW)
SHAPE = FoilShape(40e-6, 10e-6, 3e-6, mouths=(15e-6,), spread=2e-6)
X = np.linspace(0, 40e-6, 81)
STACK = 1e6

log = logging.getLogger(__name__)


def duty(plating: float = 0.0, squeezed: float = 0.0, stack: float = STACK) -> Duty:
    rates = np.full_like(X, plating)
    return Duty(X, rates, np.array([squeezed]), np.array([1e-8]), stack)


def test_lines_are_fine_where_asked() -> None:
    at = lines(40e-6, (15e-6,), SHAPE)
    sizes = np.diff(at)
    assert at[[0, -1]].tolist() == [0, 40e-6]
    assert sizes.max() <= 3.01e-6
    assert sizes[np.searchsorted(at, 15e-6) - 1] == pytest.approx(1e-6, rel=0.3)


def test_entry_pressure_is_the_closed_form() -> None:
    flow, opening, spread, n = np.array([1e-15, -1e-15]), np.full(2, 1e-8), 1e-6, LAW.exponent
    value, slope = entry_pressure(LAW, flow, opening, spread)
    inner = opening / 2
    rate = 2 / np.sqrt(3) * np.abs(flow) / (np.pi * inner**2)
    stress = LAW.resistance * rate ** (1 / n)
    exact = n / np.sqrt(3) * stress * (1 - (inner / spread) ** (2 / n))
    assert value == pytest.approx(np.sign(flow) * exact, rel=1e-6)
    assert slope == pytest.approx(exact / n / np.abs(flow), rel=1e-6)
    nothing = entry_pressure(LAW, np.zeros(2), opening, spread)[0]
    assert nothing == pytest.approx([0, 0], abs=1e-9)


def test_uniform_plating_pushes_the_far_side_back() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    end = foil.advance(foil.start(STACK), duty(plating=1e-8), 20.0)
    far = end.state.mesh.points[end.state.mesh.nodes("bottom"), 1]
    assert far == pytest.approx(np.full_like(far, -10.2e-6), rel=1e-4)
    assert end.pressure == pytest.approx(np.full_like(X, STACK), rel=0.02)
    assert end.gap.max() == 0


def test_mouth_answers_what_is_squeezed_out() -> None:
    foil = AnodeFoil(SHAPE, SOLID, Contact("top", Plane()))
    start = foil.start(STACK)
    flow = 1e-15

    def answer(squeezed: float) -> Answer:
        return foil.advance(start, duty(squeezed=squeezed), 0.5)

    ends = {q: answer(q * flow) for q in (-1, 0, 1, 1.001, 0.999)}
    pressures = [float(ends[q].mouth_pressure[0]) for q in (-1, 0, 1)]
    log.info("mouth pressures %s, steps %d", pressures, ends[1].steps)
    assert pressures[0] < pressures[1] < pressures[2]
    assert pressures[1] == pytest.approx(STACK, rel=0.01)
    gained = volume(foil.body, ends[1].state.mesh) - volume(foil.body, start.mesh)
    assert gained == pytest.approx(0.5 * flow, rel=0.01)
    change = float(ends[1.001].mouth_pressure[0] - ends[0.999].mouth_pressure[0])
    assert ends[1].mouth_slope[0, 0] == pytest.approx(change / (0.002 * flow), rel=0.1)


def test_voids_open_when_stripping_outruns_creep() -> None:
    """The deeper the lower the stack pressure; none where creep keeps up."""
    gaps = []
    for stack in (2e4, 1.2e5, 3e5):
        foil = AnodeFoil(SHAPE, SOLID, Contact("top", Plane()))
        rates = -2e-8 * np.maximum(np.cos(np.pi * (X - 20e-6) / 20e-6), 0)
        work = Duty(X, rates, np.zeros(1), np.full(1, 1e-8), stack)
        end = foil.advance(foil.start(stack), work, 10.0, first=0.5)
        gaps.append(float(end.gap.max()))
        log.info("stack %.2g Pa: gap %.3g m, %d iterations", stack, gaps[-1], end.iterations)
    assert gaps[0] == pytest.approx(2e-7, rel=0.05)
    assert gaps[0] > 1.02 * gaps[1] > gaps[2]
    assert gaps[2] == 0


def test_start_is_in_equilibrium() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    state: BodyState = foil.start(STACK)
    end = foil.advance(state, duty(), 1.0)
    assert end.iterations == 0
    assert end.state.mesh.points == pytest.approx(state.mesh.points, abs=1e-15)


@pytest.mark.mpi
def test_every_rank_has_the_same_foil() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    end = foil.advance(foil.start(STACK), duty(plating=1e-8, squeezed=1e-16), 2.0)
    mine = end.state.mesh.points.tobytes() + end.mouth_pressure.tobytes()
    assert len(set(world().allgather(mine))) == 1


@pytest.mark.parametrize("driving", [3e6, 1.05e6, -1e6])
def test_mouth_and_crack_agree(driving: float) -> None:
    """A crack that gives off lithium in proportion to its overpressure."""
    foil = AnodeFoil(SHAPE, SOLID)
    resistance = 1e21

    def crack(pressure: FloatArray) -> tuple[FloatArray, FloatArray]:
        return (driving - pressure) / resistance, -np.eye(1) / resistance

    done = exchange(foil, foil.start(STACK), duty(), 0.5, crack)
    pressure = float(done.answer.mouth_pressure[0])
    log.info("flow %.3g m^2/s, pressure %.4g Pa, %d rounds", done.flow[0], pressure, done.rounds)
    assert done.flow[0] == pytest.approx((driving - pressure) / resistance, rel=1e-5)
    assert done.rounds <= 15
    assert min(driving, STACK) < pressure < max(driving, STACK)


def test_disagreement_is_told() -> None:
    foil = AnodeFoil(SHAPE, SOLID)

    def fickle(pressure: FloatArray) -> tuple[FloatArray, FloatArray]:
        return 1e-16 * (1 + np.random.default_rng(int(pressure[0])).random(1)), np.zeros((1, 1))

    with pytest.raises(ConvergenceError, match="do not agree after 3 rounds"):
        exchange(foil, foil.start(STACK), duty(), 0.1, fickle, most_rounds=3)
