"""The command `filasse calibrate` from the study to the page."""

import json
from pathlib import Path

import pandas as pd
import pytest
from tests.calibration.conftest import TABLE, Write

from filasse.calibration.calibration_result import chance_text
from filasse.calibration.expected_effort import expected_effort
from filasse.calibration.study.checked_study import read_study
from filasse.cli.main import exit_code

QUICK = ("model: estimate", "title: contact\nmodel: estimate\nsampler: {steps: 400, walkers: 10}")
HELD = ("scale: log", "scale: log\n    held_out: [3]")


def test_check_shows_what_is_understood(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["calibrate", str(write()), "--check"]) == 0
    shown = capsys.readouterr().out
    assert "contact_power_law" in shown and "at no more than 192000 points" in shown
    assert "emulator: gaussian_process" not in shown  # microseconds each


def test_closed_forms_need_no_design(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(("model: estimate", "model: estimate\nruns: 1"))
    assert exit_code(["calibrate", str(path), "--check"]) == 0
    assert "at no more than 192000 points" in capsys.readouterr().out


def test_check_tells_how_long_it_takes_and_what_is_faster(write: Write) -> None:
    """Critical currents with creep take milliseconds: minutes of sampling, seconds of a design."""
    slow = (
        ("  - {key: contact.resistance, prior: loguniform, low: 10 ohm cm^2, high: 5000 ohm cm^2}\n"
         "  - {key: contact.exponent, prior: uniform, low: 0.2, high: 3}",
         "  - {key: interface.film_resistance, prior: loguniform, low: 5 ohm cm^2,"
         " high: 50 ohm cm^2}"),
        ("contact_power_law", "critical_current"),
        ("column: resistance", "column: current"),
        ("    conditions: {pressure: mechanics.stack_pressure}\n", ""),
    )  # fmt: skip
    table = "current [mA/cm^2]\n0.5\n"
    effort = expected_effort(read_study(write(*slow, table=table)))
    assert effort.seconds > 120
    assert "`emulator: gaussian_process` asks for them at 40 points" in effort.lines[1]
    emulated = ("model: estimate", "model: estimate\nemulator: gaussian_process")
    quick = expected_effort(read_study(write(*slow, emulated, table=table)))
    assert quick.seconds < effort.seconds / 100 and len(quick.lines) == 1
    runs = read_study(write(*slow, ("model: estimate", "model: run"),
                            ("critical_current", "current_at_growth"), table=table))  # fmt: skip
    assert "40 points of the design x 1 states = 40 runs, roughly" in expected_effort(runs).lines[0]


def test_all_is_written_and_told(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = write(QUICK, HELD, table="# Krauskopf 2019\n" + TABLE), tmp_path / "out"
    assert exit_code(["calibrate", str(path), "-o", str(folder)]) == 0
    told = capsys.readouterr()
    assert "held out: contact at 400 MPa: below 0.1 ohm cm^2, predicted" in told.out
    assert "Note: The chain has not converged: 400 steps" in told.err
    assert "contact, 400 MPa is not explained" in told.err
    page = (folder / "report.html").read_text()
    assert "Area resistance R (p/p_ref)^-m + R_film" in page
    assert "p_ref = contact.pressure = 10 MPa" in page
    assert "Prior of contact.exponent: even between 0.2 and 3" in page
    assert "Cracks grow" not in page
    for text in (
        "What the error bars mean",
        "Krauskopf 2019",
        "not converged",
        "learnt",
        "held out",
    ):
        assert text in page
    numbers = json.loads((folder / "calibration.json").read_text())
    assert [p["name"] for p in numbers["parameters"]] == ["contact.resistance", "contact.exponent"]
    points = pd.read_csv(folder / "posterior.csv")
    assert list(points) == ["contact.resistance [ohm cm^2]", "contact.exponent"]
    assert len(points) > 1000 and points.notna().all(axis=None)
    rows = pd.read_csv(folder / "predictions.csv")
    assert rows["held_out"].tolist() == [False, False, True]
    assert (rows["model_5"] < rows["model_95"]).all()
    assert {p.name for p in (folder / "figures").iterdir()} == {
        "posterior.png",
        "predictions.png",
        "sensitivity.png",
    }
    before = (folder / "posterior.csv").read_bytes()
    assert exit_code(["calibrate", str(path), "-o", str(folder)]) == 0
    assert (folder / "posterior.csv").read_bytes() == before


def test_mistakes_and_foreign_folders(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(["calibrate", str(tmp_path / "base.yaml")]) == 2
    path = write()
    assert exit_code(["calibrate", str(tmp_path / "base.yaml")]) == 2
    assert "is the configuration of one run, not a study" in capsys.readouterr().err
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "data.txt").write_text("mine")
    assert exit_code(["calibrate", str(path), "-o", str(tmp_path / "thesis")]) == 5
    assert "holds files that are not a calibration" in capsys.readouterr().err
    assert (tmp_path / "thesis" / "data.txt").read_text() == "mine"


def test_hypotheses_are_calibrated_side_by_side(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A film of 300 ohm cm^2 cannot have 50 at 41 MPa; without a film both can be."""
    ideas = """
hypotheses:
  - {name: film, set: {interface.film_resistance: 300 ohm cm^2}}
  - {name: no film, set: {interface.film_resistance: 0 ohm cm^2}}
model: estimate
sampler: {steps: 300, walkers: 10}"""
    path = write(("model: estimate", ideas), HELD)
    assert exit_code(["calibrate", str(path), "-o", str(tmp_path / "out")]) == 0
    table = capsys.readouterr().out.partition("hypotheses: log densities")[2]
    rows = [line.split("│") for line in table.splitlines() if "film" in line]
    assert [row[1].strip() for row in rows] == ["no film", "film"]
    assert float(rows[0][2]) > float(rows[1][2]) + 5
    assert (tmp_path / "out" / "no film" / "report.html").exists()


def test_a_study_is_no_sweep(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write()
    for command in ("validate", "sweep"):
        assert exit_code([command, str(path)]) == 2
        told = capsys.readouterr().err
        assert "is the study of a calibration, not a sweep file" in told
        assert "filasse calibrate" in told


def test_a_parameter_without_effect_is_told(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A contact resistance does not depend on Poisson's ratio."""
    more = (
        "data:\n",
        "  - {key: electrolyte.poisson_ratio, prior: uniform, low: 0.2, high: 0.4}\ndata:\n",
    )
    path, folder = write(QUICK, more), tmp_path / "out"
    assert exit_code(["calibrate", str(path), "-o", str(folder)]) == 0
    told = capsys.readouterr().err
    assert "electrolyte.poisson_ratio is not identifiable: no data here depend on it." in told
    assert "contact.exponent is not identifiable" not in told
    assert "is not identifiable" in (folder / "report.html").read_text()


@pytest.mark.parametrize(
    ("chance", "text"), [(7.6e-113, "below 0.01 %"), (0.0123, "1.2 %"), (0.999, "100 %")]
)
def test_tiny_chances_are_no_numbers(chance: float, text: str) -> None:
    assert chance_text(chance) == text
