"""Kill -9 in the middle of every kind of write: the run goes on as if nothing had happened."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lifil.config import load_config
from lifil.post import open_run
from lifil.run import simulate

CONFIG = """
geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 28 um}]}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um, short_circuit_distance: 2 um, max_steps: 2}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 1}
"""

KILLER = """
import fnmatch, os, pathlib, signal, sys
from lifil.cli import main
from lifil.output.appender import Appender

pattern, left = sys.argv.pop(1), int(sys.argv.pop(1))
replace, write = pathlib.Path.replace, Appender.write

def is_due(path):
    global left
    left -= fnmatch.fnmatch(str(path), pattern)
    return left == 0 and fnmatch.fnmatch(str(path), pattern)

def die_before(self, target):  # the new content is there, under its temporary name
    if is_due(target):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

def die_within(self, line):  # half a line is there
    if is_due(self.path):
        self._file.write(line[: len(line) // 2])
        self._file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, line)

pathlib.Path.replace, Appender.write = die_before, die_within
main()
"""


@pytest.fixture(scope="module")
def config_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("killed") / "run.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture(scope="module")
def whole(config_file: Path) -> Path:
    """The run that nobody kills."""
    folder = config_file.parent / "whole"
    simulate(load_config(config_file), folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("*/resolved.yaml", 1),
        ("*/run.json", 1),
        ("*/run.json", 3),
        ("*/ck_*.npz", 2),
        ("*/ck_*.json", 2),
        ("*/slab_*.vtu", 2),
        ("*/film_*.vtu", 2),
        ("*/fields.pvd", 2),
        ("*/series.csv", 9),
        ("*/events.jsonl", 2),
    ],
)
def test_nothing_is_lost(
    config_file: Path, whole: Path, tmp_path: Path, pattern: str, count: int
) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-c", KILLER, pattern, str(count), "run", str(config_file)]
    killed = subprocess.run([*command, "-o", str(folder)], capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    kept = (folder / "series.csv").read_text() if (folder / "series.csv").exists() else ""
    checkpoints = len(list(folder.glob("checkpoints/ck_*.json")))
    simulate(load_config(config_file), folder, resume=True)
    assert (folder / "series.csv").read_text() == (whole / "series.csv").read_text()
    assert (folder / "fields.pvd").read_text() == (whole / "fields.pvd").read_text()
    result = open_run(folder)
    assert result.reason == "max_steps"
    assert result.growth_steps == open_run(whole).growth_steps
    assert not list(folder.rglob("*.tmp"))
    if count > 1 and pattern != "*/events.jsonl":  # it was killed in mid-run, after a checkpoint
        assert checkpoints >= 1 or len(kept.splitlines()) > 2
