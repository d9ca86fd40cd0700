"""A full disk and a read-only one, for real: a small file system in memory, seen by nobody else."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders.coarse import CONFIG, FILASSE

from filasse.cli.main import exit_code

SCRIPT = """
mount -t tmpfs -o size=100k tmpfs "$3" || exit 99
"$1" -c "$2" run "$4" -o "$3/run"; echo "full: $?"
mount -o remount,size=20m "$3"
"$1" -c "$2" run "$4" -o "$3/run" --resume; echo "again: $?"
cp "$3/run/series.csv" "$4.series"
mount -o remount,ro "$3"
"$1" -c "$2" run "$4" -o "$3/other"; echo "read-only: $?"
"$1" -c "$2" plot "$3/run"; echo "plot: $?"
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
    script = ("sh", "-c", SCRIPT, "sh", sys.executable, FILASSE, str(disk), str(config))
    done = in_own_mounts(*script)
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
