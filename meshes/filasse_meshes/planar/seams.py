"""A seam through a large plain cross-section: its two sides are filled apart, by two processes."""

import numpy as np
import shapely
from shapely import LineString

from filasse_meshes.arrays import MICROMETRE, Floats
from filasse_meshes.data.spec import Sizes
from filasse_meshes.planar.sizes import SizeField
from filasse_meshes.planar.slab_matrix import SlabMatrix, sides

MANY = 15_000
"""Estimated cells from which on there is a seam: some 22 thousand, as the estimate knows nothing of
those at tips. Gmsh fills them in a third of a second."""

PLACES = 64
"""Where a seam may lie, across either axis; sizes are looked up on this grid."""

LEAST_SHARE = 0.3
"""Of the cells, on the smaller side of a seam."""

CELLS_PER_SIZE = 2.2
"""Triangles in a square of the wanted size."""


def seams(matrix: SlabMatrix, paths: list[LineString], sizes: Sizes) -> list[LineString]:
    """A straight line [um] that halves the cells, far from all cracks; none in small slabs.

    Args:
        matrix: the slab without its cracks; where there is more than its sides, no seam is made.
        paths: cracks [um].
        sizes: the element sizes wanted.
    """
    if not matrix.plain:
        return []
    far, lip = sizes.far / MICROMETRE, min(sizes.lip, sizes.far) / MICROMETRE
    cracks = shapely.MultiLineString(paths)
    lines = ((sizes.anode / MICROMETRE, sides(matrix.box)[0]), (lip, cracks))
    field = SizeField(far, sizes.grading, (), lines if paths else lines[:1])
    places = matrix.box[:, None] * (np.arange(PLACES) + 0.5) / PLACES
    grid = np.meshgrid(*places, indexing="ij")
    size = field(np.column_stack([axis.ravel() for axis in grid])).reshape(PLACES, PLACES)
    cells = CELLS_PER_SIZE * size**-2.0 * matrix.box.prod() / PLACES**2
    if cells.sum() < MANY:
        return []
    clear = max((far - lip) / sizes.grading, 3 * far)
    found = [_across(axis, matrix.box, cells, cracks, clear) for axis in range(2)]
    share, line = max((one for some in found for one in some), key=lambda one: one[0])
    return [line] if share >= LEAST_SHARE else []


def _across(
    axis: int, box: Floats, cells: Floats, cracks: shapely.Geometry, clear: float
) -> list[tuple[float, LineString]]:
    """Lines across an axis, half way between places: the smaller side's share, 0 near cracks."""
    before = np.cumsum(cells.sum(axis=1 - axis))[:-1] / cells.sum()
    level = box[axis] * np.arange(1, PLACES) / PLACES
    ends = np.zeros((len(level), 2, 2))
    ends[:, :, axis] = level[:, None]
    ends[:, 1, 1 - axis] = box[1 - axis]
    lines = shapely.linestrings(ends)
    near = shapely.distance(lines, cracks) < clear  # not a number without cracks
    return list(zip(np.where(near, 0.0, np.minimum(before, 1 - before)), lines, strict=True))
