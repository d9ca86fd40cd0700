"""Going on with a run whose folder is not what it was."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.errors import OutputError, UsageError
from filasse.output import RunObservers
from filasse.output.run_result import open_run
from filasse.output.writers.collection import read_collection
from filasse.records.run_record import Record

type Start = Callable[..., RunObservers]
type March = Callable[..., None]


@pytest.fixture
def killed(start: Start, march: March, make_record: Callable[..., Record], tmp_path: Path) -> Path:
    """A run killed at an advance: a row of the time step that the checkpoint holds is there."""
    folder = tmp_path / "killed"
    with pytest.raises(SystemExit), start(folder) as observers:
        march(observers, range(3))
        observers.on_step(make_record(6, 3))
        raise SystemExit
    return folder


@pytest.fixture
def go_on(start: Start, march: March, finished: Path) -> Callable[[Path], None]:
    """Resume a run to its end, which must be that of the run that nobody disturbed."""

    def go_on(folder: Path) -> None:
        with start(folder, resume=True) as observers:
            assert observers.restored is not None
            march(observers, range(3, 4))
            observers.on_end(EndReason.SHORT_CIRCUIT)
        assert (folder / "series.csv").read_bytes() == (finished / "series.csv").read_bytes()
        events = [open_run(run).events.drop(columns="written") for run in (folder, finished)]
        assert events[0].equals(events[1])
        info = open_run(folder).info
        assert (info["state"], info["title"], info["ranks"]) == ("finished", "synthetic", 1)

    return go_on


def test_no_row_is_doubled(killed: Path, go_on: Callable[[Path], None]) -> None:
    assert len((killed / "series.csv").read_text().splitlines()) == 8
    go_on(killed)
    assert not list(killed.glob("*.damaged"))


def test_another_layout_is_told_before_other_defaults(
    killed: Path, start: Start, config: Config
) -> None:
    """Mending the configuration would not help: the remedy is that of the layout."""
    for manifest in killed.glob("checkpoints/ck_*.json"):
        about = json.loads(manifest.read_text()) | {"schema": 4, "version": "0.0.9"}
        manifest.write_text(json.dumps(about))
    changed = config.model_copy(update={"temperature": 333.0})
    with (
        pytest.raises(OutputError, match=r"filasse 0\.0\.9 \(layout 4\).*Finish the run with"),
        start(killed, config=changed, resume=True),
    ):
        pass


def delete(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:150])


def junk(path: Path) -> None:
    path.write_bytes(b"\x00\xff junk\n" * 5)


@pytest.mark.parametrize("damage", [delete, cut, junk])
@pytest.mark.parametrize("name", ["series.csv", "events.jsonl", "fields.pvd", "run.json"])
def test_damaged_files_are_restored_from_the_checkpoint(
    killed: Path, go_on: Callable[[Path], None], damage: Callable[[Path], None], name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    damage(killed / name)
    with caplog.at_level(logging.WARNING):
        go_on(killed)
    if name != "fields.pvd":
        assert name in caplog.text
    assert (killed / f"{name}.damaged").exists() == (damage is junk and name[0] in "se")
    assert len(open_run(killed).growth_steps) == 4


@pytest.mark.parametrize(
    ("method", "told"), [("one_step", "one_step before"), (None, "not given before")]
)
def test_a_run_by_the_default_method_of_before(
    start: Start, killed: Path, method: str | None, told: str
) -> None:
    """Its advances go on as they began, or not at all."""
    info = json.loads((killed / "run.json").read_text())
    info["config"]["growth"] |= {"method": method}
    (killed / "run.json").write_text(json.dumps(info))
    with pytest.raises(UsageError, match=rf"growth\.method: {told}, two_step now.*resolved\.yaml"):
        start(killed, resume=True)


def test_run_json_without_a_configuration(killed: Path, go_on: Callable[[Path], None]) -> None:
    info = json.loads((killed / "run.json").read_text())
    del info["config"]
    (killed / "run.json").write_text(json.dumps(info))
    with pytest.raises(OutputError, match="it has no 'config'"):
        _ = open_run(killed).info["config"]
    go_on(killed)


def test_a_damaged_run_json_without_a_checkpoint(start: Start, killed: Path) -> None:
    shutil.rmtree(killed / "checkpoints")
    (killed / "run.json").write_text("{")
    with pytest.raises(OutputError, match=r"its run\.json is damaged, and it has no checkpoint"):
        start(killed, resume=True)


def test_deleted_fields_are_not_listed(
    killed: Path, go_on: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(killed / "fields")
    with caplog.at_level(logging.WARNING):
        go_on(killed)
    assert "6 of 6 files of fields are missing" in caplog.text
    entries = read_collection(killed / "fields.pvd")
    assert entries
    assert all((killed / entry.file).is_file() for entry in entries)


def test_lost_checkpoints_are_never_passed_over(start: Start, killed: Path) -> None:
    shutil.rmtree(killed / "checkpoints")
    before = (killed / "series.csv").read_bytes()
    with pytest.raises(OutputError, match=r"checkpoints of this run are gone.*t = 60 s"):
        start(killed, resume=True)
    assert (killed / "series.csv").read_bytes() == before


def test_checkpoints_of_another_run(start: Start, killed: Path, finished: Path) -> None:
    shutil.rmtree(killed / "checkpoints")
    shutil.copytree(finished / "checkpoints", killed / "checkpoints")
    with pytest.raises(OutputError, match="belongs to another run"):
        start(killed, resume=True)


def test_the_checkpoint_too_knows_the_configuration(
    start: Start, config: Config, killed: Path
) -> None:
    (killed / "run.json").unlink()

    tougher = config.model_copy(update={"lithium": None})
    with pytest.raises(UsageError, match="lithium"):
        start(killed, config=tougher, resume=True)


def test_another_version_is_told(
    start: Start, killed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("filasse.output.folder.resume.versions", lambda: {"filasse": "9.9"})
    with caplog.at_level(logging.WARNING), start(killed, resume=True) as observers:
        observers.on_end(EndReason.ARRESTED)
    assert "Going on with filasse 9.9; the run was begun with" in caplog.text


class ThreeRanks:
    """Enough of a communicator to be rank 0 of three."""

    rank = 0
    size = 3

    def bcast(self, value: object, root: int = 0) -> object:
        return value

    def allgather(self, value: object) -> list[object]:
        return [value]


def test_ranks_before_and_after_a_restart_are_known(start: Start, killed: Path) -> None:
    with start(killed, resume=True, comm=ThreeRanks()) as observers:
        observers.on_end(EndReason.ARRESTED)
    info = open_run(killed).info
    (restart,) = info["restarts"]
    assert (info["ranks"], restart["ranks"], restart["ranks_before"]) == (3, 3, 1)
