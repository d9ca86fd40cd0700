"""Direct solves by PETSc: one factorisation, then blocks of right-hand sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.errors import ConvergenceError
from filasse.fem.mumps import factorise, failure, reported

type FloatArray = npt.NDArray[np.float64]

BLOCK = 64
"""Right-hand sides solved at once: enough for BLAS 3, small against the factor's memory."""

MUMPS_OPTIONS = {7: 2, 27: BLOCK}
"""ICNTL(7): approximate minimum fill, in 2D much faster than nested dissection and as sparse."""


class Factor:
    """Cholesky factor of a symmetric positive definite PETSc matrix, by MUMPS."""

    def __init__(self, matrix: Any, name: str) -> None:
        """Factorise.

        Args:
            matrix: assembled PETSc AIJ matrix; it is kept until `destroy`.
            name: what is solved, for error messages.

        Raises:
            ConvergenceError: the matrix cannot be factorised.
            MemoryShortage: there is not enough memory for the factor.
        """
        from petsc4py import PETSc

        self.matrix = matrix
        self.name = name
        matrix.setOption(PETSc.Mat.Option.SPD, True)
        self._pc = factorise(matrix, name, MUMPS_OPTIONS)

    @property
    def rows(self) -> int:
        """Rows owned by this rank."""
        return int(self.matrix.getLocalSize()[0])

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve for one right-hand side.

        Args:
            right: owned rows, shape (rows,).

        Returns:
            Owned rows of the solution, shape (rows,).
        """
        x, b = self.matrix.createVecs()
        b.setArray(right)
        self._pc.apply(b, x)
        result = x.getArray().copy()
        b.destroy()
        x.destroy()
        return self._checked(result)

    def condense(self, left: sp.csc_array, right: sp.csc_array) -> FloatArray:
        """Return left^T A^-1 right, the same on every rank.

        Args:
            left: owned rows of sparse columns, shape (rows, m).
            right: owned rows of sparse columns, shape (rows, n).

        Returns:
            Dense array of shape (m, n).
        """
        rows = np.unique(left.indices)
        weights = sp.csr_array(sp.csr_array(left)[rows].T)
        right = self._on_root(right)
        result = np.empty((left.shape[1], right.shape[1]))
        for start in range(0, right.shape[1], BLOCK):
            part = slice(start, start + BLOCK)
            result[:, part] = weights @ self._solve_sparse(right[:, part], rows)
        return sum_over_ranks(self.matrix.comm.tompi4py(), result)

    def destroy(self) -> None:
        """Free the factor and the matrix; a collective call."""
        self._pc.destroy()
        self.matrix.destroy()

    def _solve_sparse(self, right: sp.csc_array, rows: npt.NDArray[np.int32]) -> FloatArray:
        """Wanted owned rows of the solutions for sparse columns, all of them on rank 0."""
        from petsc4py import PETSc

        comm, count = self.matrix.comm, right.shape[1]
        rows_of_x, total = self.matrix.getSizes()[0], self.matrix.getSize()[0]
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
        for matrix in (x, columns, transposed):
            matrix.destroy()
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
