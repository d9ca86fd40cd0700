"""The model of cheap closed forms: evaluated at every point that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from filasse.calibration.models.closed_forms import NoEstimate, estimate_of
from filasse.calibration.models.data_model import Prediction, on_scale, parameter_values
from filasse.calibration.models.observables import CONSTANTS
from filasse.calibration.study.checked_study import CellState, Study, state_document
from filasse.config import Config
from filasse.config.reading.load import check_document
from filasse.errors import ConfigError

type FloatArray = npt.NDArray[np.float64]

_TRIED = (0.31, 0.77)
"""Quantiles at which a configuration that is changed in place is compared with one that is read."""


class DirectModel:
    """Closed forms of all data of a study.

    A configuration costs 16 ms to read and check, but 10 us to change in place. That is allowed
    where it gives the same numbers: where no default that counts follows from a parameter.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        middle = [float(p.prior.value(np.array(0.5))) for p in study.parameters]
        self._middles = [self._read(state, middle) for state in study.states]
        self._wanted = _wanted(study)
        self._in_place = [False] * len(study.states)
        self._try(middle)
        self._in_place = [self._is_same(index) for index in range(len(study.states))]

    @property
    def is_slow(self) -> bool:
        """Whether configurations have to be read again at every point."""
        return not all(self._in_place)

    def predict(self, quantiles: FloatArray) -> Prediction:
        """See `Model.predict`."""
        values = parameter_values(self._study, quantiles)
        rows = np.array([self._rows(point) for point in values.tolist()])
        return Prediction(on_scale(self._study, rows), np.zeros_like(rows))

    def _rows(self, values: list[float]) -> FloatArray:
        """SI values of all rows."""
        found = np.empty(len(self._study.state_of))
        for (state, kind), rows in self._wanted.items():
            config = self._config(state, values)
            found[rows] = estimate_of(kind, config, self._constants(state, values))
        return found

    def _config(self, index: int, values: list[float]) -> Config:
        state = self._study.states[index]
        if not self._in_place[index]:
            return self._read(state, values)
        return self._changed(index, values)

    def _changed(self, index: int, values: list[float]) -> Config:
        """The configuration of a state, changed in place and unchecked."""
        config = self._middles[index]
        for i in self._study.states[index].parameters:
            key = self._study.parameters[i].key
            if key not in CONSTANTS:
                config = cast(Config, _replaced(config, key.split("."), values[i]))
        return config

    def _read(self, state: CellState, values: list[float]) -> Config:
        document = state_document(self._study, state, values)
        return check_document(document, str(self._study.base_path))

    def _is_same(self, index: int) -> bool:
        state, size = self._study.states[index], len(self._study.parameters)
        kinds = [kind for place, kind in self._wanted if place == index]
        for quantile in _TRIED:
            point = parameter_values(self._study, np.full((1, size), quantile))[0].tolist()
            configs = self._changed(index, point), self._read(state, point)
            constants = self._constants(index, point)
            for kind in kinds:
                quick, sound = (estimate_of(kind, config, constants) for config in configs)
                if quick != sound:
                    return False
        return True

    def _constants(self, index: int, values: list[float]) -> Mapping[str, float]:
        own = {
            self._study.parameters[i].key: values[i]
            for i in self._study.states[index].parameters
            if self._study.parameters[i].key in CONSTANTS
        }
        return {**self._study.constants, **own}

    def _try(self, middle: list[float]) -> None:
        """Ask for everything once.

        Raises:
            ConfigError: no closed form gives something.
        """
        for (state, kind), rows in self._wanted.items():
            try:
                estimate_of(kind, self._config(state, middle), self._constants(state, middle))
            except NoEstimate as reason:
                name = next(
                    data.name
                    for data, part in zip(self._study.datasets, self._study.slices, strict=True)
                    if part.start <= rows[0] < part.stop
                )
                raise ConfigError(
                    f"{self._study.path}: data {name}: {kind} {reason} ({self._study.base_path})"
                ) from None


def _wanted(study: Study) -> dict[tuple[int, str], list[int]]:
    """Rows that each observable of each state gives."""
    found: dict[tuple[int, str], list[int]] = {}
    for data, part in zip(study.datasets, study.slices, strict=True):
        for row in range(part.start, part.stop):
            found.setdefault((int(study.state_of[row]), data.kind), []).append(row)
    return found


def _replaced(branch: Any, path: list[str], value: float) -> Any:
    """A copy of a section, a tuple or a mapping with one value deep inside replaced."""
    first, *rest = path
    if isinstance(branch, tuple):
        place = int(first)
        inner = _replaced(branch[place], rest, value) if rest else value
        return (*branch[:place], inner, *branch[place + 1 :])
    if isinstance(branch, Mapping):
        return {**branch, first: _replaced(branch[first], rest, value) if rest else value}
    inner = _replaced(getattr(branch, first), rest, value) if rest else value
    return branch.model_copy(update={first: inner})
