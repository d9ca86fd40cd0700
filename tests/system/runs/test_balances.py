"""Lithium and current are conserved over whatever happens in a run, and a breach is told."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from filasse.output.run_result import RunResult
from filasse.report.balances import balances
from filasse.timeloop import frozen_geometry

type Run = Callable[..., RunResult]

FOIL = ("anode={kind: foil, thickness: 10 um, cell_size: 5 um}", "mechanics.stack_pressure=1 MPa")
SWITCHES = (
    "geometry.flaws.0.length=8 um",
    "protocol={stop_time: 1 h, steps: [{current_density: -2 mA/cm^2, duration: 5 s}, "
    "{rest: 20 s}, {current_density: 1 mA/cm^2, duration: 3 s}]}",
)
WARMED = (
    "geometry.flaws.0.length=8 um",
    "protocol={stop_time: 1 h, steps: [{current_density: 1 mA/cm^2, duration: 3 s}, "
    "{current_density: 1 mA/cm^2, duration: 3 s, temperature: 45 degC}, "
    "{rest: 10 s, temperature: 10 degC}]}",
)
GROWTH = ("growth.max_steps=1",)
PORE = (
    "geometry.flaws=[]",
    "growth.micro_flaw=2 um",
    "geometry.microstructure={placed_pores: [{centre: [20 um, 9 um], size: 4 um, joined: true}]}",
    "protocol={stop_time: 1 h, steps: [{current_density: 2 mA/cm^2, duration: 3 s}, {rest: 5 s}]}",
)


@pytest.mark.slow
@pytest.mark.parametrize("anode", [(), FOIL], ids=["reservoir", "foil"])
@pytest.mark.parametrize(
    "events", [SWITCHES, WARMED, GROWTH], ids=["switches", "temperatures", "growth"]
)
def test_nothing_is_lost(run: Run, anode: tuple[str, ...], events: tuple[str, ...]) -> None:
    result = run(*anode, *events)
    columns = [name for name in result.series if name.endswith("_balance")]
    assert len(columns) == (3 if anode else 2)
    assert result.series[columns].max().max() < 1e-9
    assert all(check.holds for check in balances(result))
    assert result.info["warnings"] == []


def test_nothing_is_lost_in_a_pore(run: Run) -> None:
    result = run(*PORE)
    assert result.series[["lithium_balance", "current_balance"]].max().max() < 1e-9


def test_currents_that_have_died_away_balance(run: Run) -> None:
    """At rest 1e-20 of the current is left: its rounding errors are no breach."""
    steps = "{stop_time: 1 h, steps: [{current_density: 8 mA/cm^2, duration: 1 s}, {rest: 5 min}]}"
    patch = "interface.patches=[{film_resistance: 100000 ohm cm^2, position: 30 um, width: 8 um}]"
    result = run("geometry.flaws.0.length=4 um", patch, f"protocol={steps}")
    assert result.series["current_density"].abs().iloc[-1] < 1e-15
    assert result.series["current_balance"].max() < 1e-9


def test_a_breach_is_in_log_run_json_and_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = frozen_geometry.record
    monkeypatch.setattr(
        frozen_geometry, "record", lambda *given: replace(told(*given), lithium_balance=1e-3)
    )
    result = run("growth.max_steps=0")
    (warning,) = result.info["warnings"]
    assert warning.startswith("lithium_balance is 1.0e-03 at t = ")
    assert warning in result.folder.log.read_text()
    assert [check.holds for check in balances(result)] == [False, True, True]
