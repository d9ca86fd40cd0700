"""The condensed elastic body on coarse meshes: what holds on any mesh, and K of straight cracks."""

from typing import Any

import numpy as np
import pytest
from tests.builders.slabs import (
    FREE,
    LLZO,
    MODULUS,
    UM,
    YOUNG,
    Solid,
    centre_crack,
    condensed,
    edge_crack,
    geometric_factor,
    material,
    meshed,
    sizes,
)

from filasse.fem.condensed import Response
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.domain import Domain
from filasse.fem.elastic_response import ElasticResponse
from filasse.fem.planar.path_grid import film_grid
from filasse.fem.supports import Support
from filasse_meshes import Crack, Slab
from filasse_meshes.data.tags import Surface

A, WIDTH = 10 * UM, 60 * UM
AROUND = (Surface.ANODE, Surface.COUNTER, Surface.LEFT, Surface.RIGHT)


def elastic(
    domain: Domain, support: Support = FREE, solid: Solid = LLZO, size: float = 0.9
) -> ElasticResponse:
    body = ElasticBody(domain, material(solid), support)
    response = body.condense(film_grid(domain.surfaces), size)
    body.close()
    return response


@pytest.fixture(scope="module")
def domain() -> Domain:
    slab = edge_crack(A, WIDTH, WIDTH)
    return meshed(slab, sizes(slab, tip=1 / 10, lip=1 / 5, far=1 / 6))


def test_compliance_is_symmetric_and_positive(edge: Response, buried: Response) -> None:
    for response in (edge, buried):
        compliance = response.elastic.compliance
        np.testing.assert_array_equal(compliance, compliance.T)
        assert np.linalg.eigvalsh(compliance).min() > -1e-12 * np.abs(compliance).max()


def test_areas_are_those_of_one_face(edge: Response, buried: Response) -> None:
    assert edge.elastic.areas.sum() == pytest.approx(A, rel=1e-12)
    assert buried.elastic.areas.sum() == pytest.approx(2 * A, rel=1e-12)
    assert edge.elastic.areas.min() > 0


def test_pins_do_not_strain_a_free_body() -> None:
    """Mirrored, the slab is pinned at other material points: nothing may change."""
    path = ((25 * UM, 0.0), (25 * UM, A))
    mirrored = ((35 * UM, 0.0), (35 * UM, A))
    answers: list[Any] = []
    for points in (path, mirrored):
        slab = Slab(WIDTH, WIDTH, (Crack("crack", points, mouth=True),))
        answers.append(elastic(meshed(slab, sizes(slab, tip=1 / 10, lip=1 / 5, far=1 / 6))))
    one, other = answers
    assert other.compliance.sum() == pytest.approx(one.compliance.sum(), rel=2e-4)
    assert other.k_pressure[0, 0].sum() == pytest.approx(one.k_pressure[0, 0].sum(), rel=2e-3)


def test_pressure_all_around_does_not_open_a_crack_under_the_same_pressure(domain: Domain) -> None:
    """Under one pressure everywhere the solid shrinks, and the faces of a crack stay together."""
    response = elastic(domain, Support((), (AROUND,)))
    opened = response.compliance.sum(axis=1) + response.load_volumes[:, 0]
    assert np.abs(opened).max() < 1e-4 * np.abs(response.load_volumes).max()
    k = response.k_pressure[0].sum(axis=1) + response.k_loads[0, :, 0]
    assert np.abs(k).max() < 1e-4 * abs(response.k_loads[0, 0, 0])


def test_openings_scale_with_the_compliance_of_the_solid(domain: Domain) -> None:
    soft = elastic(domain, solid=Solid(young=(YOUNG / 3,)))
    hard = elastic(domain)
    np.testing.assert_allclose(soft.compliance, 3 * hard.compliance, rtol=1e-8)
    np.testing.assert_allclose(
        soft.k_pressure, hard.k_pressure, rtol=0, atol=1e-9 * np.abs(hard.k_pressure).max()
    )
    assert hard.modulus == pytest.approx([MODULUS])


def test_work_of_lips_and_loads_is_reciprocal(domain: Domain) -> None:
    """Betti: what a knot of the anode opens on the faces, the faces move at the knot."""
    knots = (0.0, WIDTH / 3, 2 * WIDTH / 3, WIDTH)
    response = elastic(domain, Support((Surface.COUNTER,), ((Surface.LEFT,),), knots))
    anode = response.anode
    np.testing.assert_allclose(
        anode.by_faces * anode.shares[:, None],
        response.load_volumes[:, 1:].T,
        rtol=1e-7,
        atol=1e-9 * np.abs(response.load_volumes).max(),
    )
    work = anode.compliance * anode.shares[:, None]
    np.testing.assert_allclose(work, work.T, rtol=1e-12)
    assert anode.shares.sum() == pytest.approx(WIDTH, rel=1e-12)


def test_energy_release_is_the_slope_of_the_opened_area() -> None:
    """K^2/E' = p^2/2 dV/da (Irwin), by two meshes of slightly different cracks."""
    volumes, factors = [], []
    for length in (9.5 * UM, 10 * UM, 10.5 * UM):
        slab = edge_crack(length, WIDTH, WIDTH)
        response = elastic(meshed(slab, sizes(slab, tip=1 / 20, lip=1 / 10, far=1 / 10)))
        volumes.append(response.compliance.sum())
        factors.append(response.k_pressure[0, 0].sum())
    slope = (volumes[2] - volumes[0]) / (1.0 * UM)
    assert factors[1] ** 2 / MODULUS == pytest.approx(slope / 2, rel=5e-3)


def test_k_of_a_straight_crack_on_a_coarse_mesh() -> None:
    """K_I = p sqrt(pi a) in a plate so large that its sides add less than 0.1 %."""
    slab = centre_crack(A, 80 * A, 80 * A)
    response = condensed(slab, sizes(slab, tip=1 / 10, lip=1 / 5, far=1 / 8))
    assert geometric_factor(response) == pytest.approx(1.0, rel=5e-3)
    both = response.elastic.k_pressure[:, 0].sum(axis=1)
    assert both[0] == pytest.approx(both[1], rel=1e-3)
    assert np.abs(response.elastic.k_pressure[:, 1].sum(axis=1)).max() < 1e-3 * both[0]


@pytest.mark.parametrize("size", [0.3, 0.5, 0.7])
def test_k_does_not_depend_on_the_domain_of_integration(domain: Domain, size: float) -> None:
    largest = elastic(domain, size=0.9).k_pressure[0].sum(axis=1)
    found = elastic(domain, size=size).k_pressure[0].sum(axis=1)
    assert found[0] == pytest.approx(largest[0], rel=2e-3)
    assert abs(found[1] - largest[1]) < 2e-3 * largest[0]
