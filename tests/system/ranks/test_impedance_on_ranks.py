"""The impedance of a run on several ranks: one answer, told once."""

import json
import sys
from pathlib import Path

import pytest
from tests.system.ranks.test_mpi_runs import IN_TURN, on_ranks

from filasse.cli.main import exit_code
from filasse.config import load_config
from filasse.simulation import simulate


@pytest.mark.slow
def test_every_rank_does_the_same_and_the_first_tells(
    config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    simulate(load_config(config, ("growth.max_steps=1",)), folder)
    command = ("impedance", str(folder), "--json", "--points", "1")
    capfd.readouterr()
    assert exit_code([*command]) == 0
    nowhere = ("impedance", str(tmp_path / "nowhere"))
    alone = capfd.readouterr().out
    together = on_ranks(2, sys.executable, "-c", IN_TURN, json.dumps([command, nowhere]))
    assert together.returncode == 0, together.stderr
    told, codes = together.stdout.rstrip().rsplit("\n", 1)
    assert json.loads(codes) == [0, 5]
    one, two = json.loads(alone), json.loads(told)
    assert one["notes"] == two["notes"]
    for name, values in one["spectrum"].items():
        assert values == pytest.approx(two["spectrum"][name], rel=1e-8), name
    assert together.stderr.count("There is no folder") == 1
