"""Entries of sparse matrices of film nodes: small ones are summed up faster than they are built."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """Entries of a matrix; those at the same place add up.

    Attributes:
        rows: of every entry, shape (k,).
        columns: of every entry, shape (k,).
        values: shape (k,).
    """

    rows: IntArray
    columns: IntArray
    values: FloatArray

    @classmethod
    def diagonal(cls, values: FloatArray, places: IntArray | None = None) -> Entries:
        """Values on the diagonal, from the first place on or at some places, shape (k,)."""
        places = np.arange(len(values)) if places is None else places
        return cls(places, places, values)

    def __add__(self, other: Entries) -> Entries:
        """The sum of both matrices."""
        return Entries(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.columns, other.columns]),
            np.concatenate([self.values, other.values]),
        )

    def scaled(self, factor: float | FloatArray) -> Entries:
        """The matrix times a number, or with its columns times some, shape (n,)."""
        by_entry = factor if np.ndim(factor) == 0 else np.asarray(factor)[self.columns]
        return Entries(self.rows, self.columns, self.values * by_entry)

    def add_to(self, block: FloatArray, nodes: IntArray) -> None:
        """Add to a block whose columns stand for some nodes, in their order; others are left out.

        Args:
            block: is changed, shape (n, len(nodes)).
            nodes: in rising order.
        """
        column = np.full(len(block), -1)
        column[nodes] = np.arange(len(nodes))
        places = column[self.columns]
        kept = places >= 0
        np.add.at(block, (self.rows[kept], places[kept]), self.values[kept])

    def matrix(self, size: int) -> sp.csr_array:
        """The matrix, shape (size, size)."""
        return sp.csr_array((self.values, (self.rows, self.columns)), shape=(size, size))
