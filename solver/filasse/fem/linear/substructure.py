"""One side of a cut through a body, condensed onto the cut by MUMPS's Schur complement."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.errors import ConvergenceError
from filasse.fem.linear import schur
from filasse.fem.linear.assembled import with_rows
from filasse.fem.linear.direct_solver import WIDE
from filasse.fem.linear.mumps import BLOCK, PLANAR, factorise
from filasse.fem.linear.sparse_blocks import solve_sparse

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


class Substructure:
    """What lies on one side of a cut: its inner unknowns are eliminated, those on the cut stay."""

    def __init__(
        self, assemble: Callable[[], sp.csr_array], inner: IntArray, cut: IntArray, name: str
    ) -> None:
        """Take a part, which is assembled and factorised by `eliminate`.

        Args:
            assemble: makes the matrix of this part among all unknowns, shape (n, n).
            inner: its unknowns that no other part has, ascending.
            cut: unknowns on the cut, ascending.
            name: what is solved, for error messages.
        """
        self._assemble, self._name = assemble, name
        self._inner, self._cut = inner, cut
        self._kept = np.sort(np.concatenate([inner, cut]))
        self._on_cut = np.searchsorted(self._kept, cut)
        self._is_inner = np.ones(len(self._kept), dtype=bool)
        self._is_inner[self._on_cut] = False
        self._matrix: Any = None
        self._pc: Any = None

    def eliminate(self, columns: sp.csc_array) -> None:
        """Factorise, and condense onto the cut and those columns that have few rows.

        Args:
            columns: all rows, shape (n, m).

        Raises:
            ConvergenceError: the part cannot be factorised.
            MemoryShortage: there is not enough memory for the factor.
        """
        from petsc4py import PETSc

        whole = self._assemble()
        self._coupling = sp.csr_array(whole[self._cut][:, self._inner])
        self._columns = inside = self._inside(columns)
        counts = np.bincount(inside.indices, minlength=columns.shape[1])
        self._narrow = np.diff(columns.indptr) < WIDE * columns.shape[0]
        self._within = np.flatnonzero(self._narrow & (counts > 0))
        csr = _with_border(_upper(whole, self._kept), sp.csr_array(inside[:, self._within]))
        del whole
        size = len(csr[0]) - 1
        self._matrix = PETSc.Mat().createAIJWithArrays((size, size), csr, comm=PETSc.COMM_SELF)
        self._matrix.setOption(PETSc.Mat.Option.SPD, True)  # of the rows that are eliminated
        left = np.concatenate([self._on_cut, np.arange(len(self._kept), size)])
        ask = functools.partial(schur.request, rows=left)
        self._pc = factorise(self._matrix, self._name, PLANAR, ask)
        factor = self._pc.getFactorMatrix()
        self._complement = self._checked(schur.complement(factor, len(left)))
        schur.solve_without(factor)

    def condensed(self, columns: sp.csc_array, every: sp.csc_array) -> FloatArray:
        """What this part leaves of the matrix and the columns: loads on the cut are not in it.

        Args:
            columns: as they were given to `eliminate`, shape (n, m).
            every: these and further ones, shape (n, e).

        Returns:
            Rows of the cut and the columns against the cut and every column: (s + m, s + e).
        """
        cut, count = len(self._cut), columns.shape[1]
        result = np.zeros((cut + count, cut + every.shape[1]))
        at = np.concatenate([np.arange(cut), cut + self._within])
        result[np.ix_(at, at)] = self._complement
        narrow = np.flatnonzero(self._narrow)
        wide = np.setdiff1d(np.arange(every.shape[1]), narrow)
        weights = sp.csr_array(self._columns[self._is_inner].T)
        for start in range(0, len(wide), BLOCK):
            some = wide[start : start + BLOCK]
            solved = self._solved(sp.csc_array(self._inside(every[:, some])))
            result[:cut, cut + some] = -(self._coupling @ solved)
            result[cut:, cut + some] = -(weights @ solved)
        own = wide[wide < count]
        result[cut + own, :cut] = result[:cut, cut + own].T
        result[np.ix_(cut + own, cut + narrow)] = result[np.ix_(cut + narrow, cut + own)].T
        return result

    def solve(self, right: FloatArray, at_cut: FloatArray | None = None) -> FloatArray:
        """The inner unknowns under one right-hand side.

        Args:
            right: of all unknowns, shape (n,).
            at_cut: those on the cut, shape (s,); all zero by default.
        """
        own = right[self._inner]
        if at_cut is not None:
            own = own - at_cut @ self._coupling
        x, b = self._matrix.createVecs()
        values = np.zeros(b.getLocalSize())
        values[: len(self._kept)][self._is_inner] = own
        b.setArray(values)
        self._pc.getFactorMatrix().solve(b, x)
        result: FloatArray = x.getArray()[: len(self._kept)][self._is_inner].copy()
        b.destroy()
        x.destroy()
        return self._checked(result)

    def force_on_cut(self, right: FloatArray) -> FloatArray:
        """What a right-hand side pulls at the cut if that is held, shape (s,)."""
        return np.asarray(-(self._coupling @ self.solve(right)))

    def destroy(self) -> None:
        """Free PETSc's memory."""
        for thing in (self._pc, self._matrix):
            if thing is not None:
                thing.destroy()

    def _inside(self, columns: sp.csc_array) -> sp.csr_array:
        """Rows of this part, those on the cut left empty, shape (len(kept), m)."""
        weights = np.zeros(columns.shape[0])
        weights[self._inner] = 1.0
        return sp.csr_array(sp.csr_array(with_rows(columns, weights))[self._kept])

    def _solved(self, inside: sp.csc_array) -> FloatArray:
        """The inner unknowns under sparse columns while the cut is held."""
        rows = self._matrix.getSize()[0]
        right = inside.copy()
        right.resize((rows, inside.shape[1]))
        right.eliminate_zeros()
        wanted = np.flatnonzero(self._is_inner).astype(np.int32)
        return self._checked(solve_sparse(self._matrix, self._pc.getFactorMatrix(), right, wanted))

    def _checked(self, values: FloatArray) -> FloatArray:
        if not np.isfinite(values).all():
            raise ConvergenceError(f"The solution of {self._name} is not finite.")
        return values


def _upper(matrix: sp.csr_array, kept: IntArray) -> sp.csr_array:
    """The upper triangle of some rows and columns, ascending: a symmetric solver reads no more."""
    place = np.full(matrix.shape[0], -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    rows = np.repeat(place, np.diff(matrix.indptr))
    columns = place[matrix.indices]
    wanted = (columns >= rows) & (rows >= 0)
    rows = rows[wanted]
    starts = np.zeros(len(kept) + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows, minlength=len(kept)), out=starts[1:])
    shape = (len(kept), len(kept))
    return sp.csr_array((matrix.data[wanted], columns[wanted], starts), shape=shape)


def _with_border(upper: sp.csr_array, border: sp.csr_array) -> tuple[Any, Any, FloatArray]:
    """Row starts, columns and values of [[A, B], [., 0]]."""
    n, m = border.shape
    zeros = sp.csr_array((np.zeros(m), n + np.arange(m), np.arange(m + 1)), shape=(m, n + m))
    whole = sp.vstack([sp.hstack([upper, border], format="csr"), zeros], format="csr")
    return whole.indptr.astype(np.int32), whole.indices.astype(np.int32), whole.data
