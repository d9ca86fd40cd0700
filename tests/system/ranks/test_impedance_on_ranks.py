"""The impedance of a run on several ranks: one answer, told once."""

import json
from pathlib import Path

import pytest
from tests.system.ranks.test_mpi_runs import BIN, on_ranks

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
    alone, together = capfd.readouterr().out, on_ranks(2, BIN / "filasse", *command)
    assert together.returncode == 0, together.stderr
    one, two = json.loads(alone), json.loads(together.stdout)
    assert one["notes"] == two["notes"]
    for name, values in one["spectrum"].items():
        assert values == pytest.approx(two["spectrum"][name], rel=1e-8), name
    refused = on_ranks(2, BIN / "filasse", "impedance", tmp_path / "nowhere")
    assert refused.returncode == 5
    assert refused.stderr.count("There is no folder") == 1
