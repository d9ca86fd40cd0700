"""Commands under mpiexec, and results that are the same on any number of ranks."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from filasse.output.run_result import RunResult
from filasse.sweep.sweep_table import numbers

BIN = Path(sys.executable).parent
LAUNCHER_VARIABLES = ("PMI_", "MPI", "HYD", "PMIX", "OMPI", "SLURM_STEP")
ROUNDING = "_balance"
"""End of the names of columns that hold nothing but rounding errors."""

# One start of the processes for several commands: it takes longer than such a small run.
IN_TURN = """
import gc, json, runpy, sys
gc.disable()  # as `main` does
from filasse.cli.main import exit_code
from filasse.parallel import world


def done(words):
    if words[0] != "python":
        return exit_code(words)
    sys.argv = words[1:]
    runpy.run_path(sys.argv[0])
    return 0


codes = [done(words) for words in json.loads(sys.argv[1])]
if world().rank == 0:
    print(json.dumps(codes))
"""


class Told(NamedTuple):
    """Exit codes of commands, and what they print."""

    codes: list[int]
    out: str
    err: str


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


def in_turn(ranks: int, *commands: tuple[str | Path, ...]) -> Told:
    """Execute commands of filasse's, or of `python`, one after the other on some ranks."""
    words = json.dumps([[*map(str, command)] for command in commands])
    done = on_ranks(ranks, sys.executable, "-c", IN_TURN, words)
    assert done.returncode == 0, done.stderr
    told, _, codes = done.stdout.rstrip().rpartition("\n")
    return Told(json.loads(codes), told, done.stderr)


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
