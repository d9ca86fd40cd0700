"""Between the mesher's vertices and the columns of assembled forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem.domain import Domain

type FloatArray = npt.NDArray[np.float64]


def vertex_selection(domain: Domain, vertices: npt.NDArray[np.int64]) -> sp.csc_array:
    """Sparse map from global P1 degrees of freedom to given vertices, shape (n_dofs, n)."""
    dof_of_vertex = np.empty(domain.vertex_of_dof.max() + 1, dtype=np.int64)
    dof_of_vertex[domain.vertex_of_dof] = np.arange(len(domain.vertex_of_dof))
    rows, columns = dof_of_vertex[vertices], np.arange(len(vertices))
    shape = (len(domain.vertex_of_dof), len(vertices))
    return sp.csc_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def vertex_sums(
    domain: Domain, groups: Sequence[npt.ArrayLike], first: int, total: int
) -> sp.csc_array:
    """Sparse map from global P1 degrees of freedom to sums over groups of vertices.

    Args:
        domain: the mesh.
        groups: vertices of every group.
        first: column of the first group.
        total: number of columns.
    """
    members = [np.asarray(group, dtype=np.int64) for group in groups]
    vertices = np.concatenate([np.empty(0, dtype=np.int64), *members])
    pick = vertex_selection(domain, vertices)
    column = first + np.repeat(np.arange(len(members)), [len(group) for group in members])
    shape = (len(vertices), total)
    gather = sp.csc_array((np.ones(len(vertices)), (np.arange(len(vertices)), column)), shape=shape)
    return sp.csc_array(pick @ gather)


def cell_function(domain: Domain, by_region: FloatArray) -> Any:
    """A function with one value per cell, given one value per region."""
    import dolfinx

    function = dolfinx.fem.Function(dolfinx.fem.functionspace(domain.mesh, ("DG", 0)))
    function.x.array[:] = by_region[domain.region]
    return function
