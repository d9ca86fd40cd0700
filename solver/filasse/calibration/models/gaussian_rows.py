"""Gaussian processes of the rows of one data set at one state, from values and from bounds.

Where a run tells only that a value is at least b (a crack that has crossed before it is measured is
at least as long as it was then), expectation propagation puts a value with a noise of its own in
its place, such that what is known without the point, N(m, s^2), becomes what is known with it: the
same cut off below b, of which

    mean = m + s h,   variance = s^2 (1 + z h - h^2),   h = phi(z)/[1 - Phi(z)],   z = (b - m)/s

(Minka 2001; Rasmussen and Williams 2006, 3.6.) Leaving a point out costs no refit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from filasse.calibration.further_packages import HOW_TO_INSTALL
from filasse.errors import UsageError

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

KEPT = 0.999
"""Share of the variance of curves that their main components keep."""

MOST_COMPONENTS = 6
"""Components at most: each costs a Gaussian process, and later ones hold noise of the solver."""

_ROUNDS, _STANDS = 10, 0.02
"""Rounds for bounds, and the change over the range below which they have converged."""

_VAGUE = 10.0
"""Largest standard deviation of what stands for a bound, over the range of the values."""


@dataclass(frozen=True)
class RowsEmulator:
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


class FittedRows(NamedTuple):
    """An emulator, and how it predicts points that were left out.

    Attributes:
        emulator: of the rows.
        errors: left-out errors, shape (n_points, n_rows); those beyond a bound are none.
        outputs: that it was fitted to, shape (n_points, n_rows).
    """

    emulator: RowsEmulator
    errors: FloatArray
    outputs: FloatArray


class LeftOut(NamedTuple):
    """How points are predicted from the others: errors, and variances with the points' noise."""

    errors: FloatArray
    variances: FloatArray


def fit_rows(
    rows: list[int], inputs: FloatArray, outputs: FloatArray, at_least: BoolArray, acting: list[int]
) -> FittedRows:
    """Fit the rows, with bounds if there are any.

    Args:
        rows: which they are among all.
        inputs: coordinates of the points, shape (n_points, n_parameters).
        outputs: values or bounds, shape (n_points, n_rows).
        at_least: which are bounds, shape (n_points, n_rows).
        acting: parameters that matter.
    """
    if not at_least.any():
        return _fitted(rows, inputs, outputs, np.zeros_like(outputs), acting)[0]
    extent = _range(outputs)
    values, noise = outputs, np.where(at_least, extent**2, 0.0)
    for _ in range(_ROUNDS):
        fitted, spread = _fitted(rows, inputs, values, noise, acting)
        stands, variance = _standing_for(outputs, values - fitted.errors, spread, extent)
        new = np.where(at_least, stands, outputs)
        moved = float((np.abs(new - values) / extent).max())
        values, noise = new, np.where(at_least, variance, 0.0)
        if moved < _STANDS:
            break
    fitted, _ = _fitted(rows, inputs, values, noise, acting)
    below = np.where(at_least, np.maximum(outputs - (values - fitted.errors), 0.0), fitted.errors)
    return fitted._replace(errors=below)


def _range(values: FloatArray) -> FloatArray:
    """Range of every row, shape (n_rows,); of all where one does not change."""
    own = np.ptp(values, axis=0)
    return np.where(own > 0, own, max(float(np.ptp(values)), 1e-12 * float(np.abs(values).max())))


def _standing_for(
    bound: FloatArray, mean: FloatArray, spread: FloatArray, extent: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Values and variances that, with N(mean, spread^2), give what lies beyond a bound."""
    spread = np.maximum(spread, 1e-6 * extent)
    z = (bound - mean) / spread
    hazard = np.exp(-(z**2) / 2 - np.log(np.sqrt(2 * np.pi)) - log_ndtr(-z))
    kept = np.clip(1 + z * hazard - hazard**2, 1e-6, 1 - 1e-9)  # of the variance
    variance = spread**2 * kept / (1 - kept)
    value = mean + spread * hazard / (1 - kept)
    vague = (_VAGUE * extent) ** 2
    return np.clip(value, bound, bound + extent), np.minimum(variance, vague)


def _fitted(
    rows: list[int], inputs: FloatArray, y: FloatArray, noise: FloatArray, acting: list[int]
) -> tuple[FittedRows, FloatArray]:
    """The emulator, and the standard deviations of points from the others, shape as `y`."""
    mean = y.mean(axis=0)
    left, sizes, components = np.linalg.svd(y - mean, full_matrices=False)
    share = np.cumsum(sizes**2) / max(float((sizes**2).sum()), 1e-300)
    count = min(int(np.searchsorted(share, KEPT)) + 1, MOST_COMPONENTS, len(sizes))
    count = 0 if sizes[0] <= 1e-12 * max(1.0, float(np.abs(mean).max())) else count
    components, scores = components[:count], left[:, :count] * sizes[:count]
    scales = scores.std(axis=0)
    noises = noise @ components.T**2 / scales**2
    processes = [
        process_of(inputs, scores[:, i] / scales[i], acting, noises[:, i]) for i in range(count)
    ]
    kept = scores @ components
    rest, errors = (y - mean - kept).var(axis=0), y - mean - kept
    variance = np.broadcast_to(rest, y.shape)
    if count:
        without = [left_out_points(process) for process in processes]
        missed = np.stack([found.errors for found in without], axis=1) * scales
        errors = errors + missed @ components
        alone = np.stack([found.variances for found in without], axis=1) - noises
        variance = np.maximum(alone, 0.0) * scales**2 @ components**2 + rest
    emulator = RowsEmulator(rows, mean, components, scales, processes, rest)
    return FittedRows(emulator, errors, y), np.sqrt(variance)


def process_of(
    inputs: FloatArray, scores: FloatArray, acting: list[int], noise: FloatArray | float = 0.0
) -> Any:
    """A Gaussian process of standardised scores; only parameters that act have a short length."""
    try:
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
    except ImportError:
        message = f"an emulator needs scikit-learn: {HOW_TO_INSTALL}."
        raise UsageError(message) from None
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    size = inputs.shape[1]
    bounds = [(0.05, 100.0) if i in acting else (99.0, 100.0) for i in range(size)]
    lengths = [0.7 if i in acting else 99.5 for i in range(size)]
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * Matern(lengths, bounds, nu=2.5)
    kernel = kernel + WhiteKernel(1e-4, (1e-8, 0.5))
    own = np.asarray(noise) + 1e-10
    process = GaussianProcessRegressor(kernel, alpha=own, n_restarts_optimizer=2, random_state=0)
    with warnings.catch_warnings():  # lengths at their bounds: a parameter that does not matter
        warnings.simplefilter("ignore", ConvergenceWarning)
        return process.fit(inputs, scores)


def left_out_points(process: Any) -> LeftOut:
    """Predict every point from the others, without a refit.

    With K^-1 y and K = L L^T of all points the errors are [K^-1 y]_i/[K^-1]_ii, the variances
    1/[K^-1]_ii (Rasmussen and Williams 2006, 5.4.2).
    """
    variances = 1 / (np.linalg.inv(process.L_) ** 2).sum(axis=0)
    return LeftOut(process.alpha_.ravel() * variances, variances)
