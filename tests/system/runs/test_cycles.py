"""Cycles of whole runs: they return to their start, keep their lithium, and go on after a break."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from filasse.config import load_config
from filasse.errors import StoppedEarly
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

type Run = Callable[..., RunResult]

SHORT = "geometry.flaws.0.length=8 um"


def protocol(steps: str) -> str:
    return f"protocol={{steps: [{steps}], stop_time: 2 h}}"


@pytest.mark.slow
def test_a_cycle_returns_to_its_start(run: Run) -> None:
    """Plated, stripped and left to rest, the crack holds what it held, at no pressure."""
    cycle = (
        "{repeat: 2, steps: [{current_density: 0.5 mA/cm^2, capacity: 0.002 mAh/cm^2}, "
        "{rest: 10 min}, {current_density: -0.5 mA/cm^2, capacity: 0.002 mAh/cm^2}, "
        "{rest: 10 min}]}"
    )
    series = run(SHORT, "mechanics.stack_pressure=1 MPa", protocol(cycle)).series
    start, end = series.iloc[0], series.iloc[-1]
    first = series[np.abs(series["time"] - 614.4 - 614.4) < 1e-6].iloc[-1]
    assert series["lithium_in_cracks"].max() > 1.5 * start["lithium_in_cracks"]
    assert end["lithium_in_cracks"] == pytest.approx(start["lithium_in_cracks"], rel=0.02)
    assert end["lithium_in_cracks"] == pytest.approx(first["lithium_in_cracks"], rel=1e-4)
    assert end["flaw1.K_eq/K_c"] == pytest.approx(first["flaw1.K_eq/K_c"], abs=1e-4)
    assert end["plated_charge"] == pytest.approx(0.0, abs=1e-12)
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-8


CYCLE_AND_GROW = (
    "{repeat: 3, steps: [{current_density: 4 mA/cm^2, capacity: 0.01 mAh/cm^2}, "
    "{current_density: -1 mA/cm^2, duration: 10 s}]}"
)


@pytest.mark.slow
def test_cracks_grow_on_plating_only(run: Run) -> None:
    """X6: lengths change while current plates, never while it strips or rests."""
    series = run(protocol(CYCLE_AND_GROW), "growth.step=1 um", "growth.max_steps=4").series
    grown = np.diff(series["flaw1.length"]) > 1e-6
    assert grown.any()
    assert np.all(series["current_density"].to_numpy()[1:][grown] > 0)
    assert series["lithium_balance"].max() < 1e-6


def test_cracks_grow_faster_at_higher_current(run: Run) -> None:
    """X6: time to the second advance at two currents."""
    often = ("growth.step=1 um", "growth.max_steps=2")
    times = [
        run(f"protocol={{current_density: {c} mA/cm^2, stop_time: 1 h}}", *often)
        .series["time"]
        .iloc[-1]
        for c in (3, 6)
    ]
    assert times[1] < times[0] / 2


@pytest.mark.slow
def test_staggered_cycles_are_monolithic(run: Run) -> None:
    """G8 with a cycle, and the crack growing after it."""
    steps = (
        "{current_density: 1 mA/cm^2, duration: 2 s}, {current_density: -1 mA/cm^2, duration: 2 s},"
        " {current_density: 4 mA/cm^2, duration: 1 h}"
    )
    rough = "numerics.time_tolerance=1e-2"  # both take the same steps
    cycle = protocol(steps), "growth.step=1 um", "growth.max_steps=1", rough
    together = run(*cycle).series.iloc[-1]
    in_turns = run(*cycle, "numerics.coupling=staggered").series.iloc[-1]
    for name in ("time", "voltage", "flaw1.length", "lithium_in_cracks"):
        assert in_turns[name] == pytest.approx(together[name], rel=1e-4)


@pytest.mark.slow
def test_a_cycle_that_is_broken_off_goes_on(config: Path, tmp_path: Path) -> None:
    """G8: the run stops after its first advance, in the middle of a step, and is resumed."""
    chosen = load_config(
        config, [protocol(CYCLE_AND_GROW), "growth.step=1 um", "growth.max_steps=2"]
    )
    with pytest.raises(StoppedEarly):
        simulate(chosen, tmp_path / "broken", max_walltime=1e-3)
    assert len(open_run(tmp_path / "broken").series) == 1
    simulate(chosen, tmp_path / "broken", resume=True)
    simulate(chosen, tmp_path / "whole")
    broken, whole = ((tmp_path / at / "series.csv").read_bytes() for at in ("broken", "whole"))
    assert broken == whole


def test_pulses_and_nested_repeats_switch_where_they_should(run: Run) -> None:
    pulse = "{current_density: 1 mA/cm^2, duration: 2 s}, {rest: 3 s}"
    steps = f"{{repeat: 2, steps: [{{repeat: 2, steps: [{pulse}]}}, {{rest: 5 s}}]}}"
    series = run(SHORT, protocol(steps)).series
    assert series["time"].iloc[-1] == pytest.approx(30.0)
    charge = 10.0 * 40e-6 * 2.0  # [C/m] of a pulse
    for switch, pulses in ((2, 1), (5, 1), (7, 2), (15, 2), (17, 3), (22, 4), (30, 4)):
        row = series[np.abs(series["time"] - switch) < 1e-9].iloc[0]
        assert row["plated_charge"] == pytest.approx(pulses * charge, rel=1e-9)
    within = {1: (1, 1), 4: (2, 1), 14: (5, 1), 16: (6, 2), 29: (10, 2)}  # step and cycle at a time
    for time, place in within.items():
        row = series[series["time"] >= time].iloc[0]
        assert (row["protocol_step"], row["cycle"]) == place


def test_a_ramp_gives_every_current_the_same_capacity(run: Run) -> None:
    ramp = (
        "{start: 0.2 mA/cm^2, stop: 0.6 mA/cm^2, increment: 0.2 mA/cm^2, capacity: 0.001 mAh/cm^2}"
    )
    series = run(SHORT, protocol(ramp)).series
    step = 0.001 * 3.6e4 * 40e-6  # [C/m]
    times = np.cumsum([36.0 / current for current in (2.0, 4.0, 6.0)])
    for count, time in enumerate(times, start=1):
        row = series[np.abs(series["time"] - time) < 1e-6].iloc[0]
        assert row["plated_charge"] == pytest.approx(count * step, rel=1e-9)
        assert row["areal_capacity"] == pytest.approx(count * 0.001, rel=1e-9)  # [mAh/cm^2]
    assert set(np.round(series["current_density"], 6)) == {0.2, 0.4, 0.6}


def test_a_constant_voltage_lasts_until_its_capacity(run: Run) -> None:
    hold = "{voltage: 30 mV, capacity: 0.001 mAh/cm^2}"
    series = run(SHORT, protocol(hold)).series
    np.testing.assert_allclose(series["voltage"], 0.03, rtol=1e-8)
    assert series["plated_charge"].iloc[-1] == pytest.approx(36.0 * 40e-6, rel=1e-6)


def test_a_voltage_limit_ends_a_stripping_step_from_above(run: Run) -> None:
    """The first step passes -30 mV at once; the second never does."""
    steps = (
        "{current_density: -2 mA/cm^2, voltage_limit: -30 mV}, "
        "{current_density: -0.1 mA/cm^2, voltage_limit: -30 mV, duration: 5 s}"
    )
    result = run(SHORT, protocol(steps))
    assert result.reason == "end_of_protocol"
    assert result.series["time"].iloc[-1] == pytest.approx(5.0)
