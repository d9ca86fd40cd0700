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
from filasse.fem.linear.mumps import Method, factorise, failure, reported

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

BLOCK = 64
"""Right-hand sides solved at once: enough for BLAS 3, small against the factor's memory."""

PLANAR = Method({7: 2, 27: BLOCK})
"""ICNTL(7): approximate minimum fill, in 2D much faster than nested dissection and as sparse."""

SOLID = Method({7: 5, 27: BLOCK})
"""Nested dissection by METIS."""

LOW_RANK = Method({7: 5, 27: BLOCK, 35: 1}, {7: 1e-5}, single=True)
"""In single precision, with blocks of low rank, for elasticity in space: at 31k displacements a
third of the time and half the memory of double precision, and less still of larger ones.
Compliances are right to 4e-6 and K to 1e-5, far within the error of the mesh; solutions are
checked."""

RESIDUAL = 1e-3
"""Largest residual of a solution of a factor in single precision, over the right-hand side."""

REFINED, REFINEMENTS = 1e-9, 8
"""Residual to which single solutions are refined, and the number of steps that may take."""

WIDE = 0.02
"""Part of all rows from which on a column is solved for: it would widen too many fronts."""


class Factor:
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

    def condense(self, columns: sp.csc_array, further: sp.csc_array | None = None) -> FloatArray:
        """Return columns^T A^-1 [columns, further], the same on every rank.

        Args:
            columns: owned rows of sparse columns, shape (rows, m).
            further: owned rows of sparse columns that are only solved for, shape (rows, n).

        Returns:
            Dense array of shape (m, m + n).

        Raises:
            ConvergenceError: the matrix cannot be factorised.
            MemoryShortage: there is not enough memory for the factor.
        """
        every = columns if further is None else sp.csc_array(sp.hstack([columns, further]))
        if self.method.single:
            return self._condense_by_solving(every, columns).T
        if self._takes_schur() and schur.is_available():
            return self._condense_while_factorising(columns, every)
        return self._condense_by_solving(columns, every)

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
        csr = _bordered(self.matrix.getValuesCSR(), sp.csr_array(border))
        size = self.rows + count
        self._bordered = PETSc.Mat().createAIJ((size, size), csr=csr, comm=self.matrix.comm)
        self._bordered.setOption(_options().SPD, True)  # of the rows that are eliminated
        ask = functools.partial(schur.request, first=self.rows, count=count)
        self._pc = factorise(self._bordered, self.name, self.method, ask)
        schur.solve_without(self._pc.getFactorMatrix())

    def _condense_by_solving(self, columns: sp.csc_array, right: sp.csc_array) -> FloatArray:
        self._factorised()
        single = self.method.single
        rows = np.arange(self.rows, dtype=np.int32) if single else np.unique(columns.indices)
        weights = sp.csr_array(sp.csr_array(columns)[rows].T)
        gathered = self._on_root(right)
        result = np.empty((columns.shape[1], gathered.shape[1]))
        for start in range(0, gathered.shape[1], BLOCK):
            part = slice(start, start + BLOCK)
            solution = self._solve_sparse(gathered[:, part], rows)
            if single and not self._is_accurate(solution, right[:, part]):
                return self._in_double_precision(columns, right)
            result[:, part] = weights @ solution
        return sum_over_ranks(self.matrix.comm.tompi4py(), result)

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
        """Wanted owned rows of the solutions for sparse columns, all of them on rank 0."""
        from petsc4py import PETSc

        matrix = self._bordered or self.matrix
        comm, count = matrix.comm, right.shape[1]
        rows_of_x, total = matrix.getSizes()[0], matrix.getSize()[0]
        own = comm.rank == 0
        size = ((count * own, count), (total * own, total))
        csr = (right.indptr.astype(np.int32), right.indices.astype(np.int32), right.data)
        csr = csr if own else ([0], [], [])
        transposed = PETSc.Mat().createAIJ(size, csr=csr, comm=comm)
        columns = PETSc.Mat().createTranspose(transposed)
        x = PETSc.Mat().createDense((rows_of_x, (None, count)), comm=comm)
        x.setUp()
        self._solve_block(columns, x)
        result = x.getDenseArray()[rows]
        for thing in (x, columns, transposed):
            thing.destroy()
        return self._checked(result)

    def _solve_block(self, columns: Any, x: Any) -> None:
        from petsc4py import PETSc

        try:
            self._pc.getFactorMatrix().matSolve(columns, x)
        except PETSc.Error as error:
            raise failure(self.name, *reported(self._pc)) from error

    def _on_root(self, columns: sp.csc_array) -> sp.csc_array:
        """Gather distributed columns on rank 0; the other ranks keep their own rows."""
        comm = self.matrix.comm.tompi4py()
        pieces = comm.gather(columns) if comm.size > 1 else [columns]
        return sp.csc_array(sp.vstack(pieces)) if comm.rank == 0 else columns

    def _checked(self, solution: FloatArray) -> FloatArray:
        if not np.isfinite(solution).all():
            raise ConvergenceError(f"The solution of {self.name} is not finite.")
        return solution


type Csr = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], FloatArray]


def _bordered(matrix: Csr, border: sp.csr_array) -> Csr:
    """Rows of [[A, B], [., 0]] for a symmetric solver, which never reads the lower triangle.

    Args:
        matrix: row starts, columns and values of A.
        border: B, shape (n, m).
    """
    starts, columns, values = matrix
    n, m = border.shape
    at = np.repeat(starts[1:], np.diff(border.indptr))
    diagonal = np.arange(n, n + m)
    rows = np.concatenate([starts + border.indptr, starts[-1] + border.nnz + 1 + np.arange(m)])
    inserted = np.insert(columns, at, border.indices + n)
    return (
        rows.astype(np.int32),
        np.concatenate([inserted, diagonal]).astype(np.int32),
        np.concatenate([np.insert(values, at, border.data), np.zeros(m)]),
    )


def _options() -> Any:
    from petsc4py import PETSc

    return PETSc.Mat.Option


def sum_over_ranks(comm: Any, values: FloatArray) -> FloatArray:
    """Sum an array over all ranks; every rank gets the same bits."""
    if comm.size == 1:
        return values
    total = np.empty_like(values) if comm.rank == 0 else None
    comm.Reduce(np.ascontiguousarray(values), total, root=0)
    result: FloatArray = comm.bcast(total, root=0)
    return result


def columns_of(form: Any, selection: sp.csc_array) -> sp.csc_array:
    """Assemble a rectangular form and combine its columns.

    Args:
        form: bound form of two arguments.
        selection: global columns of the form -> wanted columns.

    Returns:
        Owned rows of the wanted columns.
    """
    from dolfinx.fem.petsc import assemble_matrix

    matrix = assemble_matrix(form)
    matrix.assemble()
    starts, columns, values = matrix.getValuesCSR()
    shape = (matrix.getLocalSize()[0], matrix.getSize()[1])
    local = sp.csr_array((values, columns, starts), shape=shape)
    matrix.destroy()
    return sp.csc_array(local @ selection)
