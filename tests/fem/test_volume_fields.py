"""Fields told of every cell, of functions known in closed form, on triangles and tetrahedra."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import pyvista as pv
from tests.builders.slabs import FREE, LLZO, UM, edge_crack, material, meshed, sizes

from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.domain import Domain
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.vertex_columns import cell_function
from filasse.fem.volume_fields import SlabFields, node_values, slab_fields
from filasse.parallel import on_root, world
from filasse_meshes import SolidSizes, SolidSlab, anode_crack, build_solid_mesh

type FloatArray = npt.NDArray[np.float64]

SIDE = 20 * UM
STRAIN = 1e-3 * np.array([[1.0, 0.5, -0.2], [0.1, -2.0, 0.3], [0.4, 0.7, 1.5]])
"""Gradient of the displacement."""
SLOPE, CONDUCTIVITY = np.array([3e3, -2e3, 5e3]), 0.04
KINDS = {2: pv.CellType.QUADRATIC_TRIANGLE, 3: pv.CellType.QUADRATIC_TETRA}


@pytest.fixture(scope="module", params=[2, 3])
def domain(request: pytest.FixtureRequest) -> Domain:
    if request.param == 2:
        slab = edge_crack(5 * UM, SIDE, SIDE)
        return meshed(slab, sizes(slab, far=1 / 4))
    solid = SolidSlab(SIDE, SIDE, SIDE, (anode_crack("half", SIDE / 2, SIDE / 2, 5 * UM),))
    mesh = on_root(world(), build_solid_mesh, solid, SolidSizes(front=2 * UM, far=8 * UM))
    return distribute_solid(mesh, world())


@pytest.fixture(scope="module")
def fields(domain: Domain) -> SlabFields:
    """Those of a displacement and a potential that are linear in space."""
    elastic = ElasticBody(domain, material(LLZO), FREE)
    u, phi = _linear(domain, STRAIN, "vector"), _linear(domain, SLOPE[None], "scalar")
    kappa = cell_function(domain, np.array([CONDUCTIVITY]))
    bodies: Any = SimpleNamespace(
        elastic=SimpleNamespace(field=lambda _: u, material=elastic.material),
        ionic=SimpleNamespace(field=lambda _: phi, conductivity=kappa),
    )
    return slab_fields(domain, bodies, np.empty(0), np.empty(0), offset=0.25)


def _linear(domain: Domain, gradient: FloatArray, kind: str) -> Any:
    import dolfinx

    dim = domain.dim
    element = ("Lagrange", 2, (dim,)) if kind == "vector" else ("Lagrange", 2)
    function = dolfinx.fem.Function(dolfinx.fem.functionspace(domain.mesh, element))
    rows = gradient[:dim, :dim] if kind == "vector" else gradient[:, :dim]
    function.interpolate(lambda x: (rows @ x[:dim]).reshape(-1 if len(rows) > 1 else 1, x.shape[1]))
    return function


def test_values_stand_at_the_nodes(domain: Domain, fields: SlabFields) -> None:
    dim, points = domain.dim, fields.points
    assert points.shape[1] == dim
    np.testing.assert_allclose(
        fields.displacement, points @ STRAIN[:dim, :dim].T, rtol=0, atol=1e-12 * SIDE
    )
    np.testing.assert_allclose(fields.potential, 0.25 + points @ SLOPE[:dim], atol=1e-12)


def test_values_of_further_fields_stand_at_the_same_nodes(
    domain: Domain, fields: SlabFields
) -> None:
    dim, points = domain.dim, fields.points
    vectors = node_values(domain, _linear(domain, STRAIN, "vector"))
    np.testing.assert_allclose(vectors, points @ STRAIN[:dim, :dim].T, atol=1e-12 * SIDE)
    scalars = node_values(domain, _linear(domain, SLOPE[None], "scalar"))
    np.testing.assert_allclose(scalars, points @ SLOPE[:dim], atol=1e-12)


def test_cells_are_numbered_as_vtk_does(domain: Domain, fields: SlabFields) -> None:
    points = np.pad(fields.points, ((0, 0), (0, 3 - domain.dim)))
    grid = pv.UnstructuredGrid({KINDS[domain.dim]: fields.cells}, points)
    size = grid.compute_cell_sizes()["Volume" if domain.dim == 3 else "Area"]
    assert size.min() > 0
    assert size.sum() == pytest.approx(SIDE**domain.dim, rel=1e-3)  # curved cells are cut straight
    vtk_edges = [(0, 1), (1, 2), (0, 2), (0, 3), (1, 3), (2, 3)][: 3 * (domain.dim - 1)]
    ends = points[fields.cells[:, : domain.dim + 1]]
    for place, (one, other) in enumerate(vtk_edges, domain.dim + 1):
        middle = points[fields.cells[:, place]]
        along = ends[:, other] - ends[:, one]
        off = np.linalg.norm(middle - (ends[:, one] + ends[:, other]) / 2, axis=1)
        assert (off <= 0.3 * np.linalg.norm(along, axis=1)).all()  # at a quarter at the least
        assert np.median(off / np.linalg.norm(along, axis=1)) < 1e-9


def test_stress_is_that_of_hooke(domain: Domain, fields: SlabFields) -> None:
    dim = domain.dim
    strain = np.zeros((3, 3))
    strain[:dim, :dim] = STRAIN[:dim, :dim]
    strain = (strain + strain.T) / 2
    (young,), (poisson,) = LLZO.young, LLZO.poisson
    shear = young / (2 * (1 + poisson))
    stress = 2 * shear * (strain + poisson / (1 - 2 * poisson) * np.trace(strain) * np.eye(3))
    told = {2: [(0, 0), (1, 1), (0, 1)], 3: [(0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (0, 2)]}
    wanted = [stress[place] for place in told[dim]]
    np.testing.assert_allclose(fields.stress, np.tile(wanted, (len(fields.cells), 1)), rtol=1e-7)
    deviator = stress - np.trace(stress) / 3 * np.eye(3)
    mises = np.sqrt(1.5 * (deviator**2).sum())
    np.testing.assert_allclose(fields.von_mises, mises, rtol=1e-7)


def test_current_density_is_that_of_ohm(domain: Domain, fields: SlabFields) -> None:
    wanted = np.tile(-CONDUCTIVITY * SLOPE[: domain.dim], (len(fields.cells), 1))
    np.testing.assert_allclose(fields.current_density, wanted, rtol=1e-7)
