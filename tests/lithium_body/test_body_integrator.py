"""Newton's method, sub-steps, remeshing and what a failure says."""

import logging
from itertools import pairwise

import numpy as np
import pytest

from filasse.errors import ConvergenceError
from filasse.lithium_body.body_equations import BodyEquations
from filasse.lithium_body.body_integrator import BodySolver, StepControl
from filasse.lithium_body.body_mesh import BodyMesh, grid
from filasse.lithium_body.body_newton import Accuracy, Solved, solve_step
from filasse.lithium_body.body_remap import remesh_four_sided, transfer
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
from filasse.lithium_body.taylor_hood import kernel, quality
from filasse.physics.creep.power_law import PowerLaw

SOLID = Solid(2.83e9, 9e-11, PowerLaw(1e-3, 6.6, 1e6))
SIDE = 1e-6

log = logging.getLogger(__name__)


def block(cells: int = 4) -> BodyMesh:
    lines = np.linspace(0, SIDE, cells + 1)
    return grid(lines, lines)


def squeeze(rate: float) -> Loads:
    """Stick the bottom and press the top down; the sides bulge."""
    still = (Prescribed("bottom", 0), Prescribed("bottom", 1), Prescribed("top", 0))
    return Loads((*still, Prescribed("top", 1, -rate * SIDE)))


def test_newton_converges_quadratically() -> None:
    body = Body(SOLID)
    start = at_rest(body, block())
    loads = squeeze(1e-3)
    equations = BodyEquations(body, start.mesh, loads)
    accuracy = Accuracy(tolerance=1e-12)
    residuals = solve_step(equations, start, loads, 5.0, accuracy).residuals
    log.info("residuals %s", [f"{r:.1e}" for r in residuals])
    pairs = [(a, b) for a, b in pairwise(residuals) if 1e-9 < a < 5e-3]
    assert len(pairs) >= 3
    assert all(b < 20 * a**2 + 1e-13 for a, b in pairs), residuals


def test_large_flow_keeps_the_volume_and_substeps() -> None:
    body = Body(SOLID)
    start = at_rest(body, block())
    solved: list[Solved] = []
    end = BodySolver(body).advance(start, squeeze(1e-3), 200.0, watch=solved.append)
    assert end.time == 200.0
    assert len(solved) > 8
    assert max(s.strain for s in solved) <= 0.02
    assert volume(body, end.mesh) == pytest.approx(SIDE**2, rel=1e-3)
    assert np.ptp(end.mesh.points[:, 1]) == pytest.approx(0.8 * SIDE, rel=1e-9)
    assert start.time == 0.0
    assert np.ptp(start.mesh.points[:, 1]) == SIDE


def test_platen_bears_its_force() -> None:
    body = Body(SOLID)
    loads = Loads((Prescribed("bottom", 1), Prescribed("left", 0)), (Platen("top", 1, -0.5),))
    end = BodySolver(body).step(at_rest(body, block(2)), loads, 1.0)
    top, bottom = end.state.mesh.nodes("top"), end.state.mesh.nodes("bottom")
    assert np.ptp(end.state.mesh.points[top, 1]) < 1e-9 * SIDE
    assert end.reactions[bottom, 1].sum() == pytest.approx(0.5)


def test_impossible_step_tells_why(caplog: pytest.LogCaptureFixture) -> None:
    body = Body(SOLID)
    start = at_rest(body, block(2))
    solver = BodySolver(body, control=StepControl(largest_strain=1.0, smallest=1e-2))
    with (
        caplog.at_level(logging.INFO, "filasse"),
        pytest.raises(ConvergenceError, match="cannot go on at") as error,
    ):
        solver.advance(start, squeeze(1e3), 1.0)
    assert "mesh it again" in str(error.value)
    assert "rejected" in caplog.text
    assert np.all(start.velocity == 0)


def test_free_body_is_told_to_be_held() -> None:
    body = Body(SOLID)
    loads = Loads(platens=(Platen("top", 1, -1.0),))
    with pytest.raises(ConvergenceError, match="body"):
        BodySolver(body).step(at_rest(body, block(2)), loads, 1.0)


def test_transfer_keeps_linear_fields_and_bounds() -> None:
    body = Body(SOLID)
    old = at_rest(body, block(8))
    x = kernel(old.mesh, body.symmetry).positions[..., 0] / SIDE
    old.resistance[:] = 1e6 * (1 + x)
    new = transfer(body, old, block(5))
    assert old.resistance.min() <= new.resistance.min()
    assert new.resistance.max() <= old.resistance.max()
    expected = 1e6 * (1 + kernel(new.mesh, body.symmetry).positions[..., 0] / SIDE)
    assert new.resistance == pytest.approx(expected, abs=0.02e6)
    assert new.deviator.shape == (*new.resistance.shape, 4)


def wave(state: BodyState) -> Loads:
    """Raise the top at one end of a strip and lower it at the other."""
    x = state.mesh.points[state.mesh.nodes("top"), 0]
    still = (Prescribed("bottom", 1), Prescribed("left", 0), Prescribed("right", 0))
    speed = 0.01 * SIDE * np.cos(np.pi * x / (2 * SIDE))
    return Loads((*still, Prescribed("top", 1, speed), Prescribed("top", 0)))


@pytest.mark.slow
def test_remeshing_in_large_flow() -> None:
    """A flat strip becomes a wedge, with and without new meshes."""
    body = Body(SOLID)
    force, counts = [], []
    for worst in (0.0, 0.5):
        solved: list[Solved] = []
        met: list[float] = []

        def again(mesh: BodyMesh, met: list[float] = met) -> BodyMesh:
            met.append(float(quality(mesh).min()))
            return remesh_four_sided(mesh, np.linspace(0, 1, 17), np.linspace(0, 1, 9))

        mesh = grid(np.linspace(0, 2 * SIDE, 17), np.linspace(0, SIDE, 9))
        control = StepControl(largest_strain=0.1, worst_quality=worst)
        end = BodySolver(body, control=control).advance(
            at_rest(body, mesh), wave, 35.0, first=1.0, watch=solved.append, remesh=again
        )
        last = solved[-1]
        force.append(np.abs(last.reactions[last.state.mesh.nodes("bottom"), 1]).sum())
        counts.append(len(met))
        log.info(
            "%d new meshes, force %.4g N/m, worst %.3g",
            counts[-1],
            force[-1],
            quality(end.mesh).min(),
        )
        assert volume(body, end.mesh) == pytest.approx(2 * SIDE**2, rel=1e-3)
    assert counts[0] == 0
    assert counts[1] > 0
    assert force[1] == pytest.approx(force[0], rel=0.02)
