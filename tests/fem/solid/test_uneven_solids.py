"""Bodies whose stiffness and conductivity change from cell to cell."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from tests.builders.slabs import FREE, UM
from tests.builders.solids import SeveralDomains, penny, solid_sizes

from filasse.fem.condensed_conduction import IonicBody
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.elastic_response import ElasticMaterial
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse_meshes import SolidMesh, SolidSizes, SolidSlab, build_solid_mesh
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]

RADIUS, BOX, STIFF, SOFT = 10 * UM, 60 * UM, 150e9, 50e9
PRESSED = Support((), ((Surface.ANODE, Surface.COUNTER),))
CONDUCTS = np.array([0.05, 0.025])


class Layered(NamedTuple):
    """A cube of stacked layers: its mesh, the layer of each cell, and their parts of the volume."""

    mesh: SolidMesh
    layer: npt.NDArray[np.int64]
    parts: FloatArray


@pytest.fixture(scope="module")
def layered() -> Layered:
    """The middle third of it is another material; its cells do not see the border."""
    mesh = build_solid_mesh(SolidSlab(BOX, BOX, BOX), SolidSizes(front=UM, far=BOX / 9))
    corners = mesh.points[mesh.cells[:, :4]]
    height = corners.mean(axis=1)[:, 1]
    layer = ((height > BOX / 3) & (height < 2 * BOX / 3)).astype(np.int64)
    volumes = np.abs(np.linalg.det(corners[:, 1:] - corners[:, :1])) / 6
    return Layered(mesh, layer, np.bincount(layer, volumes) / volumes.sum())


@pytest.mark.slow
def test_layers_give_way_one_after_the_other(layered: Layered) -> None:
    """Across: 1/E = sum f/E. The cells' border is not flat, which stiffens by some per cent."""
    domain = distribute_solid(layered.mesh, classes=layered.layer)
    even = ElasticMaterial(np.array([STIFF, SOFT]), np.zeros(2))
    body = ElasticBody(domain, even, PRESSED)
    body.condense(solid_grid(domain.surfaces))
    work = float(body.columns[:, 0].T @ body.field(np.ones(1)).x.array[: body.columns.shape[0]])
    body.close()
    modulus = BOX**3 / work
    assert modulus == pytest.approx(1 / (layered.parts @ [1 / STIFF, 1 / SOFT]), rel=0.03)
    assert modulus < 0.9 * layered.parts @ [STIFF, SOFT]


def test_layers_resist_one_after_the_other(layered: Layered) -> None:
    """R = d/A sum f/kappa for the mean potentials of both electrodes."""
    domain = distribute_solid(layered.mesh, classes=layered.layer)
    body = IonicBody(domain, CONDUCTS)
    response = body.condense(solid_grid(domain.surfaces))
    body.close()
    side = np.where(response.nodes.surface == Surface.COUNTER, 1.0, -1.0)
    resistance = side @ response.resistance @ side / BOX**4
    exact = layered.parts @ (1 / CONDUCTS) / BOX
    assert resistance == pytest.approx(exact, rel=0.03)


@pytest.mark.slow
def test_k_does_not_depend_on_the_domain_where_it_leaves_a_material() -> None:
    """A penny in a layer as thick as a quarter of its radius, three times as soft as the rest.

    The small domains lie within it, the large ones reach three times as far out.
    """
    slab = penny(RADIUS, 6 * RADIUS)
    mesh = build_solid_mesh(slab, solid_sizes(slab, 0.1 * RADIUS, 0.5))
    off = np.abs(mesh.points[mesh.cells[:, :4]].mean(axis=1)[:, 1] - 3 * RADIUS)
    outside = (off > 0.12 * RADIUS).astype(np.int64)
    domain = distribute_solid(mesh, classes=outside)
    grid = solid_grid(domain.surfaces)
    uneven = ElasticMaterial(np.array([SOFT, STIFF]), np.array([0.26, 0.26]))
    body = SeveralDomains(domain, uneven, FREE)
    body.sizes = 0.9, 0.3
    response = body.condense(grid)
    body.close()
    np.testing.assert_allclose(response.modulus, SOFT / (1 - 0.26**2))
    large, small = np.split(response.k_pressure.sum(axis=2)[:, 0], 2)
    assert large.mean() == pytest.approx(small.mean(), rel=0.008)  # found 0.0066
    np.testing.assert_allclose(large, small, rtol=0.06)
    assert large.mean() < 0.8 * 2 * np.sqrt(RADIUS / np.pi)  # what is stiff holds it together


@pytest.mark.slow
def test_every_station_has_the_stiffness_of_its_place() -> None:
    """A penny across the plane border of two materials: K is the same on both halves of each."""
    slab = penny(RADIUS, 6 * RADIUS)
    mesh = build_solid_mesh(slab, solid_sizes(slab, 0.16 * RADIUS, 0.5))
    beyond = mesh.points[mesh.cells[:, :4]].mean(axis=1)[:, 0] > 3 * RADIUS
    domain = distribute_solid(mesh, classes=beyond.astype(np.int64))
    grid = solid_grid(domain.surfaces)
    body = ElasticBody(domain, ElasticMaterial(np.array([SOFT, STIFF]), np.full(2, 0.26)), FREE)
    response = body.condense(grid)
    body.close()
    (front,) = grid.fronts
    across = front.curve(front.centres)[:, 0] / RADIUS - 3
    inside = np.abs(across) > 0.3
    expected = np.where(across > 0, STIFF, SOFT) / (1 - 0.26**2)
    np.testing.assert_allclose(response.modulus[inside], expected[inside])
    k = response.k_pressure.sum(axis=2)[:, 0]
    energies = k**2 / response.modulus  # the soft half gives way more
    assert energies[across < -0.5].mean() > 1.3 * energies[across > 0.5].mean()
    for side in (across < -0.5, across > 0.5):
        assert np.ptp(k[side]) < 0.15 * k[side].mean()
