"""The whole of a slab in space of which the fields hold what lies above planes of symmetry."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyvista as pv

from filasse.config.sections.geometry_section import SYMMETRY_AXES
from filasse.output.run_result import RunResult

_ON_PLANE = 1e-6
"""Relative to the slab: how far a point in the plane may be off it, in single precision."""


def mirrored_axes(result: RunResult) -> tuple[int, ...]:
    """Axes across which the fields of a run hold a half; none where they hold the whole."""
    return SYMMETRY_AXES.get(str(result.info["config"]["geometry"].get("symmetry")), ())


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
    bounds = list(slab.bounds)
    for axis in mirrored_axes(result):
        low, high = bounds[2 * axis : 2 * axis + 2]
        bounds[2 * axis] = 2 * low - high
    return tuple(float(side) for side in bounds)


def whole_films(result: RunResult, blocks: pv.MultiBlock) -> pv.UnstructuredGrid:
    """The crack surfaces of the fields of a run, with their images if there are planes."""
    film = blocks["film"]
    for axis in mirrored_axes(result):
        film = _with_image(film, axis, blocks["slab"])
    return film


def _with_image(film: pv.UnstructuredGrid, axis: int, slab: pv.DataSet) -> pv.UnstructuredGrid:
    """Crack surfaces and their image in the plane at the low end of a slab; what lies in it once.

    A part that lies in the plane is its own image.
    """
    place = float(slab.bounds[2 * axis])
    points = np.asarray(film.points)
    is_off = points[:, axis] - place > _ON_PLANE * np.ptp(slab.bounds)
    own = np.flatnonzero(is_off)
    images = points[own].copy()
    images[:, axis] = 2 * place - images[:, axis]
    image_of = np.arange(len(points))
    image_of[own] = len(points) + np.arange(len(own))
    triangles = film.cells_dict[pv.CellType.TRIANGLE]
    turned = np.flatnonzero(is_off[triangles].any(axis=1))
    both = np.concatenate([triangles, image_of[triangles[turned]][:, ::-1]])
    whole = pv.UnstructuredGrid({pv.CellType.TRIANGLE: both}, np.concatenate([points, images]))
    for name, values in film.point_data.items():
        whole.point_data[name] = np.concatenate([values, _reflected(values[own], axis)])
    for name, values in film.cell_data.items():
        whole.cell_data[name] = np.concatenate([values, values[turned]])
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
