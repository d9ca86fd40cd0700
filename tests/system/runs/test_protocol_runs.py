"""Protocols: the march lands on every switch, lithium is conserved, limits end steps."""

from collections.abc import Callable

import numpy as np
import pytest

from filasse.output.run_result import RunResult

SHORT = "geometry.flaws.0.length=8 um"


def test_a_cycle_returns_and_conserves(run: Callable[..., RunResult]) -> None:
    steps = (
        "{steps: [{repeat: 2, steps: ["
        "{current_density: 0.5 mA/cm^2, capacity: 0.002 mAh/cm^2}, {rest: 20 s}, "
        "{current_density: -0.5 mA/cm^2, capacity: 0.002 mAh/cm^2}, {rest: 20 s}]}],"
        " stop_time: 1 h}"
    )
    result = run(SHORT, f"protocol={steps}")
    series = result.series
    assert result.reason == "end_of_protocol"
    assert series["lithium_balance"].max() < 1e-9
    # 0.002 mAh/cm^2 at 0.5 mA/cm^2 take 14.4 s; every switch is met exactly.
    times = np.array([14.4, 34.4, 48.8, 68.8, 83.2, 103.2, 117.6, 137.6])
    distance = np.abs(series["time"].to_numpy()[:, None] - times).min(axis=0)
    assert distance.max() < 1e-9
    signs = np.sign(np.round(series["current_density"], 9))
    assert set(signs) == {-1.0, 0.0, 1.0}
    assert series["plated_charge"].iloc[-1] == pytest.approx(0.0, abs=1e-12)
    assert series["plated_charge"].max() == pytest.approx(72.0 * 40e-6, rel=1e-9)


def test_stripping_closes_the_crack(run: Callable[..., RunResult]) -> None:
    steps = (
        "{steps: [{current_density: 1 mA/cm^2, duration: 10 s}, "
        "{current_density: -1 mA/cm^2, duration: 60 s}], stop_time: 1 h}"
    )
    series = run(SHORT, f"protocol={steps}").series
    pressure = series["flaw1.max_pressure"]
    assert pressure.max() > 20.0
    assert pressure.iloc[-1] == 0.0
    assert series["lithium_in_cracks"].iloc[-1] < 0.2 * series["lithium_in_cracks"].max()
    assert series["lithium_in_cracks"].min() > -1e-9


def test_a_voltage_limit_ends_a_step(run: Callable[..., RunResult]) -> None:
    """The film's resistance takes 20 mV per mA/cm^2: a ramp of currents passes 50 mV."""
    steps = (
        "{steps: [{current_density: 0.1 mA/cm^2, duration: 5 s}, "
        "{current_density: 2 mA/cm^2, voltage_limit: 50 mV}], stop_time: 1 h}"
    )
    result = run(SHORT, f"protocol={steps}")
    assert result.reason == "end_of_protocol"
    assert result.series["time"].iloc[-1] == pytest.approx(5.0)


def test_a_limit_that_is_never_met_has_a_reason(run: Callable[..., RunResult]) -> None:
    steps = "{steps: [{current_density: 0.1 mA/cm^2, voltage_limit: 2 V}], stop_time: 10 min}"
    result = run(SHORT, f"protocol={steps}")
    assert result.reason == "limit_never_reached"


def test_a_ramp_finds_the_current_that_cracks(run: Callable[..., RunResult]) -> None:
    steps = (
        "{steps: [{start: 0.5 mA/cm^2, stop: 4 mA/cm^2, increment: 0.5 mA/cm^2, "
        "capacity: 0.01 mAh/cm^2}], stop_time: 1 h}"
    )
    result = run(f"protocol={steps}", "growth.max_steps=0")
    series = result.series
    assert result.reason == "max_steps"
    assert series["flaw1.K_eq/K_c"].iloc[-1] == pytest.approx(1.0, abs=1e-5)
    assert 0.5 <= series["current_density"].iloc[-1] <= 4.0
