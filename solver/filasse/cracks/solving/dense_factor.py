"""LU factors of a dense matrix: in single precision where it is large, and then refined.

A factor in single precision takes little more than half the time of one in double precision. Where
the matrix is well scaled, each refinement with the residual in double precision gains some five
digits; what cannot be refined is factorised in double precision (M. Baboulin et al., Comput. Phys.
Commun. 180 (2009) 2526).
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

_LU = {"d": (lapack.dgetrf, lapack.dgetrs), "f": (lapack.sgetrf, lapack.sgetrs)}

SINGLE_FROM = 1000
"""Unknowns from which on a factor is made in single precision: below there is little to gain."""

REFINED = 1e-9
"""What is left of a refined solution, over the right-hand side: Newton's method goes on from it."""

REFINEMENTS = 4
"""Steps in which that must be reached, or the factor is made again in double precision."""


class DenseFactor:
    """LU factors of a square matrix, scaled; a singular one gives solutions that are not finite.

    Attributes:
        scales: of the columns: typical sizes of the unknowns, shape (n,).
        rows: the largest terms of the equations at these sizes, shape (n,).
    """

    def __init__(
        self, matrix: FloatArray, scales: FloatArray, single_from: int = SINGLE_FROM
    ) -> None:
        """Factorise.

        Args:
            matrix: it is overwritten, or kept, shape (n, n).
            scales: typical sizes of the unknowns, shape (n,).
            single_from: unknowns from which on single precision is tried.
        """
        self.scales = scales
        self._matrix: FloatArray | None = None
        self._trans = 0
        if len(matrix) < single_from:
            matrix *= scales
            self.rows = _largest(matrix)
            matrix /= self.rows[:, None]
            self._lu = _lu(matrix)
            return
        self._matrix, self._trans = matrix, 1  # transposed: LAPACK's order without a copy
        single = np.empty(matrix.shape, dtype=np.float32)
        np.multiply(matrix, scales, out=single, casting="same_kind")
        self.rows = _largest(single).astype(np.float64)
        single /= self.rows[:, None].astype(np.float32)
        self._lu = _lu(single.T)

    def solve(self, right: FloatArray, refined: bool = True) -> FloatArray:
        """The solution over the scales of the unknowns, shape (n,).

        Args:
            right: over `rows`, shape (n,).
            refined: whether it has to be as exact as the matrix is: not where that is an old
                Jacobian, which is wrong by far more.
        """
        solution = self._once(right)
        if self._matrix is None or not refined:
            return solution
        wanted = REFINED * float(np.max(np.abs(right), initial=0.0))
        for _ in range(REFINEMENTS):
            left = right - self._matrix @ (self.scales * solution) / self.rows
            if float(np.max(np.abs(left), initial=0.0)) <= wanted:
                return solution
            solution = solution + self._once(left)
        log.debug("A factor in single precision cannot be refined: double precision")
        self._matrix *= self.scales
        self._matrix /= self.rows[:, None]
        self._lu, self._matrix = _lu(self._matrix.T), None
        return self._once(right)

    def _once(self, right: FloatArray) -> FloatArray:
        """The solution to the precision of the factors; in a unit in which no number is too small.

        Args:
            right: shape (n,).
        """
        if self._matrix is None:
            return _solved(self._lu, right, self._trans)
        unit = float(np.max(np.abs(right), initial=0.0))
        if unit == 0.0 or not np.isfinite(unit):
            return right * 1.0
        return unit * _solved(self._lu, (right / unit).astype(np.float32), self._trans)


def _largest[Floats: np.floating[Any]](matrix: npt.NDArray[Floats]) -> npt.NDArray[Floats]:
    """The largest term of every row, or 1 where there is none, shape (n,)."""
    rows = np.maximum(np.max(matrix, axis=1, initial=0.0), -np.min(matrix, axis=1, initial=0.0))
    rows[rows == 0] = 1.0
    return np.asarray(rows)


def _lu(matrix: npt.NDArray[Any]) -> Any:
    """LU factors in the precision of a matrix, which may be overwritten."""
    if not len(matrix):  # LAPACK wants one unknown at least
        return matrix, np.zeros(0, dtype=np.int32)
    factorise: Any = _LU[matrix.dtype.char][0]
    return factorise(matrix, overwrite_a=True)[:2]  # a singular matrix is told by its solutions


def _solved(lu: Any, right: npt.NDArray[Any], trans: int) -> FloatArray:
    if not len(right):
        return np.zeros(0)
    solve: Any = _LU[right.dtype.char][1]
    return np.asarray(solve(*lu, right, trans=trans)[0], dtype=np.float64)
