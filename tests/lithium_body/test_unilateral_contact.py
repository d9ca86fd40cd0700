"""Contact with rigid and elastic counter faces, plating and stripping."""

import logging

import numpy as np
import pytest

from filasse.lithium_body.body_integrator import BodySolver
from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, grid
from filasse.lithium_body.body_state import (
    Body,
    BodyState,
    Loads,
    Platen,
    Prescribed,
    at_rest,
    volume,
)
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.unilateral_contact import (
    Compliance,
    Contact,
    CounterFace,
    FlatFace,
    RoundFace,
    contact_shares,
    interpolation,
    touching,
)
from filasse.physics.creep.power_law import PowerLaw

WIDTH, HEIGHT = 20e-6, 10e-6
ELASTIC = Solid(2.83e9, 9e-11, PowerLaw(1.0, 6.6, 1e13))
CREEPING = Solid(2.83e9, 9e-11, PowerLaw(1.0, 6.6, 3e5))
SIDES = (Prescribed("left", 0), Prescribed("right", 0))

log = logging.getLogger(__name__)


def foil(cells: int = 6) -> BodyMesh:
    return grid(np.linspace(0, WIDTH, 2 * cells + 1), np.linspace(-HEIGHT, 0, cells + 1))


@pytest.mark.parametrize("face", [FlatFace((0.2, 0.1), (0.6, -0.8)), RoundFace((0.3, 1.0), 0.4)])
def test_face_has_its_derivatives(face: CounterFace) -> None:
    points, small = np.array([[0.1, -0.2], [0.5, 0.3]]), 1e-6
    now = face.distance(points)
    for axis in range(2):
        change = small * np.eye(2)[axis]
        up, down = face.distance(points + change), face.distance(points - change)
        assert now.slope[:, axis] == pytest.approx((up.gap - down.gap) / (2 * small))
        numeric = (up.slope - down.slope) / (2 * small)
        assert now.curvature[:, :, axis] == pytest.approx(numeric, abs=1e-8)


def test_active_set() -> None:
    force, gap = np.array([1.0, 0.0, -1.0, 0.0, -1.0]), np.array([0.0, -1.0, 0.0, 1.0, 0.0])
    strength = np.array([0.0, 0, 0, 0, 2.0])
    assert touching(force, gap, 1.0, strength).tolist() == [True, True, False, False, True]


def test_interpolation_loses_no_force() -> None:
    weights = interpolation(np.array([0.0, 1, 3]), np.array([-1.0, 0.5, 2, 3]))
    assert weights.sum(axis=1) == pytest.approx(np.ones(4))
    assert weights @ np.array([0.0, 1, 3]) == pytest.approx([0, 0.5, 2, 3])


@pytest.mark.parametrize("sticks", [False, True])
def test_stack_pressure_is_uniform(sticks: bool) -> None:
    body = Body(CREEPING, Contact("top", FlatFace(), sticks))
    loads = Loads(SIDES, (Platen("bottom", 1, 1e6 * WIDTH),))
    end = BodySolver(body).step(at_rest(body, foil()), loads, 1.0)
    assert end.state.attached.all()
    assert end.state.normal_force.sum() == pytest.approx(1e6 * WIDTH)
    shares = contact_shares(end.state.mesh, "top", body.symmetry)
    assert end.state.normal_force / shares == pytest.approx(np.full_like(shares, 1e6), rel=1e-3)


def test_elastic_face_opens_by_its_compliance() -> None:
    nodes = np.linspace(0, WIDTH, 9)
    shares = np.full(9, WIDTH / 8)
    shares[[0, -1]] /= 2
    face = Compliance(nodes, np.diag(np.full(9, 1e-13)), shares)
    body = Body(ELASTIC, Contact("top", FlatFace(), compliance=face))
    loads = Loads((*SIDES, Prescribed("bottom", 1)), growth=2e-7)
    end = BodySolver(body).step(at_rest(body, foil(4)), loads, 1.0)
    pressure = end.state.normal_force.sum() / WIDTH
    log.info("pressure %.4g Pa", pressure)
    modulus = 1 / ELASTIC.compressibility + 4 / 3 * ELASTIC.shear
    assert pressure == pytest.approx(2e-7 / (1e-13 + HEIGHT / modulus), rel=0.03)


def test_broken_adhesion_does_not_heal_at_a_distance() -> None:
    pulled = Loads((*SIDES, Prescribed("bottom", 1, -1e-9)))
    for strength, holds in ((1e7, True), (1e5, False)):
        body = Body(ELASTIC, Contact("top", FlatFace(), adhesion=strength))
        solver = BodySolver(body)
        touching_state = solver.step(
            at_rest(body, foil(2)), Loads((*SIDES, Prescribed("bottom", 1, 1e-10))), 1.0
        )
        end = solver.step(touching_state.state, pulled, 1.0)
        assert end.state.attached.all() == holds
        assert end.state.attached.any() == holds
        again = solver.step(end.state, Loads((*SIDES, Prescribed("bottom", 1, 1e-10))), 1.0)
        assert again.state.attached.all() == holds


def profile(state: BodyState, speed: float) -> FloatArray:
    x = state.mesh.points[state.mesh.nodes("top"), 0]
    return np.asarray(speed * np.cos(np.pi * np.clip(2 * x / WIDTH, 0, 1) / 2) ** 2)


@pytest.mark.slow
@pytest.mark.parametrize("pressure", [2e4, 3e5])
def test_cycle_returns_to_its_start(pressure: float) -> None:
    """Strip part of a foil, so that a void opens (or creep keeps it shut), and plate it back."""
    body = Body(CREEPING, Contact("top", FlatFace()))
    start = at_rest(body, foil(), pressure)
    solver = BodySolver(body)
    platen = (Platen("bottom", 1, pressure * WIDTH),)

    def plate(speed: float, state: BodyState) -> BodyState:
        def loads(now: BodyState) -> Loads:
            return Loads(SIDES, platen, growth=profile(now, speed))

        return solver.advance(state, loads, 10.0, first=1.0)

    pressed = solver.advance(start, Loads(SIDES, platen), 1.0)
    stripped = plate(-5e-8, pressed)
    back = plate(5e-8, stripped)
    gap = [-s.mesh.points[s.mesh.nodes("top"), 1].min() for s in (pressed, stripped, back)]
    taken = volume(body, stripped.mesh) - volume(body, pressed.mesh)
    drift = (volume(body, back.mesh) - volume(body, pressed.mesh)) / taken
    log.info("gap %s m, drift %.2e", gap, drift)
    assert gap[0] == pytest.approx(0, abs=1e-12)
    assert gap[1] == pytest.approx(5e-7 if pressure < 1e5 else 0, rel=0.01, abs=1e-12)
    assert gap[2] == pytest.approx(0, abs=5e-10)
    assert taken == pytest.approx(-5e-7 * WIDTH / 4, rel=1e-3)
    assert abs(drift) < 2e-3
    far = [s.mesh.points[s.mesh.nodes("bottom"), 1].mean() for s in (pressed, back)]
    assert far[1] == pytest.approx(far[0], abs=1e-9)
