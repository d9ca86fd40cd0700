"""Pressures of lithium that has had no time to flow: a convex problem with one solution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy.linalg

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import Fill, FilmState

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

RIDGE = 1e-13
"""Added to the diagonal of the compliance, over its largest entry, against round-off."""

FULL = 1e-6
"""Lithium beyond what stays between crack faces that touch, over that, which keeps them apart."""


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
        The film with its tractions, filling and volumes; open mouths hold what fits in, at a
        traction of no less than the pressure there.
    """
    gap, mouths = system.gap, system.fixed_mouths
    least = np.zeros(system.n)
    least[mouths] = system.mouth_pressure[: len(mouths)]
    floor = np.maximum(lithium, gap.closed)
    floor[mouths] = gap.closed[mouths]
    missing = floor - system.room(film, least)
    touching = _touching(gap.compliance, missing)
    traction = least.copy()
    if len(touching):
        block = gap.compliance[np.ix_(touching, touching)]
        traction[touching] += scipy.linalg.solve(block, missing[touching], assume_a="pos")
    full = lithium[touching] > gap.closed[touching] * (1 + FULL)
    fill = np.full(system.n, Fill.CAVITATED, dtype=np.int8)
    fill[touching] = np.where(full, Fill.FULL, Fill.CLOSED)
    fill[mouths] = np.where(np.isin(mouths, touching), Fill.PACKED, Fill.FULL)
    packed = np.where(fill == Fill.PACKED, least, 0.0)
    held = np.where(fill == Fill.FULL, system.room(film, traction), lithium)
    held = np.where(fill == Fill.PACKED, gap.packed(packed), held)
    return replace(film, traction=traction, fill=fill, lithium=held, packed=packed)


def _touching(compliance: FloatArray, missing: FloatArray) -> IntArray:
    """Nodes with a traction in min 1/2 N C N - missing N over N >= 0."""
    if not len(missing) or np.all(missing <= 0):
        return np.empty(0, dtype=np.int64)
    from scipy.optimize import nnls  # slow to import: when cracks have grown

    scale = np.sqrt(np.diag(compliance))
    matrix = compliance / scale[:, None] / scale
    matrix[np.diag_indices_from(matrix)] += RIDGE
    factor = scipy.linalg.cholesky(matrix)
    right = scipy.linalg.solve_triangular(factor, missing / scale, trans="T")
    size = float(np.max(np.abs(right)))
    solution, _ = nnls(factor, right / size, maxiter=30 * len(right))
    return np.flatnonzero(solution > 0)
