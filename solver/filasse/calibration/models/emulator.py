"""Gaussian processes that stand for a model between the points of its design.

The rows of one data set at one state are a curve, or a single number. Curves are reduced to their
main components; each component has a Gaussian process of its own with an anisotropic Matern kernel
and a noise term (solvers have tolerances). What is left out counts as variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from filasse.calibration.models.data_model import Prediction
from filasse.calibration.study.checked_study import Study
from filasse.errors import UsageError

type FloatArray = npt.NDArray[np.float64]

KEPT = 0.999
"""Share of the variance of curves that their main components keep."""

MOST_COMPONENTS = 6
"""Components at most: each costs a Gaussian process, and later ones hold noise of the solver."""

LEAST_POINTS = 5
"""Points of the design, beside one per parameter, below which there is no emulator."""

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


@dataclass(frozen=True)
class _RowsEmulator:
    """Emulator of some rows: y = mean + components @ scores, each score a Gaussian process."""

    rows: list[int]
    mean: FloatArray
    components: FloatArray
    scales: FloatArray
    processes: list[Any]
    rest: FloatArray

    def predict(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Means and variances, shape (m, n_rows of the part)."""
        found = [process.predict(points, return_std=True) for process in self.processes]
        if not found:
            shape = (len(points), len(self.rows))
            return np.broadcast_to(self.mean, shape), np.broadcast_to(self.rest, shape)
        scores = np.stack([mean for mean, _ in found], axis=1) * self.scales
        variances = (np.stack([std for _, std in found], axis=1) * self.scales) ** 2
        mean = self.mean + scores @ self.components
        return mean, variances @ self.components**2 + self.rest


class Emulator:
    """A model by Gaussian processes."""

    def __init__(self, study: Study, points: FloatArray, outputs: FloatArray) -> None:
        """Fit.

        Args:
            study: the study.
            points: quantiles of the design, shape (n_points, n_parameters).
            outputs: of the model on the scale of comparison, shape (n_points, n_rows); what is
                not finite is left out.

        Raises:
            UsageError: too few points are left, or scikit-learn is missing.
        """
        self._study = study
        self._parts: list[_RowsEmulator] = []
        self.qualities: list[Quality] = []
        inputs = _inputs(points)
        for data, part in zip(study.datasets, study.slices, strict=True):
            states = study.state_of[part]
            for state in np.unique(states).tolist():
                rows = [part.start + i for i in np.flatnonzero(states == state).tolist()]
                error = np.concatenate([d.error for d in study.datasets])[rows]
                fitted = self._fit(data.name, state, inputs, outputs[:, rows], rows)
                self._parts.append(fitted[0])
                self.qualities.append(_quality(data.name, state, fitted[1], fitted[2], error))

    def predict(self, quantiles: FloatArray) -> Prediction:
        """See `Model.predict`."""
        points = _inputs(quantiles)
        mean = np.empty((len(points), len(self._study.state_of)))
        variance = np.empty_like(mean)
        for part in self._parts:
            mean[:, part.rows], variance[:, part.rows] = part.predict(points)
        return Prediction(mean, variance)

    def _fit(
        self, name: str, state: int, inputs: FloatArray, outputs: FloatArray, rows: list[int]
    ) -> tuple[_RowsEmulator, FloatArray, FloatArray]:
        """The emulator of some rows, its left-out errors, and the outputs it was fitted to."""
        usable = np.isfinite(outputs).all(axis=1)
        least = LEAST_POINTS + inputs.shape[1]
        if usable.sum() < least:
            raise UsageError(
                f"{self._study.path}: data {name}: only {usable.sum()} of {len(inputs)} points of "
                f"the design gave a value, {least} are needed for an emulator. Raise `runs`, or "
                "narrow the priors to where the model works."
            )
        acting = list(self._study.states[state].parameters)
        x, y = inputs[usable], outputs[usable]
        mean = y.mean(axis=0)
        left, sizes, components = np.linalg.svd(y - mean, full_matrices=False)
        share = np.cumsum(sizes**2) / max(float((sizes**2).sum()), 1e-300)
        count = min(int(np.searchsorted(share, KEPT)) + 1, MOST_COMPONENTS, len(sizes))
        count = 0 if sizes[0] <= 1e-12 * max(1.0, float(np.abs(mean).max())) else count
        scores = left[:, :count] * sizes[:count]
        scales = scores.std(axis=0)
        processes = [_process(x, s, acting) for s in (scores / scales).T] if count else []
        kept = scores @ components[:count]
        rest = (y - mean - kept).var(axis=0)
        errors = y - mean - kept
        if count:
            missed = np.stack([_left_out(p) for p in processes], axis=1) * scales
            errors = errors + missed @ components[:count]
        return _RowsEmulator(rows, mean, components[:count], scales, processes, rest), errors, y


def _inputs(quantiles: FloatArray) -> FloatArray:
    """Coordinates of Gaussian processes: quantiles, stretched a little towards the ends."""
    return np.asarray(0.5 * quantiles + 0.1 * ndtri(np.clip(quantiles, 1e-4, 1 - 1e-4)))


def _process(inputs: FloatArray, scores: FloatArray, acting: list[int]) -> Any:
    """A Gaussian process of standardised scores; only parameters that act have a short length."""
    try:
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    except ImportError:
        message = "an emulator needs scikit-learn: pip install 'filasse[calibrate]'"
        raise UsageError(message) from None
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    size = inputs.shape[1]
    bounds = [(0.05, 100.0) if i in acting else (99.0, 100.0) for i in range(size)]
    lengths = [0.7 if i in acting else 99.5 for i in range(size)]
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * Matern(lengths, bounds, nu=2.5)
    kernel = kernel + WhiteKernel(1e-4, (1e-8, 0.5))
    process = GaussianProcessRegressor(kernel, n_restarts_optimizer=2, random_state=0)
    with warnings.catch_warnings():  # lengths at their bounds: a parameter that does not matter
        warnings.simplefilter("ignore", ConvergenceWarning)
        return process.fit(inputs, scores)


def _left_out(process: Any) -> FloatArray:
    """Errors of every point predicted from the others: [K^-1 y]_i/[K^-1]_ii (no refit)."""
    factor = process.L_
    inverse = np.linalg.inv(factor)
    precision = inverse.T @ inverse
    return np.asarray(process.alpha_.ravel() / np.diag(precision), dtype=np.float64)


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
