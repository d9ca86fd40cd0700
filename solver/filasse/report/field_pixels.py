"""Fields on pixels that are small where the cells are: sharp at a filament, and few."""

from typing import NamedTuple

import numpy as np
import pyvista as pv

from filasse.records.field_snapshot import FloatArray

_FINEST = 1e-4
"""Smallest pixel, and how far beside a cell is still in it; part of the grid's longer side."""


class Pixels(NamedTuple):
    """A grid of pixels of unequal size.

    Attributes:
        x: Borders of the columns [m], shape (n + 1,).
        y: Borders of the rows [m], shape (m + 1,).
    """

    x: FloatArray
    y: FloatArray

    @property
    def area(self) -> FloatArray:
        """Area of each pixel [m^2], shape (m, n)."""
        return np.outer(np.diff(self.y), np.diff(self.x))


def fitting_pixels(grid: pv.DataSet, count: int) -> Pixels:
    """Return pixels half of which are spread evenly, half as the cells are.

    Args:
        grid: Cells in the plane.
        count: About how many pixels, rows times columns.
    """
    left, right, bottom, top = grid.bounds[:4]
    width, height = right - left, top - bottom
    centres = grid.cell_centers().points
    columns = max(round((count * width / height) ** 0.5), 8)
    rows = max(round(count / columns), 8)
    finest = _finest(grid)
    x = _borders(centres[:, 0], (left, right), columns, finest)
    return Pixels(x, _borders(centres[:, 1], (bottom, top), rows, finest))


def _finest(grid: pv.DataSet) -> float:
    left, right, bottom, top = grid.bounds[:4]
    return float(_FINEST * max(right - left, top - bottom))


def _borders(
    centres: FloatArray, ends: tuple[float, float], count: int, finest: float
) -> FloatArray:
    even = np.linspace(*ends, max(len(centres), 2))
    places = np.quantile(np.concatenate([even, centres]), np.linspace(0.0, 1.0, count + 1))
    inner = ends[0] + finest * np.unique(np.round((places - ends[0]) / finest))
    inside = (inner > ends[0] + finest / 2) & (inner < ends[1] - finest / 2)
    return np.concatenate([ends[:1], inner[inside], ends[1:]])


def sample_pixels(
    grid: pv.DataSet, pixels: Pixels, names: tuple[str, ...]
) -> dict[str, FloatArray]:
    """Return fields in the middle of the pixels; outside of the cells they are NaN.

    Args:
        grid: Cells with the fields, those of cells smoothed to the nodes first.
        pixels: Where to sample.
        names: Fields wanted.

    Returns:
        By name, shape (rows, columns, ...).
    """
    middles = [(borders[1:] + borders[:-1]) / 2 for borders in pixels]
    found = pv.RectilinearGrid(*middles, np.zeros(1)).sample(
        grid.cell_data_to_point_data(), tolerance=_finest(grid)
    )
    outside = ~found["vtkValidPointMask"].astype(bool)
    fields = {}
    for name in names:
        values = np.array(found[name], dtype=np.float64)
        values[outside] = np.nan
        fields[name] = values.reshape(len(middles[1]), len(middles[0]), *values.shape[1:])
    return fields
