"""A run that is killed and resumed gives what it would have given in peace."""

import signal
import time
from pathlib import Path

import pytest
from tests.builders.coarse import ended, forked, run_and_kill

from filasse.cli.main import exit_code
from filasse.config import load_config
from filasse.errors import StoppedEarly
from filasse.output.run_result import open_run
from filasse.simulation import simulate

CONFIG = """
geometry:
  width: 40 um
  thickness: 40 um
  flaws: [{position: 20 um, length: 27 um}]
electrolyte: {material: LLZO}
protocol: {current_density: 8 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false}
"""

LAYERED = """
geometry:
  width: 40 um
  thickness: 40 um
  flaws: [{position: 14 um, length: 10 um}]
  microstructure: {placed_pores: [{centre: [30 um, 7 um], size: 6 um}]}
electrolyte: {material: LLZO, leakage: {conductivity: 1e-4 S/cm}}
interface:
  coating: {material: gold, thickness: 50 nm}
  contact: {reference_resistance: 9 ohm cm^2, reference_pressure: 5 MPa}
  interphase: {material: LPSCl, loads_electrolyte: true}
mechanics: {stack_pressure: 2 MPa}
protocol:
  stop_time: 1 h
  steps:
    - repeat: 2
      steps:
        - {current_density: 8 mA/cm^2, duration: 5 s}
        - {current_density: -4 mA/cm^2, duration: 1 s}
growth: {step: 5 um, micro_flaw: 1.5 um, max_steps: 1}
mesh: {tip: 0.6 um, lip: 2.5 um, far: 8 um}
output: {figures: false, fields_every: 0}
"""
"""Interphase, coating, contact, leakage and cycles, all at once."""


def run(config: Path, folder: Path, *options: str) -> int:
    """Run in this process, which saves the start of another; return the exit code."""
    return exit_code(["run", str(config), "-o", str(folder), *options])


def kill_after_checkpoint(config: Path, folder: Path) -> None:
    """Start or resume a run and kill it -9 once it has a new checkpoint."""
    before = set(folder.glob("checkpoints/ck_*.json"))
    told = folder.with_name("told.txt")
    process = forked(lambda: run(config, folder, "--resume"), told)
    while set(folder.glob("checkpoints/ck_*.json")) <= before and process.is_alive():
        time.sleep(0.005)
    process.kill()
    assert ended(process) == -signal.SIGKILL, told.read_text()


@pytest.mark.slow
def test_killed_twice_and_resumed(tmp_path: Path) -> None:
    config, killed, peaceful = tmp_path / "config.yaml", tmp_path / "killed", tmp_path / "peaceful"
    config.write_text(CONFIG)
    assert run(config, peaceful) == 0
    for _ in range(2):
        kill_after_checkpoint(config, killed)
    assert open_run(killed).state == "killed"
    assert run(config, killed) == 5
    assert run(config, killed, "--resume") == 0
    for name in ("series.csv", "fields.pvd"):
        assert (killed / name).read_bytes() == (peaceful / name).read_bytes()
    result = open_run(killed)
    assert (result.state, result.reason) == ("finished", "short_circuit")
    assert len(result.info["restarts"]) == 2
    before = (killed / "series.csv").stat().st_mtime_ns
    assert run(config, killed, "--resume") == 0
    assert (killed / "series.csv").stat().st_mtime_ns == before


LAW = "law: {kind: power, speed: 5 um/s, exponent: 20, threshold: 0.85}, max_steps: 3"
TWO = "{position: 13 um, length: 20 um}, {position: 28 um, length: 19.6 um}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "steps"),
    [
        ({"step: 3 um": f"step: 3 um, {LAW}"}, 3),
        ({"step: 3 um": "step: 3 um, max_steps: 4", "{position: 20 um, length: 27 um}": TWO}, 4),
    ],
    ids=["a rate law", "two tips abreast"],
)
def test_killed_on_the_way(change: dict[str, str], steps: int, tmp_path: Path) -> None:
    """K, speeds, and the row of longer steps are kept: the last advance needs all of them."""
    config, killed, peaceful = tmp_path / "config.yaml", tmp_path / "killed", tmp_path / "peaceful"
    text = CONFIG
    for old, new in change.items():
        text = text.replace(old, new)
    config.write_text(text)
    assert run(config, peaceful) == 0
    series = open_run(peaceful).series
    assert series["time_error"].iloc[-1] != 0.0
    before = int((series["growth_step"] < steps).sum())
    run_and_kill(config, killed, "*/series.csv", 1 + before + 1)  # and the header
    assert open_run(killed).series["growth_step"].max() == steps - 1
    assert run(config, killed, "--resume") == 0
    assert (killed / "series.csv").read_bytes() == (peaceful / "series.csv").read_bytes()


@pytest.mark.slow
def test_layers_and_leakage_go_on_as_they_were(tmp_path: Path) -> None:
    path, stopped, peaceful = tmp_path / "config.yaml", tmp_path / "stopped", tmp_path / "peaceful"
    path.write_text(LAYERED)
    config = load_config(path)
    simulate(config, peaceful)
    with pytest.raises(StoppedEarly):
        simulate(config, stopped, max_walltime=0.1)
    simulate(config, stopped, resume=True)
    assert (stopped / "series.csv").read_bytes() == (peaceful / "series.csv").read_bytes()
    series = open_run(stopped).series
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-8
    assert series["interphase.crack_thickness"].iloc[-1] > 0.0
    assert series["leaked_charge"].iloc[-1] > 0.0
