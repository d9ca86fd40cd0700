"""Runs in bad surroundings: closed streams, limits, folders that move, odd places for results."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.builders.coarse import CONFIG, FILASSE, ended, forked

from filasse.cli.main import exit_code
from filasse.output.run_result import open_run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "coarse.yaml"
    path.write_text(CONFIG)
    return path


def shell(script: str, config: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $RUN is the run."""
    run = f"{sys.executable} -c '{FILASSE}' run {config} -o {folder}"
    command = ["bash", "-o", "pipefail", "-c", script.replace("$RUN", run)]
    return subprocess.run(command, capture_output=True, text=True, cwd=config.parent)


def info(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return content


@pytest.mark.slow
@pytest.mark.parametrize("script", ["$RUN >&- 2>&-", "$RUN <&- 2>&1 | head -1", "$RUN 2>/dev/full"])
def test_a_run_does_not_need_anybody_who_listens(config: Path, tmp_path: Path, script: str) -> None:
    folder = tmp_path / "run"
    done = shell(script.replace("$RUN", "$RUN --set growth.max_steps=0"), config, folder)
    assert done.returncode == 0, done.stderr
    assert open_run(folder).reason == "max_steps"
    assert "growth" not in (folder / "series.csv").read_text().partition("\n")[2]


@pytest.mark.slow
def test_too_many_open_files(config: Path, tmp_path: Path) -> None:
    done = shell("ulimit -n 24; $RUN", config, tmp_path / "run")
    assert done.returncode == 5
    assert "Too many open files" in done.stderr
    assert "ulimit -n 1024" in done.stderr
    assert not list(tmp_path.glob("filasse-bug*"))


@pytest.mark.slow
@pytest.mark.parametrize("limit", [1, 4000])  # kB: MPI would die of either as of a signal
def test_too_small_files(config: Path, tmp_path: Path, limit: int) -> None:
    done = shell(f"ulimit -f {limit}; $RUN", config, tmp_path / "run")
    assert done.returncode == 5, done.stderr
    assert f"this shell allows {limit * 1024} bytes in a file" in done.stderr
    assert "ulimit -f unlimited" in done.stderr
    assert "UCX" not in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("option", "name", "raised"), [("n", "NOFILE", 64), ("f", "FSIZE", 2**23)])
def test_limits_that_may_be_raised_are(option: str, name: str, raised: int) -> None:
    program = (
        "import resource; from filasse.parallel import world; world(); "
        f"print(resource.getrlimit(resource.RLIMIT_{name})[0])"
    )
    script = f"ulimit -S -{option} 30; {sys.executable} -c '{program}'"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == str(raised), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("moved", [True, False])
def test_a_folder_that_moves_away(config: Path, tmp_path: Path, moved: bool) -> None:
    folder, elsewhere, words = (tmp_path / name for name in ("run", "elsewhere", "told.txt"))
    command = ["run", str(config), "-o", str(folder)]
    process = forked(lambda: exit_code(command), words)
    while not (folder / "fields.pvd").exists():
        assert process.is_alive()
        time.sleep(0.01)
    folder.rename(elsewhere)
    while elsewhere.exists() and not moved:  # the run may just be writing to it
        shutil.rmtree(elsewhere, ignore_errors=True)
    code, told = ended(process), words.read_text()
    assert code == 5, told
    assert "moved or removed" in told
    assert "Traceback" not in told
    assert not folder.exists()
    if moved:
        assert (info(elsewhere)["state"], info(elsewhere)["reason"]) == ("failed", "error")
        assert exit_code(["run", str(config), "-o", str(elsewhere), "--resume"]) == 0


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("notes.md", "notes.md is a file, not a folder. Choose another name with -o."),
        ("dangling", "dangling is a link to nowhere, which is not there. Remove the link"),
        ("configs", "configs holds files that are not a filasse run"),
        ("notes.md/run", "Cannot create the folder notes.md/run: Not a directory"),
        ("/proc/run", "Cannot create the folder /proc/run"),
    ],
)
def test_odd_places_for_results(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    place: str,
    words: str,
) -> None:
    monkeypatch.chdir(config.parent)
    Path("notes.md").write_text("mine")
    Path("configs").mkdir()
    Path("configs/a.yaml").write_text("mine")
    Path("dangling").symlink_to("nowhere")
    before = sorted(Path().rglob("*"))
    assert exit_code(["run", config.name, "-o", place]) == 5
    told = capfd.readouterr().err
    assert words in told
    assert "ree space" not in told
    assert sorted(Path().rglob("*")) == before
    assert Path("dangling").readlink() == Path("nowhere")
