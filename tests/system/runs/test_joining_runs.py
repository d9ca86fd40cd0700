"""Cracks that join what they meet: the piece leaves, the rest goes on, and no lithium is lost."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.builders.coarse import run_and_kill

from filasse.cli.main import exit_code
from filasse.output.run_result import RunResult, open_run
from filasse.report.run_facts import overview

type Run = Callable[..., RunResult]

LEANING = "[[14 um, 0 um], [14 um, 10 um], [19 um, 15 um]]"
STANDING = "{path: [[22 um, 0 um], [22 um, 20 um]]}"
MEETS = (
    "growth.step=3 um",
    f"geometry.flaws=[{STANDING}, {{path: {LEANING}}}]",
)
"""flaw2 leans towards flaw1, some 3 um away."""

JOINS = (*MEETS, "growth.join=true")


def joined(result: RunResult) -> list[list[str]]:
    events = result.events
    return events.loc[events["event"] == "joined", ["tip", "obstacle"]].to_numpy().tolist()


def test_a_crack_that_is_met_goes_on(run: Run) -> None:
    result = run(*JOINS, "growth.max_steps=10", "protocol.current_density=8 mA/cm^2")
    assert joined(result) == [["flaw2", "crack flaw1"]]
    series = result.series
    assert series["lithium_balance"].max() < 1e-9
    before = series[series["flaw2.length"].notna()].iloc[-1]
    after = series[series["flaw2.length"].isna()]
    assert after["loose.area"].nunique() == 1
    assert 8 * 12 < after["loose.area"].iloc[0] < 8 * 20
    # What is left of flaw1 opens where it was met, and its tip has gone along with that of flaw2.
    assert after["flaw1.length"].iloc[0] < before["flaw1.length"] - 10
    assert 0 <= after["flaw1.y"].iloc[0] - before["flaw1.y"] < 0.5  # found 0.33
    assert after["flaw1.y"].iloc[-1] > before["flaw1.y"] + 2.9
    # Lithium beside the piece went to the anode in no time.
    gone = after["lithium_returned"].iloc[0] - before["lithium_returned"]
    assert gone > 0.5 * before["lithium_in_cracks"]
    told = " ".join(fact.value for fact in overview(result))
    assert "flaw2 joins crack flaw1: a piece of" in told


def test_a_tip_stands_unless_it_may_join(run: Run) -> None:
    result = run(*MEETS, "growth.max_steps=3")
    rows = result.series  # a tip that is held up makes no growth step, and no row
    assert rows["time_step"].is_unique
    assert (rows["step_size"] > 0).all()
    ends = rows.drop_duplicates("growth_step", keep="last")
    lengths = ends[["flaw1.length", "flaw2.length"]].sum(axis=1)
    assert len(ends) == 4 and lengths.is_monotonic_increasing and lengths.is_unique
    told = result.events[result.events["event"] == "growth"]
    assert told["growth_step"].tolist() == [0, 1, 2, 3]
    met = result.events[result.events["event"] == "met"]
    assert met[["tip", "obstacle"]].to_numpy().tolist() == [["flaw2", "crack flaw1"]]
    assert "loose.area" not in result.series


SPALLS = (
    "growth.join=true",
    "growth.step=3 um",
    "geometry.flaws=[{path: [[8 um, 0 um], [12 um, 5 um], [17 um, 2.5 um]]}, "
    "{position: 28 um, length: 22 um}]",
)
SPALLS_SOON = (*SPALLS, "growth.max_steps=7")
"""flaw1 is about to come back to the anode; flaw2 stands beside the piece."""


def test_the_run_goes_on_after_a_piece_has_spalled(run: Run) -> None:
    result = run(*SPALLS, "growth.max_steps=8")
    assert joined(result) == [["flaw1", "anode"]]
    assert result.reason == "max_steps"
    after = result.series[result.series["flaw1.length"].isna()]
    assert after["flaw2.y"].iloc[-1] > 22 + 2.9
    assert result.series["lithium_balance"].max() < 1e-9


def test_two_tips_that_meet_stay_symmetric(run: Run) -> None:
    pair = "[{path: [[13 um, 0 um], [17 um, 12 um]]}, {path: [[27 um, 0 um], [23 um, 12 um]]}]"
    result = run(
        "growth.join=true", "growth.step=3 um", f"geometry.flaws={pair}", "growth.max_steps=4"
    )
    assert joined(result) == [["flaw1", "crack flaw2"]]
    series = result.series
    both = series[series["flaw2.length"].notna()]
    until = both[both["growth_step"] < 3]
    assert np.allclose(until["flaw1.x"] + until["flaw2.x"], 40, atol=1e-6)
    assert np.allclose(until["flaw1.y"], until["flaw2.y"], atol=1e-6)
    # They stop at the clearance, and meet once they are critical there.
    last = both[both["growth_step"] == 3].iloc[-1]
    assert last["flaw2.x"] - last["flaw1.x"] == pytest.approx(2, rel=2e-3)
    assert last["flaw1.y"] == pytest.approx(last["flaw2.y"], abs=1e-3)  # as below
    assert last["step_size"] > 0.5
    assert max(last["flaw1.K_eq/K_c"], last["flaw2.K_eq/K_c"]) == pytest.approx(1, abs=1e-5)
    # Directions are rounded to 0.01 degrees, that is 0.5 nm over a step; and the last two are level
    # but for 0.9 degrees, so that their ways cross sixty times as far aside.
    assert series["flaw1.x"].iloc[-1] == pytest.approx(20, abs=0.04)
    assert series["lithium_balance"].max() < 1e-9


@pytest.mark.slow
def test_a_run_that_joins_is_the_same_killed(config: Path, run: Run, tmp_path: Path) -> None:
    """Killed while it writes the checkpoint after the joining; ranks have a test of their own."""
    changes = [part for change in SPALLS_SOON for part in ("--set", change)]
    killed = tmp_path / "killed"
    run_and_kill(config, killed, "*ck_*.json", 7, *changes)
    assert exit_code(["run", str(config), *changes, "-o", str(killed), "--resume"]) == 0
    results = [open_run(killed), run(*SPALLS_SOON)]
    rows = results[0].series
    assert rows[rows["flaw1.length"].isna()]["growth_step"].iloc[0] == 6
    assert [joined(result) for result in results] == [[["flaw1", "anode"]]] * 2
    one, other = ((result.folder.root / "series.csv").read_bytes() for result in results)
    assert one == other
