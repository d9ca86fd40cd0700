"""Direct solves by PETSc: one factorisation, then blocks of right-hand sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from lifil.errors import ConvergenceError

type FloatArray = npt.NDArray[np.float64]

BLOCK = 96
"""Right-hand sides solved at once: enough for BLAS 3, small against the factor's memory."""


class Factor:
    """Cholesky factor of a symmetric positive definite PETSc matrix, by MUMPS."""

    def __init__(self, matrix: Any, name: str) -> None:
        """Factorise.

        Args:
            matrix: assembled PETSc AIJ matrix; it is kept until `destroy`.
            name: what is solved, for error messages.

        Raises:
            ConvergenceError: the matrix cannot be factorised.
        """
        from petsc4py import PETSc

        self.matrix = matrix
        self.name = name
        matrix.setOption(PETSc.Mat.Option.SPD, True)
        self._pc = PETSc.PC().create(matrix.comm)
        self._pc.setOperators(matrix)
        self._pc.setType(PETSc.PC.Type.CHOLESKY)
        self._pc.setFactorSolverType(PETSc.Mat.SolverType.MUMPS)
        try:
            self._pc.setUp()
        except PETSc.Error as error:
            raise ConvergenceError(f"The factorisation of {name} failed: {error}.") from error
        reason = self._pc.getFailedReason()
        if reason:
            raise ConvergenceError(
                f"The factorisation of {name} failed (PETSc reason {reason}). "
                "Check the moduli and conductivities, and the memory that is left."
            )

    @property
    def rows(self) -> int:
        """Rows owned by this rank."""
        return int(self.matrix.getLocalSize()[0])

    def solve(self, right: FloatArray) -> FloatArray:
        """Solve for a block of right-hand sides.

        Args:
            right: owned rows, shape (rows, n).

        Returns:
            Owned rows of the solutions, shape (rows, n).
        """
        b, x = (self._dense(np.asfortranarray(right)) for _ in range(2))
        self._pc.getFactorMatrix().matSolve(b, x)
        result = x.getDenseArray().copy()
        b.destroy()
        x.destroy()
        if not np.isfinite(result).all():
            raise ConvergenceError(f"The solution of {self.name} is not finite.")
        return np.asarray(result, dtype=np.float64)

    def condense(self, left: sp.csc_array, right: sp.csc_array) -> FloatArray:
        """Return left^T A^-1 right, the same on every rank.

        Args:
            left: owned rows of sparse columns, shape (rows, m).
            right: owned rows of sparse columns, shape (rows, n).

        Returns:
            Dense array of shape (m, n).
        """
        result = np.empty((left.shape[1], right.shape[1]))
        for start in range(0, right.shape[1], BLOCK):
            part = slice(start, start + BLOCK)
            result[:, part] = left.T @ self.solve(right[:, part].toarray())
        return sum_over_ranks(self.matrix.comm.tompi4py(), result)

    def destroy(self) -> None:
        """Free the factor and the matrix; a collective call."""
        self._pc.destroy()
        self.matrix.destroy()

    def _dense(self, values: FloatArray) -> Any:
        from petsc4py import PETSc

        columns = values.shape[1]
        size = (self.matrix.getSizes()[0], (None, columns))
        dense = PETSc.Mat().createDense(size, comm=self.matrix.comm)
        dense.setUp()
        dense.getDenseArray()[:] = values
        dense.assemble()
        return dense


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
