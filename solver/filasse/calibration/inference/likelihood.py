"""Likelihood of data: normal errors, and bounds where only those are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from filasse.calibration.models.data_model import Prediction
from filasse.calibration.study.checked_study import Study
from filasse.calibration.study.datasets import Dataset

type FloatArray = npt.NDArray[np.float64]

_NORMAL = -0.5 * np.log(2 * np.pi)
"""Logarithm of the standard normal density at its middle."""


def row_likelihoods(study: Study, prediction: Prediction, errors: FloatArray) -> FloatArray:
    """Log-likelihood of every row at m points, shape (m, n_rows).

    Args:
        study: the study.
        prediction: of the model.
        errors: standard deviations of the data that have theirs inferred, shape (m, n_noises).
    """
    spread = standard_deviations(study, prediction, errors)
    parts = [
        data_likelihood(data, prediction.mean[:, rows], spread[:, rows])
        for data, rows in zip(study.datasets, study.slices, strict=True)
    ]
    return np.concatenate(parts, axis=1)


def standard_deviations(study: Study, prediction: Prediction, errors: FloatArray) -> FloatArray:
    """Of measurement and model together, shape (m, n_rows)."""
    measured = np.concatenate([data.error for data in study.datasets])
    spread = np.broadcast_to(measured, prediction.mean.shape).copy()
    for column, (index, _) in enumerate(study.noises):
        spread[:, study.slices[index]] = errors[:, column, None]
    return np.asarray(np.sqrt(spread**2 + prediction.variance))


def data_likelihood(data: Dataset, mean: FloatArray, spread: FloatArray) -> FloatArray:
    """Log-likelihood of the rows of one dataset, shape (m, n).

    ln phi((y - mu)/s)/s of a value y; ln Phi((b - mu)/s) of an upper bound b; ln Phi((mu - a)/s)
    of a lower bound a; ln [Phi((b - mu)/s) - Phi((a - mu)/s)] of a range.

    Args:
        data: n rows, on the scale of comparison.
        mean: predictions mu, shape (m, n).
        spread: standard deviations s, shape (m, n).
    """
    with np.errstate(invalid="ignore", over="ignore"):
        # No bound stays none, also for a prediction that is infinite: what never happens.
        low = np.where(np.isneginf(data.low), -np.inf, (data.low - mean) / spread)
        high = np.where(np.isposinf(data.high), np.inf, (data.high - mean) / spread)
        exact = _NORMAL - 0.5 * low**2 - np.log(spread)
        found = np.where(data.exact, exact, _between(low, high))
    return np.asarray(np.where(np.isnan(found), -np.inf, found), dtype=np.float64)


def _between(low: FloatArray, high: FloatArray) -> FloatArray:
    """Ln [Phi(high) - Phi(low)], also far out: mirrored where both are positive."""
    mirrored = low > 0
    a, b = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    below, above = log_ndtr(a), log_ndtr(b)
    with np.errstate(divide="ignore"):
        rest = np.where(np.isneginf(below), 0.0, np.log1p(-np.exp(np.minimum(below - above, 0.0))))
    return np.asarray(above + rest, dtype=np.float64)
