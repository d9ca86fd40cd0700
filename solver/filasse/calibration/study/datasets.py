"""Data of a study: measured values on the scale on which they are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.calibration.models.observables import Observable
from filasse.sweep.axes import Change
from filasse.units import convert

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Dataset:
    """Measurements of one observable, on the scale on which they are compared.

    Attributes:
        name: of the data.
        observable: what was measured.
        kind: the observable's name.
        is_log: whether values are logarithms of SI values.
        low: lower bound of every row, shape (n,); -inf where there is none.
        high: upper bound, which is `low` where the value is known, shape (n,).
        error: standard deviation, shape (n,); NaN where it is inferred.
        axis: time [s] or frequency [Hz], shape (n,); NaN for single numbers.
        changes: of the base configuration, row by row.
        labels: conditions of every row in words.
        held_out: rows that are only predicted, shape (n,).
        remarks: of the table, such as its source.
        empty: rows of the table without a measured value.
    """

    name: str
    kind: str
    observable: Observable
    is_log: bool
    low: FloatArray
    high: FloatArray
    error: FloatArray
    axis: FloatArray
    changes: tuple[tuple[Change, ...], ...]
    labels: tuple[str, ...]
    held_out: BoolArray
    remarks: tuple[str, ...]
    empty: int = 0

    @property
    def is_inferred(self) -> bool:
        """Whether the measurement's error is a parameter."""
        return bool(np.isnan(self.error).any())

    @property
    def is_curve(self) -> bool:
        """Whether rows are points of curves."""
        return bool(np.isfinite(self.axis).any())

    @property
    def exact(self) -> BoolArray:
        """Rows whose value is known, shape (n,)."""
        return np.asarray(self.low == self.high)

    def in_shown(self, value: FloatArray) -> FloatArray:
        """Values on the scale of comparison as people read them."""
        plain = np.exp(np.minimum(value, 700.0)) if self.is_log else value
        plain = np.where(np.isposinf(value), np.inf, plain)  # no bound at all
        if self.observable.unit == self.observable.shown:
            return np.asarray(plain, dtype=np.float64)
        return np.asarray(plain * convert(1.0, self.observable.unit, self.observable.shown))
