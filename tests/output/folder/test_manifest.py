"""The document of a folder: whose folder it is decides who may work in it."""

from pathlib import Path

import pytest

from filasse.errors import OutputError, UsageError
from filasse.output.folder.manifest import Owner, check_owner, read_manifest, write_manifest

OWNER = Owner("survey", "a survey", "another survey", "abc")


def test_only_a_document_of_its_kind_is_read(tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    assert read_manifest(path, "survey") is None
    write_manifest(path, "survey", {"fingerprint": "abc"})
    wanted = {"program": "filasse", "kind": "survey", "fingerprint": "abc"}
    assert read_manifest(path, "survey") == wanted
    assert read_manifest(path, "sweep") is None
    for damaged in ("", "[1]", '{"kind": "survey"}', "\0"):
        path.write_text(damaged)
        assert read_manifest(path, "survey") is None


def test_new_empty_and_own_folders_may_be_used(tmp_path: Path) -> None:
    check_owner(tmp_path / "new" / "survey.json", OWNER)
    (tmp_path / ".lock").touch()
    check_owner(tmp_path / "survey.json", OWNER, ignored=(".lock",))
    write_manifest(tmp_path / "survey.json", "survey", {"fingerprint": "abc"})
    (tmp_path / "table.csv").touch()
    check_owner(tmp_path / "survey.json", OWNER)


def test_folders_of_others_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(OutputError, match="not a survey of filasse"):
        check_owner(path, OWNER)
    write_manifest(path, "survey", {"fingerprint": "xyz"})
    with pytest.raises(UsageError, match="holds another survey"):
        check_owner(path, OWNER)
    assert read_manifest(path, "survey") == {
        "program": "filasse", "kind": "survey", "fingerprint": "xyz",
    }  # fmt: skip
