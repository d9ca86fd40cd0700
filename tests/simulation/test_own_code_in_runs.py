"""What a user's own file adds to a run: observers, columns, an end; and what ends a run badly."""

import json
from pathlib import Path

import pytest

from filasse.cli.main import exit_code
from filasse.output.run_result import open_run

CONFIG = """
geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 28 um}]}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 4 um, short_circuit_distance: 2 um, max_steps: 1}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 0}
"""
CODE = """
from typing import Annotated

from filasse.quantity import Quantity


class Diary:
    def on_start(self, start):
        self.file = start.folder / "diary.txt"

    def on_step(self, record):
        with self.file.open("a") as file:
            print(record.time, file=file)


seen = []


def remember(record):
    seen.append(record.time_step)


def mean(record) -> Annotated[float, Quantity("MPa", "Mean of the largest pressures.", 1e-6)]:
    return sum(tip.max_pressure for tip in record.tips) / len(record.tips)


def late(record):
    return record.time > 1.0


def soon_nan(record):
    return 1.0 if record.time < 1.0 else float("nan")


def fails(record):
    return record.nothing
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mine.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(place: Path, own: str) -> int:
    (place / "config.yaml").write_text(f"{CONFIG}own: {own}\n")
    return exit_code(["run", "config.yaml", "-o", "run"])


@pytest.mark.slow
def test_observers_columns_and_an_end(place: Path) -> None:
    own = (
        "{observers: ['mine.py:Diary', 'mine.py:remember'], columns: ['mine.py:mean'], "
        "stop_when: 'mine.py:late'}"
    )
    assert ran(place, own) == 0
    run = open_run(place / "run")
    series = run.series
    assert run.info["reason"] == "stop_when"
    assert series["time"].iloc[-2] <= 1.0 < series["time"].iloc[-1]
    assert series.attrs["units"]["own.mean"] == "MPa"
    assert series["own.mean"].tolist() == series["flaw1.max_pressure"].tolist()
    diary = (place / "run/diary.txt").read_text().split()
    assert [float(time) for time in diary] == series["time"].tolist()


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("{columns: ['mine.py:soon_nan']}", r"own.columns.0 ({}, line 31) gives nan for record"),
        ("{observers: ['mine.py:fails']}", r"own.observers.0 ({}, line 36) fails: AttributeError"),
    ],
)
def test_what_fails_during_a_run_ends_it_in_good_order(
    place: Path, own: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ran(place, own) == 2
    shown = " ".join(capfd.readouterr().err.split())
    assert words.format(place / "mine.py") in shown
    assert "Traceback" not in shown
    assert json.loads((place / "run/run.json").read_text())["state"] == "failed"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("{columns: ['mine.py:seen']}", "is no function"),
        ("{observers: ['mine.py:seen']}", "is no observer: []. Name a function of a record"),
        ("{stop_when: 'mine.py:Diary'}", "is no function"),
    ],
)
def test_nothing_is_written_for_what_cannot_be_used(
    place: Path, own: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ran(place, own) == 2
    assert words in capfd.readouterr().err
    assert not (place / "run").exists()
