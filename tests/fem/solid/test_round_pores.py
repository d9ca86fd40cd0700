"""Round pores in a body: what their walls answer, and how lithium enters."""

import numpy as np
import pytest
from tests.builders.slabs import CONDUCTIVITY, FREE, LLZO, POISSON, UM, YOUNG, material
from tests.builders.solids import Meshed, meshed

from filasse.fem.condensed import ELASTIC, Bodies
from filasse.fem.condensed_conduction import IonicBody
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.solid.curved_cells import cell_nodes
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse.fem.volume_fields import cell_stress
from filasse_meshes import SolidSizes, SolidSlab, SphericalPore, Surface, anode_crack

RADIUS, BOX = 5 * UM, 80 * UM
SHEAR = YOUNG / (2 * (1 + POISSON))
BULK = YOUNG / (3 * (1 - 2 * POISSON))
PULLED = (Surface.LEFT, Surface.RIGHT)


@pytest.fixture(scope="module")
def cavity() -> Meshed:
    """A cube with a pore in its middle."""
    pore = SphericalPore("void", (BOX / 2,) * 3, RADIUS)
    slab = SolidSlab(BOX, BOX, BOX, pores=(pore,))
    body = meshed(slab, SolidSizes(front=UM, far=16 * UM, growth=0.4, pore=RADIUS / 4))
    return body._replace(grid=solid_grid(body.domain.surfaces, every_pore=True))


@pytest.mark.slow
def test_a_pressure_widens_a_cavity(cavity: Meshed) -> None:
    """u = p R/(4 G) = p R (1 + nu)/(2 E) at the wall (Lame), so that V = pi R^3 p/G opens.

    A stress from afar, s along one axis, opens as much as a third of s along all three:
    4/3 pi R^3 s (1/(3 K) + 1/(4 G)) (Goodier 1933); so much does a pressure on the sides close.
    """
    body = ElasticBody(cavity.domain, material(LLZO), Support((), (PULLED,)))
    response = body.condense(cavity.grid)
    body.close()
    assert response.areas[0] == pytest.approx(4 * np.pi * RADIUS**2, rel=2e-3)
    assert response.compliance[0, 0] == pytest.approx(np.pi * RADIUS**3 / SHEAR, rel=6e-3)
    opened = 4 / 3 * np.pi * RADIUS**3 * (1 / (3 * BULK) + 1 / (4 * SHEAR))
    assert response.load_volumes[0, 0] == pytest.approx(-opened, rel=1e-2)


@pytest.mark.slow
def test_the_stress_beside_a_cavity_under_pressure(cavity: Meshed) -> None:
    """s_tt = p (R/r)^3/2 and s_rr = -p (R/r)^3: at the wall a hoop stress of half the pressure."""
    body = ElasticBody(cavity.domain, material(LLZO), FREE)
    body.condense(cavity.grid)
    cells = np.arange(cavity.domain.mesh.topology.index_map(3).size_local, dtype=np.int32)
    displacement = body.field(np.ones(1))
    stress, mises = cell_stress(cavity.domain, Bodies({ELASTIC: body}), displacement, cells)
    body.close()
    middle = cell_nodes(cavity.domain, cells)[:, :4].mean(axis=1)
    away = np.linalg.norm(middle - BOX / 2, axis=1) / RADIUS
    near = away < 1.4
    assert near.sum() > 200
    np.testing.assert_allclose(mises[near] * away[near] ** 3, 1.5, rtol=0.15)
    assert np.mean(mises[near] * away[near] ** 3) == pytest.approx(1.5, rel=0.02)
    assert abs(stress[near, :3].sum(axis=1).mean()) < 0.03


def test_metal_in_a_pore_draws_three_times_the_current_at_its_poles(cavity: Meshed) -> None:
    """J = 3 i cos(phi) on a sphere without a net current; half of it is a hemisphere's (E3)."""
    field = IonicBody(cavity.domain, np.array([CONDUCTIVITY]))
    response = field.condense(cavity.grid)
    field.close()
    nodes, areas = response.nodes, response.areas
    wall = nodes.film >= 0
    current = np.select([nodes.surface == Surface.ANODE, nodes.surface == Surface.COUNTER], [1, -1])
    current = current.astype(float)
    rows = response.resistance[wall]
    matrix = np.block([[rows[:, wall], -areas[wall, None]], [areas[None, wall], np.zeros((1, 1))]])
    current[wall] = np.linalg.solve(matrix, np.append(-rows @ current, 0.0))[:-1]
    height = (nodes.position[wall, 1] - BOX / 2) / RADIUS
    slope = (areas[wall] * height) @ current[wall] / ((areas[wall] * height) @ height)
    assert slope == pytest.approx(3.0, rel=0.02)
    above = height > 0
    taken = areas[wall][above] @ current[wall][above]
    assert taken == pytest.approx(3 * np.pi * RADIUS**2, rel=0.05)


def test_nodes_of_a_rim_lead_into_their_pore() -> None:
    """Every one stands for its part of the circle, half an edge of the crack before the wall."""
    pore = SphericalPore("void", (25 * UM, 8 * UM, 25 * UM), 3 * UM)
    crack = anode_crack("around", 25 * UM, 25 * UM, 16 * UM, pore="void")
    other = SphericalPore("empty", (10 * UM, 30 * UM, 10 * UM), 3 * UM)
    slab = SolidSlab(50 * UM, 40 * UM, 50 * UM, (crack,), (pore, other))
    grid = meshed(slab, SolidSizes(front=2 * UM, far=16 * UM, growth=0.5)).grid
    (reservoir,) = grid.reservoirs
    assert (reservoir.name, reservoir.node) == ("void", grid.size - 1)
    assert reservoir.volume == pytest.approx(4 / 3 * np.pi * (3 * UM) ** 3)
    count = len(grid.entrances)
    rim, into = grid.edges[-count:].T
    assert set(into) == {reservoir.node}
    away = np.linalg.norm(grid.position[rim] - pore.centre, axis=1)
    np.testing.assert_allclose(away, 3 * UM, rtol=1e-9)
    assert grid.entrances.sum() == pytest.approx(2 * np.pi * 3 * UM, rel=0.02)
    assert 0.2 * UM < grid.lengths[-count:].min() < grid.lengths[-count:].max() < 2 * UM
    (front,) = grid.fronts
    wall = np.linalg.norm(front.curve(front.stations) - pore.centre, axis=1) - 3 * UM
    assert (front.reach(front.stations) <= np.maximum(0.9 * wall, 3 * UM) * 1.01).all()
