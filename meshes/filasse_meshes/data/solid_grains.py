"""Polycrystals in space, by position: which grain a point lies in. Their boundaries are not meshed.

A point belongs to the seed of the smallest power |x - s|^2 - w. With sqrt(max w - w) as a fourth
coordinate of the seeds, and 0 of points, that is the nearest seed in four dimensions: a k-d tree
finds it.
"""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from filasse_meshes.arrays import Floats, Ints

NEIGHBOURS = 16
"""Of a point, between whose grains its nearest boundary is looked for."""
LEAF = 32
"""Seeds per leaf of the tree: with 3000 grains a look-up takes 0.6 of that with ten."""


@dataclass(frozen=True, eq=False)
class SolidGrains:
    """A tiling of space by Voronoi or Laguerre cells.

    Attributes:
        seeds: [m], shape (n, 3).
        weights: of the power [m^2], shape (n,); 0 for Voronoi cells.
    """

    seeds: Floats
    weights: Floats

    def at(self, points: Floats) -> Ints:
        """Grain of every point.

        Args:
            points: [m], shape (..., 3).

        Returns:
            Index into `seeds`; shape of `points` less the last.
        """
        _, nearest = self._tree.query(_lifted(points.reshape(-1, 3)))
        return np.asarray(nearest, dtype=np.int64).reshape(points.shape[:-1])

    def depth(self, points: Floats) -> Floats:
        """Distance of every point from the nearest grain boundary.

        Args:
            points: [m], shape (..., 3).

        Returns:
            [m]; shape of `points` less the last.
        """
        flat = points.reshape(-1, 3)
        count = min(NEIGHBOURS, len(self.seeds))
        power, near = self._tree.query(_lifted(flat), k=count)
        apart = np.linalg.norm(self.seeds[near[:, 1:]] - self.seeds[near[:, :1]], axis=2)
        excess = power[:, 1:] ** 2 - power[:, :1] ** 2
        gap = excess / (2 * np.maximum(apart, np.finfo(float).tiny))
        least = gap.min(axis=1, initial=np.inf)
        return np.asarray(least, dtype=np.float64).reshape(points.shape[:-1])

    @functools.cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        height = np.sqrt(self.weights.max() - self.weights)
        return cKDTree(np.column_stack([self.seeds, height]), leafsize=LEAF)


def _lifted(points: Floats) -> Floats:
    return np.column_stack([points, np.zeros(len(points))])
