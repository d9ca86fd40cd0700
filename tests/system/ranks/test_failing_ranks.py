"""Under mpiexec: an end to failures of one rank."""

import sys
from pathlib import Path

import pytest
from tests.builders.ranks.commands_in_turn import on_ranks

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
