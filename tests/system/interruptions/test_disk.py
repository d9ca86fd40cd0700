"""A full disk and a read-only one, for real: a small file system in memory, seen by nobody else."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders.coarse import CONFIG

from filasse.cli.main import exit_code

# One process for all commands: it takes longer to start than such a run.
SCRIPT = """
import shutil, subprocess, sys
from filasse.cli.main import exit_code

disk, config = sys.argv[1:]


def mount(*how):
    subprocess.run(["mount", *how, disk], check=True)


def told(what, *arguments):
    print(f"{what}: {exit_code([*arguments])}", flush=True)


mount("-t", "tmpfs", "-o", "size=100k", "tmpfs")
told("full", "run", config, "-o", f"{disk}/run")
mount("-o", "remount,size=20m")
told("again", "run", config, "-o", f"{disk}/run", "--resume")
shutil.copy(f"{disk}/run/series.csv", f"{config}.series")
mount("-o", "remount,ro")
told("read-only", "run", config, "-o", f"{disk}/other")
told("plot", "plot", f"{disk}/run")
"""


def in_own_mounts(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command with mounts of its own; needs to be root, or user namespaces."""
    return subprocess.run(["unshare", "-rm", *command], capture_output=True, text=True)


@pytest.mark.slow
def test_a_disk_that_refuses(tmp_path: Path) -> None:
    disk, config = tmp_path / "disk", tmp_path / "run.yaml"
    disk.mkdir()
    config.write_text(CONFIG)
    if in_own_mounts("mount", "-t", "tmpfs", "tmpfs", str(disk)).returncode:
        pytest.skip("this user may not mount a file system in memory")
    done = in_own_mounts(sys.executable, "-c", SCRIPT, str(disk), str(config))
    told = done.stdout + done.stderr
    assert "full: 5" in told, told
    assert "the disk is full" in told or "No space left on device" in told
    assert "Free space or make the folder writable. What is already written is safe" in told
    assert "a run goes on with --resume." in told
    assert "again: 0" in told, told
    assert "read-only: 5" in told
    assert "Read-only file system" in told
    assert "plot: 5" in told
    assert "Traceback" not in told
    assert exit_code(["run", str(config), "-o", str(tmp_path / "whole")]) == 0
    resumed = Path(f"{config}.series").read_text()
    assert resumed == (tmp_path / "whole" / "series.csv").read_text()
