"""The shipped job scripts under a real SLURM of one node."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
CASE = """
geometry:
  width: 40 um
  thickness: 40 um
  flaws: [{position: 20 um, length: 24 um}]
electrolyte: {material: LLZO}
protocol: {current_density: 8 mA/cm^2, stop_time: 1 h}
growth: {step: 4 um, short_circuit_distance: 2 um}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 0}
"""

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def on_the_path(slurm: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Jobs inherit the environment of sbatch: filasse is on their path."""
    before = dict(slurm.environment)
    slurm.environment["PATH"] = f"{BIN}:{before['PATH']}"
    yield
    slurm.environment.clear()
    slurm.environment.update(before)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    return path


def info(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text())


def submit(slurm: Any, case: Path, folder: Path) -> str:
    # Two ranks also on a machine of one core and little memory.
    script, options = ROOT / "configs" / "hpc" / "run.slurm", ("--overcommit", "--mem-per-cpu=500")
    arguments = ("sbatch", "--parsable", *options, str(script), str(case), str(folder))
    return slurm.call(*arguments, cwd=case.parent)


def test_a_job_is_signalled_requeued_and_completes(slurm: Any, case: Path, tmp_path: Path) -> None:
    """SIGUSR1 -> checkpoint and exit code 75 -> back to the queue -> on to the same series."""
    folder, peaceful = tmp_path / "results", tmp_path / "peaceful"
    job = submit(slurm, case, folder)
    slurm.until(lambda: list(folder.glob("checkpoints/*.json")), "the first checkpoint")
    slurm.call("scancel", "-s", "USR1", job)
    slurm.wait(job, "PENDING")
    stopped = info(folder)
    assert (stopped["state"], stopped["reason"]) == ("stopped", "sigusr1")
    assert (stopped["ranks"], stopped["slurm_job"]) == (2, job)
    # SLURM lets a job wait for two minutes that was put back to the queue.
    slurm.call("scontrol", "update", f"JobId={job}", "StartTime=now")
    slurm.wait(job, "COMPLETED")
    ended = info(folder)
    assert (ended["state"], ended["reason"]) == ("finished", "short_circuit")
    assert len(ended["restarts"]) == 1
    log = (tmp_path / f"filasse_{job}.out").read_text()
    assert log.count("Stopped by SIGUSR1. The state at t =") == 1
    subprocess.run(
        [BIN / "filasse", "run", case, "-o", peaceful],
        check=True,
        capture_output=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    columns = ["time", "voltage", "flaw1.length", "flaw1.K_eq/K_c"]
    one, two = (read(f)[columns] for f in (peaceful, folder))
    pd.testing.assert_frame_equal(two, one, rtol=1e-7, atol=1e-7)


def read(folder: Path) -> pd.DataFrame:
    from filasse.output.run_result import open_run

    return open_run(folder).series


def test_ranks_that_do_not_find_each_other_are_refused(
    slurm: Any, case: Path, tmp_path: Path
) -> None:
    """`srun` without the right --mpi starts independent processes: one message, exit code 2."""
    script = tmp_path / "wrong.slurm"
    command = f"srun --mpi=none -n 2 filasse run {case} -o {tmp_path / 'results'}"
    script.write_text(f"#!/bin/bash\n{command}\necho exit code $?\n")
    job = slurm.submit(script, "--ntasks=2", "--overcommit", "--output=log", cwd=tmp_path)
    slurm.wait(job, "COMPLETED")
    log = (tmp_path / "log").read_text()
    assert log.count("srun started 2 processes (SLURM_STEP_NUM_TASKS)") == 1
    assert "each of them sees only 1 MPI rank" in log
    assert "--mpi=pmi2" in log
    assert "exit code 2" in log
    assert not (tmp_path / "results").exists()


def test_a_job_array_runs_a_sweep(slurm: Any, case: Path, tmp_path: Path) -> None:
    from filasse.sweep import SweepFolder, collect

    sweep, folder = tmp_path / "sweep.yaml", tmp_path / "results"
    sweep.write_text(
        f"base: {case.name}\n"
        "set: {mesh.tip: 1 um, growth.step: 8 um}\n"
        "grid: {protocol.current_density: [0.2 mA/cm^2, 8 mA/cm^2]}\n"
    )
    command = [BIN / "filasse", "sweep", sweep, "-o", folder, "--slurm", "-j", "2"]
    subprocess.run(command, check=True, capture_output=True)
    job = slurm.submit(folder / "job.slurm", "--mem-per-cpu=500", cwd=tmp_path)
    slurm.wait(job, "COMPLETED")
    table = collect(SweepFolder(folder))
    assert list(table["state"]) == ["finished", "finished"]
    assert list(table["reason"]) == ["arrested", "short_circuit"]
