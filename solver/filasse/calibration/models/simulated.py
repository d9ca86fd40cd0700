"""The model of simulations: runs at the points of a design, and what they gave."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.calibration.calibration_folder import CalibrationFolder
from filasse.calibration.models.data_model import on_scale, parameter_values
from filasse.calibration.models.design import design
from filasse.calibration.models.observables import CONSTANTS
from filasse.calibration.models.run_values import NoValue, ObservedValue, value_of_run
from filasse.calibration.study.checked_study import CellState, Study
from filasse.config.reading.yaml_document import Document
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.run_result import open_run
from filasse.sweep import Plan, PlannedRun
from filasse.sweep.axes import Change
from filasse.sweep.plan import planned_run, with_changes
from filasse.sweep.sweep_states import RunPhase, state_of

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

_NOTHING = ObservedValue(math.nan)

_QUIET = tuple(
    Change(key, value, "filasse calibrate")
    for key, value in {"output.figures": False, "output.fields_every": 0}.items()
)


class Design(NamedTuple):
    """Runs at all points and states.

    Attributes:
        points: quantiles of the parameters, shape (n_points, n_parameters).
        plan: the runs as a sweep.
        names: of the run of every point and state.
    """

    points: FloatArray
    plan: Plan
    names: tuple[tuple[str, ...], ...]


def plan_design(study: Study) -> Design:
    """Check all runs of the design.

    Raises:
        ConfigError: a point of the prior makes no valid configuration.
    """
    points, shared = design(study), _shared(study.states)
    common = [*_QUIET, *shared]
    own = [
        replace(state, changes=tuple(c for c in state.changes if c not in shared))
        for state in study.states
    ]
    base = with_changes(study.base, common)
    runs = [
        [_planned(study, base, state, point) for state in own]
        for point in parameter_values(study, points).tolist()
    ]
    unique = {run.name: run for row in runs for run in row}
    changes = [{key: value.value for key, value in run.values.items()} for run in unique.values()]
    fixed = {change.key: change.value for change in common}
    text = {"title": study.title, "base": str(study.base_path), "set": fixed, "list": changes}
    plan = Plan(study.title, json.dumps(text, indent=1) + "\n", tuple(unique.values()))
    return Design(points, plan, tuple(tuple(run.name for run in row) for row in runs))


def _shared(states: Sequence[CellState]) -> list[Change]:
    """What all states change alike: it belongs in no name of a run."""
    return [change for change in states[0].changes if all(change in s.changes for s in states)]


def _planned(study: Study, base: Document, state: CellState, values: list[float]) -> PlannedRun:
    own = [
        Change(p.key, p.rounded(values[i]), f"{study.path}: parameter {p.name}")
        for i, p in enumerate(study.parameters)
        if i in state.parameters and p.key not in CONSTANTS
    ]
    return planned_run(base, study.base_path, [*state.changes, *own])


class RunValues(NamedTuple):
    """What the runs gave.

    Attributes:
        values: on the scale of comparison, shape (n_points, n_rows); NaN where there is none.
        at_least: which are only known to be at least that, for their runs ended before.
        notes: which runs gave none, and why.
    """

    values: FloatArray
    at_least: BoolArray
    notes: tuple[str, ...]


def outputs_of(
    study: Study, folder: CalibrationFolder, made: Design, watch: Callable[[str], None]
) -> RunValues:
    """Read what the runs of a design gave; what failed is left out and told."""
    values = np.full((len(made.points), len(study.state_of)), math.nan)
    at_least = np.zeros(values.shape, dtype=bool)
    reading = _RunReader(study, folder)
    for point, names in enumerate(made.names):
        watch(f"results of point {point + 1} of {len(made.names)}")
        for state, name in enumerate(names):
            rows = np.flatnonzero(study.state_of == state)
            found = reading.rows(name, rows.tolist())
            values[point, rows] = [item.value for item in found]
            at_least[point, rows] = [item.at_least for item in found]
    reading.save()
    notes = *_told(reading.reasons), *_bounded(study, at_least)
    return RunValues(on_scale(study, values), at_least, notes)


def _bounded(study: Study, at_least: BoolArray) -> Iterator[str]:
    """Which values are only known to be at least something."""
    for data, rows in zip(study.datasets, study.slices, strict=True):
        points = int(at_least[:, rows].any(axis=1).sum())
        if points:
            what = (
                "a crack is at least as long then as it was at the end of its run"
                if data.is_curve
                else "what did not happen within its run comes later, or never"
            )
            yield (
                f"{data.name}: runs of {points} of {len(at_least)} points of the design ended "
                f"before a measured time or event. They count by what is known: {what}."
            )


def _told(reasons: dict[str, list[str]]) -> list[str]:
    """One line for each reason for which runs are left out."""
    return [
        f"{len(names)} {'run' if len(names) == 1 else 'runs'} left out: {reason} "
        f"({', '.join(names[:2])}{', ...' if len(names) > 2 else ''})."
        for reason, names in reasons.items()
    ]


class _RunReader:
    """Reads rows from runs; impedances, which take seconds, only once."""

    def __init__(self, study: Study, folder: CalibrationFolder) -> None:
        self._study, self._folder = study, folder
        self._kinds = [data.kind for data in study.datasets for _ in data.low]
        self._axis = np.concatenate([data.axis for data in study.datasets])
        self._known: dict[str, Any] = {}
        self.reasons: dict[str, list[str]] = {}
        with contextlib.suppress(OSError, ValueError):
            self._known = json.loads(folder.outputs.read_text("utf-8"))

    def rows(self, name: str, rows: list[int]) -> list[ObservedValue]:
        """SI values of some rows from one run."""
        state = state_of(self._folder.sweep, name, failures=1)
        if state.state is not RunPhase.FINISHED:
            self._note(state.error or f"it is {state.state}", name)
            return [_NOTHING] * len(rows)
        return [self._value(name, row) for row in rows]

    def _value(self, name: str, row: int) -> ObservedValue:
        kind, at = self._kinds[row], float(self._axis[row])
        key = f"{name} {kind} {at!r} with bounds"
        if key not in self._known:
            try:
                result = open_run(self._folder.sweep.run(name).root)
                self._known[key] = value_of_run(kind, result, at)
            except NoValue as reason:
                self._note(str(reason), name)
                return _NOTHING
        return ObservedValue(*self._known[key])

    def _note(self, reason: str, name: str) -> None:
        names = self.reasons.setdefault(reason, [])
        if name not in names:
            names.append(name)

    def save(self) -> None:
        """Keep what was read."""
        write_atomically(self._folder.outputs, json.dumps(self._known) + "\n")
