"""A run that is asked to stop leaves a checkpoint, exits with 75, and goes on when run again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.builders.coarse import CONFIG, FILASSE

from filasse.cli.main import exit_code

CASE = """
geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 15 um}]}
electrolyte: {material: LLZO}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {fields_every: 0, figures: false}
"""
# Tells when a function of the program begins, and makes it last; then a signal can hit it there.
# Signals mean what they usually do, also where the tests run under nohup.
DAWDLER = """
import importlib, signal, sys, time
signal.signal(signal.SIGHUP, signal.SIG_DFL)
module, name, seconds = sys.argv.pop(1), sys.argv.pop(1), float(sys.argv.pop(1))
home = importlib.import_module(module)
function = getattr(home, name)

def slow(*args, **kwargs):
    print("here", flush=True)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            time.sleep(0.01)
        except Exception:
            pass
    return function(*args, **kwargs)

setattr(home, name, slow)
from filasse.cli import main
main()
"""
# Those left out of `make test` are in `make test-stop`.
PLACES = [
    pytest.param(place, marks=() if place[1] in ("condense", "integrate") else pytest.mark.stop)
    for place in (
        ("filasse.config.reading.load", "read_config"),
        ("filasse.simulation", "start"),
        ("filasse.timeloop.frozen_geometry", "condense"),
        ("filasse.simulation", "integrate"),
        ("filasse.timeloop.frozen_geometry", "snapshot"),
        ("filasse.output.writers.recorders", "save_checkpoint"),
        ("filasse.plot", "plot_run"),
    )
]
DELAYS = [pytest.param(seconds, marks=pytest.mark.stop) for seconds in (0.25, 1.0, 1.5, 2.0)]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "coarse.yaml"
    path.write_text(CONFIG.replace("figures: false", "figures: true"))
    return path


def command(config: Path, folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-c", FILASSE, "run", str(config), "-o", str(folder), *more]


def info(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return content


def ends(folder: Path) -> list[str]:
    """Reasons of all events that tell an end."""
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    return [event["reason"] for event in events if event["event"] == "end"]


def wait_for_growth(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not list((folder / "checkpoints").glob("*.json")) and process.poll() is None:
        assert time.monotonic() < deadline, "the run made no checkpoint"
        time.sleep(0.05)


def stop_at(
    place: tuple[str, str], config: Path, folder: Path, *numbers: int
) -> tuple[int, str, float]:
    """Send signals, 0.3 s apart, to a run at some place; exit code, words, and time it took."""
    program = [sys.executable, "-c", DAWDLER, *place, "60"]
    with subprocess.Popen(
        [*program, "run", str(config), "-o", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        start = time.monotonic()
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.3)
        _, told = process.communicate(timeout=60)
    return process.returncode, told, time.monotonic() - start


@pytest.mark.slow
def test_a_terminated_run_goes_on_to_the_same_series(tmp_path: Path) -> None:
    config = tmp_path / "case.yaml"
    config.write_text(CASE)
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    assert exit_code(["run", str(config), "-o", str(straight)]) == 0
    process = subprocess.Popen(command(config, stopped), env=environment, cwd=tmp_path)
    wait_for_growth(stopped, process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 75
    assert info(stopped)["reason"] == "sigterm"
    assert ends(stopped) == ["sigterm"]
    assert exit_code(["run", str(config), "-o", str(stopped), "--resume"]) == 0
    first, second = (pd.read_csv(f / "series.csv") for f in (straight, stopped))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    assert ends(stopped) == ends(straight) == ["short_circuit"]


@pytest.mark.slow
def test_the_end_of_a_session_is_heard_though_mpi_takes_its_signal(
    config: Path, tmp_path: Path
) -> None:
    """UCX takes SIGHUP when MPI starts, to tell all that it does; the run went on."""
    place = "filasse.simulation", "integrate"
    code, told, took = stop_at(place, config, tmp_path / "run", signal.SIGHUP)
    assert code == 75, told
    assert "Stopped by SIGHUP." in told
    assert "UCX" not in told
    assert took < 6


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_signal_is_heard_wherever_the_run_is(
    config: Path, tmp_path: Path, place: tuple[str, str]
) -> None:
    folder = tmp_path / "run"
    code, told, took = stop_at(place, config, folder, signal.SIGTERM, signal.SIGTERM)
    assert code == 75, told
    assert "Stopped by SIGTERM." in told
    assert "Traceback" not in told
    assert took < 6  # the interpreter itself takes a while to end
    if (folder / "run.json").exists():
        finished = place[1] == "plot_run"
        about = info(folder)
        wanted = ("finished", "max_steps") if finished else ("stopped", "sigterm")
        assert (about["state"], about["reason"]) == wanted or finished


@pytest.mark.slow
def test_figures_that_a_signal_cut_off_are_drawn_on_resuming(config: Path, tmp_path: Path) -> None:
    folder, place = tmp_path / "run", ("filasse.plot", "plot_run")
    text = config.read_text().replace("stop_time: 1 h", "stop_time: 1 s")
    config.write_text(text.replace("fields_every: 1", "fields_every: 0"))  # one figure is enough
    code, told, _ = stop_at(place, config, folder, signal.SIGTERM)
    assert (code, info(folder)["state"]) == (75, "finished"), told
    assert "The run itself is finished; --resume draws the figures that are missing." in told
    assert not list(folder.glob("figures/*.png"))
    before = (folder / "series.csv").read_bytes()
    assert exit_code(["run", str(config), "-o", str(folder), "--resume"]) == 0
    assert (folder / "figures" / "series.png").exists()
    assert (folder / "series.csv").read_bytes() == before


@pytest.mark.slow
def test_ctrl_c_says_what_is_kept_and_how_to_go_on(config: Path, tmp_path: Path) -> None:
    folder, place = tmp_path / "run", ("filasse.simulation.advancing", "grow")
    code, told, took = stop_at(place, config, folder, signal.SIGINT, signal.SIGINT)
    assert (code, took < 4) == (130, True), told
    assert f"Error: Interrupted. {folder} has no checkpoint yet: --resume starts" in told
    assert info(folder)["reason"] == "interrupted"


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.6, *DELAYS])
def test_a_signal_in_the_first_seconds(config: Path, tmp_path: Path, delay: float) -> None:
    process = subprocess.Popen(
        command(config, tmp_path / "run"), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    time.sleep(delay)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 75, told
    assert "Caught signal" not in told
