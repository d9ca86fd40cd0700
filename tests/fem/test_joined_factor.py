"""A cross-section that is cut in two answers as the whole does, with the same bits on all ranks."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from tests.builders.slabs import CONDUCTIVITY, LLZO, UM, edge_crack, material, sizes
from tests.fem.laplacian import laplacian

from filasse.errors import ConvergenceError
from filasse.fem.condensed import condense, electrolyte_fields
from filasse.fem.domain import distribute
from filasse.fem.elastic_response import ElasticMaterial, ElasticResponse
from filasse.fem.linear.joined_factor import JoinedFactor
from filasse.fem.linear.sparse_blocks import solve_sparse
from filasse.fem.linear.substructure import Substructure
from filasse.fem.planar import cutting
from filasse.fem.supports import Support
from filasse.parallel import on_root, world
from filasse_meshes import build_mesh
from filasse_meshes.data.tags import Surface

pytestmark = pytest.mark.mpi

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)
KNOTS = (0.0, 20 * UM, 60 * UM)
PULLED = Support((Surface.LEFT,), ((Surface.ANODE,), (Surface.COUNTER,)), KNOTS, pulled=True)
STRESSED = ElasticMaterial(
    *(getattr(material(LLZO), name) for name in ("young", "poisson")), np.array([[1.0, 2.0]])
)
SIDE, LINE = 12, 7


@pytest.fixture(scope="module")
def mesh() -> Any:
    return on_root(world(), build_mesh, SLAB, sizes(SLAB, far=1 / 12))


def answered(mesh: Any, comm: Any, large: int) -> tuple[ElasticResponse, Any]:
    """Elasticity, and a displacement field, cut from so many displacements on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "LARGE", large)
        domain = distribute(mesh, comm, None, "replicated")
        makers = electrolyte_fields(STRESSED, np.array([CONDUCTIVITY]), PULLED)
        response, bodies = condense(domain, makers)
        assert (bodies.elastic.joined is not None) == (large == 0)
        size = response.elastic.layout.size
        field = bodies.elastic.field(np.linspace(1e3, 2e3, size)).x.array.copy()
        bodies.close()
    return response.elastic, field


def arrays(response: ElasticResponse) -> dict[str, Any]:
    """All numbers of an answer."""
    parts = {"": response, "anode.": response.anode, "layer.": response.layer}
    found = {p + f.name: getattr(part, f.name) for p, part in parts.items() for f in fields(part)}
    return {name: values for name, values in found.items() if isinstance(values, np.ndarray)}


@pytest.mark.slow
def test_two_parts_answer_as_the_whole_on_any_number_of_ranks(mesh: Any) -> None:
    from mpi4py import MPI

    whole, field = answered(mesh, MPI.COMM_SELF, 10**9)
    cut, cut_field = answered(mesh, MPI.COMM_SELF, 0)
    together, shared_field = answered(mesh, world(), 0)
    np.testing.assert_allclose(cut_field, field, rtol=0, atol=1e-9 * np.abs(field).max())
    np.testing.assert_array_equal(shared_field, cut_field)
    scales = {"load_volumes": whole.compliance.sum(), "k_loads": np.abs(whole.k_pressure).sum()}
    for name, values in arrays(whole).items():
        scale = scales.get(name, np.abs(values).max())
        found = arrays(cut)[name]
        np.testing.assert_allclose(found, values, rtol=0, atol=1e-9 * scale, err_msg=name)
        np.testing.assert_array_equal(arrays(together)[name], found, err_msg=name)


def test_the_first_part_is_larger_where_the_mesh_is_small(mesh: Any) -> None:
    import dolfinx

    domain = distribute(mesh, world(), None, "replicated")
    space = dolfinx.fem.functionspace(domain.mesh, ("Lagrange", 2, (2,)))
    held = np.empty(0, dtype=np.int32)
    first, second = cutting.cut_in_two(domain, space, held).cells
    assert len(first) / len(mesh.cells) == pytest.approx(0.78, abs=0.04)
    np.testing.assert_array_equal(np.sort([*first, *second]), np.arange(len(mesh.cells)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "FIRST_PARTS", (0.5, 0.5))
        half, _ = cutting.cut_in_two(domain, space, held).cells
    assert len(half) / len(mesh.cells) == pytest.approx(0.5, abs=0.04)


def test_a_part_may_have_any_columns() -> None:
    """Of few rows and of all of them, on one side only, on the cut only, and further ones."""
    matrix = laplacian(SIDE)
    factor = joined(matrix)
    columns, further = np.zeros((SIDE**2, 5)), np.ones((SIDE**2, 2))
    columns[[0, -1, 5], [0, 1, 0]] = 1, 2, -1
    columns[LINE * SIDE + 3, 2] = 1
    columns[:, 3] = np.linspace(0, 1, SIDE**2)
    columns[:SIDE, 4] = further[SIDE:, 1] = 0.5
    sparse, more = sp.csc_array(columns), sp.csc_array(further)
    factor.eliminate(sparse)
    answer = factor.condense(sparse, more)
    every = np.hstack([columns, further])
    solution = np.linalg.solve(matrix.toarray(), every)
    np.testing.assert_allclose(answer, columns.T @ solution, rtol=1e-11, atol=1e-12)
    found = factor.solve(lambda: further[:, 1])
    np.testing.assert_allclose(found, solution[:, -1], rtol=1e-11)
    factor.destroy()


def test_columns_without_an_entry_are_not_given_to_the_factor() -> None:
    """As those of a part where no tip is: MUMPS refuses them, unless memory happens to lie well."""
    from petsc4py import PETSc

    matrix = PETSc.Mat().createAIJ((3, 3), comm=PETSc.COMM_SELF)
    found = solve_sparse(matrix, None, sp.csc_array((3, 2)), np.array([0, 2], dtype=np.int32))
    np.testing.assert_array_equal(found, np.zeros((2, 2)))
    matrix.destroy()


def test_what_nothing_holds_at_the_cut_is_told() -> None:
    """Both sides hold the same row of springs that is held nowhere."""
    matrix = sp.csr_array(np.array([[1.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 1.0]]))
    ends, middle = [np.array([0]), np.array([2])], np.array([1])
    halves = [
        sp.csr_array(np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])),
        sp.csr_array(np.array([[0.0, 0.0, 0.0], [0.0, 1.0, -1.0], [0.0, -1.0, 1.0]])),
    ]
    assert abs(halves[0] + halves[1] - matrix).max() == 0
    parts = [
        Substructure(lambda half=half: half, end, middle, "elasticity")
        for half, end in zip(halves, ends, strict=True)
    ]
    factor = JoinedFactor(parts, ends, middle, 3)
    none = sp.csc_array((3, 0))
    factor.eliminate(none)
    with pytest.raises(ConvergenceError, match="singular"):
        factor.condense(none, none)
    factor.destroy()


def joined(matrix: sp.csr_array) -> JoinedFactor:
    """The matrix in two parts, of which the second one has the rows on the cut."""
    numbers = np.arange(SIDE**2)
    lines = numbers // SIDE
    inner, cut = [numbers[lines < LINE], numbers[lines > LINE]], numbers[lines == LINE]
    first = lines < LINE
    of_first = sp.csr_array(matrix.multiply(first[:, None] | first[None, :]))
    parts = [
        Substructure(lambda part=part: part, own, cut, "a square")
        for part, own in zip((of_first, sp.csr_array(matrix - of_first)), inner, strict=True)
    ]
    return JoinedFactor(parts, inner, cut, SIDE**2)
