import errno
import io
import json
import logging
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from tests.builders.coarse import ended, forked
from tests.builders.synthetic_runs import QUIET, OneRank, march_on

from filasse.config import Config, load_config
from filasse.config.writing.dump import to_yaml
from filasse.end_reason import EndReason
from filasse.errors import ConvergenceError, OutputError, StoppedEarly, UsageError
from filasse.output import RunFolder, RunObservers, finished_reason, open_observers
from filasse.output.run_result import open_run
from filasse.output.writers.collection import read_collection
from filasse.records.run_record import Record

type Start = Callable[..., RunObservers]
type March = Callable[..., None]


def info(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return loaded


def changed(config: Config, *overrides: str) -> Config:
    """Return the synthetic configuration with changes."""
    from filasse.config.reading.load import check_document
    from filasse.config.reading.overrides import apply_overrides
    from filasse.config.reading.yaml_document import parse_document

    document = parse_document(to_yaml(config), "test")
    apply_overrides(document, overrides)
    return check_document(document, "test")


def test_a_run_from_start_to_end(finished: Path) -> None:
    names = {path.name for path in finished.iterdir()}
    assert names >= {
        "config.yaml", "resolved.yaml", "run.json", "series.csv", "events.jsonl", "fields.pvd",
        "fields", "checkpoints", "filasse.log",
    }  # fmt: skip
    about = info(finished)
    assert (about["state"], about["reason"], about["error"]) == ("finished", "short_circuit", None)
    progress = {"growth_step": 3, "time_step": 8, "time": 80.0, "time_error": None}
    assert about["progress"] == progress
    assert about["lithium"] == {"in_cracks": 1e-13, "dead": 2e-15}
    assert about["timings"]["fields"]["calls"] == 4
    assert about["timings"]["checkpoint"]["seconds"] > 0
    assert set(about["versions"]) >= {"filasse", "python", "dolfinx", "petsc", "mpi", "gmsh"}
    assert len((finished / "series.csv").read_text().splitlines()) == 9
    assert "growth 3: t = 80 s" in (finished / "filasse.log").read_text()


def test_configuration_is_kept_as_given_and_as_resolved(
    start: Start, config: Config, given: Path, tmp_path: Path
) -> None:
    with start(tmp_path / "run", source=given) as observers:
        observers.on_end(EndReason.ARRESTED)
    assert (tmp_path / "run" / "config.yaml").read_bytes() == given.read_bytes()
    assert load_config(tmp_path / "run" / "resolved.yaml") == config


def test_while_it_runs(start: Start, march: March, tmp_path: Path) -> None:
    with start(tmp_path) as observers:
        march(observers, range(2))
        assert info(tmp_path)["state"] == "running"
        assert open_run(tmp_path).state == "running"
        assert len(open_run(tmp_path).series) == 4
        observers.on_end(EndReason.WALLTIME)
    assert (info(tmp_path)["state"], info(tmp_path)["reason"]) == ("stopped", "walltime")


@pytest.mark.parametrize(
    ("error", "state", "reason", "text"),
    [
        (ConvergenceError("no luck"), "failed", "error", "ConvergenceError: no luck"),
        (ZeroDivisionError("bug"), "failed", "error", "ZeroDivisionError: bug"),
        (StoppedEarly("time is up", EndReason.WALLTIME), "stopped", "walltime", None),
        (StoppedEarly("asked", EndReason.SIGTERM), "stopped", "sigterm", None),
        (KeyboardInterrupt(), "stopped", "interrupted", None),
    ],
)
def test_the_state_tells_what_a_run_died_of(
    start: Start, tmp_path: Path, error: BaseException, state: str, reason: str, text: str | None
) -> None:
    with pytest.raises(type(error)), start(tmp_path):
        raise error
    about = info(tmp_path)
    assert (about["state"], about["reason"], about["error"]) == (state, reason, text)


def test_an_end_without_a_reason_is_a_failure(start: Start, tmp_path: Path) -> None:
    with start(tmp_path):
        pass
    assert info(tmp_path)["state"] == "failed"


def test_fields_are_written_every_so_many_steps(
    start: Start, config: Config, tmp_path: Path
) -> None:
    for every, wanted in ((0, []), (1, [0, 1, 2, 3]), (2, [0, 2])):
        some = changed(config, f"output.fields_every={every}")
        with start(tmp_path / str(every), config=some) as observers:
            assert [step for step in range(4) if observers.wants_fields(step)] == wanted
            observers.on_end(EndReason.ARRESTED)


def test_earlier_results_are_safe(start: Start, finished: Path) -> None:
    before = (finished / "series.csv").read_bytes()
    with pytest.raises(OutputError, match="already holds a run"):
        start(finished)
    assert (finished / "series.csv").read_bytes() == before
    assert info(finished)["state"] == "finished"


def test_overwrite_starts_anew(start: Start, march: March, finished: Path) -> None:
    with start(finished, overwrite=True) as observers:
        assert observers.restored is None
        march(observers, range(1))
        observers.on_end(EndReason.ARRESTED)
    assert len(open_run(finished).series) == 2
    assert open_run(finished).growth_steps == (0,)


def test_a_running_folder_is_locked(start: Start, tmp_path: Path) -> None:
    with start(tmp_path) as observers:
        with pytest.raises(OutputError, match="Another run is writing"):
            start(tmp_path, overwrite=True)
        observers.on_end(EndReason.ARRESTED)


def test_a_foreign_folder_is_not_touched(start: Start, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for options in ({}, {"overwrite": True}, {"resume": True}):
        with pytest.raises(OutputError, match="not a filasse run"):
            start(tmp_path, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_missing_configuration_leaves_an_earlier_run_alone(start: Start, finished: Path) -> None:
    with pytest.raises(OutputError, match="Cannot read the configuration"):
        start(finished, overwrite=True, source=finished / "none.yaml")
    assert info(finished)["state"] == "finished"


class TestResume:
    def interrupted(self, start: Start, march: March, folder: Path) -> None:
        """Leave a run that was killed after time steps and fields beyond its checkpoint."""
        with pytest.raises(SystemExit), start(folder) as observers:
            march(observers, range(3))
            kept = {path: path.read_bytes() for path in (folder / "checkpoints").iterdir()}
            march(observers, range(3, 4))
            for path in (folder / "checkpoints").iterdir():
                path.unlink()
            for path, content in kept.items():
                path.write_bytes(content)
            raise SystemExit

    def test_resumed_equals_uninterrupted(
        self, start: Start, march: March, tmp_path: Path, finished: Path
    ) -> None:
        folder = tmp_path / "resumed"
        self.interrupted(start, march, folder)
        with start(folder, resume=True) as observers:
            assert observers.restored is not None
            np.testing.assert_array_equal(observers.restored.arrays["state"], np.full(3, 2.0))
            assert observers.restored.meta["growth_step"] == 2
            assert len((folder / "series.csv").read_text().splitlines()) == 7
            march(observers, range(3, 4))
            observers.on_end(EndReason.SHORT_CIRCUIT)
        for name in ("series.csv", "fields.pvd"):
            assert (folder / name).read_bytes() == (finished / name).read_bytes()
        events = [open_run(run).events[["event", "time"]] for run in (folder, finished)]
        assert events[0].equals(events[1])

    def test_restarts_are_counted(self, start: Start, march: March, tmp_path: Path) -> None:
        self.interrupted(start, march, tmp_path)
        with start(tmp_path, resume=True) as observers:
            observers.on_end(EndReason.ARRESTED)
        (restart,) = info(tmp_path)["restarts"]
        assert (restart["growth_step"], restart["after"]) == (2, "failed")
        assert info(tmp_path)["timings"]["checkpoint"]["calls"] == 4

    def test_nothing_there_starts_from_the_beginning(self, start: Start, tmp_path: Path) -> None:
        with start(tmp_path / "new", resume=True) as observers:
            assert observers.restored is None
            observers.on_end(EndReason.ARRESTED)

    def test_no_checkpoint_yet_starts_from_the_beginning(
        self, start: Start, march: March, tmp_path: Path
    ) -> None:
        with pytest.raises(SystemExit), start(tmp_path) as observers:
            raise SystemExit
        with start(tmp_path, resume=True) as observers:
            assert observers.restored is None
            march(observers, range(1))
            observers.on_end(EndReason.ARRESTED)
        assert len(open_run(tmp_path).series) == 2

    def test_damage_is_told_in_the_log(self, start: Start, march: March, tmp_path: Path) -> None:
        self.interrupted(start, march, tmp_path)
        newest = max((tmp_path / "checkpoints").glob("*.npz"))
        newest.write_bytes(b"")
        with start(tmp_path, resume=True) as observers:
            assert observers.restored is not None
            assert observers.restored.meta["growth_step"] == 1
            observers.on_end(EndReason.ARRESTED)
        log = (tmp_path / "filasse.log").read_text()
        assert f"{newest.stem}.json is damaged" in log
        assert "growth 2" in log

    def test_only_damaged_checkpoints(self, start: Start, finished: Path) -> None:
        for path in (finished / "checkpoints").glob("*.npz"):
            path.write_bytes(b"")
        with pytest.raises(OutputError, match="2 found, all damaged"):
            start(finished, resume=True)

    def test_another_configuration_is_refused(
        self, start: Start, config: Config, march: March, tmp_path: Path
    ) -> None:
        self.interrupted(start, march, tmp_path)
        tougher = changed(config, "electrolyte.fracture_toughness=2 MPa m^0.5")
        with pytest.raises(UsageError, match=r"fracture_toughness: 1 MPa m\^0\.5 before, 2 MPa"):
            start(tmp_path, config=tougher, resume=True)
        assert len(open_run(tmp_path).series) == 8

    def test_the_end_may_be_moved(
        self, start: Start, config: Config, march: March, tmp_path: Path
    ) -> None:
        self.interrupted(start, march, tmp_path)
        longer = changed(config, "protocol.stop_time=1 h")
        with start(tmp_path, config=longer, resume=True) as observers:
            observers.on_end(EndReason.ARRESTED)
        assert info(tmp_path)["config"]["protocol"]["stop_time"] == 3600.0


def test_a_finished_run_is_recognised(start: Start, config: Config, tmp_path: Path) -> None:
    folder = RunFolder.at(tmp_path / "run")
    assert finished_reason(folder, config) is None
    with start(folder.root) as observers:
        assert finished_reason(folder, config) is None
        observers.on_end(EndReason.END_OF_PROTOCOL)
    assert finished_reason(folder, config) == "end_of_protocol"
    assert finished_reason(folder, changed(config, "protocol.stop_time=1 h")) is None
    with pytest.raises(UsageError, match="fracture_toughness"):
        finished_reason(folder, changed(config, "electrolyte.fracture_toughness=2 MPa m^0.5"))


def test_full_disk_during_a_run(
    start: Start, march: March, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def run() -> None:
        with start(tmp_path) as observers:
            march(observers, range(2))
            monkeypatch.setattr(os, "fsync", refuse)
            march(observers, range(2, 3))

    with pytest.raises(OutputError, match="No space left on device") as caught:
        run()
    assert caught.value.exit_code == 5
    monkeypatch.undo()
    with start(tmp_path, resume=True) as observers:
        assert observers.restored is not None
        assert observers.restored.meta["growth_step"] == 1
        observers.on_end(EndReason.ARRESTED)


def test_a_terminal_shows_a_bar_and_a_file_shows_lines(
    start: Start, march: March, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the caller has set up logging, filasse adds nothing; pytest is such a caller.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    shown = {}
    for terminal in (True, False):
        screen = io.StringIO()
        console = Console(file=screen, force_terminal=terminal, width=100)
        with start(tmp_path / str(terminal), console=console) as observers:
            march(observers, range(2))
            observers.on_end(EndReason.ARRESTED)
        shown[terminal] = screen.getvalue()
    assert "growth 1: t = 40 s" in shown[False]
    assert "growth 1" not in shown[True]
    assert all("arrested at t = 40 s" in text for text in shown.values())
    assert "t = 40 s, 50 mV, tip at 5 um" in shown[True]
    assert "t = 40 s, 50 mV, tip at" not in shown[False]


def test_logging_is_left_as_it_was(start: Start, tmp_path: Path) -> None:
    logger = logging.getLogger("filasse")
    before = (logger.level, list(logger.handlers))
    with start(tmp_path) as observers:
        observers.on_end(EndReason.ARRESTED)
    assert (logger.level, logger.handlers) == before


@pytest.mark.slow
def test_killed_at_any_moment(given: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    folder = tmp_path / "run"
    reached = -1
    for _ in range(4):
        run_and_kill(given, folder, float(rng.uniform(0.05, 0.4)))
        result = open_run(folder)
        assert result.state == "killed"
        rows = result.series["time_step"].tolist()
        assert rows == list(range(1, len(rows) + 1))
        steps = sorted({int(entry.file[-9:-4]) for entry in read_collection(folder / "fields.pvd")})
        assert steps == list(range(len(steps)))
        assert all(result.fields(step)["slab"].n_cells == 2 for step in steps[-2:])
        assert steps[-1] >= reached
        reached = steps[-1] - 1


def run_and_kill(config: Path, folder: Path, delay: float) -> None:
    def go_on() -> None:
        chosen = load_config(config)
        with open_observers(chosen, folder, OneRank(), resume=True, console=QUIET) as observers:
            first = observers.restored.meta["growth_step"] + 1 if observers.restored else 0
            march_on(observers, range(first, first + 1))  # imports take longer than some delays
            print("ready", flush=True)  # noqa: T201
            march_on(observers, range(first + 1, 100_000))

    told = folder.with_name("told.txt")
    process = forked(go_on, told)
    while not (told.exists() and told.read_text() == "ready\n"):
        assert process.is_alive()
        time.sleep(0.001)
    time.sleep(delay)
    process.kill()
    assert ended(process) == -signal.SIGKILL
    told.unlink()


def test_a_broken_balance_warns_once_and_at_once(
    start: Start, make_record: Callable[..., Record], tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    with start(folder) as observers:
        observers.on_step(make_record(1))
        assert open_run(folder).info["warnings"] == []
        observers.on_step(make_record(2, lithium_balance=6.7e-3))
        (warning,) = open_run(folder).info["warnings"]
        assert warning.startswith("lithium_balance is 6.7e-03 at t = 20 s, more than 1e-06")
        assert warning in (folder / "filasse.log").read_text()
        observers.on_step(make_record(3, lithium_balance=6.8e-3, current_balance=float("nan")))
        assert len(open_run(folder).info["warnings"]) == 2
        observers.on_end(EndReason.ARRESTED)
    assert len(open_run(folder).info["warnings"]) == 2
