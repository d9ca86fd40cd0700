import errno
import logging
import os
from pathlib import Path

import pytest

from filasse.errors import OutputError
from filasse.output.console.logs import logging_to, silent

log = logging.getLogger("filasse.test")


def test_lines_are_appended_with_time_and_level(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with logging_to(tmp_path / "filasse.log", "info", None):
            log.info(text)
            log.debug("detail")
    lines = (tmp_path / "filasse.log").read_text().splitlines()
    assert [line.split(maxsplit=2)[2] for line in lines] == ["INFO    first", "INFO    second"]


def test_a_full_disk_loses_lines_but_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with logging_to(tmp_path / "filasse.log", "info", None):
        monkeypatch.setattr(logging.FileHandler, "flush", refuse)
        log.info("lost")
        monkeypatch.undo()
    assert capsys.readouterr().err == ""


def test_a_folder_in_place_of_the_log(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Is a directory"), logging_to(tmp_path, "info", None):
        pass


def test_other_ranks_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with silent():
        assert not log.isEnabledFor(logging.ERROR)
    assert log.isEnabledFor(logging.ERROR)
