"""A symmetric matrix in two parts that meet along a cut: each is condensed onto it, then joined.

Neither part needs anything of the other one until then, so that two ranks make one each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.errors import ConvergenceError
from filasse.fem.linear.assistance import Assistance
from filasse.fem.linear.substructure import Substructure
from filasse.parallel import on_each, on_rank

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type CondensedParts = list[FloatArray]


class JoinedFactor:
    """Two substructures and the cut between them, solved as the one matrix that they make up.

    Results are the same bits wherever either part is made.

    Attributes:
        elsewhere: gives what the second part leaves, where another rank has it.
        size: of the matrix.
        rows: the same, as every rank holds all unknowns.
    """

    def __init__(
        self,
        parts: Sequence[Substructure],
        inner: Sequence[IntArray],
        cut: IntArray,
        size: int,
        team: Any = None,
        ranks: Sequence[int] = (0, 0),
    ) -> None:
        """Join two parts.

        Args:
            parts: both.
            inner: unknowns that one of them has alone, ascending; those that are held are nowhere.
            cut: unknowns that both have, ascending.
            size: number of unknowns.
            team: communicator of ranks that hold the same mesh each; None for one rank.
            ranks: of a team, the ones that have the first and the second part.
        """
        self.elsewhere: Assistance[CondensedParts] | None = None
        self.size = self.rows = size
        self._parts, self._inner, self._cut = parts, inner, cut
        self._team, self._ranks = team, ranks
        self._mine = [i for i in range(2) if team is None or team.rank == ranks[i]]

    def eliminate(self, columns: sp.csc_array) -> None:
        """Factorise the own parts; rank-local. See `Substructure.eliminate`."""
        for i in self._mine:
            self._parts[i].eliminate(columns)

    def condensed_parts(self, columns: sp.csc_array, further: sp.csc_array) -> CondensedParts:
        """What the own parts leave, in their order; after `eliminate`, rank-local.

        Args:
            columns: shape (rows, m).
            further: columns that are only solved for, shape (rows, n).
        """
        every = sp.csc_array(sp.hstack([columns, further]))
        return [self._parts[i].condensed(columns, every) for i in self._mine]

    def condense(self, columns: sp.csc_array, further: sp.csc_array) -> FloatArray:
        """Return columns^T A^-1 [columns, further], where the first part is; after `eliminate`.

        Args:
            columns: shape (rows, m).
            further: shape (rows, n).

        Returns:
            Dense array of shape (m, m + n).

        Raises:
            ConvergenceError: the cut cannot be solved for.
        """
        condensed = self.condensed_parts(columns, further)
        elsewhere, self.elsewhere = self.elsewhere, None
        if elsewhere is not None:
            condensed += elsewhere.take()
        first, second = condensed
        every = sp.csr_array(sp.hstack([columns, further], format="csr"))
        return self._joined(first + second, every[self._cut].toarray(), columns.shape[1])

    def _joined(self, whole: FloatArray, loads: FloatArray, count: int) -> FloatArray:
        """Eliminate the cut.

        Args:
            whole: what both parts leave.
            loads: of every column on the cut.
            count: of the columns that are condensed.
        """
        from scipy.linalg import solve_triangular

        cut = len(self._cut)
        loads = loads + whole[:cut, cut:]
        try:
            self._lower = np.linalg.cholesky(whole[:cut, :cut])
        except np.linalg.LinAlgError as error:
            raise ConvergenceError(
                "The matrix of elasticity is singular where its parts are joined: some part of the "
                "slab is held by nothing. Check the supports (mechanics.sides), and pieces that "
                "cracks or pores cut loose."
            ) from error
        scaled = solve_triangular(self._lower, loads, lower=True)
        return np.asarray(scaled[:, :count].T @ scaled - whole[cut:, cut:])

    def solve(self, right: Callable[[], FloatArray]) -> FloatArray:
        """Solve for one right-hand side; a collective call of the team.

        Args:
            right: makes it on the rank that has joined the parts, shape (rows,).

        Returns:
            Shape (rows,), on every rank.
        """
        given = self._on_first(right)
        forces = self._by_both(lambda part: part.force_on_cut(given))
        at_cut = self._on_first(lambda: self._at_cut(given[self._cut] + forces[0] + forces[1]))
        result = np.zeros(self.size)
        result[self._cut] = at_cut
        for inner, values in zip(
            self._inner, self._by_both(lambda part: part.solve(given, at_cut)), strict=True
        ):
            result[inner] = values
        return result

    def destroy(self) -> None:
        """Free PETSc's memory."""
        for part in self._parts:
            part.destroy()

    def _at_cut(self, force: FloatArray) -> FloatArray:
        from scipy.linalg import cho_solve

        return np.asarray(cho_solve((self._lower, True), force))

    def _on_first[T](self, function: Callable[[], T]) -> T:
        return function() if self._team is None else on_rank(self._team, self._ranks[0], function)

    def _by_both[T](self, function: Callable[[Substructure], T]) -> list[T]:
        """Of both parts, each by its own rank; a collective call."""

        def own() -> dict[int, T]:
            return {i: function(self._parts[i]) for i in self._mine}

        if self._team is None:
            return list(own().values())
        found: dict[int, T] = {}
        for some in self._team.allgather(on_each(self._team, own)):
            found |= some
        return [found[0], found[1]]
