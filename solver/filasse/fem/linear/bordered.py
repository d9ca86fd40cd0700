"""A symmetric matrix bordered by columns, whose Schur complement condenses onto them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

type FloatArray = npt.NDArray[np.float64]
type Csr = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], FloatArray]


def bordered(matrix: Csr, border: sp.csr_array) -> Csr:
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
