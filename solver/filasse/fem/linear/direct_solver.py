"""Direct solves by PETSc: one factorisation, then blocks of right-hand sides."""

from __future__ import annotations

import functools
import logging
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.errors import ConvergenceError
from filasse.fem.linear import schur
from filasse.fem.linear.assembled import sum_over_ranks
from filasse.fem.linear.bordered import bordered
from filasse.fem.linear.mumps import BLOCK, PLANAR, SOLID, Method, factorise, failure, reported
from filasse.fem.linear.sparse_blocks import on_root_of, solve_dense, solve_sparse

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

RESIDUAL = 1e-3
"""Largest residual of a solution of a factor in single precision, over the right-hand side."""

REFINED, REFINEMENTS = 1e-9, 8
"""Residual to which single solutions are refined, and the number of steps that may take."""

WIDE = 0.02
"""Part of all rows from which on a column is solved for: it would widen too many fronts."""


class CholeskyFactor:
    """Cholesky factor of a symmetric positive definite PETSc matrix, by MUMPS; made when needed.

    On one rank, what is condensed first comes with the factor, as MUMPS's Schur complement of the
    bordered matrix [[A, B], [B^T, 0]], which is -B^T A^-1 B: no column is ever solved for.
    """

    def __init__(self, matrix: Any, name: str, method: Method = PLANAR) -> None:
        """Take a matrix; it is factorised by the first `condense` or `solve`.

        Args:
            matrix: assembled PETSc AIJ matrix; it is kept until `destroy`.
            name: what is solved, for error messages.
            method: how it is factorised.
        """
        self.matrix = matrix
        self.name = name
        self.method = method
        self.size = int(matrix.getSize()[0])
        self.rows = int(matrix.getLocalSize()[0])
        self._bordered: Any = None
        self._pc: Any = None

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve for one right-hand side.

        Args:
            right: owned rows, shape (rows,).

        Returns:
            Owned rows of the solution, shape (rows,).

        Raises:
            ConvergenceError: the matrix cannot be factorised.
            MemoryShortage: there is not enough memory for the factor.
        """
        self._factorised()
        if self.method.single:
            return self._refined(right)
        return self._checked(self._solve_once(right))

    def condense(
        self,
        columns: sp.csc_array,
        further: sp.csc_array | None = None,
        balanced: int | None = None,
    ) -> FloatArray:
        """Return columns^T A^-1 [columns, further], the same on every rank.

        Args:
            columns: owned rows of sparse columns, shape (rows, m).
            further: owned rows of sparse columns that are only solved for, shape (rows, n).
            balanced: how many columns, the first ones, are loads in balance; all by default. What
                others move as a whole is no error of a factor in single precision: see `_refining`.

        Returns:
            Dense array of shape (m, m + n).

        Raises:
            ConvergenceError: the matrix cannot be factorised.
            MemoryShortage: there is not enough memory for the factor.
        """
        every = columns if further is None else sp.csc_array(sp.hstack([columns, further]))
        if self.method.single:
            return self._refining(
                columns, every, columns.shape[1] if balanced is None else balanced
            )
        if self._takes_schur() and schur.is_available():
            return self._condense_while_factorising(columns, every)
        return self._condense_by_solving(columns, every)

    def factorise(self) -> None:
        """Factorise ahead of time what is condensed by solving for columns.

        Raises:
            ConvergenceError: the matrix cannot be factorised.
            MemoryShortage: there is not enough memory for the factor.
        """
        if self.method.single:
            self._factorised()

    def destroy(self) -> None:
        """Free the factor and the matrix; a collective call."""
        for thing in (self._pc, self._bordered, self.matrix):
            if thing is not None:
                thing.destroy()

    def _takes_schur(self) -> bool:
        return self._pc is None and self.matrix.comm.size == 1 and not self.method.single

    def _factorised(self) -> Any:
        if self._pc is None:
            self.matrix.setOption(_options().SPD, True)
            self._pc = factorise(self.matrix, self.name, self.method)
        return self._pc

    def _solve_once(self, right: FloatArray) -> FloatArray:
        x, b = (self._bordered or self.matrix).createVecs()
        b.getArray()[: self.rows] = right
        self._pc.getFactorMatrix().solve(b, x)
        result: FloatArray = x.getArray()[: self.rows].copy()
        b.destroy()
        x.destroy()
        return result

    def _refined(self, right: FloatArray) -> FloatArray:
        """Solve with a factor in single precision, and again for what is left."""
        result, left = np.zeros(self.rows), right
        for _ in range(REFINEMENTS):
            result = result + self._solve_once(left)
            left = self._residual(result, right)
            if self._norm(left) <= REFINED * self._norm(right):
                return result
        raise ConvergenceError(f"The solution of {self.name} cannot be refined.")

    def _refining(self, columns: sp.csc_array, every: sp.csc_array, balanced: int) -> FloatArray:
        """Condense by a factor in single precision, and refine what is not in balance.

        A load on a side moves both faces of a crack by much more than it opens them: of the opening
        a factor in single precision would give only three digits.
        """
        own = self._condense_by_solving(every, columns[:, :balanced])
        if balanced == columns.shape[1]:
            return own.T
        others = self._condense_by_solving(every, columns[:, balanced:], refine=True)
        own[balanced : columns.shape[1]] = others[:balanced].T
        return np.hstack([own, others]).T

    def _residual(self, solution: FloatArray, right: FloatArray) -> FloatArray:
        x, b = self.matrix.createVecs()
        x.setArray(solution)
        self.matrix.mult(x, b)
        result: FloatArray = right - b.getArray()
        b.destroy()
        x.destroy()
        return result

    def _norm(self, owned: FloatArray) -> float:
        return float(np.sqrt(self.matrix.comm.tompi4py().allreduce(float(owned @ owned))))

    def _condense_while_factorising(self, columns: sp.csc_array, every: sp.csc_array) -> FloatArray:
        """Narrow columns by the Schur complement, wide ones by solving for them."""
        narrow = np.diff(every.indptr) < max(WIDE * self.rows, 1)
        inside = narrow[: columns.shape[1]]
        within = np.flatnonzero(inside)
        self._factorise_bordered(columns[:, within])
        count, result = len(within), np.empty((columns.shape[1], every.shape[1]))
        if count:
            complement = schur.complement(self._pc.getFactorMatrix(), count)
            result[np.ix_(within, within)] = -self._checked(complement)
        others = np.setdiff1d(np.arange(every.shape[1]), within)
        result[:, others] = self._condense_by_solving(columns, every[:, others])
        outside = np.flatnonzero(~inside)
        result[np.ix_(outside, within)] = result[np.ix_(within, outside)].T
        return result

    def _factorise_bordered(self, border: sp.csc_array) -> None:
        from petsc4py import PETSc

        count = border.shape[1]
        if not count:
            self._factorised()
            return
        csr = bordered(self.matrix.getValuesCSR(), sp.csr_array(border))
        size = self.rows + count
        self._bordered = PETSc.Mat().createAIJ((size, size), csr=csr, comm=self.matrix.comm)
        self._bordered.setOption(_options().SPD, True)  # of the rows that are eliminated
        ask = functools.partial(schur.request, rows=np.arange(self.rows, size))
        self._pc = factorise(self._bordered, self.name, self.method, ask)
        schur.solve_without(self._pc.getFactorMatrix())

    def _condense_by_solving(
        self, columns: sp.csc_array, right: sp.csc_array, *, refine: bool = False
    ) -> FloatArray:
        self._factorised()
        single = self.method.single
        rows = np.arange(self.rows, dtype=np.int32) if single else np.unique(columns.indices)
        weights = sp.csr_array(sp.csr_array(columns)[rows].T)
        gathered = on_root_of(self.matrix, right)
        result = np.empty((columns.shape[1], gathered.shape[1]))
        for start in range(0, gathered.shape[1], BLOCK):
            part = slice(start, start + BLOCK)
            solution = self._checked(self._solve_sparse(gathered[:, part], rows))
            if single and (refine or not self._is_accurate(solution, right[:, part])):
                solution = self._improved(solution, right[:, part])
                if not self._is_accurate(solution, right[:, part]):
                    return self._in_double_precision(columns, right)
            result[:, part] = weights @ solution
        return sum_over_ranks(self.matrix.comm.tompi4py(), result)

    def _improved(self, solution: FloatArray, right: sp.csc_array) -> FloatArray:
        """Solve a block again for what a factor in single precision has left of it."""
        pairs = zip(solution.T, right.toarray().T, strict=True)
        left = np.column_stack([self._residual(*pair) for pair in pairs])
        log.debug("%s: a block of columns is refined", self.name)
        again = solve_dense(self.matrix, self._pc.getFactorMatrix(), left)
        return self._checked(solution + again)

    def _is_accurate(self, solution: FloatArray, right: sp.csc_array) -> bool:
        """Whether a sum of the columns with random weights is solved: one product for a block."""
        sizes = sp.linalg.norm(right, axis=0) ** 2
        sizes = np.sqrt(self.matrix.comm.tompi4py().allreduce(sizes))
        mixed = np.random.default_rng(0).standard_normal(right.shape[1])
        mixed = mixed / np.where(sizes > 0, sizes, 1)
        wanted = np.asarray(right @ mixed)
        part = self._norm(self._residual(solution @ mixed, wanted)) / (self._norm(wanted) or 1)
        log.debug("%s: residual %.1e of a factor in single precision", self.name, part)
        return part <= RESIDUAL

    def _in_double_precision(self, columns: sp.csc_array, right: sp.csc_array) -> FloatArray:
        log.info("%s: a factor in single precision is too inaccurate: double precision", self.name)
        self._pc.destroy()
        self._pc, self.method = None, SOLID
        return self._condense_by_solving(columns, right)

    def _solve_sparse(self, right: sp.csc_array, rows: npt.NDArray[np.int32]) -> FloatArray:
        from petsc4py import PETSc

        matrix = self._bordered or self.matrix
        try:
            return solve_sparse(matrix, self._pc.getFactorMatrix(), right, rows)
        except PETSc.Error as error:
            raise failure(self.name, *reported(self._pc)) from error

    def _checked(self, solution: FloatArray) -> FloatArray:
        if not np.isfinite(solution).all():
            raise ConvergenceError(f"The solution of {self.name} is not finite.")
        return solution


def _options() -> Any:
    from petsc4py import PETSc

    return PETSc.Mat.Option
