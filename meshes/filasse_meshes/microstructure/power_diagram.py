"""Power (Laguerre) diagrams in a rectangle: Voronoi cells with weights."""

from typing import NamedTuple

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from filasse_meshes.arrays import Floats, Ints

SAME = 1e-9
"""Relative to the rectangle: vertices closer than this are one."""


class PowerCells(NamedTuple):
    """A tiling of [0, width] x [0, height].

    Attributes:
        vertices: shape (n_vertices, 2).
        loops: counter-clockwise vertex ids of every cell; empty for a seed without a cell.
    """

    vertices: Floats
    loops: tuple[Ints, ...]


def power_cells(seeds: Floats, weights: Floats, box: Floats) -> PowerCells:
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
    inner = triangles.ravel() < len(seeds)
    pairs = np.column_stack([triangles.ravel()[inner], np.repeat(ids, 3)[inner]])
    return PowerCells(vertices, _loops(np.unique(pairs, axis=0), vertices, len(seeds)))


def areas(cells: PowerCells) -> Floats:
    """Area of every cell."""
    _, owner, cross = _triangles(cells)
    return np.bincount(owner, cross, minlength=len(cells.loops)) / 2


def centroids(cells: PowerCells) -> Floats:
    """Centre of mass of every cell, shape (n, 2)."""
    ends, owner, cross = _triangles(cells)
    count = len(cells.loops)
    moment = [np.bincount(owner, ends[:, i] * cross, minlength=count) for i in (0, 1)]
    return np.column_stack(moment) / (3 * np.bincount(owner, cross, minlength=count))[:, None]


def _triangles(cells: PowerCells) -> tuple[Floats, Ints, Floats]:
    """Sum of the ends, cell, and cross product of every edge seen from the origin."""
    start = cells.vertices[np.concatenate(cells.loops)]
    end = cells.vertices[np.concatenate([np.roll(loop, -1) for loop in cells.loops])]
    owner = np.repeat(np.arange(len(cells.loops)), [len(loop) for loop in cells.loops])
    return start + end, owner, start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]


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


def _loops(pairs: Ints, vertices: Floats, count: int) -> tuple[Ints, ...]:
    """Corners of convex cells, counter-clockwise, from pairs of a cell and a vertex."""
    cell, corner = pairs.T
    number = np.maximum(np.bincount(cell, minlength=count), 1)
    middle = [np.bincount(cell, vertices[corner, i], minlength=count) / number for i in (0, 1)]
    arm = vertices[corner] - np.column_stack(middle)[cell]
    order = np.lexsort((np.arctan2(arm[:, 1], arm[:, 0]), cell))
    loops = np.split(corner[order], np.searchsorted(cell[order], np.arange(1, count)))
    return tuple(loop if len(loop) > 2 else loop[:0] for loop in loops)
