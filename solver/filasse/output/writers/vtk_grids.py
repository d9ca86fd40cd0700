"""VTK grids of the slab and of the lithium films, SI inside."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvista as pv

from filasse.anode.told import BodyFields
from filasse.records.record import FieldSnapshot, FilmSnapshot, FloatArray

_FILM_FIELDS = ("arc", "pressure", "opening", "fill", "plating_current")
_COMPONENTS = {"stress": ("xx", "yy", "xy")}


def slab_grid(snapshot: FieldSnapshot) -> pv.UnstructuredGrid:
    """Return the cells of this rank as six-node triangles with their fields.

    Args:
        snapshot: Fields on the cells owned by this rank.
    """
    cells = {pv.CellType.QUADRATIC_TRIANGLE: snapshot.cells}
    grid = pv.UnstructuredGrid(cells, _in_space(snapshot.points))
    _fill(grid.point_data, snapshot.point_data)
    _fill(grid.cell_data, snapshot.cell_data)
    _add_time(grid, snapshot)
    return grid


def film_grid(snapshot: FieldSnapshot) -> pv.UnstructuredGrid:
    """Return the cracks as one polyline each, with the film's fields at its points.

    Args:
        snapshot: Fields of one time; it must hold at least one film.
    """
    films = snapshot.films
    sizes = [len(film.arc) for film in films]
    ends = np.cumsum(sizes)
    lines = [[size, *range(end - size, end)] for size, end in zip(sizes, ends, strict=True)]
    grid = pv.UnstructuredGrid(
        np.concatenate(lines),
        np.full(len(films), pv.CellType.POLY_LINE),
        _in_space(np.concatenate([film.points for film in films])),
    )
    _fill(grid.point_data, {name: _joined(films, name) for name in _FILM_FIELDS})
    grid.cell_data["crack"] = np.arange(len(films), dtype=np.int32)
    grid.field_data["crack_names"] = [film.name for film in films]
    _add_time(grid, snapshot)
    return grid


def body_grid(snapshot: FieldSnapshot, body: BodyFields) -> pv.UnstructuredGrid:
    """Return a body of the anode as six-node triangles, where its lithium is.

    Args:
        snapshot: Fields of one time.
        body: The body in it.
    """
    cells = {pv.CellType.QUADRATIC_TRIANGLE: body.cells}
    grid = pv.UnstructuredGrid(cells, _in_space(body.points))
    _fill(grid.point_data, body.point_data)
    _fill(grid.cell_data, body.cell_data)
    _add_time(grid, snapshot)
    return grid


def _joined(films: tuple[FilmSnapshot, ...], name: str) -> FloatArray:
    return np.concatenate([getattr(film, name) for film in films])


def _fill(target: pv.DataSetAttributes, fields: Mapping[str, npt.NDArray[Any]]) -> None:
    for name, values in fields.items():
        target[name] = _compact(values)
        for index, component in enumerate(_COMPONENTS.get(name, ())):
            target.VTKObject.GetAbstractArray(name).SetComponentName(index, component)


def _compact(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return 4-byte values; vectors get a third component, so that glyphs and warps work."""
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int32)
    is_vector = values.ndim == 2 and values.shape[1] == 2
    return _in_space(values) if is_vector else values.astype(np.float32)


def _in_space(vectors: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.pad(vectors, ((0, 0), (0, 1))).astype(np.float32)


def _add_time(grid: pv.UnstructuredGrid, snapshot: FieldSnapshot) -> None:
    grid.field_data["TimeValue"] = np.array([snapshot.time])
    grid.field_data["growth_step"] = np.array([snapshot.growth_step])
