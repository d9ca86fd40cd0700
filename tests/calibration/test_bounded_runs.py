"""Runs that end before a measured time: cracks are at least as long then as they were."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.builders.synthetic_runs import config, finished, given, start
from tests.calibration.test_runs_as_model import BASE

from filasse.calibration.inference.diagnosis import found
from filasse.calibration.inference.sampling import sample_posterior
from filasse.calibration.models.data_model import parameter_values
from filasse.calibration.models.design import design
from filasse.calibration.models.emulator import Emulator, Outputs
from filasse.calibration.models.gaussian_rows import fit_rows
from filasse.calibration.models.run_values import NoValue, ObservedValue, value_of_run
from filasse.calibration.study.checked_study import Study, read_study
from filasse.end_reason import EndReason
from filasse.errors import UsageError
from filasse.output.run_result import RunResult, open_run

__all__ = ["config", "finished", "given", "start"]

STUDY = """
base: base.yaml
runs: 24
sampler: {steps: 150, walkers: 8}
parameters:
  - {key: interface.film_resistance, prior: loguniform, low: 5 ohm cm^2, high: 80 ohm cm^2}
data:
  - {name: a, file: table.csv, observable: crack_length, error: 0.3 um}
"""
TIMES = np.array([0.5, 1.0, 2.0])
ACROSS = 34e-6
"""Length [m] at which a crack is across, after which nothing is known but that."""


def grown(resistance: np.ndarray) -> np.ndarray:
    """A stand-in for runs: lengths [m] that grow faster with more film, shape (m, 3)."""
    film = resistance[:, None] / 20e-4
    return 28e-6 + 2e-6 * film * TIMES


def study_of(folder: Path, cells: tuple[str, ...]) -> Study:
    for name, text in {"base.yaml": BASE, "study.yaml": STUDY}.items():
        (folder / name).write_text(text)
    rows = (f"{time},{cell}" for time, cell in zip(TIMES, cells, strict=True))
    (folder / "table.csv").write_text("\n".join(["time [s],crack_length [um]", *rows]) + "\n")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Emulator:
    """From runs that end once a crack is across: 10 of the 24 do before the last time."""
    study = study_of(tmp_path_factory.mktemp("study"), ("29", "30", "32"))
    points = design(study)
    lengths = grown(parameter_values(study, points)[:, 0])
    crossed = lengths > ACROSS
    assert 8 <= crossed.any(axis=1).sum() <= 12
    return Emulator(study, points, Outputs(np.minimum(lengths, ACROSS), crossed))


@pytest.mark.parametrize(("happened", "told"), [(0, "only 0 of 24 runs"), (3, "only 3 of 24 runs")])
def test_what_hardly_any_run_tells_has_no_emulator(
    happened: int, told: str, tmp_path: Path
) -> None:
    """All are later than the same end: that is a bound, not an exact value without variance."""
    study_of(tmp_path, ("29", "30", "32"))
    text = STUDY.replace("crack_length, error: 0.3 um", "time_to_short, error: 10 %")
    (tmp_path / "study.yaml").write_text(text)
    (tmp_path / "table.csv").write_text("time_to_short [h]\n2\n")
    study = read_study(tmp_path / "study.yaml")
    points = design(study)
    later = np.arange(len(points))[:, None] >= happened
    with pytest.raises(UsageError, match=told):
        Emulator(study, points, Outputs(np.where(later, 3600.0, 1800.0 + 900 * points), later))


@pytest.mark.parametrize("true", [12.0, 27.0])
@pytest.mark.slow
def test_parameters_come_back_though_faster_cells_had_shorted(
    true: float, emulator: Emulator, tmp_path: Path
) -> None:
    noise = 0.3 * np.random.default_rng(int(true)).normal(size=3)
    seen = grown(np.array([true * 1e-4]))[0] * 1e6 + noise
    study = study_of(tmp_path, tuple(f"{value:.5g}" for value in seen))
    (item,) = found(study, sample_posterior(study, emulator, tmp_path / "chain.npz"))
    assert item.low < true < item.high
    assert item.high / item.low < 1.5


@pytest.mark.slow
def test_a_cell_that_shorted_tells_that_it_was_fast(emulator: Emulator, tmp_path: Path) -> None:
    """34 um before the last time means more than 30 ohm cm^2; up to 80 all are as good."""
    study = study_of(tmp_path, ("29.9", "32", "> 34"))
    (item,) = found(study, sample_posterior(study, emulator, tmp_path / "chain.npz"))
    assert 28 < item.low < 42 and item.median > 34
    fast = np.array([[0.98]])
    prediction = emulator.predict(fast)
    assert prediction.mean[0, 2] > 38e-6  # 43 um by the law, of which no run has told
    assert prediction.mean[0, 0] == pytest.approx(grown(parameter_values(study, fast)[:, 0])[0, 0],
                                                  abs=0.3e-6)  # fmt: skip


def test_values_beyond_their_bounds_are_expected_there() -> None:
    """A line that is cut off at 0.6: what lies beyond is on the line again, within its variance."""
    x = np.linspace(0.02, 0.98, 25)[:, None]
    line, cut = x.copy(), np.minimum(x, 0.6)
    fitted = fit_rows([0], x, cut, line > 0.6, [0])
    mean, variance = fitted.emulator.predict(np.array([[0.3], [0.8]]))
    assert mean[0, 0] == pytest.approx(0.3, abs=5e-3)
    assert abs(mean[1, 0] - 0.8) < 3 * np.sqrt(variance[1, 0]) and mean[1, 0] > 0.65
    without = fit_rows([0], x, cut, np.zeros_like(cut, dtype=bool), [0])
    assert without.emulator.predict(np.array([[0.8]]))[0][0, 0] == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize(
    ("reason", "value"),
    [
        (EndReason.SHORT_CIRCUIT, ObservedValue(7e-6, at_least=True)),
        (EndReason.MAX_STEPS, ObservedValue(7e-6, at_least=True)),
        (EndReason.ARRESTED, ObservedValue(7e-6)),
    ],
)
def test_what_the_end_of_a_run_tells(
    finished: Path, reason: EndReason, value: ObservedValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = open_run(finished)
    monkeypatch.setattr(type(run), "reason", reason)
    assert value_of_run("crack_length", run, 99.0) == value
    if reason is EndReason.ARRESTED:
        assert value_of_run("voltage", run, 99.0) == ObservedValue(0.05)
    else:
        with pytest.raises(NoValue, match=f"ended \\({reason}\\) before"):
            value_of_run("voltage", run, 99.0)
    never = reason is not EndReason.SHORT_CIRCUIT
    assert value_of_run("time_to_short", run, np.nan).at_least is never
    assert value_of_run("time_to_growth", run, np.nan).at_least is False


@pytest.fixture
def ended(finished: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[EndReason], RunResult]:
    """The run of 80 s and 10 A/m^2 as one that never came to a second row of growth."""

    def end(reason: EndReason) -> RunResult:
        run = open_run(finished)
        monkeypatch.setattr(type(run), "reason", reason)
        run.series["growth_step"] = 0
        return run

    return end


type Ended = Callable[[EndReason], RunResult]


@pytest.mark.parametrize("reason", [EndReason.MAX_STEPS, EndReason.SHORT_CIRCUIT])
def test_a_run_that_ends_with_its_first_growth_has_grown(ended: Ended, reason: EndReason) -> None:
    """`growth.max_steps: 0`, or a first step that is across: its last row is at K = K_c."""
    run = ended(reason)
    assert value_of_run("time_to_growth", run, np.nan) == ObservedValue(80.0)
    assert value_of_run("current_at_growth", run, np.nan) == ObservedValue(10.0)


@pytest.mark.parametrize(
    ("reason", "bound"),
    [
        (EndReason.MAX_DEPTH, 80.0),
        (EndReason.STOP_VOLTAGE, 80.0),
        (EndReason.END_OF_PROTOCOL, 80.0),
        (EndReason.ARRESTED, 100.0),
    ],
)
def test_what_did_not_happen_is_later_than_the_run_tells(
    ended: Ended, reason: EndReason, bound: float
) -> None:
    """A run that stops early knows its own end; one that rests stays so to its stop_time, 100 s."""
    run = ended(reason)
    for name in ("time_to_growth", "time_to_short"):
        assert value_of_run(name, run, np.nan) == ObservedValue(bound, at_least=True)
    with pytest.raises(NoValue, match="nothing grew"):
        value_of_run("current_at_growth", run, np.nan)


def test_no_short_before_the_steps_are_done(ended: Ended) -> None:
    run = ended(EndReason.MAX_STEPS)
    assert value_of_run("time_to_short", run, np.nan) == ObservedValue(80.0, at_least=True)
