"""Gaussian processes that stand for a model between the points of its design.

The rows of one data set at one state are a curve, or a single number. Curves are reduced to their
main components; each component has a Gaussian process of its own with an anisotropic Matern kernel
and a noise term (solvers have tolerances). What is left out counts as variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from filasse.calibration.models.data_model import Prediction
from filasse.calibration.models.gaussian_rows import FittedRows, RowsEmulator, fit_rows
from filasse.calibration.study.checked_study import Study
from filasse.errors import UsageError

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

GOOD = 0.5
"""Left-out error over the error of the measurement up to which an emulator is good enough."""

EXPLAINED = 0.95
"""Share of the variance that a good emulator explains, where errors are inferred."""


class Quality(NamedTuple):
    """How well the emulator of some rows predicts points that were left out.

    Attributes:
        data: name of the data.
        state: index of the state.
        points: that could be used.
        error: root mean square of the left-out errors, on the scale of comparison.
        ratio: the same over the error of the measurement; NaN if that is inferred.
        explained: share of the variance over the design.
    """

    data: str
    state: int
    points: int
    error: float
    ratio: float
    explained: float

    @property
    def is_good(self) -> bool:
        """Whether it is good enough for the data."""
        return self.explained >= EXPLAINED or self.ratio <= GOOD


class Outputs(NamedTuple):
    """What a model gave at the points of a design, on the scale of comparison.

    Attributes:
        values: shape (n_points, n_rows).
        at_least: which of them are only known to be at least that, shape (n_points, n_rows).
    """

    values: FloatArray
    at_least: BoolArray

    @classmethod
    def known(cls, values: FloatArray) -> Self:
        """Values without bounds among them."""
        return cls(values, np.zeros(values.shape, dtype=bool))


class TooFewValues(UsageError):  # noqa: N818 - what was found, not what failed
    """A design gave too few values for an emulator.

    Attributes:
        remedy: what to do, told after all reasons.
    """

    def __init__(self, found: str, remedy: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(" ".join((found, *reasons, remedy)))
        self._found, self.remedy = found, remedy

    def because(self, reasons: Sequence[str]) -> TooFewValues:
        """The same with reasons between what was found and the remedy."""
        return TooFewValues(self._found, self.remedy, reasons)


class Emulator:
    """A model by Gaussian processes."""

    def __init__(self, study: Study, points: FloatArray, outputs: Outputs) -> None:
        """Fit.

        Args:
            study: the study.
            points: quantiles of the design, shape (n_points, n_parameters).
            outputs: of the model; what is not finite is left out.

        Raises:
            UsageError: too few points are left, or too few of a single number are more than a
                bound, or scikit-learn is missing.
        """
        self._study = study
        self._parts: list[RowsEmulator] = []
        self.qualities: list[Quality] = []
        inputs = _inputs(points)
        for data, part in zip(study.datasets, study.slices, strict=True):
            states = study.state_of[part]
            for state in np.unique(states).tolist():
                rows = [part.start + i for i in np.flatnonzero(states == state).tolist()]
                error = np.concatenate([d.error for d in study.datasets])[rows]
                own = Outputs(outputs.values[:, rows], outputs.at_least[:, rows])
                fitted = self._fit(data.name, state, inputs, own, rows)
                self._parts.append(fitted.emulator)
                quality = _quality(data.name, state, fitted.errors, fitted.outputs, error)
                self.qualities.append(quality)

    def predict(self, quantiles: FloatArray) -> Prediction:
        """See `Model.predict`."""
        points = _inputs(quantiles)
        mean = np.empty((len(points), len(self._study.state_of)))
        variance = np.empty_like(mean)
        for part in self._parts:
            mean[:, part.rows], variance[:, part.rows] = part.predict(points)
        return Prediction(mean, variance)

    def _fit(
        self, name: str, state: int, inputs: FloatArray, outputs: Outputs, rows: list[int]
    ) -> FittedRows:
        """The emulator of some rows, and how well it does."""
        usable = np.isfinite(outputs.values).all(axis=1)
        least = self._study.content.least_runs
        if usable.sum() < least:
            raise TooFewValues(
                f"{self._study.path}: data {name}: only {usable.sum()} of {len(inputs)} points of "
                f"the design gave a value, {least} are needed for an emulator.",
                "Raise `runs`, or narrow the priors to where the model works."
                if usable.any()
                else "More runs alone would not help: change the base, the data or the priors so "
                "that the model gives a value.",
            )
        acting = list(self._study.states[state].parameters)
        values, at_least = outputs.values[usable], outputs.at_least[usable]
        exact = int((~at_least.all(axis=1)).sum())
        if exact == 0 or (len(rows) == 1 and exact < least):
            raise TooFewValues(
                f"{self._study.path}: data {name}: a value came of only {exact} of {len(values)} "
                "runs; the others ended before and tell but a bound, and an emulator needs "
                f"{least} values.",
                "Raise `protocol.stop_time` of the base if they ended there, or "
                "narrow the priors to where there is a value.",
            )
        return fit_rows(rows, inputs[usable], values, at_least, acting)


def _inputs(quantiles: FloatArray) -> FloatArray:
    """Coordinates of Gaussian processes: quantiles, stretched a little towards the ends."""
    return np.asarray(0.5 * quantiles + 0.1 * ndtri(np.clip(quantiles, 1e-4, 1 - 1e-4)))


def _quality(
    name: str, state: int, errors: FloatArray, outputs: FloatArray, measured: FloatArray
) -> Quality:
    missed = float(np.sqrt((errors**2).mean()))
    spread = float(((outputs - outputs.mean(axis=0)) ** 2).mean())
    explained = 1.0 - missed**2 / spread if spread > 0 else 1.0
    ratio = float(np.sqrt((errors**2 / measured**2).mean()))
    return Quality(name, state, len(outputs), missed, ratio, explained)


def emulator_notes(study: Study, qualities: list[Quality]) -> list[str]:
    """What is to be said about emulators that are not good enough."""
    return [
        f"The emulator of {item.data} at state {item.state + 1} is not good enough: its left-out "
        f"error is {_size(item)} ({100 * max(item.explained, 0.0):.0f} % of the variance "
        f"explained from {item.points} points). Raise `runs`, or narrow the priors. Its error is "
        "part of the intervals."
        for item in qualities
        if not item.is_good
    ]


def _size(item: Quality) -> str:
    return f"{item.error:.2g}" if np.isnan(item.ratio) else f"{item.ratio:.2g} measurement errors"
