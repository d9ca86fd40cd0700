"""Find where triangulated cracks cross themselves or one another, or come too near."""

import numpy as np
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Bools, Floats, Ints

PARALLEL = 1e-12
"""Relative to the product of the lengths: smaller determinants are those of parallel parts."""


def crossing(
    first: Floats, second: Floats, first_vertices: Ints, second_vertices: Ints
) -> Floats | None:
    """A point where triangles of two sets cross, or None; those with a common vertex may.

    Args:
        first: [m], shape (n, 3, 3), corners.
        second: [m], shape (m, 3, 3).
        first_vertices: shape (n, 3), numbers of the corners.
        second_vertices: shape (m, 3), equal numbers for equal vertices.
    """
    a, b = _near(first, second, 0.0)
    apart = (first_vertices[a][:, :, None] != second_vertices[b][:, None, :]).all(axis=(1, 2))
    a, b = a[apart], b[apart]
    for one, other in ((first[a], second[b]), (second[b], first[a])):
        for start, end in ((0, 1), (1, 2), (2, 0)):
            hit = _pierces(one[:, start], one[:, end], other)
            if hit.any():
                found: Floats = one[hit][0].mean(axis=0)
                return found
    return None


def too_near(points: Floats, triangles: Floats, least: float) -> Floats | None:
    """A point that lies nearer to triangles than allowed, or None.

    Args:
        points: [m], shape (n, 3).
        triangles: [m], shape (m, 3, 3), corners.
        least: [m], allowed distance.
    """
    which, near = _near(points[:, None, :], triangles, least)
    distance = _distance(points[which], triangles[near])
    if not len(distance) or distance.min() >= least:
        return None
    found: Floats = points[which[distance.argmin()]]
    return found


def _near(first: Floats, second: Floats, margin: float) -> tuple[Ints, Ints]:
    """Pairs whose circles around the middles, widened by a margin, meet."""
    middles = [corners.mean(axis=1) for corners in (first, second)]
    radii = [
        np.linalg.norm(corners - middle[:, None], axis=2).max()
        for corners, middle in zip((first, second), middles, strict=True)
    ]
    trees = [cKDTree(middle) for middle in middles]
    found = trees[0].sparse_distance_matrix(trees[1], sum(radii) + margin, output_type="ndarray")
    return found["i"].astype(np.int64), found["j"].astype(np.int64)


def _pierces(start: Floats, end: Floats, triangles: Floats) -> Bools:
    """Whether segments cross triangles, each its own (Moeller & Trumbore 1997)."""
    along = end - start
    u, v = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    normal = np.cross(u, v)
    determinant = -np.sum(along * normal, axis=1)
    scale = np.linalg.norm(along, axis=1) * np.linalg.norm(normal, axis=1)
    crosses: Bools = np.abs(determinant) > PARALLEL * scale
    safe = np.where(crosses, determinant, 1.0)
    to_start = start - triangles[:, 0]
    turned = np.cross(to_start, along)
    place = np.sum(to_start * normal, axis=1) / safe
    first = np.sum(v * turned, axis=1) / safe
    second = -np.sum(u * turned, axis=1) / safe
    crosses &= (place >= 0) & (place <= 1)
    return crosses & (first >= 0) & (second >= 0) & (first + second <= 1)


def _distance(points: Floats, triangles: Floats) -> Floats:
    """Distance [m] of points from triangles, each its own."""
    corner = triangles[:, 0]
    u, v = triangles[:, 1] - corner, triangles[:, 2] - corner
    normal = np.cross(u, v)
    area = np.sum(normal**2, axis=1)
    away = points - corner
    first = np.sum(np.cross(away, v) * normal, axis=1) / area
    second = np.sum(np.cross(u, away) * normal, axis=1) / area
    above = (first >= 0) & (second >= 0) & (first + second <= 1)
    to_plane = np.abs(np.sum(away * normal, axis=1)) / np.sqrt(area)
    to_edge = np.min(
        [_to_segment(points, triangles[:, i - 1], triangles[:, i]) for i in range(3)], axis=0
    )
    distance: Floats = np.where(above, to_plane, to_edge)
    return distance


def _to_segment(points: Floats, start: Floats, end: Floats) -> Floats:
    """Distance [m] of points from segments, each its own."""
    along = end - start
    place = np.sum((points - start) * along, axis=1) / np.sum(along**2, axis=1)
    nearest = start + np.clip(place, 0, 1)[:, None] * along
    distance: Floats = np.linalg.norm(points - nearest, axis=1)
    return distance
