"""What status, plot and report show of runs that go on, were killed, or failed."""

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest
from tests.builders.coarse import CONFIG, ended, forked, run_and_kill

from filasse.cli.main import exit_code
from filasse.plot.style import STYLE

pytestmark = pytest.mark.slow
COMMANDS = ("status", "plot", "report")
MAPS = {"filament", "film", "potential", "series", "stress"}


@pytest.fixture(autouse=True)
def coarse_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which figures there are is asked here, not what they show."""
    monkeypatch.setitem(STYLE, "savefig.dpi", 50)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "coarse.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def going_on(config: Path, tmp_path: Path) -> Iterator[tuple[Path, ForkProcess]]:
    """Return folder and process of a run that has fields, halted but alive."""
    folder = tmp_path / "run"
    command = ["run", str(config), "-o", str(folder)]
    process = forked(lambda: exit_code(command), tmp_path / "told.txt")
    while not (folder / "fields.pvd").exists():
        assert process.is_alive()
        time.sleep(0.005)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    yield folder, process
    process.kill()


def figures(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "figures").glob("*.png")}


def test_a_run_that_goes_on_and_is_killed(
    going_on: tuple[Path, ForkProcess], config: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, process = going_on
    assert [exit_code([command, str(folder)]) for command in COMMANDS] == [0, 0, 0]
    assert "Still running" in capfd.readouterr().out
    assert "Still running" in (folder / "report.html").read_text()
    assert figures(folder) == MAPS
    process.kill()
    assert ended(process) == -signal.SIGKILL
    assert [exit_code([command, str(folder)]) for command in COMMANDS] == [0, 0, 0]
    assert "Killed; resume it to go on" in capfd.readouterr().out
    assert "Killed; resume it to go on" in (folder / "report.html").read_text()
    before = (folder / "figures" / "series.png").read_bytes()
    assert exit_code(["run", str(config), "-o", str(folder), "--resume"]) == 0
    assert exit_code(["report", str(folder)]) == 0
    assert (folder / "figures" / "series.png").read_bytes() != before  # drawn again


@pytest.mark.parametrize(
    ("pattern", "count", "shown"),
    [
        ("*/series.csv", 5, {"series"}),
        ("*/fields.pvd", 1, {"series"}),
        ("*/fields.pvd", 2, MAPS),
        ("*/ck_*.json", 2, MAPS),
    ],
)
def test_a_run_that_is_killed_in_a_write(
    config: Path, tmp_path: Path, pattern: str, count: int, shown: set[str]
) -> None:
    folder = tmp_path / "run"
    run_and_kill(config, folder, pattern, count)
    assert [exit_code([command, str(folder)]) for command in COMMANDS] == [0, 0, 0]
    assert figures(folder) == shown
    assert ('<section id="fields">' in (folder / "report.html").read_text()) == (shown == MAPS)


@pytest.mark.parametrize("line", [1, 2])
def test_a_run_that_is_killed_before_its_first_step(
    config: Path, tmp_path: Path, line: int, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    run_and_kill(config, folder, "*/series.csv", line)
    assert [exit_code([command, str(folder)]) for command in COMMANDS] == [0, 5, 5]
    told = capfd.readouterr()
    assert "Killed; resume it to go on" in told.out
    assert told.err.count("the run was killed before its first time step") == 2


def test_a_run_that_fails_at_once(
    config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    command = ("run", str(config), "-o", str(folder), "--set", "numerics.max_newton=1")
    assert exit_code([*command]) == 4
    capfd.readouterr()
    assert [exit_code([command, str(folder)]) for command in COMMANDS] == [0, 5, 5]
    told = capfd.readouterr()
    assert "Failed: ConvergenceError: Newton's method did not converge" in told.out
    assert told.err.count("the run failed (ConvergenceError: Newton's method did not") == 2
