"""Under mpiexec: the same results on any number of ranks, and an end to failures of one rank."""

import json
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


# One start of the processes for several commands: it takes longer than such a small run.
IN_TURN = """
import gc, json, sys
gc.disable()  # as `main` does
from filasse.cli.main import exit_code
from filasse.parallel import world

codes = [exit_code(arguments) for arguments in json.loads(sys.argv[1])]
if world().rank == 0:
    print(json.dumps(codes))
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


def run_in_turn(ranks: int, *runs: tuple[str | Path, ...]) -> list[int]:
    """Make runs (their arguments behind `run`) one after the other on some ranks; exit codes."""
    arguments = json.dumps([["run", *map(str, run)] for run in runs])
    done = on_ranks(ranks, sys.executable, "-c", IN_TURN, arguments)
    assert done.returncode == 0, done.stderr
    codes: list[int] = json.loads(done.stdout.splitlines()[-1])
    return codes


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
    places = [word for override in PLACE for word in ("--set", override)]
    two, moved = tmp_path / "two", tmp_path / "moved"
    whole, stopped = (config, *places, "-o"), (config, "--max-walltime", "1 ms", *places, "-o")
    assert run_in_turn(3, (*stopped, moved)) == [75]
    left = open_run(moved)
    assert (left.state, left.reason, left.info["ranks"]) == ("stopped", "walltime", 3)
    assert run_in_turn(2, (*whole, two), (*whole, moved, "--resume")) == [0, 0]
    assert open_run(two).info["ranks"] == 2
    assert_same(open_run(two), one)
    assert [restart["ranks"] for restart in open_run(moved).info["restarts"]] == [2]
    assert_same(open_run(moved), one)


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
