import subprocess
import sys
from pathlib import Path

import pytest

from filasse.errors import OutputError
from filasse.output.folder.lock import FolderLock, is_locked

HOLDER = """
import sys
from pathlib import Path
from filasse.output.folder.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with FolderLock(path):
        assert is_locked(path)
        with pytest.raises(OutputError, match="Another run is writing to"):
            FolderLock(path)
    assert not is_locked(path)


def test_a_killed_owner_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "held\n"
        assert is_locked(path)
        owner.kill()
        owner.wait()
    assert not is_locked(path)


def test_a_missing_lock_is_free(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / ".lock")
