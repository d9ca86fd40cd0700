"""Reads the data of a study: measured rows with bounds, errors, and the state each belongs to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.calibration.models.observables import OBSERVABLES, Observable
from filasse.calibration.study.datasets import Dataset
from filasse.calibration.study.measurement_tables import (
    MeasurementTable,
    TableCell,
    TableColumn,
    read_table,
)
from filasse.calibration.study.study_document import DataEntry, LoadedStudy
from filasse.calibration.study.study_parameters import number_of
from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.reading.translate import did_you_mean
from filasse.errors import ConfigError
from filasse.sweep.axes import Change
from filasse.units import UnitError, convert, split_quantity

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

INFERRED = "infer"


def read_dataset(loaded: LoadedStudy, index: int, problems: list[ConfigProblem]) -> Dataset | None:
    """Read one entry of `data`; what is wrong is added to the problems."""
    entry, key = loaded.content.data[index], ("data", index)
    observable = _observable(loaded, entry, index, problems)
    try:
        table = read_table(loaded.path.parent / entry.file)
    except ConfigError as error:
        problems.append(loaded.problem((*key, "file"), f"cannot be used: {error}"))
        return None
    if observable is None:
        return None
    before = len(problems)
    reading = _TableReader(loaded, index, entry, observable, table, problems)
    found = reading.dataset()
    return found if len(problems) == before else None


def _observable(
    loaded: LoadedStudy, entry: DataEntry, index: int, problems: list[ConfigProblem]
) -> Observable | None:
    """What was measured, if the study's model gives it."""
    key, model = ("data", index, "observable"), loaded.content.model
    found = OBSERVABLES.get(entry.observable)
    known = [name for name, item in OBSERVABLES.items() if item.source(model)]
    if found is None:
        message = f"= {entry.observable!r} is not known"
        problems.append(loaded.problem(key, message, did_you_mean(entry.observable, known)))
    elif found.source(model) is None:
        other = "run" if model == "estimate" else "estimate"
        message = f"= {entry.observable!r} is not given by `model: {model}`, but by {other}"
        problems.append(
            loaded.problem(key, message, f"set `model: {other}`; {model}s give {', '.join(known)}")
        )
        return None
    return found


class _TableReader:
    """Turns the columns of a table into data; problems are noted."""

    def __init__(
        self,
        loaded: LoadedStudy,
        index: int,
        entry: DataEntry,
        observable: Observable,
        table: MeasurementTable,
        problems: list[ConfigProblem],
    ) -> None:
        self._loaded, self._key, self._entry = loaded, ("data", index), entry
        self._observable, self._table, self._problems = observable, table, problems

    def dataset(self) -> Dataset | None:
        """All rows with a measured value."""
        entry, is_log = self._entry, self._entry.scale == "log"
        values = self._column(entry.column or entry.observable, "column", self._observable.unit)
        if values is None:
            self._axis([])  # the other columns are told, too
            self._conditions([])
            return None
        rows = [row for row, cell in enumerate(values) if cell is not None]
        cells = [cell for cell in values if cell is not None]
        if not cells:
            self._note(("column",), "has no measured value", "fill in the table")
            return None
        changes, labels = self._conditions(rows)
        axis = self._axis(rows)
        self._check_order(axis, labels, cells)
        low, high = self._bounds(cells, is_log)
        return Dataset(
            name=entry.name,
            kind=entry.observable,
            observable=self._observable,
            is_log=is_log,
            low=low,
            high=high,
            error=self._errors(rows, cells, is_log),
            axis=axis,
            changes=changes,
            labels=labels,
            held_out=self._held_out(rows),
            remarks=(*self._table.remarks, *self._table.notes),
            empty=len(values) - len(rows),
        )

    def _note(self, key: tuple[str | int, ...], message: str, remedy: str = "") -> None:
        self._problems.append(self._loaded.problem((*self._key, *key), message, remedy))

    def _column(self, name: str, key: str, unit: str) -> tuple[TableCell | None, ...] | None:
        """Cells of a column in a unit."""
        column = self._named(name, key)
        if column is None:
            return None
        try:
            return _converted(column, unit)
        except UnitError as error:
            remedy = f"write the unit into the header, such as `{name} [{unit}]`"
            message = f"names the column {column.header!r} of {self._entry.file}, which {error}"
            self._note((key,), message, remedy)
            return None

    def _named(self, name: str, *key: str) -> TableColumn | None:
        """A column that the table has, and of which all cells can be read."""
        column = self._table.columns.get(name)
        if column is None:
            known = did_you_mean(name, self._table.columns)
            self._note(key, f"names the column {name!r}, which {self._entry.file} lacks", known)
        elif column.problems:
            self._problems += [p for p in column.problems if p not in self._problems]
            return None
        return column

    def _bounds(self, cells: list[TableCell], is_log: bool) -> tuple[FloatArray, FloatArray]:
        low, high = (np.array([cell[i] for cell in cells], dtype=np.float64) for i in (0, 1))
        if not is_log:
            return low, high
        for cell, top in zip(cells, high.tolist(), strict=True):
            if top <= 0 or (cell.is_exact and cell.low <= 0):
                message, remedy = "is not above 0 on a logarithmic scale", "use `scale: linear`"
                self._problems.append(
                    ConfigProblem((self._entry.name,), cell.where, message, remedy)
                )
                return low, high
        with np.errstate(divide="ignore"):
            return np.log(np.maximum(low, 0.0)), np.log(high)

    def _errors(self, rows: list[int], cells: list[TableCell], is_log: bool) -> FloatArray:
        """Standard deviations on the scale of comparison."""
        written = str(self._entry.error).strip()
        size = np.array([abs(c.low if math.isfinite(c.low) else c.high) for c in cells])
        if written == INFERRED:
            return np.full(len(rows), math.nan)
        if written in self._table.columns:
            column = self._column(written, "error", self._observable.unit)
            if column is None:
                return size
            found = [column[row] for row in rows]
            if any(cell is None or not cell.is_exact or cell.low <= 0 for cell in found):
                self._note(
                    ("error",),
                    f"names the column {written!r}, which has cells that are no positive number",
                    "fill them in",
                )
                return size
            absolute = np.array([cell.low for cell in found if cell is not None])
            return absolute / size if is_log else absolute
        return self._stated(written, size, is_log)

    def _stated(self, written: str, size: FloatArray, is_log: bool) -> FloatArray:
        """One error for all rows, as a share or as a value."""
        unit = self._observable.unit
        try:
            share = "%" in written or "percent" in written
            value = number_of(written, "" if share or unit == "1" else unit)
            relative = share or (is_log and unit == "1")
        except UnitError as error:
            shown = self._observable.shown
            remedy = f"write a share (`10 %`), a value (`1 {shown}`), a column, or `infer`"
            self._note(("error",), f"= {written!r} {error}", remedy)
            return size
        if value <= 0:
            self._note(("error",), f"= {written!r} is not above 0", "no measurement is exact")
        if relative:
            if not is_log and (size == 0).any():
                self._note(("error",), "is a share of values that are 0", "write a value")
            return np.full(len(size), value) if is_log else value * size
        return value / size if is_log else np.full(len(size), value)

    def _axis(self, rows: list[int]) -> FloatArray:
        """Times or frequencies of the rows."""
        axis = self._observable.axis
        if axis is None:
            if self._entry.against:
                self._note(("against",), "is for curves; this is a single number", "delete it")
            return np.full(len(rows), math.nan)
        name, unit = axis
        cells = self._column(self._entry.against or name, "against", unit)
        found = [None if cells is None else cells[row] for row in rows]
        if cells is not None and any(cell is None or not cell.is_exact for cell in found):
            self._note(("against",), f"has rows without a {name}", "fill in the table")
        return np.array([math.nan if cell is None else cell.low for cell in found])

    def _check_order(
        self, axis: FloatArray, labels: tuple[str, ...], cells: list[TableCell]
    ) -> None:
        """Times of one curve go on: one that goes back belongs to another sample, or is a slip."""
        if self._observable.axis is None or self._observable.axis[1] != "s":
            return
        last: dict[str, float] = {}
        for time, label, cell in zip(axis.tolist(), labels, cells, strict=True):
            if time < last.get(label, 0.0):
                message = f"goes back in time to {time:g} s" if time >= 0 else "is before 0 s"
                remedy = "sort the rows; give other samples a table or a condition of their own"
                self._problems.append(
                    ConfigProblem((self._entry.name,), cell.where, message, remedy)
                )
                return
            last[label] = time

    def _conditions(
        self, rows: list[int]
    ) -> tuple[tuple[tuple[Change, ...], ...], tuple[str, ...]]:
        """Changes of the configuration row by row, and the same in words."""
        entry = self._entry
        place = self._loaded.place(*self._key)
        fixed = tuple(Change(key, value, place) for key, value in entry.set.items())
        known = [(n, c) for n in entry.conditions if (c := self._named(n, "conditions", n))]
        changes: list[tuple[Change, ...]] = []
        labels: list[str] = []
        for row in rows:
            own = [self._condition(name, column, row) for name, column in known]
            found = [change for change in own if change is not None]
            changes.append((*fixed, *found))
            labels.append(", ".join(str(change.value) for change in found))
        return tuple(changes), tuple(labels)

    def _condition(self, name: str, column: TableColumn, row: int) -> Change | None:
        cell = column.cells[row]
        if cell is None or not cell.is_exact:
            where = f"row {row + 1}" if cell is None else cell.where
            self._note(("conditions", name), f"has no plain number ({where})", "fill in the table")
            return None
        value: Any = f"{cell.low:.9g} {column.unit}" if column.unit else cell.low
        return Change(self._entry.conditions[name], value, cell.where)

    def _held_out(self, rows: list[int]) -> BoolArray:
        """Rows that are not learnt from."""
        wanted = self._entry.held_out
        if wanted == "all":
            return np.ones(len(rows), dtype=bool)
        if beyond := [row for row in wanted if row - 1 not in rows]:
            remedy = f"the rows with a value are {', '.join(str(row + 1) for row in rows[:20])}"
            self._note(("held_out",), f"names the row {beyond[0]}, which has no value", remedy)
        return np.array([row + 1 in wanted for row in rows])


def _converted(column: TableColumn, unit: str) -> tuple[TableCell | None, ...]:
    """Cells in another unit.

    Raises:
        UnitError: the column has another kind of unit, or none.
    """
    if unit in ("", "1"):
        if column.unit and column.unit not in ("%", "percent"):
            raise UnitError("has a unit where a plain number is meant")
        factor = 0.01 if column.unit else 1.0
        return tuple(
            None if c is None else c._replace(low=c.low * factor, high=c.high * factor)
            for c in column.cells
        )
    if not column.unit:
        raise UnitError("has no unit")
    _, written = split_quantity(f"1 {column.unit}")
    return tuple(
        None
        if c is None
        else c._replace(low=_end(c.low, written, unit), high=_end(c.high, written, unit))
        for c in column.cells
    )


def _end(value: float, written: str, unit: str) -> float:
    """One end of a cell; convert also checks the kind of unit of what is infinite."""
    if math.isinf(value):
        convert(1.0, written, unit)
        return value
    return convert(value, written, unit)
