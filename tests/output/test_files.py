import errno
import os
from pathlib import Path

import pytest

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import replace_lines, whole_lines, write_atomically


def test_content_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_atomically(path, "old")
    write_atomically(path, "new µ")
    assert path.read_text() == "new µ"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_full_disk_keeps_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "file.txt"
    write_atomically(path, "old")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(OutputError, match=r"file\.txt: No space left on device.*--resume"):
        write_atomically(path, "new")
    # The last step, making the new name durable, comes after the new content is in place.
    assert path.read_text() == {"fsync": "old", "open": "new"}[call]
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("")
    with pytest.raises(OutputError, match="Not a directory"):
        write_atomically(tmp_path / "folder" / "file.txt", "text")


def test_torn_last_line_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("one\ntwo\nthr")
    assert whole_lines(path) == ["one", "two"]


def test_missing_file_has_no_lines(tmp_path: Path) -> None:
    assert whole_lines(tmp_path / "none") == []


def test_lines_survive_a_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    replace_lines(path, ["a,b", "1,2"])
    assert whole_lines(path) == ["a,b", "1,2"]
