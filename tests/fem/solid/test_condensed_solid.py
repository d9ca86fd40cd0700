"""Condensed bodies in space on coarse meshes: what holds on any mesh, and K of a penny."""

import numpy as np
import pytest
from tests.builders.slabs import CONDUCTIVITY, MODULUS, UM
from tests.builders.solids import (
    Meshed,
    elastic,
    half_penny,
    ionic,
    meshed,
    penny,
    primary_current,
    solid_sizes,
)

from filasse.fem.condensed import condense, electrolyte_fields
from filasse.fem.elastic_response import ElasticMaterial, ElasticResponse
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.supports import Support
from filasse.parallel import on_root, world
from filasse_meshes import build_solid_mesh
from filasse_meshes.data.tags import Surface

pytestmark = pytest.mark.mpi

RADIUS, BOX = 10 * UM, 100 * UM
AROUND = (
    *(Surface.ANODE, Surface.COUNTER, Surface.LEFT),
    *(Surface.RIGHT, Surface.FRONT, Surface.BACK),
)


@pytest.fixture(scope="module")
def buried() -> Meshed:
    slab = penny(RADIUS, BOX)
    return meshed(slab, solid_sizes(slab, 0.2 * RADIUS, 0.35))


@pytest.fixture(scope="module")
def answer(buried: Meshed) -> ElasticResponse:
    return elastic(buried, Support((), (AROUND,)))


@pytest.fixture(scope="module")
def open_crack() -> Meshed:
    slab = half_penny(RADIUS, BOX)
    return meshed(slab, solid_sizes(slab, 0.25 * RADIUS, 0.4))


def test_areas_are_those_of_one_face(answer: ElasticResponse) -> None:
    assert answer.areas.min() > 0
    assert answer.areas.sum() == pytest.approx(np.pi * RADIUS**2, rel=1e-3)


def test_compliance_is_symmetric_and_positive(answer: ElasticResponse) -> None:
    np.testing.assert_array_equal(answer.compliance, answer.compliance.T)
    slopes = np.linalg.eigvalsh(answer.compliance)
    assert slopes.min() > -1e-6 * slopes.max()


def test_k_of_a_penny_on_a_coarse_mesh(buried: Meshed, answer: ElasticResponse) -> None:
    assert answer.k_pressure.shape == (len(buried.front.stations), 3, buried.grid.size)
    k = answer.k_pressure.sum(axis=2) / (2 * np.sqrt(RADIUS / np.pi))
    assert k[:, 0].mean() == pytest.approx(1, abs=1.5e-2)
    assert k[:, 0] == pytest.approx(1, abs=3e-2)
    assert np.abs(k[:, 1:]).max() < 2e-2
    assert answer.modulus == pytest.approx(MODULUS)


def test_pressure_all_around_does_not_open_a_crack_under_the_same_pressure(
    answer: ElasticResponse,
) -> None:
    """The solid shrinks evenly; so the terms of the faces and of the volume in K cancel."""
    opened = answer.compliance.sum(axis=1) + answer.load_volumes[:, 0]
    assert np.abs(opened).max() < 3e-4 * np.abs(answer.load_volumes).max()
    k = answer.k_pressure.sum(axis=2) + answer.k_loads[:, :, 0]
    assert np.abs(k).max() < 1e-2 * np.abs(answer.k_loads[:, 0]).max()


def test_energy_release_is_the_slope_of_the_opened_volume(buried: Meshed) -> None:
    """int K^2/E' ds = p^2/2 dV/dR (Irwin), and V grows as R^3 in a large body."""
    response = elastic(buried)
    released = (response.k_pressure[:, 0].sum(axis=1) ** 2).mean() / MODULUS * buried.front.length
    slope = 3 * response.compliance.sum() / RADIUS
    assert released == pytest.approx(slope / 2, rel=3e-2)


@pytest.mark.parametrize(
    "rollers",
    [
        (),
        (Surface.LEFT,),
        (Surface.COUNTER,),
        (Surface.BACK,),
        (Surface.LEFT, Surface.COUNTER),
        (Surface.LEFT, Surface.COUNTER, Surface.BACK),
    ],
)
def test_no_support_strains_or_frees_a_body_that_is_pressed_from_all_sides(
    open_crack: Meshed, rollers: tuple[Surface, ...]
) -> None:
    """Under one pressure, also on the faces, the crack stays closed however the body is held."""
    response = elastic(open_crack, Support(rollers, (AROUND,)))
    opened = response.compliance.sum(axis=1) + response.load_volumes[:, 0]
    assert np.abs(opened).max() < 3e-4 * np.abs(response.load_volumes).max()


def test_primary_current_of_a_half_penny(open_crack: Meshed) -> None:
    response = ionic(open_crack)
    faces = response.nodes.film >= 0
    total = response.areas[faces] @ primary_current(response)[faces]
    assert total == pytest.approx(4 * RADIUS**2, rel=2e-2)


def test_ohms_law_and_areas_of_coarse_electrodes(open_crack: Meshed) -> None:
    """The faces of the crack lie along the current: it does not notice them."""
    response = ionic(open_crack)
    on = {surface: response.nodes.surface == surface for surface in Surface}
    for electrode in (Surface.ANODE, Surface.COUNTER):
        assert response.areas[on[electrode]].sum() == pytest.approx(BOX**2)
    current = np.where(on[Surface.ANODE], -1.0, 0.0) + on[Surface.COUNTER]
    phi = -(response.resistance @ current) / response.areas
    drop = phi[on[Surface.ANODE]].mean() - phi[on[Surface.COUNTER]].mean()
    assert abs(drop) == pytest.approx(BOX / CONDUCTIVITY, rel=1e-7)
    assert np.ptp(phi[on[Surface.ANODE]]) < 1e-7 * abs(drop)


def test_response_of_the_time_loop(open_crack: Meshed) -> None:
    solid = ElasticMaterial(np.array([1e9]), np.array([0.3]))
    fields = electrolyte_fields(solid, np.array([CONDUCTIVITY]), Support((), ()))
    response, bodies = condense(open_crack.domain, fields)
    pressure = np.full(response.grid.size, 1e6)
    u = bodies.elastic.field(pressure)
    bodies.close()
    assert 3 * u.function_space.dofmap.index_map.size_global == open_crack.displacements
    assert np.isfinite(u.x.array).all()
    assert response.grid.size == len(response.elastic.areas)
    faces = response.ionic.nodes.film
    assert sorted(set(faces)) == list(range(-1, response.grid.size))


def test_ranks_that_share_the_work_find_the_same_bits() -> None:
    """Each field on a rank, and the interaction integrals on another one meanwhile."""
    from mpi4py import MPI

    slab = half_penny(RADIUS, BOX)
    mesh = on_root(world(), build_solid_mesh, slab, solid_sizes(slab, 0.25 * RADIUS, 0.4))
    solid = ElasticMaterial(np.array([1e9]), np.array([0.3]))
    found = []
    for comm in (MPI.COMM_SELF, world()):
        domain = distribute_solid(mesh, comm, parallel="replicated")
        fields = electrolyte_fields(solid, np.array([CONDUCTIVITY]), Support((), ()))
        response, bodies = condense(domain, fields)
        bodies.close()
        found.append((response.elastic.k_pressure, response.elastic.compliance))
    for alone, together in zip(*found, strict=True):
        np.testing.assert_array_equal(alone, together)
