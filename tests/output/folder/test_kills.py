"""Kill -9 in the middle of every kind of write: the run goes on as if nothing had happened."""

from pathlib import Path

import pytest
from tests.builders.coarse import CONFIG, run_and_kill

from filasse.config import load_config
from filasse.output.run_result import open_run
from filasse.simulation import simulate


@pytest.fixture(scope="module")
def config_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("killed") / "run.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture(scope="module")
def whole(config_file: Path) -> Path:
    """The run that nobody kills."""
    folder = config_file.parent / "whole"
    simulate(load_config(config_file), folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("*/resolved.yaml", 1),
        ("*/run.json", 1),
        ("*/run.json", 3),
        ("*/ck_*.npz", 2),
        ("*/ck_*.json", 2),
        ("*/slab_*.vtu", 2),
        ("*/film_*.vtu", 2),
        ("*/fields.pvd", 2),
        ("*/series.csv", 9),
        ("*/events.jsonl", 2),
    ],
)
def test_nothing_is_lost(
    config_file: Path, whole: Path, tmp_path: Path, pattern: str, count: int
) -> None:
    folder = tmp_path / "run"
    run_and_kill(config_file, folder, pattern, count)
    kept = (folder / "series.csv").read_text() if (folder / "series.csv").exists() else ""
    checkpoints = len(list(folder.glob("checkpoints/ck_*.json")))
    simulate(load_config(config_file), folder, resume=True)
    assert (folder / "series.csv").read_text() == (whole / "series.csv").read_text()
    assert (folder / "fields.pvd").read_text() == (whole / "fields.pvd").read_text()
    result = open_run(folder)
    assert result.reason == "max_steps"
    assert result.growth_steps == open_run(whole).growth_steps
    assert not list(folder.rglob("*.tmp"))
    if count > 1 and pattern != "*/events.jsonl":  # it was killed in mid-run, after a checkpoint
        assert checkpoints >= 1 or len(kept.splitlines()) > 2


@pytest.mark.slow
def test_a_kill_right_after_any_row_doubles_none(
    config_file: Path, whole: Path, tmp_path: Path
) -> None:
    """At an advance a row may be written for a time step that the checkpoint holds already."""
    rows = (whole / "series.csv").read_text().splitlines()
    advances = [
        number
        for number in range(2, len(rows))
        if rows[number].split(",")[0] != rows[number - 1].split(",")[0]
    ]
    for number in advances:
        folder = tmp_path / str(number)
        run_and_kill(config_file, folder, "*/series.csv", number + 1, part="whole")
        assert len((folder / "series.csv").read_text().splitlines()) == number + 1
        simulate(load_config(config_file), folder, resume=True)
        assert (folder / "series.csv").read_bytes() == (whole / "series.csv").read_bytes()
        events = [open_run(run).events.drop(columns="written") for run in (folder, whole)]
        assert events[0].equals(events[1])
