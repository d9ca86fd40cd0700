"""The same results on any number of MPI ranks, whatever the slab holds, and whoever wrote its laws.

On two ranks by default; `make test-ranks` sets FILASSE_TEST_RANKS for others.
"""

import json
import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.builders.made_once import made_once
from tests.builders.ranks.commands_in_turn import Told, assert_same, in_turn
from tests.builders.ranks.own_program import PROGRAM, SECTIONS
from tests.system.conftest import CONFIG
from tests.system.runs.test_joining_runs import SPALLS_SOON

from filasse.cli.main import exit_code
from filasse.config import Config, load_config
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

pytestmark = pytest.mark.slow

RANKS = [int(count) for count in os.environ.get("FILASSE_TEST_RANKS", "2").split()]
FOIL = ("anode={kind: foil, thickness: 10 um, cell_size: 5 um}", "mechanics.stack_pressure=1 MPa")
PLACE = ("geometry.flaws.0.position=17 um",)
CASES = {
    "short circuit": PLACE,
    "rate law": (
        *PLACE,
        "growth.law={kind: power, speed: 5 um/s, exponent: 20, threshold: 0.85}",
        "growth.max_steps=3",
    ),
    "two tips abreast": (
        "geometry.flaws=[{position: 13 um, length: 20 um}, {position: 28 um, length: 19.6 um}]",
        "growth.max_steps=4",
    ),
    "joining": SPALLS_SOON,
    "polycrystal": (
        "growth.max_steps=1",
        "geometry.microstructure={grains: {kind: voronoi, mean_size: 12 um}, seed: 3}",
        "electrolyte.grain_boundary={toughness_ratio: 0.6, width: 1 um}",
    ),
    "pore": (
        "geometry.flaws=[]",
        "geometry.microstructure={placed_pores: [{centre: [20 um, 9 um], size: 6 um, "
        "joined: true}]}",
        "growth={step: 2 um, micro_flaw: 2 um, max_steps: 1}",
        "protocol.current_density=8 mA/cm^2",
    ),
    "foil": (*FOIL, "growth.max_steps=0"),
    "cycle": (
        "geometry.flaws.0.length=8 um",
        "protocol={stop_time: 1 h, steps: [{current_density: 1 mA/cm^2, duration: 2 s}, "
        "{rest: 5 s}, {current_density: -1 mA/cm^2, duration: 2 s}]}",
    ),
    "layers": (
        "geometry.flaws.0={position: 15 um, length: 10 um}",
        "geometry.microstructure={placed_pores: [{centre: [30 um, 7 um], size: 6 um}]}",
        "electrolyte.leakage={conductivity: 1e-4 S/cm}",
        "interface={film_resistance: 20 ohm cm^2, coating: {material: gold, thickness: 50 nm}, "
        "contact: {reference_resistance: 9 ohm cm^2, reference_pressure: 5 MPa}, "
        "interphase: {material: LPSCl, loads_electrolyte: true}}",
        "mechanics.stack_pressure=2 MPa",
        "growth={step: 4 um, micro_flaw: 1.5 um, max_steps: 1}",
        "protocol={stop_time: 1 h, steps: [{repeat: 2, steps: ["
        "{current_density: 4 mA/cm^2, duration: 2 s}, "
        "{current_density: -4 mA/cm^2, duration: 1 s}]}]}",
    ),
    "few cells": (
        "geometry={width: 12 um, thickness: 12 um}",
        "mesh={tip: 6 um, lip: 6 um, anode: 6 um, far: 6 um}",
        "growth.step=6 um",
        "protocol={stop_time: 1 h, steps: [{current_density: 1 mA/cm^2, duration: 2 s}]}",
    ),
}
"""Overrides of the coarse slab; of the last one's few cells some ranks get next to none."""


class Together(NamedTuple):
    """What one start of the ranks has made: it takes longer than such a small run.

    Attributes:
        ranks: how many.
        folder: of the results, by case.
        told: exit codes and words, of the impedance last.
    """

    ranks: int
    folder: Path
    told: Told

    def run(self, case: str) -> RunResult:
        return open_run(self.folder / case)


@pytest.fixture(scope="module", params=RANKS)
def together(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Together:
    ranks: int = request.param
    folder = made_once(
        tmp_path_factory, f"on-{ranks}-ranks", lambda place: run_together(ranks, place)
    )
    return Together(ranks, folder, Told(*json.loads((folder / "told.json").read_text())))


def run_together(ranks: int, folder: Path) -> None:
    """Fill a folder with all that is compared with one rank, and with what was told."""
    folder.mkdir()
    config, own = folder / "coarse.yaml", folder / "own.py"
    config.write_text(CONFIG)
    own.write_text(PROGRAM)
    simulate(load_config(config, ("growth.max_steps=1",)), folder / "measured")
    stopped = ("run", config, "-o", folder / "moved", *settings(PLACE))
    before = in_turn(ranks + 1, (*stopped, "--max-walltime", "1 ms"))
    assert before.codes == [75]
    left = open_run(folder / "moved")
    assert (left.state, left.reason) == ("stopped", "walltime")
    assert left.info["ranks"] == ranks + 1
    told = in_turn(
        ranks,
        *(("run", config, "-o", folder / case, *settings(CASES[case])) for case in CASES),
        (*stopped, "--resume"),
        ("python", own, own_arguments(folder / "own")),
        impedance(folder),
        ("impedance", folder / "nowhere"),
    )
    (folder / "told.json").write_text(json.dumps(told))


def settings(overrides: tuple[str, ...]) -> list[str]:
    return [part for override in overrides for part in ("--set", override)]


def own_arguments(folder: Path) -> str:
    return json.dumps({str(folder / name): sections for name, sections in SECTIONS.items()})


def impedance(folder: Path) -> tuple[str, ...]:
    return ("impedance", str(folder / "measured"), "--json", "--points", "1")


def test_all_end_well(together: Together) -> None:
    assert together.told.codes == [0] * (len(CASES) + 3) + [5]
    assert together.told.err.count("There is no folder") == 1  # the first rank tells


@pytest.mark.parametrize("case", CASES)
def test_as_on_one_rank(
    case: str, together: Together, config: Path, made: Callable[[Config], RunResult]
) -> None:
    one, many = alone(case, config, made), together.run(case)
    assert (many.info["ranks"], many.info["parallel"]) == (together.ranks, "replicated")
    assert (one.info["ranks"], one.info["parallel"]) == (1, "one rank")
    assert_same(many, one)


def alone(case: str, config: Path, made: Callable[[Config], RunResult]) -> RunResult:
    """A case on one rank: in this process, which saves the start of another."""
    return made(load_config(config, CASES[case]))


def test_a_restart_on_another_number(
    together: Together, config: Path, made: Callable[[Config], RunResult]
) -> None:
    one, moved = alone("short circuit", config, made), together.run("moved")
    assert one.reason == "short_circuit"
    assert [restart["ranks"] for restart in moved.info["restarts"]] == [together.ranks]
    assert_same(moved, one)


def test_the_impedance_is_the_same_and_told_once(
    together: Together, capfd: pytest.CaptureFixture[str]
) -> None:
    capfd.readouterr()
    assert exit_code([*impedance(together.folder)]) == 0
    one, two = json.loads(capfd.readouterr().out), json.loads(together.told.out)
    assert one["notes"] == two["notes"]
    for name, values in one["spectrum"].items():
        assert values == pytest.approx(two["spectrum"][name], rel=1e-8), name


def test_own_code_does_the_same(
    together: Together, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's own laws, observer and criterion, in the plane and in space."""
    script = str(together.folder / "own.py")
    monkeypatch.setattr(sys, "argv", [script, own_arguments(tmp_path)])
    runpy.run_path(script)
    for name in SECTIONS:
        assert_told_alike(tmp_path / name, together.folder / "own" / name, together.ranks)


def assert_told_alike(alone: Path, together: Path, ranks: int) -> None:
    """The same rows, and an observer that was told of each of them, once."""
    runs = one, two = open_run(alone), open_run(together)
    assert two.info["ranks"] == ranks
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
