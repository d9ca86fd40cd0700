"""Reading results that may be damaged: cut by a full disk, edited, or of another program."""

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyvista as pv
from vtkmodules.vtkIOXML import vtkXMLPUnstructuredGridReader, vtkXMLUnstructuredGridReader

from filasse.end_reason import EndReason
from filasse.errors import OutputError
from filasse.output.writers.series_columns import split_header

_COLUMNS = (
    *("time", "time_step", "growth_step", "step_size", "voltage", "current_density"),
    *("plated_charge", "lithium_in_cracks", "dead_lithium", "lithium_balance", "current_balance"),
)
_TIP_COLUMNS = ("length", "speed", "K_eq/K_c", "max_pressure", "dry_length")
_GRIDS = {".vtu": vtkXMLUnstructuredGridReader, ".pvtu": vtkXMLPUnstructuredGridReader}


class _ExpectedArrays(NamedTuple):
    """What a file of fields must hold: arrays of points, of cells and of the whole, and cells.

    The cells are all of one of the kinds: the first in the plane, the second in space.
    """

    points: tuple[str, ...]
    cells: tuple[str, ...]
    whole: tuple[str, ...]
    kinds: tuple[pv.CellType, ...]


_PARTS = {
    "slab": _ExpectedArrays(
        ("displacement", "potential"),
        ("stress", "von_mises", "current_density", "region"),
        ("TimeValue",),
        (pv.CellType.QUADRATIC_TRIANGLE, pv.CellType.QUADRATIC_TETRA),
    ),
    "film": _ExpectedArrays(
        ("arc", "pressure", "opening", "fill", "plating_current"),
        ("crack",),
        ("TimeValue", "crack_names"),
        (pv.CellType.POLY_LINE, pv.CellType.TRIANGLE),
    ),
    "anode": _ExpectedArrays(
        ("velocity",), ("von_mises",), ("TimeValue",), (pv.CellType.QUADRATIC_TRIANGLE,)
    ),
    "interface": _ExpectedArrays(
        ("contact", "plating_current"), (), ("TimeValue",), (pv.CellType.POLY_LINE,)
    ),
}


def read_series(path: Path, lines: list[str]) -> pd.DataFrame:
    """Read a table of numbers whose header cells carry units.

    Args:
        path: File that the lines are of.
        lines: Header and rows, whole ones.

    Returns:
        The table, named without units; those are in ``attrs["units"]``.

    Raises:
        OutputError: A row is no row of numbers, or a column is missing.
    """
    cells = lines[0].count(",")
    torn = [number for number, line in enumerate(lines, start=1) if line.count(",") != cells]
    if torn:
        raise damaged(path, f"line {torn[0]} has not as many cells as the header")
    try:
        table = pd.read_csv(io.StringIO("\n".join(lines)))
    except (ValueError, pd.errors.ParserError) as error:
        raise damaged(path, str(error).strip()) from error
    units = dict(split_header(str(header)) for header in table.columns)
    if len(units) != len(table.columns):
        raise damaged(path, "two of its columns have the same name")
    table.columns = pd.Index(units)
    table.attrs["units"] = units
    _check_columns(path, table)
    _check_numbers(path, table)
    return table


def tips_of(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the crack tips in the order of their columns."""
    parts = (column.rpartition(".") for column in columns)
    return tuple(dict.fromkeys(name for name, dot, what in parts if dot and what in _TIP_COLUMNS))


def _check_columns(path: Path, table: pd.DataFrame) -> None:
    wanted = [*_COLUMNS]
    wanted += [f"{tip}.{name}" for tip in tips_of(table.columns) for name in _TIP_COLUMNS]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise damaged(path, f"it has no column {missing[0]!r}")


def _check_numbers(path: Path, table: pd.DataFrame) -> None:
    for name, values in table.items():
        numbers = pd.to_numeric(values, errors="coerce")
        bad = numbers.isna() & values.notna()
        if name in ("time", "time_step", "growth_step"):
            bad |= ~np.isfinite(numbers)
        if bad.any():
            row = int(np.argmax(bad))
            raise damaged(path, f"line {row + 2}, {name}: {str(values.iloc[row])!r} is no number")


def read_events(path: Path, lines: list[str]) -> list[dict[str, Any]]:
    """Read a file of one event per line.

    Raises:
        OutputError: A line is no event.
    """
    events = []
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        if not isinstance(event, dict):
            raise damaged(path, f"line {number} is no event: {line[:60]!r}")
        events.append(event)
    return events


def read_grid(path: Path, part: str) -> pv.UnstructuredGrid:
    """Read the fields of one growth step.

    Args:
        path: File .vtu, or .pvtu that joins several.
        part: ``slab``, ``film``, ``anode`` or ``interface``.

    Raises:
        OutputError: It is cut short, or holds something else.
    """
    if path.suffix not in _GRIDS:
        raise damaged(path, f"fields are in files {' or '.join(_GRIDS)}")
    catcher = pv.VtkErrorCatcher(send_to_logging=False)
    reader: Any = _GRIDS[path.suffix]()
    reader.SetFileName(str(path))
    with pv.vtk_verbosity("off"), catcher:  # VTK tells of damage in many lines, never by raising
        reader.Update()
    grid = pv.wrap(reader.GetOutput())
    fault = _fault(grid, _PARTS[part])
    if fault is None and catcher.error_events:
        fault = "it is cut short or garbled"
    if fault is not None:
        raise damaged(path, fault)
    return grid


def _fault(grid: Any, part: _ExpectedArrays) -> str | None:
    """Say what a grid lacks; None if it can be used."""
    if not isinstance(grid, pv.UnstructuredGrid) or grid.n_cells == 0:
        return "it holds no cells"
    if not any((grid.celltypes == kind).all() for kind in part.kinds):
        return "it holds cells of another kind"
    if not np.isfinite(grid.points).all():
        return "a point of it has no place"
    known = (grid.point_data, grid.cell_data, grid.field_data)
    for names, data in zip(part[:3], known, strict=True):
        for name in names:
            if name not in data or len(data[name]) == 0:
                return f"it has no {name!r}"
    return None


def damaged(path: Path, what: str) -> OutputError:
    """Return the error that tells of a damaged file, and what to do about it."""
    return OutputError(
        f"{path} is damaged: {what}. Delete the damaged file to see the rest, take it from a "
        "copy, or run again with --overwrite."
    )


_KINDS: dict[str, Any] = {
    "state": str,
    "reason": str | None,
    "error": str | None,
    "title": str,
    "started": str,
    "command": list,
    "restarts": list,
    "progress": dict,
    "timings": dict,
    "versions": dict,
    "git": dict | None,
    "config": dict,
}
"""Entries of run.json that are looked into, and what each is."""


def checked_info(path: Path, content: Any) -> "Info":
    """Return the content of run.json as one that tells of what it lacks.

    Raises:
        OutputError: It is not what a run writes.
    """
    if not isinstance(content, dict):
        raise damaged(path, "it holds no entries")
    info = Info(path, content)
    for key, kind in _KINDS.items():
        if not isinstance(info[key], kind):
            raise damaged(path, f"its {key!r} is {str(info[key])[:60]!r}")
    if info["reason"] not in (None, *EndReason):
        raise damaged(path, f"its 'reason' is {info['reason'][:60]!r}")
    return info


class Info(dict[str, Any]):
    """Content of run.json or a part of it; a missing entry is told as damage of the file."""

    def __init__(self, path: Path, content: Mapping[str, Any]) -> None:
        """Keep the content of a file, and its parts likewise."""
        super().__init__({key: _guarded(path, value) for key, value in content.items()})
        self._path = path

    def __missing__(self, key: str) -> Any:
        """Tell of an entry that the file lacks."""
        raise damaged(self._path, f"it has no {key!r}")


def _guarded(path: Path, value: Any) -> Any:
    if isinstance(value, dict):
        return Info(path, value)
    return [_guarded(path, item) for item in value] if isinstance(value, list) else value
