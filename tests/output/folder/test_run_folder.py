from pathlib import Path

import pytest

from filasse.errors import OutputError
from filasse.output.folder.run_folder import RunFolder, check_use, clear, create, is_empty

RUN_FILES = (
    *("config.yaml", "resolved.yaml", "series.csv", "events.jsonl", "fields.pvd", "filasse.log"),
    *("fields/slab_00000.vtu", "checkpoints/ck_00000000.npz", "figures/series.png"),
)


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder.at(tmp_path / "run")
    create(folder)
    for name in RUN_FILES:
        path = folder.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("content")
    folder.info.write_text('{"program": "filasse"}')
    return folder


@pytest.mark.parametrize("flags", [(False, False), (True, False), (False, True)])
def test_an_empty_folder_is_always_fine(tmp_path: Path, flags: tuple[bool, bool]) -> None:
    (tmp_path / ".lock").write_text("")
    (tmp_path / ".run.json.tmp").write_text("half")
    (tmp_path / "filasse.log").write_text("")
    check_use(RunFolder.at(tmp_path), overwrite=flags[0], resume=flags[1])
    assert is_empty(RunFolder.at(tmp_path))


def test_an_earlier_run_is_not_touched_unasked(run: RunFolder) -> None:
    with pytest.raises(OutputError, match=r"already holds a run.*--resume.*--overwrite"):
        check_use(run, overwrite=False, resume=False)
    check_use(run, overwrite=True, resume=False)
    check_use(run, overwrite=False, resume=True)


@pytest.mark.parametrize("info", [None, "{", "[]", '{"program": "other"}', "{}"])
@pytest.mark.parametrize("flags", [(False, False), (True, False), (False, True)])
def test_a_foreign_folder_is_never_used(
    run: RunFolder, info: str | None, flags: tuple[bool, bool]
) -> None:
    if info is None:
        run.info.unlink()
    else:
        run.info.write_text(info)
    with pytest.raises(OutputError, match="not a filasse run"):
        check_use(run, overwrite=flags[0], resume=flags[1])


def test_clear_deletes_the_run_and_nothing_else(run: RunFolder, tmp_path: Path) -> None:
    (run.root / "notes.txt").write_text("mine")
    (run.root / "photos").mkdir()
    clear(run)
    assert sorted(path.name for path in run.root.iterdir()) == ["notes.txt", "photos"]


def test_clear_does_not_follow_links(run: RunFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    run.figures.rename(elsewhere)
    run.figures.symlink_to(elsewhere)
    clear(run)
    assert (elsewhere / "series.png").exists()
    assert not run.figures.exists()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    with pytest.raises(OutputError, match=r"run is a file, not a folder\. Choose another name"):
        create(RunFolder.at(tmp_path / "run"))


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "run").symlink_to(tmp_path / "gone")
    with pytest.raises(OutputError, match=r"run is a link to .*gone, which is not there"):
        create(RunFolder.at(tmp_path / "run"))
    assert not (tmp_path / "gone").exists()


def test_a_name_too_long_for_the_disk(tmp_path: Path) -> None:
    folder = RunFolder.at(tmp_path / ("n" * 300))
    check_use(folder, overwrite=False, resume=False)
    with pytest.raises(OutputError, match=r"File name too long\. Choose a shorter name"):
        create(folder)


def test_a_file_in_place_of_a_parent(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("")
    with pytest.raises(OutputError, match="Not a directory"):
        create(RunFolder.at(tmp_path / "results" / "run"))
