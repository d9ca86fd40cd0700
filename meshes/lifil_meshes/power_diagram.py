"""Power (Laguerre) diagrams in a rectangle: Voronoi cells with weights."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from lifil_meshes.arrays import Floats, Ints

SAME = 1e-9
"""Relative to the rectangle: vertices closer than this are one."""


class Cells(NamedTuple):
    """A tiling of [0, width] x [0, height].

    Attributes:
        vertices: shape (n_vertices, 2).
        loops: counter-clockwise vertex ids of every cell; empty for a seed without a cell.
    """

    vertices: Floats
    loops: tuple[Ints, ...]


def power_cells(seeds: Floats, weights: Floats, box: Floats) -> Cells:
    """Cells of the points x with |x - s_i|^2 - w_i smallest.

    The diagram is dual to the lower hull of the seeds lifted to |s|^2 - w (Aurenhammer 1987).
    Seeds mirrored at the four sides make the sides cell borders.

    Args:
        seeds: shape (n, 2), inside the box.
        weights: shape (n,), squared lengths; all equal for a Voronoi diagram.
        box: shape (2,), width and height.
    """
    images, image_weights = _mirrored(seeds, weights, box)
    triangles, centres = _dual(images, image_weights)
    kept = (triangles < len(seeds)).any(axis=1)
    triangles, vertex = triangles[kept], _on_walls(centres[kept], box)
    ids, vertices = _merge(vertex, SAME * float(box.max()))
    owner, corner = triangles.ravel(), np.repeat(ids, 3)
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(seeds) + 1))
    loops = [
        _ordered(np.unique(corner[order[start:end]]), vertices) for start, end in pairwise(bounds)
    ]
    return Cells(vertices, tuple(loops))


def areas(cells: Cells) -> Floats:
    """Area of every cell."""
    return np.array([_shoelace(cells.vertices[loop]) for loop in cells.loops])


def centroids(cells: Cells) -> Floats:
    """Centre of mass of every cell, shape (n, 2)."""
    return np.array([_centroid(cells.vertices[loop]) for loop in cells.loops])


def _mirrored(seeds: Floats, weights: Floats, box: Floats) -> tuple[Floats, Floats]:
    """The seeds, then their images at the four sides."""
    images = [seeds]
    for axis in (0, 1):
        for wall in (0.0, box[axis]):
            image = seeds.copy()
            image[:, axis] = 2 * wall - image[:, axis]
            images.append(image)
    return np.vstack(images), np.tile(weights, 5)


def _dual(points: Floats, weights: Floats) -> tuple[Ints, Floats]:
    """Triangles of the regular triangulation and their power centres."""
    height = (points**2).sum(axis=1) - weights
    hull = ConvexHull(np.column_stack([points, height]), qhull_options="Qt")
    lower = hull.equations[:, 2] < 0
    normal = hull.equations[lower]
    centres: Floats = -normal[:, :2] / (2 * normal[:, 2:3])
    return hull.simplices[lower].astype(np.int64), centres


def _on_walls(points: Floats, box: Floats) -> Floats:
    """Points that round-off took off the sides, put back."""
    near = SAME * float(box.max())
    points = np.where(points < near, 0.0, points)
    walls: Floats = np.where(points > box - near, box, points)
    return walls


def _merge(points: Floats, tolerance: float) -> tuple[Ints, Floats]:
    """Ids and places of points, with close ones made one."""
    partner = np.arange(len(points))
    for a, b in cKDTree(points).query_pairs(tolerance, output_type="ndarray"):
        partner[b] = min(partner[a], partner[b])
    while not np.array_equal(partner, partner[partner]):
        partner = partner[partner]
    kept, ids = np.unique(partner, return_inverse=True)
    return ids, points[kept]


def _ordered(corners: Ints, vertices: Floats) -> Ints:
    """Corners of a convex cell, counter-clockwise."""
    if len(corners) < 3:
        return corners[:0]
    arm = vertices[corners] - vertices[corners].mean(axis=0)
    return corners[np.argsort(np.arctan2(arm[:, 1], arm[:, 0]))]


def _shoelace(polygon: Floats) -> float:
    x, y = polygon.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def _centroid(polygon: Floats) -> Floats:
    following = np.roll(polygon, -1, axis=0)
    cross = polygon[:, 0] * following[:, 1] - polygon[:, 1] * following[:, 0]
    centre: Floats = ((polygon + following) * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    return centre
