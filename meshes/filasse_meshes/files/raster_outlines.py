"""Outlines of the parts of a labelled raster as smooth polygons that tile it."""

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.arrays import Bools, Ints
from filasse_meshes.files.raster_cleaning import components

SMOOTH = 0.6
"""[pixels] How far outlines may be simplified off the middles of the pixels' edges."""
ON_INTERIOR = ("T********", "*T*******", "***T*****")
"""DE-9IM patterns of two lines that meet elsewhere than at the ends of both."""


def outlines(labels: Ints, smooth: float = SMOOTH) -> list[tuple[Polygon, int]]:
    """Smooth polygons that tile the raster, one for each connected part, with their labels.

    Lengths are in pixels, the origin is the lower left corner of the image.

    Args:
        labels: shape (rows, columns), the top row first.
        smooth: [pixels], how far outlines may leave the middles of the pixels' edges.
    """
    height, width = labels.shape
    border = shapely.box(0, 0, width, height).exterior
    # Lines between junctions: smoothing one chain moves both parts' outlines alike.
    merged = shapely.line_merge(shapely.multilinestrings(_steps(components(labels))))
    chains = np.array([_through_middles(chain) for chain in shapely.get_parts(merged)], object)
    lines = [*_simplified(chains, smooth), border]
    polygons = shapely.get_parts(shapely.polygonize([shapely.unary_union(lines)]))
    inside = shapely.get_coordinates([p.representative_point() for p in polygons]).astype(int)
    values = labels[height - 1 - inside[:, 1], inside[:, 0]]
    return list(zip(polygons, values.tolist(), strict=True))


def _steps(parts: Ints) -> Ints:
    """Pixel edges between different regions, shape (n, 2, 2)."""
    flipped = parts[::-1]
    row, column = np.nonzero(flipped[:, 1:] != flipped[:, :-1])
    upright = np.stack([np.stack([column + 1, row], 1), np.stack([column + 1, row + 1], 1)], 1)
    row, column = np.nonzero(flipped[1:] != flipped[:-1])
    level = np.stack([np.stack([column, row + 1], 1), np.stack([column + 1, row + 1], 1)], 1)
    return np.concatenate([upright, level])


def _through_middles(chain: LineString) -> LineString:
    """Lead a staircase through the middles of its steps, its ends kept.

    Every piece stays within half a pixel of its own corner, so that no two chains ever cross.
    """
    xy = shapely.get_coordinates(chain)
    middle = (xy[:-1] + xy[1:]) / 2
    ring = bool((xy[0] == xy[-1]).all())
    return LineString(np.vstack([middle, middle[:1]] if ring else [xy[:1], middle, xy[-1:]]))


def _simplified(chains: np.ndarray, smooth: float) -> np.ndarray:
    """Drop corners; where chains would come to meet or to vanish, less of them."""
    lines: np.ndarray = shapely.simplify(chains, smooth)
    for tolerance in (smooth / 2, smooth / 4):
        wrong = _spoilt(lines)
        lines[wrong] = shapely.simplify(chains[wrong], tolerance)
    wrong = _spoilt(lines)
    # A chain that is restored may meet one that was right; none meet once all are restored.
    while wrong.any() and not shapely.equals_exact(lines[wrong], chains[wrong]).all():
        lines[wrong] = chains[wrong]
        wrong = _spoilt(lines)
    return lines


def _spoilt(lines: np.ndarray) -> Bools:
    """Lines that meet themselves or others elsewhere than at common ends, or enclose nothing."""
    wrong: Bools = ~shapely.is_simple(lines)
    wrong |= shapely.is_closed(lines) & (shapely.get_num_coordinates(lines) < 4)
    first, second = shapely.STRtree(lines).query(lines, "intersects")
    once = first < second
    first, second = first[once], second[once]
    for pattern in ON_INTERIOR:
        meet = shapely.relate_pattern(lines[first], lines[second], pattern)
        wrong[first[meet]] = wrong[second[meet]] = True
    return wrong
