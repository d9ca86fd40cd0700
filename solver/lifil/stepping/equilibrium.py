"""Pressures of lithium that has had no time to flow: a convex problem with one solution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.optimize

from lifil.stepping.state import Fill, FilmState
from lifil.stepping.system import CoupledSystem

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

RIDGE = 1e-13
"""Added to the diagonal of the compliance, over its largest entry, against round-off."""


def equilibrium(system: CoupledSystem, film: FilmState, lithium: FloatArray) -> FilmState:
    """Solve V(N) >= max(L, V_min), N >= 0, N (V - max(L, V_min)) = 0 for the tractions N.

    The compliance is symmetric positive definite, so these are the conditions of a convex
    quadratic problem; as least squares with N >= 0 it is solved in finitely many steps from any
    start (C. L. Lawson and R. J. Hanson, Solving Least Squares Problems, 1974).

    Args:
        system: the coupled system.
        film: supplies what has nothing to do with the tractions.
        lithium: volume in every film node [m^2], shape (n,).

    Returns:
        The film with its tractions, filling and volumes; open mouths hold what fits in.
    """
    gap, mouths = system.gap, system.fixed_mouths
    free = np.setdiff1d(np.arange(system.n), mouths)
    traction = np.zeros(system.n)
    traction[mouths] = system.mouth_pressure[: len(mouths)]
    floor = np.maximum(lithium, gap.closed)
    missing = (floor - gap.volumes(traction))[free]
    touching = free[_touching(gap.compliance[np.ix_(free, free)], missing)]
    inside = np.isin(free, touching)
    if len(touching):
        block = gap.compliance[np.ix_(touching, touching)]
        traction[touching] = scipy.linalg.solve(block, missing[inside], assume_a="pos")
    fill = np.full(system.n, Fill.DRY, dtype=np.int8)
    fill[touching] = np.where(lithium[touching] >= gap.closed[touching], Fill.WET, Fill.CLOSED)
    fill[mouths] = Fill.WET
    wet = fill == Fill.WET
    held = np.where(wet, gap.volumes(traction), lithium)
    return replace(film, traction=traction, fill=fill, lithium=held)


def _touching(compliance: FloatArray, missing: FloatArray) -> IntArray:
    """Nodes with a traction in min 1/2 N C N - missing N over N >= 0."""
    if not len(missing) or np.all(missing <= 0):
        return np.empty(0, dtype=np.int64)
    scale = np.sqrt(np.diag(compliance))
    matrix = compliance / scale[:, None] / scale
    matrix[np.diag_indices_from(matrix)] += RIDGE
    factor = scipy.linalg.cholesky(matrix)
    right = scipy.linalg.solve_triangular(factor, missing / scale, trans="T")
    size = float(np.max(np.abs(right)))
    solution, _ = scipy.optimize.nnls(factor, right / size, maxiter=30 * len(right))
    return np.flatnonzero(solution > 0)
