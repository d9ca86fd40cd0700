"""The anode foil and its crack mouths."""

import logging

import numpy as np
import pytest

from filasse.lithium_body.body_integrator import StepControl
from filasse.lithium_body.body_state import BodyState
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.foil import AnodeFoil
from filasse.lithium_body.foil_exchange import FoilLoads, FoilStepResult
from filasse.lithium_body.foil_mesh import FoilShape, lines
from filasse.lithium_body.rigid_outline import straight
from filasse.lithium_body.unilateral_contact import Compliance, Contact, FlatFace
from filasse.parallel import world
from filasse.physics.creep.power_law import PowerLaw

LAW = PowerLaw(1.0, 6.6, 3e5)
SOLID = Solid(2.83e9, 9e-11, LAW)
SHAPE = FoilShape(straight(40e-6), 10e-6, 3e-6, mouths=(15e-6,), spread=2e-6)
X = np.linspace(0, 40e-6, 81)
STACK = 1e6

log = logging.getLogger(__name__)


def loads(plating: float = 0.0, squeezed: float = 0.0, stack: float = STACK) -> FoilLoads:
    rates = np.full_like(X, plating)
    return FoilLoads(X, rates, plating * SHAPE.width, np.array([squeezed]), stack)


def test_lines_are_fine_where_asked() -> None:
    at = lines(40e-6, ((15e-6, 1e-6),), SHAPE)
    sizes = np.diff(at)
    assert at[[0, -1]].tolist() == [0, 40e-6]
    assert sizes.max() <= 3.01e-6
    assert sizes[np.searchsorted(at, 15e-6) - 1] == pytest.approx(1e-6, rel=0.3)


def test_uniform_plating_pushes_the_far_side_back() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    end = foil.advance(foil.start(STACK), loads(plating=1e-8), 20.0)
    far = end.state.mesh.points[end.state.mesh.nodes("bottom"), 1]
    assert far == pytest.approx(np.full_like(far, -10.2e-6), rel=1e-4)
    assert end.contact.pressure == pytest.approx(np.full_like(end.contact.along, STACK), rel=0.02)
    assert end.contact.gap.max() == 0


def test_mouth_answers_what_is_squeezed_out() -> None:
    foil = AnodeFoil(SHAPE, SOLID, Contact("top", FlatFace()))
    start = foil.start(STACK)
    flow = 1e-15

    def result(squeezed: float) -> FoilStepResult:
        return foil.advance(start, loads(squeezed=squeezed), 0.5)

    ends = {q: result(q * flow) for q in (-1, 0, 1)}
    pressures = [float(ends[q].contact.mouths[0]) for q in (-1, 0, 1)]
    log.info("mouth pressures %s, steps %d", pressures, ends[1].steps)
    assert pressures[0] < pressures[1] < pressures[2]
    assert pressures[1] == pytest.approx(STACK, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("plating", [2e-8, -2e-8])
def test_what_a_foil_loses_is_first_order_in_the_step(
    plating: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half the width is plated or stripped: the foil flows, opens gaps and is meshed again."""
    monkeypatch.setattr("filasse.lithium_body.foil.TOPPED_UP", 0.0)  # see the loss itself
    half, total = np.where(X < 20e-6, plating, 0.0), plating * SHAPE.width / 2
    lost = []
    for step in (4.0, 2.0, 1.0):
        foil = AnodeFoil(SHAPE, SOLID, control=StepControl(largest_strain=1.0, worst_quality=0.2))
        state = foil.start(2e5)
        first = foil.lithium(state)
        for _ in range(round(20 / step)):
            state = foil.advance(state, FoilLoads(X, half, total, np.zeros(1), 2e5), step).state
        lost.append(abs(foil.lithium(state) - first - 20 * total) / abs(20 * total))
    log.info("lost %s of what was plated", lost)
    assert lost[0] < 5e-4
    assert lost[2] < 0.36 * lost[0]


def test_elastic_electrolyte_gives_way() -> None:
    """A face that opens by p/k everywhere is pushed up by it: the foil follows."""
    knots, stiffness = np.linspace(0, 40e-6, 9), 1e14
    shares = np.full(9, 5e-6)
    shares[[0, -1]] /= 2
    compliance = Compliance(knots, np.eye(9) / stiffness, shares)
    foil = AnodeFoil(SHAPE, SOLID, Contact("top", FlatFace(), sticks=True, compliance=compliance))
    state = foil.start(STACK)
    still = FoilLoads(X, np.zeros_like(X), 0.0, np.zeros(1), STACK, displacement=np.full(9, 3e-8))
    end = foil.advance(state, still, 1.0)
    height = end.state.mesh.points[end.state.mesh.nodes("top"), 1]
    assert height.mean() == pytest.approx(STACK / stiffness + 3e-8, rel=0.02)
    assert end.contact.gap.max() == 0


@pytest.mark.slow
def test_voids_open_when_stripping_outruns_creep() -> None:
    """The deeper the lower the stack pressure; none where creep keeps up."""
    gaps = []
    for stack in (2e4, 1.2e5, 3e5):
        foil = AnodeFoil(SHAPE, SOLID, Contact("top", FlatFace()))
        rates = -2e-8 * np.maximum(np.cos(np.pi * (X - 20e-6) / 20e-6), 0)
        work = FoilLoads(X, rates, float(np.trapezoid(rates, X)), np.zeros(1), stack)
        end = foil.advance(foil.start(stack), work, 10.0, first=0.5)
        gaps.append(float(end.contact.gap.max()))
        log.info("stack %.2g Pa: gap %.3g m, %d iterations", stack, gaps[-1], end.iterations)
    assert gaps[0] == pytest.approx(2e-7, rel=0.05)
    assert gaps[0] > 1.02 * gaps[1] > gaps[2]
    assert gaps[2] == 0


def test_start_is_in_equilibrium() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    state: BodyState = foil.start(STACK)
    end = foil.advance(state, loads(), 1.0)
    assert end.iterations == 0
    assert end.state.mesh.points == pytest.approx(state.mesh.points, abs=1e-15)


@pytest.mark.mpi
def test_every_rank_has_the_same_foil() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    end = foil.advance(foil.start(STACK), loads(plating=1e-8, squeezed=1e-16), 2.0)
    mine = end.state.mesh.points.tobytes() + end.contact.mouths.tobytes()
    assert len(set(world().allgather(mine))) == 1


def test_a_foil_holds_exactly_what_was_plated() -> None:
    foil = AnodeFoil(SHAPE, SOLID)
    state = foil.start(STACK)
    first = foil.lithium(state)
    for _ in range(3):
        state = foil.advance(state, loads(plating=1e-8, squeezed=1e-15), 2.0).state
    gained = 6 * (1e-8 * SHAPE.width + 1e-15)
    assert foil.lithium(state) - first == pytest.approx(gained, abs=1e-12 * first)


def test_a_march_asks_before_every_step_whether_to_stop() -> None:
    """The second answer ends it, within the first advance of many steps."""
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise InterruptedError("stop")

    foil = AnodeFoil(SHAPE, SOLID, check=check)
    start = foil.start(STACK)
    with pytest.raises(InterruptedError):
        foil.advance(start, loads(plating=1e-8), 20.0, first=1.0)
    assert len(asked) == 2
