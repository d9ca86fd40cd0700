"""The whole of a slab in space of which the fields hold the half above a plane of symmetry."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyvista as pv

from filasse.output.run_result import RunResult

_AXES = {"x": 0, "z": 2}
"""Axes across which planes of symmetry lie, by `geometry.symmetry`."""

_ON_PLANE = 1e-6
"""Relative to the slab: how far a point in the plane may be off it, in single precision."""


def mirrored_axis(result: RunResult) -> int | None:
    """Axis across which the fields of a run hold a half; None where they hold the whole."""
    return _AXES.get(str(result.info["config"]["geometry"].get("symmetry")))


class DrawnPore(NamedTuple):
    """A round pore [um]."""

    centre: tuple[float, float, float]
    radius: float


def round_pores(result: RunResult) -> tuple[DrawnPore, ...]:
    """The pores of a slab in space."""
    geometry = result.info["config"]["geometry"]
    inside = geometry.get("microstructure") or {}
    found = []
    for pore in inside.get("placed_pores") or ():
        x, y = pore["centre"]
        z = geometry["depth"] / 2 if pore.get("z") is None else pore["z"]
        found.append(DrawnPore((1e6 * x, 1e6 * y, 1e6 * z), 1e6 * pore["size"] / 2))
    return tuple(found)


def whole_bounds(result: RunResult, slab: pv.DataSet) -> tuple[float, ...]:
    """Sides of the slab [m]: left, right, bottom, top, front, back."""
    bounds, axis = list(slab.bounds), mirrored_axis(result)
    if axis is not None:
        low, high = bounds[2 * axis : 2 * axis + 2]
        bounds[2 * axis] = 2 * low - high
    return tuple(float(side) for side in bounds)


def whole_films(result: RunResult, blocks: pv.MultiBlock) -> pv.UnstructuredGrid:
    """The crack surfaces of the fields of a run, with their images if there is a plane."""
    film, axis = blocks["film"], mirrored_axis(result)
    if axis is None:
        return film
    place = float(blocks["slab"].bounds[2 * axis])
    points = np.asarray(film.points)
    off = points[:, axis] - place
    own = np.flatnonzero(off > _ON_PLANE * np.ptp(blocks["slab"].bounds))
    images = points[own].copy()
    images[:, axis] = 2 * place - images[:, axis]
    image_of = np.arange(len(points))
    image_of[own] = len(points) + np.arange(len(own))
    triangles = film.cells_dict[pv.CellType.TRIANGLE]
    both = np.concatenate([triangles, image_of[triangles][:, ::-1]])
    whole = pv.UnstructuredGrid({pv.CellType.TRIANGLE: both}, np.concatenate([points, images]))
    for name, values in film.point_data.items():
        whole.point_data[name] = np.concatenate([values, _reflected(values[own], axis)])
    for name, values in film.cell_data.items():
        whole.cell_data[name] = np.concatenate([values, values])
    for name, values in film.field_data.items():
        whole.field_data[name] = values
    return whole


def _reflected(values: npt.NDArray[Any], axis: int) -> npt.NDArray[Any]:
    """Scalars as they are; vectors with the other sign along an axis."""
    if values.ndim == 1:
        return values
    turned = np.array(values)
    turned[:, axis] *= -1
    return turned
