"""Under mpiexec: the same results on any number of ranks, and an end to failures of one rank."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from filasse.config import Config, load_config
from filasse.output.run_result import RunResult, open_run
from filasse.sweep.sweep_table import numbers

BIN = Path(sys.executable).parent
LAUNCHER_VARIABLES = ("PMI_", "MPI", "HYD", "PMIX", "OMPI", "SLURM_STEP")
PLACE = ("geometry.flaws.0.position=17 um",)
ROUNDING = "_balance"
"""End of the names of columns that hold nothing but rounding errors."""

BROKEN = """
import importlib
import sys

from filasse.cli import main
from filasse.errors import ConvergenceError
from filasse.parallel import world

place, rank, error, *arguments = sys.argv[1:]
module, _, name = place.rpartition(".")
module = importlib.import_module(module)
function, calls = getattr(module, name), []


def broken(*given, **named):
    calls.append(place)
    if world().rank == int(rank) and len(calls) == 2:
        raise {"known": ConvergenceError("no luck"), "bug": ValueError("oops")}[error]
    return function(*given, **named)


setattr(module, name, broken)
main(arguments)
"""


def on_ranks(
    ranks: int, *command: str | Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(LAUNCHER_VARIABLES)}
    return subprocess.run(
        [BIN / "mpiexec", "-n", str(ranks), *command],
        env=environment | {"OMP_NUM_THREADS": "1"},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # no hang
    )


def run(ranks: int, config: Path, folder: Path, *options: str, code: int = 0) -> RunResult:
    places = [word for override in PLACE for word in ("--set", override)]
    done = on_ranks(ranks, BIN / "filasse", "run", config, "-o", folder, *places, *options)
    assert done.returncode == code, done.stderr
    return open_run(folder)


def assert_same(found: RunResult, wanted: RunResult) -> None:
    """Equal to 1e-8 of the largest value of a column; so is the row in the table of a sweep."""
    assert found.reason == wanted.reason
    assert list(found.series.columns) == list(wanted.series.columns)
    assert len(found.series) == len(wanted.series)
    for name in wanted.series.columns[~wanted.series.columns.str.endswith(ROUNDING)]:
        scale = float(np.nanmax(np.abs(wanted.series[name]), initial=0.0)) or 1.0
        np.testing.assert_allclose(
            found.series[name], wanted.series[name], 0, 1e-8 * scale, err_msg=name
        )
    one, other = (
        {name: value for name, value in numbers(run).items() if ROUNDING not in name}
        for run in (wanted, found)
    )
    assert other == pytest.approx(one, rel=1e-8)


@pytest.mark.slow
def test_one_two_and_three_ranks_and_a_restart_on_others(
    config: Path, made: Callable[[Config], RunResult], tmp_path: Path
) -> None:
    one = made(load_config(config, PLACE))
    assert one.reason == "short_circuit"
    for ranks in (2, 3):
        many = run(ranks, config, tmp_path / str(ranks))
        assert many.info["ranks"] == ranks
        assert_same(many, one)
    stopped = run(2, config, tmp_path / "moved", "--max-walltime", "1 ms", code=75)
    assert (stopped.state, stopped.reason) == ("stopped", "walltime")
    moved = run(3, config, tmp_path / "moved", "--resume")
    assert [restart["ranks"] for restart in moved.info["restarts"]] == [3]
    assert_same(moved, one)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "rank", "error", "code", "message"),
    [
        ("filasse.simulation.initiation_sites", 0, "known", 4, "Error: no luck"),
        (
            "filasse.timeloop.frozen_geometry.distribute",
            1,
            "bug",
            70,
            "This is a bug in filasse: ValueError: oops",
        ),
    ],
)
def test_a_rank_that_fails_ends_all(
    config: Path, tmp_path: Path, place: str, rank: int, error: str, code: int, message: str
) -> None:
    """The other rank waits in a collective call by then; PETSc objects are alive on both."""
    script, folder = tmp_path / "broken.py", tmp_path / "results"
    script.write_text(BROKEN)
    command = ("run", config, "-o", folder, "--set", "mesh.tip=1 um")
    done = on_ranks(2, sys.executable, script, place, str(rank), error, *command, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr.count(message) == 1
    assert "Traceback" not in done.stderr
    assert len(list((folder / "checkpoints").glob("*.json"))) == 1  # it can go on
