import errno
import os
from pathlib import Path

import pytest

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import (
    delete_leftovers,
    disk_errors,
    replace_lines,
    whole_lines,
    write_atomically,
)
from filasse.output.writers.appender import Appender


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
    with pytest.raises(OutputError, match=r"file\.txt: No space left on device\. Free space"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_links_laid_beforehand_are_not_followed(tmp_path: Path) -> None:
    victim, path = tmp_path / "victim", tmp_path / "file.txt"
    victim.write_text("precious")
    for name in (path.name, f".{path.name}.tmp", f".{path.name}.{os.getpid()}.tmp"):
        (tmp_path / name).symlink_to(victim)
    write_atomically(path, "new")
    assert victim.read_text() == "precious"
    assert (path.read_text(), path.is_symlink()) == ("new", False)
    link = tmp_path / "lines.txt"
    link.symlink_to(victim)
    with pytest.raises(OutputError, match="links are not followed"):
        Appender(link)
    assert victim.read_text() == "precious"


def test_a_file_has_the_rights_that_the_user_wants(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "file.txt", "text")
    finally:
        os.umask(before)
    assert (tmp_path / "file.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Free space on the disk"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EFBIG, "ulimit -f"),
        (errno.EROFS, "read-only"),
        (errno.ENOENT, "moved or removed"),
    ],
)
def test_the_advice_fits_the_refusal(tmp_path: Path, number: int, advice: str) -> None:
    with pytest.raises(OutputError, match=advice), disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))


def test_leftovers_of_killed_writers_are_deleted(tmp_path: Path) -> None:
    for name in (".run.json.abc123.tmp", "run.json", "mine.tmp"):
        (tmp_path / name).write_text("")
    delete_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.tmp", "run.json"]


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


def test_where_the_system_makes_no_files() -> None:
    """The folder is there, and nothing in it belongs to a run that could go on."""
    with pytest.raises(OutputError) as error:
        write_atomically(Path("/proc/page.html"), "text")
    told = str(error.value)
    assert told.endswith("That folder takes no files of yours; choose another folder.")


def test_a_folder_that_is_there_again_was_moved(tmp_path: Path) -> None:
    """Something else may have made it anew between the refusal and the look at it."""
    error = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(tmp_path / "run.json"))
    with pytest.raises(OutputError, match="moved or removed"), disk_errors(tmp_path):
        raise error


def test_what_a_run_has_written_stays(tmp_path: Path) -> None:
    (tmp_path / "run.json").touch()
    with pytest.raises(OutputError, match="run goes on with --resume"), disk_errors(tmp_path / "x"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
