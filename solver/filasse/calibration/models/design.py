"""The points at which a model is asked: a Latin hypercube over the priors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.calibration.study.checked_study import Study

type FloatArray = npt.NDArray[np.float64]

INSIDE = 0.002
"""Quantiles nearest to 0 and 1 that are tried: beyond, normal priors reach odd values."""


def design(study: Study) -> FloatArray:
    """Quantiles of all parameters at the points of the design, shape (n_points, n_parameters)."""
    from scipy.stats import qmc

    size = len(study.parameters)
    points = qmc.LatinHypercube(size, rng=study.content.seed).random(study.content.runs)
    return np.asarray(INSIDE + (1 - 2 * INSIDE) * points, dtype=np.float64)
