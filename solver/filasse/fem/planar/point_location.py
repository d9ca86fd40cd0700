"""Find the cells that hold given points (what a crack would grow into) or that meet circles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type CellArray = npt.NDArray[np.int32]

NEAREST = 16
"""Cells whose centres lie nearest to a point, among which the one that holds it is looked for."""

SLACK = 1e-9
"""Barycentric coordinates may be this much below zero."""


class CellLocator:
    """Point location among straight-sided triangles."""

    def __init__(self, corners: FloatArray) -> None:
        """Sort the cells.

        Args:
            corners: of every cell [m], shape (n_cells, 3, 2).
        """
        self._corners = corners
        self._tree = cKDTree(corners.mean(axis=1))

    def find(self, points: FloatArray) -> IntArray:
        """Cell of every point, -1 for points outside all cells (pores, beyond the slab).

        Args:
            points: [m], shape (..., 2).
        """
        flat = points.reshape(-1, 2)
        count = min(NEAREST, len(self._corners))
        near = self._tree.query(flat, k=count)[1].reshape(len(flat), count)
        corners = self._corners[near]
        base, first = corners[..., 0, :], corners[..., 1, :] - corners[..., 0, :]
        second, offset = corners[..., 2, :] - base, flat[:, None] - base
        area = _cross(first, second)
        one, two = _cross(offset, second) / area, _cross(first, offset) / area
        inside = (one >= -SLACK) & (two >= -SLACK) & (one + two <= 1 + SLACK)
        best = inside.argmax(axis=1)
        rows = np.arange(len(flat))
        found = np.where(inside[rows, best], near[rows, best], -1)
        return np.asarray(found.reshape(points.shape[:-1]), dtype=np.int64)


class CellCircles:
    """A circle around every cell: finds what meets, or lies in, other circles; made once a mesh."""

    def __init__(self, corners: FloatArray) -> None:
        """Sort the cells.

        Args:
            corners: of every cell, whose sides may be curved [m], shape (n_cells, 3, 2).
        """
        self._corners = corners
        self._centres = corners.mean(axis=1)
        spread = np.linalg.norm(corners - self._centres[:, None], axis=2).max(axis=1)
        self._reach = 2 * spread
        self._furthest = float(self._reach.max(initial=0.0))
        self._tree = cKDTree(self._centres)

    def near(self, point: FloatArray, radius: float) -> CellArray:
        """Cells that may meet a circle's inside, in ascending order."""
        found = self._tree.query_ball_point(point, radius + self._furthest)
        cells = np.sort(np.array(found, dtype=np.int32))
        return np.asarray(cells[self._distance(cells, point) <= radius + self._reach[cells]])

    def inside(self, cells: CellArray, point: FloatArray, radius: float) -> npt.NDArray[np.bool_]:
        """Which of some cells certainly lie in a circle, shape (len(cells),)."""
        return np.asarray(self._distance(cells, point) + self._reach[cells] < radius)

    def nearest(self, point: FloatArray) -> tuple[float, int] | None:
        """Distance of the nearest corner [m], and its first cell; None far from all cells."""
        found = self.near(point, 0.0)
        if not len(found):
            return None
        distance = np.linalg.norm(self._corners[found] - point, axis=2).min(axis=1)
        best = int(np.argmin(distance))
        return float(distance[best]), int(found[best])

    def _distance(self, cells: CellArray, point: FloatArray) -> FloatArray:
        return np.asarray(np.linalg.norm(self._centres[cells] - point, axis=1))


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])
