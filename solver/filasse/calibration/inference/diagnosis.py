"""What the posterior says: how much was learnt, what cannot be told apart, what matters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.calibration.inference.sampling import Sampled
from filasse.calibration.models.data_model import Model
from filasse.calibration.study.checked_study import Study
from filasse.calibration.study.priors import Prior
from filasse.units import convert_all

type FloatArray = npt.NDArray[np.float64]

LEVELS = (0.05, 0.5, 0.95)
"""Ends and middle of the intervals that are reported: they hold 90 %."""

LEARNT, UNLEARNT = 0.5, 0.8
"""Width of a posterior over that of its prior up to which data tell it, from which they do not."""

ALIKE = 0.85
"""Rank correlation from which two parameters cannot be told apart."""

EDGE = 0.03
"""Share of the posterior's median distance from an end of the prior that counts as at its edge."""

SOBOL_POINTS = 256
"""Points of the sequence for sensitivity indices; the model is asked for (n + 2) times as many."""


class Found(NamedTuple):
    """What is known of one value after the data.

    Attributes:
        name: of the parameter or error.
        unit: in which the numbers are.
        low: 5 % of the posterior lie below.
        median: half of it lies below.
        high: 5 % of it lie above.
        prior_low: 5 % of the prior lie below.
        prior_high: 5 % of the prior lie above.
        width: of the posterior's interval over that of the prior.
        word: what that means.
    """

    name: str
    unit: str
    low: float
    median: float
    high: float
    prior_low: float
    prior_high: float
    width: float
    word: str


class Pair(NamedTuple):
    """Two values that the data hardly tell apart, and their rank correlation."""

    first: str
    second: str
    correlation: float


class Sensitivity(NamedTuple):
    """Sobol indices of the mean of some data, over the prior.

    Attributes:
        data: name of the data.
        first: share of the variance by each parameter alone, shape (n_parameters,).
        total: share by each with all its interactions, shape (n_parameters,).
        note: why there are none; empty if there are.
    """

    data: str
    first: tuple[float, ...]
    total: tuple[float, ...]
    note: str = ""


def found(study: Study, sampled: Sampled) -> tuple[Found, ...]:
    """Intervals of all that was sampled."""
    return tuple(
        _found(study, index, prior, sampled.quantiles[:, index])
        for index, prior in enumerate(study.priors)
    )


def _found(study: Study, index: int, prior: Prior, quantiles: FloatArray) -> Found:
    levels = np.array(LEVELS)
    posterior, before = prior.value(np.quantile(quantiles, levels)), prior.value(levels)
    spans = prior.scaled(posterior), prior.scaled(before)
    width = float((spans[0][2] - spans[0][0]) / (spans[1][2] - spans[1][0]))
    shown = _in_shown(study, index, np.concatenate([posterior, before]))
    rounded = [float(f"{value:.15g}") for value in shown]  # 300, not 299.99999999999994
    low, median, high, prior_low, _, prior_high = rounded
    word = _word(width, quantiles)
    numbers = low, median, high, prior_low, prior_high, width
    return Found(study.names[index], unit_of(study, index), *numbers, word)


def _word(width: float, quantiles: FloatArray) -> str:
    middle = float(np.median(quantiles))
    if width < LEARNT and min(middle, 1 - middle) < EDGE:
        return "at the edge of its prior: widen it"
    if width > UNLEARNT:
        return "not learnt: the data hardly say more than the prior"
    return "learnt" if width < LEARNT else "learnt in part"


def unit_of(study: Study, index: int) -> str:
    """Unit in which a sampled value is shown."""
    if index < len(study.parameters):
        return study.parameters[index].shown
    data = study.datasets[study.noises[index - len(study.parameters)][0]]
    if data.is_log:
        return "of ln"
    return "" if data.observable.shown == "1" else data.observable.shown


def _in_shown(study: Study, index: int, values: FloatArray) -> FloatArray:
    if index < len(study.parameters):
        parameter = study.parameters[index]
        return convert_all(values, parameter.unit, parameter.shown) if parameter.unit else values
    data = study.datasets[study.noises[index - len(study.parameters)][0]]
    return values if data.is_log else data.in_shown(values)


def shown_column(study: Study, index: int, quantiles: FloatArray) -> FloatArray:
    """One of the sampled values in the unit that people use, shape (m,)."""
    return _in_shown(study, index, study.priors[index].value(quantiles))


def shown_values(study: Study, quantiles: FloatArray) -> FloatArray:
    """All that was sampled in the units that people use, shape (m, n)."""
    columns = [shown_column(study, i, quantiles[:, i]) for i in range(len(study.priors))]
    return np.stack(columns, axis=1)


def correlations(sampled: Sampled) -> FloatArray:
    """Rank correlations of the posterior, shape (n, n)."""
    from scipy.stats import rankdata

    ranks = rankdata(sampled.quantiles, axis=0)
    return np.atleast_2d(np.corrcoef(ranks, rowvar=False))


def alike(study: Study, sampled: Sampled) -> tuple[Pair, ...]:
    """Pairs that the data cannot tell apart, the worst first."""
    matrix, names = correlations(sampled), study.names
    pairs = [
        Pair(names[i], names[j], float(matrix[i, j]))
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if abs(matrix[i, j]) >= ALIKE
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair.correlation)))


def sensitivities(study: Study, model: Model) -> tuple[Sensitivity, ...]:
    """Sobol indices of the mean of all data, over the prior (Saltelli's estimators of scipy)."""
    from scipy.stats import sobol_indices, uniform

    names = [data.name for data in study.datasets]

    def means(points: FloatArray) -> FloatArray:
        mean = model.predict(np.asarray(points).T).mean
        return np.stack([mean[:, rows].mean(axis=1) for rows in study.slices])

    size = len(study.parameters)
    rng = np.random.default_rng(study.content.seed)
    trial = means(rng.random((size, 64)))
    usable = np.isfinite(trial).all(axis=1) & (trial.std(axis=1) > 0)
    note = "no parameter changes it, or it is infinite in parts of the prior"
    if not usable.any():
        return tuple(Sensitivity(name, (), (), note) for name in names)
    if size == 1:  # scipy stumbles over a single output of a single input
        return tuple(
            Sensitivity(name, (1.0,), (1.0,)) if fine else Sensitivity(name, (), (), note)
            for name, fine in zip(names, usable.tolist(), strict=True)
        )
    with np.errstate(invalid="ignore"):
        indices = sobol_indices(
            func=means, n=SOBOL_POINTS, dists=[uniform()] * size, rng=study.content.seed
        )
    first, total = np.atleast_2d(indices.first_order), np.atleast_2d(indices.total_order)
    rows = []
    for i, name in enumerate(names):
        fine = usable[i] and np.isfinite(first[i]).all() and np.isfinite(total[i]).all()
        rows.append(
            Sensitivity(name, tuple(first[i].tolist()), tuple(total[i].tolist()))
            if fine
            else Sensitivity(name, (), (), note)
        )
    return tuple(rows)
