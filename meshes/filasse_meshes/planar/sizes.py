"""The element size wanted at any point, and the cell count that follows from it."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Floats, Ints

STEP = 1.2
"""Ratio of the size classes into which point sources are sorted."""


@dataclass(frozen=True)
class SizeField:
    """h(x) = min(far, min over sources of (size of source + grading * distance)).

    Attributes:
        far: [um], largest size.
        grading: growth per distance.
        points: point sources as (size [um], tree of points), one pair per size class.
        lines: line sources as (size [um], geometry).
    """

    far: float
    grading: float
    points: tuple[tuple[float, cKDTree], ...]
    lines: tuple[tuple[float, shapely.Geometry], ...]

    def __call__(self, x: Floats) -> Floats:
        """Size [um] at points [um] of shape (n, 2)."""
        size = np.full(len(x), self.far)
        for value, tree in self.points:
            reach = (self.far - value) / self.grading
            distance = tree.query(x, distance_upper_bound=max(reach, 0.0))[0]
            np.minimum(size, value + self.grading * distance, out=size)
        place = shapely.points(x)
        for value, line in self.lines:
            if value < self.far:
                np.minimum(size, value + self.grading * shapely.distance(place, line), out=size)
        return size


def point_sources(points: Floats, values: Floats, far: float) -> tuple[tuple[float, cKDTree], ...]:
    """Sort points into classes of nearly equal size, each with the smallest size in it."""
    small = values < far
    points, values = points[small], values[small]
    level = np.floor(np.log(values / far) / np.log(STEP))
    return tuple(
        (float(values[level == k].min()), cKDTree(points[level == k])) for k in np.unique(level)
    )


def feature_sizes(vertices: Floats, edges: Ints, far: float) -> Floats:
    """Local feature size [um] at vertices: the shortest edge there or the gap to the next edge.

    Args:
        vertices: [um], shape (n_vertices, 2).
        edges: shape (n_edges, 2).
        far: [um], gaps wider than this do not matter.
    """
    length = np.linalg.norm(vertices[edges[:, 1]] - vertices[edges[:, 0]], axis=1)
    size = np.full(len(vertices), far)
    for end in edges.T:
        np.minimum.at(size, end, length)
    lines, places = shapely.linestrings(vertices[edges]), shapely.points(vertices)
    vertex, edge = shapely.STRtree(lines).query(places, "dwithin", size)
    apart = (edges[edge] != vertex[:, None]).all(axis=1)
    vertex, edge = vertex[apart], edge[apart]
    np.minimum.at(size, vertex, shapely.distance(places[vertex], lines[edge]))
    return size


def longest_edges(vertices: Floats, edges: Ints, far: float) -> Floats:
    """Longest of the edges at each vertex [um], `far` where there is none."""
    size = np.zeros(len(vertices))
    for end in edges.T:
        np.maximum.at(
            size, end, np.linalg.norm(vertices[edges[:, 1]] - vertices[edges[:, 0]], axis=1)
        )
    return np.where(size > 0, size, far)
