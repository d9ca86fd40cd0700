"""A full pore holds lithium of one pressure: finite elements in the pore say how nearly so."""

import logging

import numpy as np
import pytest

from filasse.lithium_body.body_integrator import BodySolver, StepControl
from filasse.lithium_body.body_mesh import BodyMesh, quadratic
from filasse.lithium_body.body_state import Body, Loads, Prescribed, at_rest
from filasse.lithium_body.body_stress import Solid
from filasse.physics.creep.power_law import power_law
from filasse.physics.creep.steady_flow import channel_rate
from filasse_meshes import fill_outline

UM, MPA = 1e-6, 1e6
RADIUS, THROAT = 1.5 * UM, 0.1 * UM
EXPONENT, STRENGTH = 6.6, 2.88 * MPA  # LePage 2019 at 298 K
SPEED = 5.4e-9  # 4 mA/cm^2

log = logging.getLogger(__name__)


def pore(across: int) -> BodyMesh:
    """A round pore with a throat at its bottom, edges of the throat's size growing away from it."""
    half = THROAT / RADIUS / 2
    throat = np.linspace(-half, half, across + 1)
    steps = THROAT / RADIUS / across * 1.2 ** np.arange(200)
    beyond = half + np.cumsum(np.minimum(steps, 0.15))
    beyond = beyond[beyond < np.pi - 0.1]
    turn = np.concatenate([throat, beyond, [np.pi], 2 * np.pi - beyond[::-1]]) - np.pi / 2
    corners = RADIUS * np.column_stack([np.cos(turn), np.sin(turn)])
    points, cells = fill_outline(corners, 0.2 * UM, 0.2)
    return quadratic(points, cells, {"throat": across, "wall": len(corners) - across})


@pytest.mark.parametrize("across", [4, 8])
def test_a_full_pore_has_one_pressure(across: int) -> None:
    """Plated on its wall at 4 mA/cm^2, squeezed into a crack of 0.1 um: uniform to 3 MPa of 100.

    Where lithium converges on the throat some 15 MPa more are lost, as much as a crack of that
    opening takes on less than half a micrometre: the size of a cell of the film.
    """
    mesh, start = pore(across), 50 * MPA
    nodes = mesh.nodes("wall")
    inward = -SPEED * mesh.points[nodes] / RADIUS
    walls = (Prescribed("wall", 0, inward[:, 0]), Prescribed("wall", 1, inward[:, 1]))
    law = power_law(EXPONENT, STRENGTH**-EXPONENT, 0.0, 298.0)
    body = Body(Solid(2.83e9, 9.2e-11, law, large=False))
    solver = BodySolver(body, control=StepControl(largest_strain=np.inf))
    loads = Loads(walls, pressures={"throat": start})
    end = solver.advance(at_rest(body, mesh, start), loads, 50.0)
    place = mesh.points[mesh.vertices]
    far = np.hypot(place[:, 0], place[:, 1] + RADIUS) > RADIUS / 2
    inside = end.pressure[far] - start
    film = channel_rate(law, np.array([THROAT / 2]), np.ones(1)).value[0]
    squeezed = 2 * np.pi * RADIUS * SPEED
    length = inside.mean() / (squeezed / film) ** (1 / EXPONENT)
    log.info("%.3g to %.3g MPa", inside.min() / MPA, inside.max() / MPA)
    log.info("as much as %.3g um of crack", length / UM)
    assert np.ptp(inside) < 3 * MPA
    assert 10 * MPA < inside.mean() < 20 * MPA
    assert length < 0.5 * UM
