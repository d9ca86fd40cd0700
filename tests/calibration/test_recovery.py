"""Synthetic data give their parameters back, as often as the intervals promise."""

import math
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.calibration.conftest import Write

from filasse.calibration.calibration_folder import CalibrationFolder, claim
from filasse.calibration.calibration_result import conclude
from filasse.calibration.inference import sampling
from filasse.calibration.inference.diagnosis import found
from filasse.calibration.inference.sampling import Sampled, sample_posterior
from filasse.calibration.models.data_model import Prediction, parameter_values
from filasse.calibration.models.direct import DirectModel
from filasse.calibration.study.checked_study import Study, read_study
from filasse.errors import UsageError
from filasse.signals import Interrupted

TRUE = {"contact.resistance": 120.0, "contact.exponent": 1.1}
PRESSURES = (2.0, 5.0, 10.0, 30.0, 90.0)


def measured(seed: int, error: float = 0.2) -> str:
    """A table as the true parameters give it, the last value only known to be below a limit."""
    rng = np.random.default_rng(seed)
    exact = [120.0 * (p / 10) ** -1.1 for p in PRESSURES]
    seen = [value * math.exp(error * rng.normal()) for value in exact]
    cells = [f"{p},{value:.6g}" for p, value in zip(PRESSURES, seen, strict=True)]
    cells[-1] = f"{PRESSURES[-1]},< 15" if seen[-1] < 15 else cells[-1]
    return "\n".join(["pressure [MPa],resistance [ohm cm^2]", *cells]) + "\n"


def posterior(study: Study, folder: Path) -> Sampled:
    return sample_posterior(study, DirectModel(study), folder / "chain.npz")


QUICK = ("model: estimate", "model: estimate\nsampler: {steps: 400, walkers: 10}")


class PowerLaw:
    """The model of the study at once for all points: what the closed forms give one by one."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def predict(self, quantiles: np.ndarray) -> Prediction:
        values = parameter_values(self._study, quantiles)
        ratio = np.log(np.array(PRESSURES) / 10)
        mean = np.log(values[:, :1]) - values[:, 1:] * ratio
        return Prediction(mean, np.zeros_like(mean))


def test_the_quick_model_is_that_of_the_closed_forms(write: Write) -> None:
    study = read_study(write(table=measured(0)))
    points = np.random.default_rng(0).random((3, 2))
    quick, closed = PowerLaw(study).predict(points), DirectModel(study).predict(points)
    assert quick.mean == pytest.approx(closed.mean, rel=1e-9)


@pytest.mark.slow
def test_true_parameters_are_inside_as_often_as_promised(write: Write, tmp_path: Path) -> None:
    """12 repetitions x 2 parameters, 90 % each: 21.6 expected, 18 or more in 98 of 100 cases."""
    inside = 0
    for seed in range(12):
        study = read_study(write(QUICK, table=measured(seed)))
        (tmp_path / "chain.npz").unlink(missing_ok=True)
        for item in found(study, sample_posterior(study, PowerLaw(study), tmp_path / "chain.npz")):
            inside += item.low <= TRUE[item.name] <= item.high
            assert item.word == "learnt"
            assert item.high < 3 * item.low  # not so wide that it could not miss
    assert 18 <= inside < 24


def test_the_posterior_is_that_of_linear_regression(write: Write, tmp_path: Path) -> None:
    """In logarithms the power law is a line: without bounds its posterior is known."""
    table = measured(3).replace("< 15", "10.6")
    study = read_study(write(table=table))
    sampled = sample_posterior(study, PowerLaw(study), tmp_path / "chain.npz")
    assert sampled.is_converged and sampled.independent > 500
    values = np.stack(
        [p.value(sampled.quantiles[:, i]) for i, p in enumerate(study.priors)], axis=1
    )
    x = np.log(np.array(PRESSURES) / 10)
    design = np.stack([np.ones_like(x), -x], axis=1)
    covariance = 0.2**2 * np.linalg.inv(design.T @ design)
    middle = covariance @ design.T @ study.datasets[0].low / 0.2**2
    found = np.stack([np.log(values[:, 0]), values[:, 1]], axis=1)
    spread = np.sqrt(np.diag(covariance))
    assert np.abs(found.mean(axis=0) - middle).max() < 0.1 * spread.min()
    assert found.std(axis=0) == pytest.approx(spread, rel=0.06)
    correlation = covariance[0, 1] / spread.prod()
    assert np.corrcoef(found.T)[0, 1] == pytest.approx(correlation, abs=0.06)


def test_an_error_is_found_too(write: Write, tmp_path: Path) -> None:
    rows = [
        f"{p},{120 * (p / 10) ** -1.1 * math.exp(0.3 * s):.6g}"
        for p in (2, 5, 20, 60)
        for s in (-1.2, -0.6, 0.0, 0.6, 1.2)
    ]
    table = "\n".join(["pressure [MPa],resistance [ohm cm^2]", *rows]) + "\n"
    study = read_study(write(("error: 20 %", "error: infer"), QUICK, table=table))
    result = conclude(study, DirectModel(study), posterior(study, tmp_path))
    error = result.found[-1]
    assert error.name == "error of contact" and error.unit == "of ln"
    assert error.low < 0.3 * math.sqrt(0.72) < error.high < 0.5


def test_what_cannot_be_told_apart_is_said(write: Write, tmp_path: Path) -> None:
    """At one pressure, resistance and reference pressure only count together."""
    other = "key: contact.pressure, prior: loguniform, low: 5 MPa, high: 20 MPa"
    change = ("key: contact.exponent, prior: uniform, low: 0.2, high: 3", other)
    table = "pressure [MPa],resistance [ohm cm^2]\n10,100\n"
    study = read_study(write(change, QUICK, ("error: 20 %", "error: 2 %"), table=table))
    result = conclude(study, DirectModel(study), posterior(study, tmp_path))
    (pair,) = result.alike
    assert {pair.first, pair.second} == {"contact.resistance", "contact.pressure"}
    assert pair.correlation < -0.95
    assert any("cannot be told apart: they move against each other" in n for n in result.notes)


def test_held_out_data_are_not_learnt_from(write: Write, tmp_path: Path) -> None:
    held = ("scale: log", "scale: log\n    held_out: [3]")
    study = read_study(write(held, QUICK))
    result = conclude(study, DirectModel(study), posterior(study, tmp_path))
    exponent = result.found[1]
    assert exponent.median == pytest.approx(math.log(6) / math.log(4.1), abs=0.06)
    assert result.predictive.surprises.tolist() == [False, False, True]
    assert math.isfinite(result.score.held_out) and result.score.held_out < -10
    assert result.score.waic > -10


def test_stopped_and_gone_on_with_it_is_the_same(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "BLOCK", 50)
    study = read_study(write(QUICK))
    whole = posterior(study, tmp_path).quantiles
    (tmp_path / "chain.npz").unlink()
    seen: list[str] = []

    def stop(text: str) -> None:
        seen.append(text)
        if len(seen) in (2, 4):
            raise KeyboardInterrupt

    model = DirectModel(study)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            sample_posterior(study, model, tmp_path / "chain.npz", stop)
    assert seen[1] == seen[2] == f"step {sampling.BLOCK} of at most 400"
    assert (sample_posterior(study, model, tmp_path / "chain.npz", stop).quantiles == whole).all()


def test_a_damaged_chain_is_begun_again(write: Write, tmp_path: Path) -> None:
    study = read_study(write(QUICK))
    whole = posterior(study, tmp_path).quantiles
    (tmp_path / "chain.npz").write_bytes((tmp_path / "chain.npz").read_bytes()[:1000])
    assert (posterior(study, tmp_path).quantiles == whole).all()


def test_a_prior_that_cannot_give_the_data(write: Write, tmp_path: Path) -> None:
    flawless = "geometry: {width: 60 um, thickness: 60 um}\nelectrolyte: {material: LPSCl}\n"
    protocol = "protocol: {current_density: 0.5 mA/cm^2, stop_time: 10 h}\n"
    study = read_study(write(QUICK, base=flawless + protocol))
    model = DirectModel(study)

    class Nowhere:
        def predict(self, quantiles: np.ndarray) -> object:
            made = model.predict(quantiles)
            return made._replace(mean=np.full_like(made.mean, np.nan))

    with pytest.raises(UsageError, match="can give the data at all"):
        sample_posterior(study, Nowhere(), tmp_path / "chain.npz")  # type: ignore[arg-type]


def test_a_folder_of_another_study_is_left_alone(write: Write, tmp_path: Path) -> None:
    folder = CalibrationFolder(tmp_path / "out")
    claim(folder, read_study(write()))
    longer = ("model: estimate", "title: other\nmodel: estimate\nsampler: {steps: 9000}")
    claim(folder, read_study(write(longer)))  # goes on for longer
    with pytest.raises(UsageError, match="holds the calibration of another study"):
        claim(folder, read_study(write(("high: 3", "high: 4"))))
    with pytest.raises(UsageError, match="holds the calibration of another study"):
        claim(folder, read_study(write(table=measured(1))))


def test_a_request_to_stop_shows_no_traceback_of_the_sampler(
    write: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    study, calls = read_study(write(QUICK)), iter(range(3))
    exact = sampling.log_posterior

    def stopped(*given: Any) -> Any:
        if next(calls) == 2:  # once at the start, once for the walkers, then in a step
            raise Interrupted(signal.SIGTERM)
        return exact(*given)

    monkeypatch.setattr(sampling, "log_posterior", stopped)
    with pytest.raises(Interrupted):
        posterior(study, tmp_path)
    assert capsys.readouterr() == ("", "")
