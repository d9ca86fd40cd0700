"""A checked study: parameters, data, and the states of the cell at which these were measured."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.calibration.models.observables import CONSTANTS
from filasse.calibration.study.datasets import Dataset
from filasse.calibration.study.measured import read_dataset
from filasse.calibration.study.priors import Prior, even_prior
from filasse.calibration.study.study_document import (
    HypothesisEntry,
    LoadedStudy,
    StudyFile,
    read_study_file,
)
from filasse.calibration.study.study_parameters import (
    Parameter,
    meaning_of,
    number_of,
    read_parameter,
    unknown_conditions,
)
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.load import check_document, read_anchored
from filasse.config.reading.translate import did_you_mean
from filasse.config.reading.yaml_document import Document
from filasse.sweep.axes import Change
from filasse.sweep.plan import with_changes
from filasse.units import UnitError

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

SHARE = (0.01, 3.0)
"""Range of an inferred error, over the spread of the data or, on a logarithmic scale, of 1."""


@dataclass(frozen=True)
class CellState:
    """A condition of the cell at which something was measured.

    Attributes:
        changes: of the base configuration.
        parameters: indices of those that act on it.
    """

    changes: tuple[Change, ...]
    parameters: tuple[int, ...]


@dataclass(frozen=True)
class Study:
    """A study whose parts fit together.

    Attributes:
        path: of the study file.
        content: of it.
        base: configuration that all states change, as a document.
        base_path: its file.
        parameters: of the model.
        datasets: in the order of the file.
        states: all that occur.
        state_of: state of every row of all data, one after the other, shape (n_rows,).
        constants: of observables, SI.
        idea: name of its hypothesis; empty for that of the base.
    """

    path: Path
    content: StudyFile
    base: Document
    base_path: Path
    parameters: tuple[Parameter, ...]
    datasets: tuple[Dataset, ...]
    states: tuple[CellState, ...]
    state_of: IntArray
    constants: Mapping[str, float]
    idea: str = ""

    @property
    def title(self) -> str:
        """For tables and figures."""
        title = self.content.title or self.path.stem
        return f"{title}: {self.idea}" if self.idea else title

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Rows of every dataset among all rows."""
        ends = np.cumsum([0, *(len(data.low) for data in self.datasets)]).tolist()
        return tuple(slice(a, b) for a, b in itertools.pairwise(ends))

    @cached_property
    def noises(self) -> tuple[tuple[int, Prior], ...]:
        """Datasets whose errors are inferred, with the priors of these."""
        found = []
        for index, data in enumerate(self.datasets):
            if data.is_inferred:
                unit = 1.0 if data.is_log else _spread(data)
                found.append((index, even_prior(SHARE[0] * unit, SHARE[1] * unit, True)))
        return tuple(found)

    @property
    def names(self) -> tuple[str, ...]:
        """All that is sampled: parameters, then errors."""
        errors = (f"error of {self.datasets[index].name}" for index, _ in self.noises)
        return (*(parameter.name for parameter in self.parameters), *errors)

    @property
    def priors(self) -> tuple[Prior, ...]:
        """Priors of all that is sampled."""
        return (*(p.prior for p in self.parameters), *(prior for _, prior in self.noises))

    @property
    def walkers(self) -> int:
        """Number of walkers that sample: even, and at least two per name and two more."""
        least = max(self.content.sampler.walkers, 2 * len(self.names) + 2)
        return least + least % 2

    @property
    def uses_emulator(self) -> bool:
        """Whether an emulator stands for the model."""
        return self.content.uses_emulator


def read_studies(path: Path) -> tuple[Study, ...]:
    """Read a study file as one study per hypothesis.

    Raises:
        ConfigError: lists every problem with its place, value and remedy.
    """
    ideas = read_study_file(path).content.hypotheses
    return tuple(read_study(path, idea) for idea in ideas or (None,))


def read_study(path: Path, idea: HypothesisEntry | None = None) -> Study:
    """Read a study file, its base and its tables, and check that they fit together.

    Args:
        path: of the study file.
        idea: one of its hypotheses; the base as it is by default.

    Raises:
        ConfigError: lists every problem with its place, value and remedy.
    """
    loaded = read_study_file(path)
    base = with_changes(read_anchored(loaded.base), _common(loaded, idea))
    complete = check_document(base, str(loaded.base)).model_dump(mode="json")
    problems: list[ConfigProblem] = []
    parameters = [
        read_parameter(loaded, index, complete, problems)
        for index in range(len(loaded.content.parameters))
    ]
    datasets = [read_dataset(loaded, index, problems) for index in range(len(loaded.content.data))]
    constants = _constants(loaded, problems)
    problems += _misfits(loaded) + unknown_conditions(loaded, complete)
    data = tuple(d for d in datasets if d is not None)
    if data and all(d.held_out.all() for d in data):
        place, remedy = ("data", len(data) - 1, "held_out"), "leave some of them to learn from"
        problems.append(loaded.problem(place, "holds out all data", remedy))
    raise_problems(problems, str(path))
    whole = tuple(p for p in parameters if p is not None)
    states, state_of = _states(whole, data)
    parts = base, loaded.base, whole, data, states, state_of, constants
    study = Study(path, loaded.content, *parts, idea=idea.name if idea else "")
    _check_states(study)
    return study


def _common(loaded: LoadedStudy, idea: HypothesisEntry | None) -> tuple[Change, ...]:
    values: Mapping[str, Any] = {**loaded.content.set, **(idea.set if idea else {})}
    return tuple(Change(name, values[name], loaded.place("set", name)) for name in values)


def _constants(loaded: LoadedStudy, problems: list[ConfigProblem]) -> dict[str, float]:
    """Constants of observables, SI: those of the file, and defaults."""
    found = {name: default for name, (_, default) in CONSTANTS.items()}
    for name, written in loaded.content.constants.items():
        meaning = meaning_of(name, {}) if name in CONSTANTS else None
        if meaning is None:
            problem = "is not a constant of an observable", did_you_mean(name, CONSTANTS)
            problems.append(loaded.problem(("constants", name), *problem))
            continue
        try:
            found[name] = number_of(written, meaning.unit)
            if not meaning.least <= found[name] <= meaning.largest:
                message = f"= {written!r} is outside the sensible range"
                remedy = "check the number and the unit"
                problems.append(loaded.problem(("constants", name), message, remedy))
        except UnitError as error:
            example = f"write for instance `{name}: 1 {meaning.shown}`"
            problems.append(loaded.problem(("constants", name), f"= {written!r} {error}", example))
    return found


def _misfits(loaded: LoadedStudy) -> list[ConfigProblem]:
    """Names that stand twice or nowhere, and what would be replaced."""
    content, found = loaded.content, []
    known = [entry.name for entry in content.data]
    for index, entry in enumerate(content.data):
        if entry.name in known[:index]:
            found.append(loaded.problem(("data", index, "name"), "stands twice", "rename one"))
    names = [entry.name or entry.key for entry in content.parameters]
    for index, item in enumerate(content.parameters):
        if names[index] in names[:index]:
            remedy = "give one of them a `name` of its own"
            found.append(loaded.problem(("parameters", index), "has the name of another", remedy))
        for place, name in enumerate(item.data):
            if name not in known:
                message = f"= {name!r} is not the name of data"
                key = ("parameters", index, "data", place)
                found.append(loaded.problem(key, message, did_you_mean(name, known)))
    return found + _clashes(loaded)


def _clashes(loaded: LoadedStudy) -> list[ConfigProblem]:
    """Keys that two parameters, or a parameter and a condition, set for the same data."""
    content, found = loaded.content, []
    for entry in content.data:
        owners: dict[str, str] = dict.fromkeys(entry.conditions.values(), "a condition")
        owners |= dict.fromkeys(entry.set, "`set`")
        for index, item in enumerate(content.parameters):
            if item.data and entry.name not in item.data:
                continue
            if item.key in owners:
                message = f"= {item.key!r} is set by {owners[item.key]} of data {entry.name} too"
                remedy = "delete one, or name under `data` what each acts on"
                found.append(loaded.problem(("parameters", index, "key"), message, remedy))
            owners[item.key] = "another parameter"
    return found


def _states(
    parameters: tuple[Parameter, ...], datasets: tuple[Dataset, ...]
) -> tuple[tuple[CellState, ...], IntArray]:
    """States that differ in conditions or parameters, and that of every row."""
    known: dict[tuple[Any, ...], int] = {}
    states: list[CellState] = []
    of_rows: list[int] = []
    for data in datasets:
        acting = tuple(i for i, p in enumerate(parameters) if p.acts_on(data.name))
        for changes in data.changes:
            identity = (acting, tuple((c.key, repr(c.value)) for c in changes))
            if identity not in known:
                known[identity] = len(states)
                states.append(CellState(changes, acting))
            of_rows.append(known[identity])
    return tuple(states), np.array(of_rows, dtype=np.int64)


def _check_states(study: Study) -> None:
    """Try every state in the middle of the prior and at its corners.

    Raises:
        ConfigError: of the first configuration that cannot be used.
    """
    size = len(study.parameters)
    for quantile in (0.5, 0.005, 0.995):
        values = [float(p.prior.value(np.array(quantile))) for p in study.parameters]
        assert len(values) == size
        for state in study.states:
            check_document(state_document(study, state, values), str(study.base_path))


def state_document(study: Study, state: CellState, values: list[float]) -> Document:
    """The configuration of a state as a document.

    Args:
        study: the study.
        state: one of its states.
        values: of all parameters [SI].
    """
    own = [
        Change(p.key, p.written(values[i]), f"{study.path}: parameter {p.name}")
        for i, p in enumerate(study.parameters)
        if i in state.parameters and p.key not in CONSTANTS
    ]
    return with_changes(study.base, [*state.changes, *own])


def _spread(data: Dataset) -> float:
    """Typical size of values, for the range of an inferred error."""
    ends = np.where(np.isfinite(data.low), data.low, data.high)
    return float(np.abs(ends).mean() or 1.0)
