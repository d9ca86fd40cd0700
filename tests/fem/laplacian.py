"""A symmetric positive definite matrix whose rows lie on a square."""

import numpy as np
import scipy.sparse as sp


def laplacian(side: int) -> sp.csr_array:
    """Five-point stencil on a square, line by line, shape (side^2, side^2)."""
    ones = np.ones(side - 1)
    line = sp.diags_array([-ones, 2 * np.ones(side), -ones], offsets=[-1, 0, 1])
    one = sp.eye_array(side)
    return sp.csr_array(sp.kron(line, one) + sp.kron(one, line))
