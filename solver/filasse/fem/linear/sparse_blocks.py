"""Solving for blocks of right-hand sides: sparse ones that all lie on rank 0, and dense ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

type FloatArray = npt.NDArray[np.float64]


def solve_sparse(
    matrix: Any, factor: Any, right: sp.csc_array, rows: npt.NDArray[np.int32]
) -> FloatArray:
    """Wanted owned rows of the solutions for sparse columns; a collective call.

    Args:
        matrix: PETSc matrix that is factorised.
        factor: its factor matrix.
        right: the columns, all of them on rank 0, shape (n, k).
        rows: wanted, among this rank's own.

    Returns:
        Solutions, shape (len(rows), k).
    """
    from petsc4py import PETSc

    comm, count = matrix.comm, right.shape[1]
    if not comm.tompi4py().bcast(right.nnz):  # MUMPS takes no block without an entry
        return np.zeros((len(rows), count))
    rows_of_x, total = matrix.getSizes()[0], matrix.getSize()[0]
    own = comm.rank == 0
    size = ((count * own, count), (total * own, total))
    csr = (right.indptr.astype(np.int32), right.indices.astype(np.int32), right.data)
    csr = csr if own else ([0], [], [])
    transposed = PETSc.Mat().createAIJ(size, csr=csr, comm=comm)
    columns = PETSc.Mat().createTranspose(transposed)
    x = PETSc.Mat().createDense((rows_of_x, (None, count)), comm=comm)
    x.setUp()
    factor.matSolve(columns, x)
    result: FloatArray = x.getDenseArray()[rows]
    for thing in (x, columns, transposed):
        thing.destroy()
    return result


def solve_dense(matrix: Any, factor: Any, right: FloatArray) -> FloatArray:
    """Owned rows of the solutions for dense columns; a collective call.

    Args:
        matrix: PETSc matrix that is factorised.
        factor: its factor matrix.
        right: owned rows, shape (rows, k).

    Returns:
        Solutions, shape (rows, k).
    """
    from petsc4py import PETSc

    size = (matrix.getSizes()[0], (None, right.shape[1]))
    values: Any = np.asfortranarray(right)
    columns = PETSc.Mat().createDense(size, array=values, comm=matrix.comm)
    x = PETSc.Mat().createDense(size, comm=matrix.comm)
    x.setUp()
    factor.matSolve(columns, x)
    result: FloatArray = x.getDenseArray().copy()
    for thing in (x, columns):
        thing.destroy()
    return result


def on_root_of(matrix: Any, columns: sp.csc_array) -> sp.csc_array:
    """Gather columns that are distributed like a matrix on rank 0; others keep their own rows."""
    comm = matrix.comm.tompi4py()
    pieces = comm.gather(columns) if comm.size > 1 else [columns]
    return sp.csc_array(sp.vstack(pieces)) if comm.rank == 0 else columns
