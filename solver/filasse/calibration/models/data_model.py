"""A model of the data: what it predicts for all rows at points of the prior."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from filasse.calibration.study.checked_study import Study

type FloatArray = npt.NDArray[np.float64]


class Prediction(NamedTuple):
    """Predictions of all rows at m points, on the scale on which data are compared.

    Attributes:
        mean: shape (m, n_rows); infinite for what never happens, NaN for what is not known.
        variance: by which the model itself is uncertain, shape (m, n_rows).
    """

    mean: FloatArray
    variance: FloatArray


class Model(Protocol):
    """Predicts data from parameters."""

    def predict(self, quantiles: FloatArray) -> Prediction:
        """Predict all rows of all data.

        Args:
            quantiles: of the priors of the parameters, shape (m, n_parameters).
        """


def on_scale(study: Study, values: FloatArray) -> FloatArray:
    """SI values of all rows on the scale of comparison, shape (m, n_rows)."""
    scaled = np.array(values, dtype=np.float64)
    for data, rows in zip(study.datasets, study.slices, strict=True):
        if data.is_log:
            with np.errstate(divide="ignore", invalid="ignore"):
                scaled[:, rows] = np.log(values[:, rows])
    return scaled


def parameter_values(study: Study, quantiles: FloatArray) -> FloatArray:
    """Values [SI] of the parameters at quantiles of their priors, shape (m, n_parameters)."""
    columns = [p.prior.value(quantiles[:, i]) for i, p in enumerate(study.parameters)]
    return np.stack(columns, axis=1)
