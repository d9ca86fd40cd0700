"""Sums over the nodes of cells, gathered to sparse columns over the displacements."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem.domain import Domain

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]


class NodeSums:
    """Sums over the nodes of some cells, for every station: by component and mode."""

    def __init__(self, nodes: IntArray, stations: int) -> None:
        self.nodes = np.unique(nodes)
        self.values = np.zeros((stations, len(self.nodes), 9))

    def add(self, station: int, nodes: IntArray, values: FloatArray) -> None:
        """Add values of the nodes of cells, shapes (c, 10) and (c, 10, 9)."""
        at = np.searchsorted(self.nodes, nodes).ravel()
        shape = (len(self.nodes), len(at))
        gather = sp.csr_array((np.ones(len(at)), (at, np.arange(len(at)))), shape=shape)
        self.values[station] += gather @ values.reshape(-1, 9)

    def columns(self, rows: int) -> sp.csc_array:
        """One column over the local displacements per station and mode."""
        stations, count, _ = self.values.shape
        dense = self.values.reshape(stations, count, 3, 3).transpose(1, 2, 0, 3)
        compact = sp.coo_array(dense.reshape(3 * count, 3 * stations))
        at = (3 * self.nodes[:, None] + np.arange(3)).ravel()[compact.row]
        shape = (rows, 3 * stations)
        return sp.csc_array((compact.data, (at, compact.col)), shape=shape)


def owned_columns(sums: NodeSums, domain: Domain, space: Any) -> sp.csc_array:
    """Owned rows of the columns, what other ranks' cells have of them added."""
    index_map = space.dofmap.index_map
    owned, ghosts = 3 * index_map.size_local, 3 * index_map.num_ghosts
    columns = sums.columns(owned + ghosts)
    if domain.comm.size == 1:
        return columns
    import dolfinx

    vector = dolfinx.fem.Function(space).x
    parts = []
    for column in range(columns.shape[1]):
        vector.array[:] = columns[:, [column]].toarray()[:, 0]
        vector.scatter_reverse(dolfinx.la.InsertMode.add)
        parts.append(sp.csc_array(vector.array[:owned, None]))
    return sp.csc_array(sp.hstack(parts))


def in_station_order(parts: list[sp.csc_array], stations: IntArray) -> sp.csc_array:
    """Columns of parts, three per station, in the order of the stations."""
    if len(parts) == 1:
        return parts[0]
    place = np.argsort(stations)
    return sp.csc_array(sp.hstack(parts))[:, (3 * place[:, None] + np.arange(3)).ravel()]
