"""Find the cells that hold given points: what a crack would grow into."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

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


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])
