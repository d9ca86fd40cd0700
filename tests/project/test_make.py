"""What make does in a checkout that holds files of its user."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="no checkout")
def test_lint_looks_at_tracked_files_only() -> None:
    """A scratch file or a notebook of the user must not stop it."""
    tracked = {name for name in output("git", "ls-files", "*.py").split() if (ROOT / name).exists()}
    lines = output("make", "--dry-run", "--old-file=setup", "lint").splitlines()
    for program in ("ruff check ", "ruff format --check "):
        (line,) = (line for line in lines if program in line)
        assert set(line.partition(program)[2].split()) == tracked


def test_every_target_is_explained() -> None:
    text = (ROOT / "Makefile").read_text()
    (phony,) = (line for line in text.splitlines() if line.startswith(".PHONY:"))
    explained = {line.split()[0] for line in output("make", "help").splitlines()}
    assert set(phony.split()[1:]) <= explained
