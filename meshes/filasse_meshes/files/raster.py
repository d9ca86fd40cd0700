"""Outlines of the regions of a labelled raster."""

import numpy as np
import shapely
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Polygon

from filasse_meshes.arrays import Ints
from filasse_meshes.errors import MeshError

SMOOTH = 0.6
"""[pixels] How far outlines may be simplified off the middles of the pixels' edges."""
SLIVER = 1.5
"""[pixels] Smaller polygons are left over where outlines cross."""


def components(labels: Ints) -> Ints:
    """Number connected regions of equal label, from 0."""
    pixel = np.arange(labels.size).reshape(labels.shape)
    across, down = labels[:, 1:] == labels[:, :-1], labels[1:] == labels[:-1]
    first = np.concatenate([pixel[:, :-1][across], pixel[:-1][down]])
    second = np.concatenate([pixel[:, 1:][across], pixel[1:][down]])
    links = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(labels.size,) * 2)
    numbers: Ints = connected_components(links, directed=False)[1].reshape(labels.shape)
    return numbers.astype(np.int64)


def absorb_specks(labels: Ints, least: int) -> tuple[Ints, int]:
    """Give regions of fewer than `least` pixels the label that is most common around them.

    Returns:
        The new labels, and how many regions were absorbed.
    """
    labels, absorbed = labels.copy(), 0
    while True:
        parts = components(labels)
        sizes = np.bincount(parts.ravel())
        small = np.flatnonzero(sizes < least)
        if not len(small) or len(sizes) == 1:
            return labels, absorbed
        # The smallest first; its neighbours may be small as well and wait for the next round.
        small = small[np.argsort(sizes[small], kind="stable")]
        windows = ndimage.find_objects(parts + 1)
        touched: set[int] = set()
        for part in small.tolist():
            around = tuple(slice(max(s.start - 1, 0), s.stop + 1) for s in windows[part])
            inside = parts[around] == part
            rim = ndimage.binary_dilation(inside) & ~inside
            neighbours = set(parts[around][rim].tolist())
            if part not in touched and not neighbours & touched:
                values, counts = np.unique(labels[around][rim], return_counts=True)
                labels[around][inside] = values[counts.argmax()]
                touched |= neighbours & set(small.tolist()) | {part}
                absorbed += 1


def outlines(labels: Ints) -> list[tuple[Polygon, int]]:
    """Smooth polygons that tile the raster, with their labels.

    Lengths are in pixels, the origin is the lower left corner of the image.

    Raises:
        MeshError: parts of the raster are too thin to have an outline.
    """
    parts = components(labels)
    height, width = parts.shape
    border = shapely.box(0, 0, width, height).exterior
    # Lines between junctions: smoothing one chain moves both regions' outlines alike.
    chains = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(_steps(parts))))
    lines = [_smooth(chain) for chain in chains]
    polygons = shapely.get_parts(shapely.polygonize([shapely.unary_union([*lines, border])]))
    slivers = [polygon for polygon in polygons if polygon.area < SLIVER]
    if slivers:
        x, y = slivers[0].centroid.coords[0]
        raise MeshError(
            f"The image has a part only about a pixel wide at pixel ({x:.0f}, {height - y:.0f}); "
            "use a finer or smoother image, or absorb larger specks."
        )
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


def _smooth(chain: LineString) -> LineString:
    """Lead a staircase through the middles of its steps, its ends kept."""
    xy = shapely.get_coordinates(chain)
    middle = (xy[:-1] + xy[1:]) / 2
    ring = bool((xy[0] == xy[-1]).all())
    joined = np.vstack([middle, middle[:1]] if ring else [xy[:1], middle, xy[-1:]])
    smooth = LineString(joined).simplify(SMOOTH)
    return smooth if not ring or len(smooth.coords) > 3 else LineString(joined)
