"""Job scripts of SLURM, whatever their folder is called."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders.shell import check_script

from filasse.errors import ConfigError, UsageError
from filasse.sweep import SweepFolder, plan_sweep
from filasse.sweep.runner import run_command
from filasse.sweep.slurm import write_job_array
from filasse.sweep.sweep_folder import prepare_sweep
from filasse.sweep.sweep_states import states

type Write = Callable[..., Path]


@pytest.fixture
def folder(sweep_file: Write, tmp_path: Path) -> SweepFolder:
    folder = SweepFolder(tmp_path / "results")
    prepare_sweep(folder, plan_sweep(sweep_file("grid: {title: [a, b]}")))
    return folder


def test_job_array_is_a_valid_script(folder: SweepFolder) -> None:
    names = [state.name for state in states(folder)]
    script = write_job_array(folder, names, 4)
    text = script.read_text()
    check_script(script)
    assert (folder.root / "todo.txt").read_text().split() == names
    for part in ("--array=1-2%4", "--signal=USR1@300", "--requeue", '"${SLURM_ARRAY_TASK_ID}p"'):
        assert part in text
    assert text == write_job_array(folder, names, 4, example()).read_text()


def example() -> Path:
    return Path(__file__).parents[2] / "configs" / "hpc" / "sweep_array.slurm"


def test_job_array_goes_back_to_the_queue(folder: SweepFolder, tmp_path: Path) -> None:
    """The script itself, with stand-ins for the commands of SLURM."""
    script = write_job_array(folder, ["one", "two"], 1)
    for name, code in (("srun", 'echo "$@"; exit 75'), ("scontrol", 'echo "$@"')):
        (tmp_path / name).write_text(f"#!/bin/bash\n{code}\n")
        (tmp_path / name).chmod(0o755)
    job = {"SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_JOB_ID": "7"}
    done = subprocess.run(
        ["bash", str(script)],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **job},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 75
    assert "filasse run configs/two.yaml -o runs/two --resume" in done.stdout
    assert done.stdout.endswith("requeue 7_2\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@FOLDER@ @COUNT@ @FOO@", r"has the field @FOO@; known are @FOLDER@, @LOGS@"),
        ("cd ${FOLDER}", "has no field @FOLDER@"),
        ("cd '@FOLDER@'; # @COUNT@", "puts '@FOLDER@ in quotes, which the value brings along"),
    ],
)
def test_job_script_mistakes(folder: SweepFolder, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "script"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message):
        write_job_array(folder, ["a"], 1, path)
    with pytest.raises(UsageError, match="cannot be read as a script; check the path"):
        write_job_array(folder, ["a"], 1, tmp_path / "nowhere")
    assert not (folder.root / "job.slurm").exists()


HOSTILE = (
    *("a$(touch PWN)b", "a`touch PWN`b", "a b", "it's", 'say "hi"', "-x", "50%A", "a;touch PWN"),
    *("#no", "*", "~root", "@NAME@", "&touch PWN&"),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_folder_may_be_called_anything(sweep_file: Write, tmp_path: Path, name: str) -> None:
    """The script runs in its folder, whatever that is called, and nothing else is run."""
    folder = SweepFolder(tmp_path / name)
    prepare_sweep(folder, plan_sweep(sweep_file("grid: {title: [a]}")))
    script = write_job_array(folder, ["one"], 1)
    check_script(script)
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    (stubs / "srun").write_text("#!/bin/sh\npwd\n")
    (stubs / "srun").chmod(0o755)
    environment = {"PATH": f"{stubs}:{os.environ['PATH']}", "SLURM_ARRAY_TASK_ID": "1"}
    done = subprocess.run(
        ["bash", str(script)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{folder.root}\n"
    assert not list(tmp_path.rglob("PWN"))
    (output,) = re.findall(r"^#SBATCH --output=(.*)$", script.read_text(), re.MULTILINE)
    assert shlex.split(output) == [f"{folder.root}/logs/slurm_%A_%a.out".replace("50%A", "50%%A")]


@pytest.mark.parametrize("name", ["a\ntouch PWN", "a\rb", "back\\slash", "\x1b[2J"])
def test_what_a_job_script_cannot_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a job script cannot name this folder"):
        write_job_array(SweepFolder(tmp_path / name), ["one"], 1)


def test_a_dash_at_the_start_is_no_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    command = run_command(SweepFolder(Path("-x")), "one")
    assert command[-4:] == [
        f"{tmp_path}/-x/configs/one.yaml",
        *("-o", f"{tmp_path}/-x/runs/one", "--resume"),
    ]
