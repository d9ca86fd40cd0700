"""Simulations as the model: what is read from runs, the emulator, and a whole study."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.builders.synthetic_runs import config, finished, given, start

from filasse.calibration.models.design import design
from filasse.calibration.models.emulator import Emulator, Outputs, emulator_notes
from filasse.calibration.models.gaussian_rows import left_out_points, process_of
from filasse.calibration.models.run_values import NoValue, value_of_run
from filasse.calibration.models.simulated import plan_design
from filasse.calibration.study.checked_study import Study, read_study
from filasse.cli.main import exit_code
from filasse.config import load_config
from filasse.errors import ConfigError, StoppedEarly, UsageError
from filasse.output.run_result import open_run
from filasse.simulation import simulate
from filasse.sweep import SweepFolder

__all__ = ["config", "finished", "given", "start"]

BASE = """
geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 28 um}]}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 1 mA/cm^2, stop_time: 2 s}
growth: {step: 4 um, short_circuit_distance: 6 um}
mesh: {tip: 1 um, lip: 4 um, far: 10 um}
output: {figures: false, fields_every: 0}
"""
STUDY = """
base: base.yaml
runs: 7
sampler: {steps: 400, walkers: 10}
parameters:
  - {key: interface.film_resistance, prior: loguniform, low: 10 ohm cm^2, high: 40 ohm cm^2}
data:
  - {name: U, file: table.csv, observable: voltage, error: 0.5 mV}
"""
TABLE = "time [s],voltage [mV]\n0.5,30\n2,31\n"

type Filasse = Callable[..., tuple[int, str, str]]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    for name, text in {"base.yaml": BASE, "study.yaml": STUDY, "table.csv": TABLE}.items():
        (tmp_path / name).write_text(text)
    return tmp_path / "study.yaml"


@pytest.fixture
def filasse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Filasse:
    """Run a command here, its runs included: that saves the start of processes."""

    def run_all(folder: SweepFolder, names: list[str], *_: object, **__: Any) -> None:
        for name in names:
            simulate(load_config(folder.config(name)), folder.run(name).root, resume=True)

    def command(*arguments: object) -> tuple[int, str, str]:
        code = exit_code([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    monkeypatch.setattr("filasse.sweep.runner.run_all", run_all)
    return command


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("2,30\n0.5,31\n", r"table.csv:3: U goes back in time to 0.5 s; sort the rows"),
        ("-1,30\n0.5,31\n", r"table.csv:2: U is before 0 s"),
        (",30\n0.5,31\n", r"has rows without a time"),
    ],
)
def test_times_that_are_no_curve(study: Path, rows: str, words: str) -> None:
    (study.parent / "table.csv").write_text(f"time [s],voltage [mV]\n{rows}")
    with pytest.raises(ConfigError, match=words):
        read_study(study)


def test_what_a_run_gives(finished: Path) -> None:
    run = open_run(finished)
    wanted = {
        "time_to_short": 80.0,
        "time_to_growth": 30.0,
        "current_at_growth": 10.0,
        "current_at_short": 10.0,
        "final_voltage": 0.05,
        "final_length": 7e-6,
    }
    found = {name: value_of_run(name, run, math.nan).value for name in wanted}
    assert found == pytest.approx(wanted, rel=1e-6)
    assert value_of_run("voltage", run, 33.0).value == pytest.approx(0.05)
    assert value_of_run("crack_length", run, 25.0).value == pytest.approx(4.5e-6)
    for time, words in ((5.0, "its first row comes after"), (81.0, "before the last measured")):
        with pytest.raises(NoValue, match=words):
            value_of_run("voltage", run, time)
    assert value_of_run("crack_length", run, 81.0) == (7e-6, True)  # cracks do not shrink


@pytest.mark.slow
def test_a_run_s_own_voltage_gives_its_parameter_back(
    study: Path, filasse: Filasse, tmp_path: Path
) -> None:
    truth = load_config(study.parent / "base.yaml", ["interface.film_resistance=23 ohm cm^2"])
    series = open_run(simulate(truth, tmp_path / "truth").folder).series
    seen = np.interp([0.5, 2.0], series["time"], series["voltage"] * 1e3)
    rows = (f"{t},{v:.6g}" for t, v in zip((0.5, 2), seen, strict=True))
    (study.parent / "table.csv").write_text("\n".join(["time [s],voltage [mV]", *rows]) + "\n")
    code, out, _ = filasse("calibrate", study, "-o", tmp_path / "out")
    assert code == 0
    (line,) = (row for row in out.splitlines() if "film_resistance" in row and "│" in row)
    median, interval = (cell.strip() for cell in line.split("│")[2:4])
    low, high = map(float, interval.split(" to "))
    assert low < 23 < high and float(median) == pytest.approx(23, rel=0.03)
    assert high - low < 3
    page = (tmp_path / "out" / "report.html").read_text()
    assert "good enough" in page and "not good enough" not in page
    assert filasse("status", tmp_path / "out" / "runs")[1].count("end_of_pr") >= 1


def test_jobs_for_a_cluster(study: Path, filasse: Filasse, tmp_path: Path) -> None:
    code, out, err = filasse("calibrate", study, "-o", tmp_path / "out", "--slurm", "-j", 3)
    assert code == 0, err
    assert "for 7 runs" in out and "run the same command without --slurm" in out
    assert "7%3" in (tmp_path / "out/runs/job.slurm").read_text()
    assert len((tmp_path / "out/runs/todo.txt").read_text().split()) == 7


def test_what_failed_is_left_out_and_told(
    study: Path, filasse: Filasse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> None:
        return

    monkeypatch.setattr("filasse.sweep.runner.run_all", nothing)
    code, _, err = filasse("calibrate", study, "-o", tmp_path / "out")
    assert code == 2
    assert "data U: only 0 of 7 points of the design gave a value, 6 are needed" in err
    remedy = err.index("More runs alone would not help")
    assert err.index("7 runs left out: it is ") < remedy and "Raise `runs`" not in err


def test_stopped_while_it_runs(
    study: Path, filasse: Filasse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise StoppedEarly("Stopped by a signal. Run the same command again to go on.")

    monkeypatch.setattr("filasse.sweep.runner.run_all", stopped)
    code, _, err = filasse("calibrate", study, "-o", tmp_path / "out")
    assert code == 75 and "again to go on" in err


@pytest.mark.parametrize("option", ["--check", "--slurm"])
def test_too_few_runs_are_told_before_any(study: Path, filasse: Filasse, option: str) -> None:
    study.write_text(STUDY.replace("runs: 7", "runs: 5"))
    code, _, err = filasse("calibrate", study, option)
    assert code == 2
    assert "study.yaml:3: runs = 5 is too few: an emulator of 1 parameter needs 6 points" in err
    assert "write `runs: 10`" in err


def test_the_design_covers_the_prior_evenly(study: Path) -> None:
    read = read_study(study)
    points = design(read)
    assert sorted((points[:, 0] * 7).astype(int).tolist()) == list(range(7))
    made = plan_design(read)
    assert [len(row) for row in made.names] == [1] * 7
    assert made.plan.runs[0].config.output.figures is False
    assert all(name.startswith("film_resistance-") for row in made.names for name in row)


def emulated(study: Study, function: Callable[[np.ndarray], np.ndarray], n: int) -> Emulator:
    points = np.random.default_rng(1).random((n, 1))
    outputs = function(points[:, 0])
    outputs[0] = np.nan
    return Emulator(study, points, Outputs.known(outputs))


def test_left_out_errors_are_those_of_processes_without_the_point() -> None:
    """The closed form against leaving out every point in turn."""
    x = np.random.default_rng(2).random((12, 2))
    process = process_of(x, np.sin(4 * x[:, 0]) + x[:, 1] ** 2, [0, 1])
    y = process.y_train_
    from sklearn.base import clone  # a second, which every worker of the tests would pay

    alone = clone(process).set_params(kernel=process.kernel_, optimizer=None)
    errors, spreads = [], []
    for i in range(len(x)):
        rest = np.arange(len(x)) != i
        mean, spread = alone.fit(x[rest], y[rest]).predict(x[i : i + 1], return_std=True)
        errors.append(y[i] - mean[0])
        spreads.append(spread[0])
    found = left_out_points(process)
    assert found.errors == pytest.approx(errors, rel=1e-4, abs=1e-7)
    assert np.sqrt(found.variances) == pytest.approx(spreads, rel=1e-4)


def test_an_emulator_of_curves(study: Path) -> None:
    read = read_study(study)

    def curve(x: np.ndarray) -> np.ndarray:
        return np.stack([0.03 + 0.01 * np.sin(3 * x), 0.04 + 0.01 * np.cos(3 * x)], axis=1)

    emulator = emulated(read, curve, 25)
    (quality,) = emulator.qualities
    assert quality.points == 24 and quality.is_good and quality.explained > 0.99
    new = np.linspace(0.1, 0.9, 50)
    missed = emulator.predict(new[:, None]).mean - curve(new)
    assert np.abs(missed).max() < 1e-4
    assert emulator_notes(read, emulator.qualities) == []


def test_a_bad_emulator_says_so(study: Path) -> None:
    read = read_study(study)
    noise = np.random.default_rng(5)

    def rough(x: np.ndarray) -> np.ndarray:
        return 0.03 + 0.02 * noise.normal(size=(len(x), 2))

    emulator = emulated(read, rough, 15)
    (note,) = emulator_notes(read, emulator.qualities)
    assert "The emulator of U at state 1 is not good enough" in note and "Raise `runs`" in note
    spread = np.sqrt(emulator.predict(np.array([[0.5]])).variance)
    assert spread == pytest.approx(np.full((1, 2), 0.02), rel=0.6)


def test_too_few_points(study: Path) -> None:
    with pytest.raises(UsageError, match="only 4 of 5 points of the design gave a value"):
        emulated(read_study(study), lambda x: np.ones((len(x), 2)), 5)


def test_the_impedance_is_that_of_the_end_and_needs_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    cell = load_config(tmp_path / "base.yaml", ["geometry.flaws=[]", "protocol.stop_time=1 s"])
    run = open_run(simulate(cell, tmp_path / "run").folder)
    assert {path.stem for path in run.folder.checkpoints.iterdir()} == {"end"}
    ohmic = cell.geometry.thickness / cell.electrolyte.ionic_conductivity
    found = value_of_run("high_frequency_resistance", run, math.nan).value
    assert found == pytest.approx(ohmic + cell.interface.film_resistance, rel=1e-3)
