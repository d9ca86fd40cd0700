"""The direct solver on any number of ranks: workspace, and what it says when it cannot."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from tests.fem.laplacian import laplacian

from filasse.errors import ConvergenceError, FilasseError, MemoryShortage
from filasse.fem.linear import direct_solver, mumps, schur
from filasse.fem.linear.direct_solver import CholeskyFactor
from filasse.fem.linear.mumps import LOW_RANK
from filasse.parallel import world

pytestmark = pytest.mark.mpi

SIDE = 40


def distributed(whole: sp.csr_array) -> Any:
    """The matrix, its rows dealt out to the ranks."""
    comm, size = world(), whole.shape[0]  # before petsc4py, which needs its MPI
    from petsc4py import PETSc

    bounds = np.linspace(0, size, comm.size + 1).astype(int)
    first, last = bounds[comm.rank], bounds[comm.rank + 1]
    own = sp.csr_array(whole[first:last])
    csr = (own.indptr.astype(np.int32), own.indices.astype(np.int32), own.data)
    return PETSc.Mat().createAIJ(((last - first, size),) * 2, csr=csr, comm=comm)


def factorised(whole: sp.csr_array) -> None:
    """The factorisation is made when it is first needed."""
    factor = CholeskyFactor(distributed(whole), "a square")
    factor.condense(sp.csc_array((factor.rows, 0)))


def condensed(whole: sp.csr_array) -> None:
    """The factor answers as a sparse LU does."""
    factor = CholeskyFactor(distributed(whole), "a square")
    first, last = factor.matrix.getOwnershipRange()
    columns, further = loads(whole.shape[0])
    found = factor.condense(sp.csc_array(columns[first:last]), sp.csc_array(further[first:last]))
    solved = factor.solve(columns[first:last, [1]].toarray()[:, 0])
    factor.destroy()
    every = sp.hstack([columns, further]).toarray()
    solution = sp.linalg.spsolve(sp.csc_matrix(whole), every)
    np.testing.assert_allclose(found, columns.T @ solution, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(solved, solution[first:last, 1], rtol=1e-11, atol=1e-13)


def loads(size: int) -> tuple[sp.csc_array, sp.csc_array]:
    """Columns to condense, of few rows and of all of them, and further ones of both kinds."""
    columns, further = np.zeros((size, 4)), np.zeros((size, 2))
    columns[[0, 7, -1], [0, 2, 3]] = 1
    columns[8, 2] = further[5, 0] = -2
    columns[:, 1] = np.linspace(0.0, 1.0, size)
    further[:, 1] = 1
    return sp.csc_array(columns), sp.csc_array(further)


def single(whole: sp.csr_array) -> tuple[float, float, bool]:
    """Errors of a condensation and of a solution, and whether the factor stayed single."""
    factor = CholeskyFactor(distributed(whole), "a square", LOW_RANK)
    first, last = factor.matrix.getOwnershipRange()
    columns, further = loads(whole.shape[0])
    found = factor.condense(sp.csc_array(columns[first:last]), sp.csc_array(further[first:last]))
    solved = factor.solve(columns[first:last, [1]].toarray()[:, 0])
    kept = factor.method.single
    factor.destroy()
    every = sp.hstack([columns, further]).toarray()
    solution = sp.linalg.spsolve(sp.csc_matrix(whole), every)
    exact = columns.T @ solution
    error = float(np.abs(found - exact).max() / np.abs(exact).max())
    return error, float(np.abs(solved / solution[first:last, 1] - 1)[1:].max()), kept


def test_a_factor_in_single_precision_is_nearly_right_and_its_solutions_are_refined() -> None:
    error, refined, kept = single(laplacian(SIDE))
    assert kept
    assert 1e-12 < error < 1e-5  # were it below, it would not be in single precision
    assert refined < 1e-7


def test_too_inaccurate_a_factor_gives_way_to_double_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(direct_solver, "RESIDUAL", 1e-12)
    error, _, kept = single(laplacian(SIDE))
    assert not kept
    assert error < 1e-11


def test_too_little_workspace_is_raised_until_it_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mumps, "WORKSPACES", (-95, -60, 50))
    condensed(laplacian(SIDE))


def test_without_a_schur_complement_all_columns_are_solved_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schur, "is_available", lambda: False)
    monkeypatch.setattr(schur, "complement", None)
    condensed(laplacian(SIDE))


def test_the_schur_complement_of_this_petsc_can_be_used() -> None:
    world()
    assert schur.is_available()


def test_a_wrong_schur_complement_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    world()
    right = schur.complement
    monkeypatch.setattr(schur, "complement", lambda *given: -right(*given))
    assert not schur.is_available.__wrapped__()


def test_a_petsc_without_the_call_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    world()
    monkeypatch.setattr(schur, "_library", object)
    assert not schur.is_available.__wrapped__()


def test_workspace_that_is_never_enough_is_not_called_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mumps, "WORKSPACES", (-95, -90))
    with pytest.raises(ConvergenceError, match="lacks workspace for a square") as found:
        factorised(laplacian(SIDE))
    assert "memory" not in str(found.value)
    assert "-9" in str(found.value)


def test_a_singular_matrix_is_called_singular() -> None:
    whole = laplacian(SIDE).tolil()
    whole[5, :] = whole[:, 5] = 0
    with pytest.raises(ConvergenceError, match="matrix of a square is singular"):
        factorised(sp.csr_array(whole))


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (-5, MemoryShortage, "not enough memory"),
        (-7, MemoryShortage, "not enough memory"),
        (-13, MemoryShortage, "not enough memory"),
        (-8, ConvergenceError, "workspace"),
        (-17, ConvergenceError, "workspace"),
        (-20, ConvergenceError, "workspace"),
        (-10, ConvergenceError, "singular"),
        (-3, ConvergenceError, "Users' Guide"),
    ],
)
def test_every_report_has_words_of_its_own(code: int, kind: type[FilasseError], words: str) -> None:
    error = mumps.failure("elasticity", code, 7)
    assert type(error) is kind
    assert words in str(error)
    assert f"INFOG(1) = {code}, INFOG(2) = 7" in str(error)


def test_ranks_without_rows_take_part() -> None:
    """Two rows: every rank beyond the second owns none."""
    whole = sp.csr_array(np.array([[2.0, -1.0], [-1.0, 2.0]]))
    factor = CholeskyFactor(distributed(whole), "two rows")
    own = sp.csc_array(np.eye(2)[slice(*factor.matrix.getOwnershipRange())])
    found = factor.condense(own)
    factor.destroy()
    np.testing.assert_allclose(found, np.linalg.inv(whole.toarray()), rtol=1e-12)
