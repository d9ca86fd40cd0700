"""Retries and stopping, with stand-ins for the runs."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.errors import OutputError, StoppedEarly
from filasse.sweep import SweepFolder, plan_sweep, run_all, runner
from filasse.sweep.runner import Ended
from filasse.sweep.sweep_folder import failed_attempts, note_attempt, prepare_sweep
from filasse.sweep.sweep_states import HARMLESS, RunPhase, states

type Write = Callable[..., Path]


@pytest.fixture
def folder(sweep_file: Write, tmp_path: Path) -> SweepFolder:
    folder = SweepFolder(tmp_path / "results")
    prepare_sweep(folder, plan_sweep(sweep_file("grid: {title: [a, b]}")))
    return folder


def stand_in(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Every run becomes this Python code; sys.argv[1] is its id."""
    monkeypatch.setattr(
        runner, "run_command", lambda folder, name: [sys.executable, "-c", code, name]
    )


def codes(folder: SweepFolder, workers: int = 2) -> list[tuple[str, int, bool]]:
    seen: list[Ended] = []
    names = [state.name for state in states(folder)]
    run_all(folder, names, workers, watch=lambda ended, _: seen.append(ended) if ended else None)
    return [(ended.name, ended.code, ended.again) for ended in seen]


def test_a_failed_run_is_tried_once_more(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, "print('Error: no luck'); raise SystemExit(4)")
    seen = codes(folder)
    assert sorted((code, again) for _, code, again in seen) == [(4, False)] * 2 + [(4, True)] * 2
    assert set(failed_attempts(folder, HARMLESS).values()) == {2}
    found = states(folder)
    assert {state.state for state in found} == {RunPhase.FAILED}
    assert {state.error for state in found} == {"Error: no luck"}


def test_an_attempt_that_a_kill_cut_short_is_forgotten(folder: SweepFolder) -> None:
    names = [state.name for state in states(folder)]
    note_attempt(folder, names[0], 4, 1.0)
    with folder.attempts.open("a") as file:
        file.write('{"run": "half a li')
    note_attempt(folder, names[1], 4, 1.0)
    assert failed_attempts(folder, HARMLESS) == dict.fromkeys(names, 1)


@pytest.mark.parametrize("code", [0, 2, 75, 130])
def test_what_is_not_tried_again(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    stand_in(monkeypatch, f"raise SystemExit({code})")
    assert [(found, again) for _, found, again in codes(folder, 1)] == [(code, False)] * 2


def test_runs_have_one_thread_and_no_foreign_launcher(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMI_RANK", "0")
    test = "os.environ['OMP_NUM_THREADS'] == '1' and 'PMI_RANK' not in os.environ"
    stand_in(monkeypatch, f"import os; raise SystemExit(0 if {test} else 9)")
    assert [code for _, code, _ in codes(folder)] == [0, 0]


def test_a_signal_stops_the_runs_first(
    folder: SweepFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Runs get SIGTERM, for a checkpoint, and none is started any more."""
    ready = tmp_path / "ready"
    stand_in(
        monkeypatch,
        "import pathlib, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(75))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "time.sleep(60)",
    )

    def watch(ended: Ended | None, active: int) -> None:
        if ready.exists() and ended is None:
            ready.unlink()
            os.kill(os.getpid(), signal.SIGTERM)
        seen.extend([ended.code] if ended else [])

    seen: list[int] = []
    assert threading.current_thread() is threading.main_thread()
    with pytest.raises(StoppedEarly, match="Run the same command again to go on"):
        run_all(folder, [state.name for state in states(folder)], 1, watch=watch)
    assert seen == [75]


def test_foreign_folders_are_left_alone(sweep_file: Write, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.txt").touch()
    with pytest.raises(OutputError, match="holds files that are not a filasse sweep"):
        prepare_sweep(SweepFolder(tmp_path / "data"), plan_sweep(sweep_file("grid: {title: [a]}")))
    with pytest.raises(OutputError, match="is not the folder of a sweep"):
        states(SweepFolder(tmp_path / "data"))
