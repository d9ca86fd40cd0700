"""LU factors in single precision give what factors in double precision do."""

from __future__ import annotations

import logging

import numpy as np
import numpy.typing as npt
import pytest
import scipy.linalg

from filasse.cracks.solving.dense_factor import SINGLE_FROM, DenseFactor

type FloatArray = npt.NDArray[np.float64]

SIZE = 60


def conditioned(condition: float) -> FloatArray:
    """A matrix with singular values from 1 down to one over its condition number."""
    random = np.random.default_rng(7)
    left, right = (np.linalg.qr(random.standard_normal((SIZE, SIZE)))[0] for _ in range(2))
    return np.asarray(left * np.geomspace(1, 1 / condition, SIZE) @ right)


ONES = np.ones(SIZE)


def solved(factor: DenseFactor, right: FloatArray, refined: bool = True) -> FloatArray:
    """The solution for a right-hand side that is not scaled."""
    return factor.scales * factor.solve(right / factor.rows, refined)


@pytest.mark.parametrize("size", [1.0, 1e-60, 1e60])
@pytest.mark.parametrize("condition", [10.0, 1e4])
def test_is_refined_to_double_precision(condition: float, size: float) -> None:
    matrix, wanted = conditioned(condition), size * np.linspace(-1, 2, SIZE)
    factor = DenseFactor(matrix.copy(), ONES, single_from=1)
    right = matrix @ wanted
    assert solved(factor, right) == pytest.approx(wanted, rel=1e-9 * condition, abs=1e-12 * size)
    rough = solved(factor, right, refined=False)
    assert np.max(np.abs(rough - wanted)) < 1e-6 * condition * size
    assert np.any(rough != solved(factor, right))


@pytest.mark.parametrize("single_from", [1, SINGLE_FROM])
def test_unknowns_and_equations_of_other_sizes(single_from: int) -> None:
    """As volumes of 1e-18 m^2 beside pressures of 1e8 Pa."""
    sizes, equations = np.geomspace(1e-18, 1e8, SIZE), np.geomspace(1e2, 1e-12, SIZE)
    matrix, wanted = conditioned(1e3), np.linspace(1, 2, SIZE)
    scaled = equations[:, None] * matrix / sizes
    factor = DenseFactor(scaled.copy(), sizes, single_from)
    found = solved(factor, equations * (matrix @ wanted))
    assert found == pytest.approx(sizes * wanted, rel=1e-6)
    assert factor.rows == pytest.approx(np.abs(scaled * sizes).max(axis=1), rel=1e-6)


def test_is_made_again_where_it_cannot_be_refined(caplog: pytest.LogCaptureFixture) -> None:
    matrix, wanted = conditioned(1e10), np.ones(SIZE)
    right = matrix @ wanted
    factor = DenseFactor(matrix.copy(), ONES, single_from=1)
    with caplog.at_level(logging.DEBUG):
        found = solved(factor, right)
    assert "double precision" in caplog.text
    assert found == pytest.approx(wanted, abs=1e-4)
    assert np.array_equal(solved(factor, right), found)
    assert matrix @ solved(factor, right, refined=False) == pytest.approx(right, abs=1e-14)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("single_from", [1, SINGLE_FROM])
def test_a_singular_matrix_gives_no_finite_solution(single_from: int) -> None:
    factor = DenseFactor(np.zeros((SIZE, SIZE)), ONES, single_from)
    with np.errstate(all="ignore"):
        assert not np.isfinite(factor.solve(ONES)).any()


def test_small_matrices_are_factorised_in_double_precision() -> None:
    matrix, right = conditioned(1e3), np.linspace(1, 2, SIZE)
    rows = np.abs(matrix).max(axis=1)
    expected = scipy.linalg.lu_solve(scipy.linalg.lu_factor(matrix / rows[:, None]), right)
    assert np.array_equal(DenseFactor(matrix.copy(), ONES).solve(right), expected)
