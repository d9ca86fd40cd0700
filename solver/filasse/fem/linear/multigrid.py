"""Conjugate gradients for many columns at once, preconditioned by multigrid in two levels.

The fine level is that of quadratic displacements, smoothed by Jacobi's method; the coarse one, of
linear displacements on the same cells, has a seventh of the unknowns and is solved directly. Each
rank of a team solves for columns of its own: it needs the matrix, and nothing of the others.
"""

from __future__ import annotations

import functools
import logging
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.errors import ConvergenceError
from filasse.fem.linear.mumps import LOW_RANK, factorise
from filasse.fem.linear.sparse_blocks import solve_dense
from filasse.parallel import on_each

type FloatArray = npt.NDArray[np.float64]
type SingleArray = npt.NDArray[np.float32]

log = logging.getLogger(__name__)

COLUMN_RESIDUAL = 1e-4
"""Of a column, over its right-hand side: compliances are right to 2e-6 and K to 1e-5 then, as those
of a factor in single precision; 1e-3 would give K to 1e-4 with a fifth less iterations."""

FIELD_RESIDUAL = 1e-9
"""Of a displacement field that is asked for."""

MOST_ITERATIONS = 300
"""Usual are 10 to 20."""

TOGETHER = 32
"""Columns at once: each entry of the matrix is read once for all of them."""

ROUND = 8
"""Columns of a block are a multiple of, or sums of a single one would be rounded in another way."""

POWER_STEPS = 15
"""For the largest eigenvalue of D^-1 A, to some 5 %."""

DAMPING = 0.6
"""Of the largest eigenvalue: the middle of the upper part of the spectrum, from .1 to 1.1, which is
what a polynomial of Chebyshev's of the first degree smoothes best."""


class MultigridSolver:
    """Solves with a symmetric positive definite matrix without factorising it.

    Attributes:
        size: of the matrix.
        rows: the same, as one rank holds all of it.
        iterations: most that a column of the last condensation took on this rank.
    """

    def __init__(
        self, matrix: sp.csr_array, coarse: sp.csr_array, name: str, team: Any = None
    ) -> None:
        """Take a matrix; the levels are made when they are first needed.

        Args:
            matrix: all of it on this rank.
            coarse: values of the coarse functions at all unknowns, shape (rows, m); without the
                rows and columns of what is held.
            name: what is solved, for error messages.
            team: communicator of ranks that hold the same matrix each and share out the columns.
        """
        self.fine = matrix
        self.size = self.rows = matrix.shape[0]
        self.name, self.iterations = name, 0
        self._coarse, self._team = coarse, team
        self._destroyed: list[Any] = []

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve for one right-hand side; rank-local.

        Args:
            right: shape (rows,).

        Raises:
            ConvergenceError: it does not converge.
            MemoryShortage: there is not enough memory for the coarse level.
        """
        return self._solved(right[:, None], FIELD_RESIDUAL)[:, 0]

    def condense(self, columns: sp.csc_array, further: sp.csc_array | None = None) -> FloatArray:
        """Return columns^T A^-1 [columns, further], the same on every rank; a collective call.

        Every column is solved for by itself, so that the result does not depend on who does it, bit
        for bit: the next mesh would not be the same after other roundings.

        Args:
            columns: sparse, shape (rows, m).
            further: sparse columns, shape (rows, n); none is solved for.

        Returns:
            Dense array of shape (m, m + n).

        Raises:
            ConvergenceError: it does not converge.
            MemoryShortage: there is not enough memory for the coarse level.
        """
        every = columns if further is None else sp.csc_array(sp.hstack([columns, further]))
        weights = sp.csr_array(every.T)
        team, count = self._team, columns.shape[1]
        if team is None:
            return self._part(columns, weights)
        mine = columns[:, np.arange(team.rank, count, team.size)]
        part = on_each(team, self._part, mine, weights)
        result = np.empty((count, every.shape[1]))
        for rank, rows in enumerate(team.allgather(part)):
            result[rank :: team.size] = rows
        return result

    def factorise(self) -> None:
        """Nothing is made ahead of time."""

    def destroy(self) -> None:
        """Free PETSc's memory."""
        for thing in self._destroyed:
            thing.destroy()

    def _part(self, columns: sp.csc_array, weights: sp.csr_array) -> FloatArray:
        """Rows of the result for some of the columns."""
        self.iterations = 0
        rows = np.empty((columns.shape[1], weights.shape[0]))
        for start in range(0, len(rows), TOGETHER):
            block = columns[:, start : start + TOGETHER]
            count = block.shape[1]
            right = np.zeros((self.rows, count + -count % ROUND))
            right[:, :count] = block.toarray()
            solved = self._solved(right, COLUMN_RESIDUAL)[:, :count]
            rows[start : start + count] = (weights @ solved).T
        log.debug("%s: at most %d iterations a column", self.name, self.iterations)
        return rows

    def _solved(self, right: FloatArray, residual: float) -> FloatArray:
        """Solutions of conjugate gradients, each by itself; a column that has converged rests.

        Args:
            right: shape (rows, k).
            residual: over the right-hand side, at which a column has converged.
        """
        scale = _norms(right)
        scale[scale == 0] = 1
        left = right / scale
        result, norms = np.zeros_like(left), _norms(left)
        direction = self._preconditioned(left).astype(np.float64)
        energy = _products(left, direction)
        for iteration in range(MOST_ITERATIONS):
            going = norms > residual
            if not np.isfinite(norms).all():
                break
            if not going.any():
                self.iterations = max(self.iterations, iteration)
                return np.asarray(result * scale)
            image = self.fine @ direction
            step = _quotients(energy, _products(direction, image), going)
            result += step * direction
            left -= step * image
            norms = np.where(going, _norms(left), norms)
            found = self._preconditioned(left)
            before, energy = energy, _products(left, found)
            direction *= _quotients(energy, before, going)
            direction += found
        raise ConvergenceError(
            f"The multigrid solver of {self.name} has not converged in {iteration + 1} "
            f"iterations (residual {norms.max():.1e}). Set numerics.linear_solver: direct."
        )

    def _preconditioned(self, left: FloatArray) -> SingleArray:
        """A V-cycle, symmetric, in single precision."""
        fine, smoother, down, up, factor = self._levels
        single = left.astype(np.float32)
        result = smoother * single
        restricted = down @ (single - fine @ result)
        width = restricted.shape[1]
        padded = np.zeros((len(restricted), TOGETHER))  # BLAS rounds by the width of a block
        padded[:, :width] = restricted
        coarse = solve_dense(*factor, padded)[:, :width]
        result += up @ np.ascontiguousarray(coarse, dtype=np.float32)
        result += smoother * (single - fine @ result)
        return np.asarray(result, dtype=np.float32)

    @functools.cached_property
    def _levels(self) -> tuple[Any, SingleArray, Any, Any, tuple[Any, Any]]:
        """Fine matrix, smoother, restriction and interpolation in single precision; the factor."""
        fine, up = self.fine, self._coarse
        galerkin = sp.csr_array(sp.csr_array(up.T) @ (fine @ up))
        factor = self._factor(galerkin)
        single = sp.csr_array((fine.data.astype(np.float32), fine.indices, fine.indptr), fine.shape)
        inverse = (1 / fine.diagonal()).astype(np.float32)
        smoother = inverse / (DAMPING * _largest_eigenvalue(single, inverse))
        up = up.astype(np.float32)
        return single, smoother[:, None], sp.csr_array(up.T), up, factor

    def _factor(self, galerkin: sp.csr_array) -> tuple[Any, Any]:
        from petsc4py import PETSc

        csr = galerkin.indptr.astype(np.int32), galerkin.indices.astype(np.int32), galerkin.data
        matrix: Any = PETSc.Mat().createAIJ(galerkin.shape, csr=csr, comm=PETSc.COMM_SELF)
        matrix.setOption(PETSc.Mat.Option.SPD, True)
        factor = factorise(matrix, f"{self.name} (coarse level)", LOW_RANK)
        self._destroyed += [factor, matrix]
        return matrix, factor.getFactorMatrix()


def _largest_eigenvalue(matrix: Any, inverse: SingleArray) -> np.float32:
    """Of D^-1 A, by the power method."""
    vector = np.random.default_rng(0).standard_normal(len(inverse)).astype(np.float32)
    size = np.float32(1)
    for _ in range(POWER_STEPS):
        vector = inverse * (matrix @ (vector / size))
        size = np.float32(np.linalg.norm(vector))
    return size


def _products(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> FloatArray:
    """Inner products of columns."""
    return np.asarray(np.einsum("ij,ij->j", one, other), dtype=np.float64)


def _norms(columns: FloatArray) -> FloatArray:
    return np.sqrt(_products(columns, columns))


def _quotients(above: FloatArray, below: FloatArray, where: npt.NDArray[np.bool_]) -> FloatArray:
    """Quotients where wanted, 0 elsewhere."""
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=where))
