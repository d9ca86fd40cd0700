"""VTK grids of the slab and of the lithium films, SI inside."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyvista as pv

from filasse.anode.anode_output import BodyFields
from filasse.quantity import arrays_at
from filasse.records.field_snapshot import FieldSnapshot, FilmSnapshot, IntArray

_COMPONENTS = {3: ("xx", "yy", "xy"), 6: ("xx", "yy", "zz", "xy", "yz", "xz")}
"""Of a stress, by their number; six stand in VTK's own order."""
_CELLS = {6: pv.CellType.QUADRATIC_TRIANGLE, 10: pv.CellType.QUADRATIC_TETRA}


def slab_grid(snapshot: FieldSnapshot) -> pv.UnstructuredGrid:
    """Return the cells of this rank, six-node triangles or ten-node tetrahedra, with their fields.

    Args:
        snapshot: Fields on the cells owned by this rank.
    """
    cells = {_CELLS[snapshot.cells.shape[1]]: snapshot.cells}
    grid = pv.UnstructuredGrid(cells, _in_space(snapshot.points))
    _fill(grid.point_data, snapshot.point_data)
    _fill(grid.cell_data, snapshot.cell_data)
    _add_time(grid, snapshot)
    return grid


def crack_grid(snapshot: FieldSnapshot) -> pv.UnstructuredGrid:
    """Return the cracks, one polyline each or triangles, with the film's fields at their points.

    Args:
        snapshot: Fields of one time; it must hold at least one film.
    """
    films = snapshot.films
    points = _in_space(np.concatenate([film.points for film in films]))
    kind, counts, cells = _surfaces(films) if films[0].triangles is not None else _lines(films)
    grid = pv.UnstructuredGrid(cells, np.full(sum(counts), kind), points)
    arrays = [arrays_at(film, "points") for film in films]
    joined = {name: np.concatenate([each[name] for each in arrays]) for name in arrays[0]}
    _fill(grid.point_data, joined)
    grid.cell_data["crack"] = np.repeat(np.arange(len(films), dtype=np.int32), counts)
    grid.field_data["crack_names"] = [film.name for film in films]
    _add_time(grid, snapshot)
    return grid


def interface_grid(snapshot: FieldSnapshot) -> pv.UnstructuredGrid:
    """Return the planar interface as one polyline.

    Args:
        snapshot: Fields of one time; it must hold the interface.
    """
    interface = snapshot.interface
    assert interface is not None
    count = len(interface.contact)
    grid = pv.UnstructuredGrid(
        np.array([count, *range(count)]), [pv.CellType.POLY_LINE], _in_space(interface.points)
    )
    _fill(grid.point_data, arrays_at(interface, "points"))
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


class _VtkCells(NamedTuple):
    """Cells of one kind: how many every crack has, and their points behind their number."""

    kind: pv.CellType
    counts: list[int]
    cells: IntArray


def _lines(films: tuple[FilmSnapshot, ...]) -> _VtkCells:
    sizes = [len(film.arc) for film in films]
    ends = np.cumsum(sizes)
    lines = [[size, *range(end - size, end)] for size, end in zip(sizes, ends, strict=True)]
    return _VtkCells(pv.CellType.POLY_LINE, [1] * len(films), np.concatenate(lines))


def _surfaces(films: tuple[FilmSnapshot, ...]) -> _VtkCells:
    parts, first = [], 0
    for film in films:
        parts.append(np.asarray(film.triangles) + first)
        first += len(film.arc)
    cells = np.pad(np.concatenate(parts), ((0, 0), (1, 0)), constant_values=3)
    return _VtkCells(pv.CellType.TRIANGLE, [len(part) for part in parts], cells.ravel())


def _fill(target: pv.DataSetAttributes, fields: Mapping[str, npt.NDArray[Any]]) -> None:
    for name, values in fields.items():
        target[name] = _compact(values)
        names = _COMPONENTS[values.shape[1]] if name == "stress" else ()
        for index, component in enumerate(names):
            target.VTKObject.GetAbstractArray(name).SetComponentName(index, component)


def _compact(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return 4-byte values; vectors get a third component, so that glyphs and warps work."""
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int32)
    is_vector = values.ndim == 2 and values.shape[1] == 2
    return _in_space(values) if is_vector else values.astype(np.float32)


def _in_space(vectors: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.pad(vectors, ((0, 0), (0, 3 - vectors.shape[1]))).astype(np.float32)


def _add_time(grid: pv.UnstructuredGrid, snapshot: FieldSnapshot) -> None:
    grid.field_data["TimeValue"] = np.array([snapshot.time])
    grid.field_data["growth_step"] = np.array([snapshot.growth_step])
