"""A user's own laws, observer and criterion: on two ranks as on one, in the plane and in space."""

import json
import runpy
import sys
from pathlib import Path

import pytest
from tests.system.ranks.test_mpi_runs import assert_same, on_ranks

from filasse.output.run_result import open_run

PROGRAM = '''
import json, sys
from dataclasses import dataclass
from pathlib import Path

import filasse
from filasse.parallel import world
from filasse.physics.creep.power_law import power_law


@dataclass(frozen=True)
class Doubled:
    """Twice the energy of the configuration."""

    needs_conditions: bool = True

    def energies(self, energy, conditions, tip):
        return 2 * energy


class Notes(filasse.Observer):
    """Writes down what it is told, rank by rank."""

    def on_start(self, start):
        self.path = start.folder / f"told-{world().rank}.json"
        self.times = []

    def on_step(self, record):
        self.times.append([record.time, record.tips[0].length])

    def on_end(self, reason):
        self.path.write_text(json.dumps([str(reason), self.times]))


for folder, sections in json.loads(sys.argv[1]).items():
    plane = "depth" not in sections["geometry"]
    laws = filasse.Laws(
        creep=lambda kelvin: power_law(6.6, 1e-36, 37e3, kelvin),
        toughness=Doubled() if plane else None,
    )
    filasse.simulate(
        filasse.load_config(sections),
        Path(folder),
        observers=[Notes()],
        laws=laws,
        stop_when=lambda record: record.tips[0].max_pressure > 30e6,
    )
'''
FLAW = {"position": "20 um", "length": "28 um"}
PLANE = {
    "geometry": {"width": "40 um", "thickness": "40 um", "flaws": [FLAW]},
    "electrolyte": {"material": "LLZO"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "4 um", "short_circuit_distance": "2 um"},
    "mesh": {"tip": "1 um", "lip": "4 um", "far": "10 um"},
    "output": {"figures": False, "fields_every": 0},
}
PENNY = {"position": "40 um", "length": "10 um"}
SPACE = {
    **PLANE,
    "geometry": {"width": "80 um", "thickness": "60 um", "depth": "80 um", "flaws": [PENNY]},
    "mesh": {"tip": "2 um", "far": "25 um"},
    "numerics": {"linear_solver": "multigrid"},  # the ranks share out its columns
}
CASES = {"plane": PLANE, "space": SPACE}


@pytest.mark.slow
def test_own_code_does_the_same_on_two_ranks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One start of the ranks for both runs; alone they are made in this process."""
    script = tmp_path / "own.py"
    script.write_text(PROGRAM)
    arguments = [
        json.dumps({str(tmp_path / name / ranks): sections for name, sections in CASES.items()})
        for ranks in ("1", "2")
    ]
    monkeypatch.setattr(sys, "argv", [str(script), arguments[0]])
    runpy.run_path(str(script))
    done = on_ranks(2, sys.executable, script, arguments[1])
    assert done.returncode == 0, done.stderr
    for name in CASES:
        assert_told_alike(tmp_path / name / "1", tmp_path / name / "2")


def assert_told_alike(alone: Path, together: Path) -> None:
    """The same rows, and an observer that was told of each of them, once."""
    runs = one, two = open_run(alone), open_run(together)
    assert two.info["ranks"] == 2
    assert one.reason == "stop_when"
    assert_same(two, one)
    for run in runs:
        assert [path.name for path in run.folder.root.glob("told-*")] == ["told-0.json"]
        reason, steps = json.loads((run.folder.root / "told-0.json").read_text())
        assert reason == "stop_when"
        series = run.series[["time", "flaw1.length"]]
        assert [time for time, _ in steps] == pytest.approx(list(series["time"]), rel=1e-9)
    pressures = one.series["flaw1.max_pressure"]
    assert pressures.iloc[-1] > 30 >= pressures.iloc[:-1].max()
