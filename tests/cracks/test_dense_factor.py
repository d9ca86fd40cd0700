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


@pytest.mark.parametrize("size", [1.0, 1e-60, 1e60])
@pytest.mark.parametrize("condition", [10.0, 1e4])
def test_is_refined_to_double_precision(condition: float, size: float) -> None:
    matrix, wanted = conditioned(condition), size * np.linspace(-1, 2, SIZE)
    factor = DenseFactor(matrix.copy(), single_from=1)
    right = matrix @ wanted
    assert factor.solve(right) == pytest.approx(wanted, rel=1e-9 * condition, abs=1e-12 * size)
    rough = factor.solve(right, refined=False)
    assert np.max(np.abs(rough - wanted)) < 1e-6 * condition * size
    assert np.any(rough != factor.solve(right))


def test_is_made_again_where_it_cannot_be_refined(caplog: pytest.LogCaptureFixture) -> None:
    matrix, wanted = conditioned(1e10), np.ones(SIZE)
    right = matrix @ wanted
    factor = DenseFactor(matrix.copy(), single_from=1)
    with caplog.at_level(logging.DEBUG):
        found = factor.solve(right)
    assert "double precision" in caplog.text
    assert found == pytest.approx(wanted, abs=1e-4)
    assert np.array_equal(factor.solve(right), found)
    assert matrix @ factor.solve(right, refined=False) == pytest.approx(right, abs=1e-14)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("single_from", [1, SINGLE_FROM])
def test_a_singular_matrix_gives_no_finite_solution(single_from: int) -> None:
    factor = DenseFactor(np.zeros((SIZE, SIZE)), single_from)
    with np.errstate(all="ignore"):
        assert not np.isfinite(factor.solve(np.ones(SIZE))).any()


def test_small_matrices_are_factorised_in_double_precision() -> None:
    matrix, right = conditioned(1e3), np.linspace(1, 2, SIZE)
    expected = scipy.linalg.lu_solve(scipy.linalg.lu_factor(matrix), right)
    assert np.array_equal(DenseFactor(matrix.copy()).solve(right), expected)
