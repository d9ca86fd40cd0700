"""A run that is asked to stop leaves a checkpoint, exits with 75, and goes on when run again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from filasse.end_reason import EndReason
from filasse.output.run_result import open_run

CASE = """
geometry: {width: 60 um, thickness: 60 um, flaws: [{position: 30 um, length: 15 um}]}
electrolyte: {material: LLZO}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 3 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um}
output: {fields_every: 0, figures: false}
"""


def command(config: Path, folder: Path, *more: str) -> list[str]:
    code = "import sys; from filasse.cli import main; main(sys.argv[1:])"
    return [sys.executable, "-c", code, "run", str(config), "-o", str(folder), *more]


def wait_for_growth(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not list((folder / "checkpoints").glob("*.json")) and process.poll() is None:
        assert time.monotonic() < deadline, "the run made no checkpoint"
        time.sleep(0.05)


def ends(folder: Path) -> list[str]:
    """Reasons of all events that tell an end."""
    events = open_run(folder).events
    return list(events.loc[events["event"] == "end", "reason"])


def test_a_terminated_run_goes_on_to_the_same_series(tmp_path: Path) -> None:
    config = tmp_path / "case.yaml"
    config.write_text(CASE)
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    subprocess.run(command(config, straight), check=True, env=environment, cwd=tmp_path)
    process = subprocess.Popen(command(config, stopped), env=environment, cwd=tmp_path)
    wait_for_growth(stopped, process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 75
    assert open_run(stopped).reason is EndReason.SIGTERM
    assert ends(stopped) == ["sigterm"]
    subprocess.run(command(config, stopped, "--resume"), check=True, env=environment, cwd=tmp_path)
    first, second = (pd.read_csv(f / "series.csv") for f in (straight, stopped))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    assert ends(stopped) == ends(straight) == ["short_circuit"]
    assert open_run(stopped).info["restarts"][0]["reason"] == "sigterm"
