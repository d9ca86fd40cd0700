import shutil
import subprocess

import pytest

from filasse.output.console.stage_timer import StageTimer
from filasse.output.folder.provenance import git_state, machine, peak_memory, versions


def test_versions_of_all_that_matters_are_known() -> None:
    found = versions()
    assert set(found) >= {"filasse", "python", "dolfinx", "petsc", "mpi", "mpi4py", "gmsh", "numpy"}
    assert "missing" not in found.values()
    assert found["dolfinx"].startswith("0.11")


def test_a_checkout_knows_its_commit() -> None:
    state = git_state()
    assert state is not None
    assert len(state["commit"]) == 40
    assert isinstance(state["dirty"], bool)


def test_without_git_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert git_state() is None


def test_outside_a_checkout_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 128, "", "not a git repository")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    assert git_state() is None


def test_machine_and_memory() -> None:
    assert machine()["host"]
    assert 10.0 < peak_memory() < 1e5


def test_stages_add_up_and_go_on_after_a_restart() -> None:
    timer = StageTimer({"mesh": {"seconds": 2.0, "calls": 3}})
    with timer.stage("mesh"), timer.stage("solve"):
        pass
    summary = timer.summary()
    assert list(summary) == ["mesh", "solve"]
    assert summary["mesh"]["calls"] == 4
    assert 2.0 <= summary["mesh"]["seconds"] < 3.0


def test_a_failing_stage_is_counted() -> None:
    timer = StageTimer()
    with pytest.raises(ValueError, match="inside"), timer.stage("mesh"):
        raise ValueError("inside")
    assert timer.summary()["mesh"]["calls"] == 1
