"""Likelihood of values, bounds and ranges against formulas by hand."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from tests.calibration.conftest import Write

from filasse.calibration.inference.likelihood import data_likelihood, row_likelihoods
from filasse.calibration.models.data_model import Prediction
from filasse.calibration.study.checked_study import read_study

ROWS = "pressure [MPa],resistance [ohm cm^2]\n1,50\n2,< 60\n3,> 40\n4,45 .. 55\n"
PHI = NormalDist().cdf


def test_values_bounds_and_ranges(write: Write) -> None:
    study = read_study(
        write(("error: 20 %", "error: 5 ohm cm^2"), ("log\n", "linear\n"), table=ROWS)
    )
    mean, sigma = 52.0, 5.0
    (data,) = study.datasets
    found = data_likelihood(data, np.full((1, 4), mean * 1e-4), np.full((1, 4), sigma * 1e-4))[0]
    density = NormalDist(mean * 1e-4, sigma * 1e-4).pdf(50e-4)
    inside = PHI((55 - mean) / sigma) - PHI((45 - mean) / sigma)
    by_hand = [density, PHI((60 - mean) / sigma), PHI((mean - 40) / sigma), inside]
    assert np.exp(found) == pytest.approx(by_hand, rel=1e-9)


def test_on_a_logarithmic_scale(write: Write) -> None:
    (data,) = read_study(write(table=ROWS)).datasets
    mean = math.log(52e-4)
    found = data_likelihood(data, np.full((1, 4), mean), np.full((1, 4), 0.2))[0]
    assert np.exp(found[0]) == pytest.approx(NormalDist(mean, 0.2).pdf(math.log(50e-4)))
    assert np.exp(found[1]) == pytest.approx(PHI(math.log(60 / 52) / 0.2))


@pytest.mark.parametrize("shift", [-40.0, -8.0, 8.0, 40.0])
def test_far_from_the_data(shift: float, write: Write) -> None:
    """Where 1 - Phi is 0 in floating point: ln Phi(-x) ~ -x^2/2 - ln(x sqrt(2 pi)) - 1/x^2."""
    (data,) = read_study(write(table=ROWS)).datasets
    mean = np.where(np.isfinite(data.low), data.low, data.high)[None] + 0.2 * shift
    found = data_likelihood(data, mean, np.full((1, 4), 0.2))[0]
    tail = -(shift**2) / 2 - math.log(abs(shift) * math.sqrt(2 * math.pi)) - 1 / shift**2
    below, above = (tail, 0.0) if shift > 0 else (0.0, tail)
    assert found[1:3] == pytest.approx([below, above], abs=2e-3)
    assert np.isfinite(found).all()


def test_what_cannot_be_is_impossible(write: Write) -> None:
    (data,) = read_study(write(table=ROWS)).datasets
    for impossible in (np.inf, -np.inf, np.nan):
        found = data_likelihood(data, np.full((1, 4), impossible), np.ones((1, 4)))[0]
        assert found[0] == -np.inf and found[3] == -np.inf
    never = data_likelihood(data, np.full((1, 4), np.inf), np.ones((1, 4)))[0]
    assert never[1] == -np.inf and never[2] == 0.0  # above 40 it surely is


def test_the_model_s_own_variance_and_inferred_errors_add_up(write: Write) -> None:
    study = read_study(write(("error: 20 %", "error: infer"), table=ROWS))
    assert study.names[-1] == "error of contact"
    mean = np.full((2, 4), math.log(52e-4))
    found = row_likelihoods(
        study, Prediction(mean, np.full((2, 4), 0.09)), np.array([[0.4], [0.0]])
    )
    for row, spread in zip(found, (0.5, 0.3), strict=True):
        assert np.exp(row[0]) == pytest.approx(NormalDist(mean[0, 0], spread).pdf(math.log(50e-4)))
