"""Assembled forms as numpy and scipy arrays: owned rows, or sums over all ranks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

type FloatArray = npt.NDArray[np.float64]


def sum_over_ranks(comm: Any, values: FloatArray) -> FloatArray:
    """Sum an array over all ranks; every rank gets the same bits."""
    if comm.size == 1:
        return values
    total = np.empty_like(values) if comm.rank == 0 else None
    comm.Reduce(np.ascontiguousarray(values), total, root=0)
    result: FloatArray = comm.bcast(total, root=0)
    return result


def square_matrix(form: Any, bcs: Sequence[Any]) -> sp.csr_array:
    """Assemble a square form of a mesh that this rank holds alone.

    Same bits as by PETSc, in two thirds of the time: an entry is looked up once for all components.
    """
    from dolfinx import fem, la

    matrix = fem.create_matrix(form, la.BlockMode.compact)
    fem.assemble_matrix(matrix, form, bcs=bcs)
    return sp.csr_array(matrix.to_scipy())


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


def with_rows(columns: sp.csc_array, weights: FloatArray) -> sp.csc_array:
    """Columns whose rows are weighted, shape (n, m)."""
    values = columns.data * weights[columns.indices]
    return sp.csc_array((values, columns.indices, columns.indptr), shape=columns.shape)


def assemble_owned(form: Any) -> FloatArray:
    """Assemble a vector and return its owned entries, the other ranks' shares added."""
    import dolfinx

    vector = dolfinx.fem.assemble_vector(form)
    vector.scatter_reverse(dolfinx.la.InsertMode.add)
    index_map, block = vector.index_map, vector.block_size
    return np.array(vector.array[: index_map.size_local * block])


def assemble_sum(comm: Any, form: Any) -> float:
    """Assemble a number, the other ranks' shares added in a fixed order."""
    import dolfinx

    return float(sum(comm.allgather(float(dolfinx.fem.assemble_scalar(form)))))
