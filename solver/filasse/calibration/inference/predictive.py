"""What the posterior predicts for all data, learnt from or not, and how well that fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp, ndtr

from filasse.calibration.inference.likelihood import row_likelihoods, standard_deviations
from filasse.calibration.inference.sampling import Sampled, held_out, predicted
from filasse.calibration.models.data_model import Model
from filasse.calibration.study.checked_study import Study

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

DRAWS = 500
"""Points of the posterior that predict."""

SURPRISE = 0.01
"""Probability below which a measurement speaks against the model."""


class Predictive(NamedTuple):
    """Predictions of all rows, on the scale of comparison.

    Attributes:
        model: 5, 50, 95 % of the model's value, shape (3, n_rows).
        measured: the same of a measurement, its error included, shape (3, n_rows).
        level: share of predicted measurements below the value or the bound, shape (n_rows,).
        chance: that a measurement would be as far out or farther, shape (n_rows,).
    """

    model: FloatArray
    measured: FloatArray
    level: FloatArray
    chance: FloatArray

    @property
    def surprises(self) -> BoolArray:
        """Rows that speak against the model, shape (n_rows,)."""
        return np.asarray(self.chance < SURPRISE)


class Score(NamedTuple):
    """How well a model predicts; larger is better, and only differences mean anything.

    Attributes:
        waic: expected log density of new data like those learnt from (Watanabe; as elpd).
        held_out: log density of the held-out data; NaN if there are none.
        best: largest log-likelihood among the points of the posterior.
    """

    waic: float
    held_out: float
    best: float


def predictive(study: Study, model: Model, sampled: Sampled) -> tuple[Predictive, Score]:
    """Predict all rows from points of the posterior."""
    points = _some(sampled.quantiles)
    prediction, errors = predicted(study, model, points)
    spread = standard_deviations(study, prediction, errors)
    rng = np.random.default_rng(study.content.seed)
    noisy = prediction.mean + spread * rng.normal(size=spread.shape)
    levels = [0.05, 0.5, 0.95]
    level, chance = _levels(study, prediction.mean, spread)
    made = Predictive(_quantiles(prediction.mean, levels), _quantiles(noisy, levels), level, chance)
    return made, _score(study, row_likelihoods(study, prediction, errors))


def _some(quantiles: FloatArray) -> FloatArray:
    """Evenly chosen points of the posterior."""
    chosen = np.linspace(0, len(quantiles) - 1, min(DRAWS, len(quantiles))).astype(int)
    return np.asarray(quantiles[chosen])


def _quantiles(values: FloatArray, levels: list[float]) -> FloatArray:
    """Quantiles of columns, infinite values included: they are not interpolated."""
    return np.asarray(np.quantile(values, levels, axis=0, method="nearest"), dtype=np.float64)


def _levels(study: Study, mean: FloatArray, spread: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where values and bounds lie among what is predicted, and how unlikely that is."""
    low = np.concatenate([data.low for data in study.datasets])
    high = np.concatenate([data.high for data in study.datasets])
    with np.errstate(invalid="ignore"):
        below = np.where(np.isneginf(low), 0.0, ndtr((low - mean) / spread)).mean(axis=0)
        up_to = np.where(np.isposinf(high), 1.0, ndtr((high - mean) / spread)).mean(axis=0)
    exact = low == high
    level = np.where(exact, below, np.where(np.isfinite(high), up_to, below))
    chance = np.where(exact, 2 * np.minimum(below, 1 - below), up_to - below)
    return np.asarray(level), np.asarray(chance)


def _score(study: Study, rows: FloatArray) -> Score:
    out = held_out(study)
    learnt, new = rows[:, ~out], rows[:, out]
    count = np.log(len(rows))
    with np.errstate(invalid="ignore"):
        density = logsumexp(learnt, axis=0) - count
        waic = float((density - learnt.var(axis=0, ddof=1)).sum())
    unseen = float((logsumexp(new, axis=0) - count).sum()) if out.any() else np.nan
    return Score(waic, unseen, float(learnt.sum(axis=1).max()))
