"""The protocol written out: currents and charges of the slab, temperatures that stay, cycles."""

from collections.abc import Callable

import pytest
from tests.builders.configs import load, write

from filasse.config import Config
from filasse.parameters.problem import problem
from filasse.parameters.protocol import segments

__all__ = ["load", "write"]

WIDTH = 100e-6
HALF_CYCLES = (
    "protocol.current_density=null",
    "protocol.steps=[{rest: 1 min}, {repeat: 2, steps: [{current_density: 1 mA/cm^2, capacity: "
    "0.1 mAh/cm^2}, {current_density: -1 mA/cm^2, duration: 1 h, voltage_limit: -50 mV}]}]",
)


def test_a_constant_current_is_one_segment(load: Callable[..., Config]) -> None:
    (only,) = segments(load())
    assert only.drive.current == pytest.approx(20.0 * WIDTH)
    assert (only.duration, only.is_last, only.must_reach) == (3600.0, True, False)


def test_repeats_are_written_out_and_counted(load: Callable[..., Config]) -> None:
    parts = segments(load(*HALF_CYCLES))
    assert [part.cycle for part in parts] == [0, 1, 1, 2, 2]
    assert [part.is_last for part in parts] == [False] * 4 + [True]
    currents = [0.0, 10.0, -10.0, 10.0, -10.0]
    assert [part.drive.current for part in parts] == pytest.approx([i * WIDTH for i in currents])


def test_a_charge_at_a_constant_current_is_a_time(load: Callable[..., Config]) -> None:
    _, plating, stripping, *_ = segments(load(*HALF_CYCLES))
    assert plating.duration == pytest.approx(360.0)
    assert plating.charge is None
    assert stripping.voltage == pytest.approx(-0.05)
    assert not stripping.must_reach  # the hour ends it as well


def test_what_has_no_other_end_must_reach_its_limit(load: Callable[..., Config]) -> None:
    steps = "[{current_density: 1 mA/cm^2, voltage_limit: 1 V}]"
    (only,) = segments(load("protocol.current_density=null", f"protocol.steps={steps}"))
    assert only.must_reach
    assert only.duration == 3600.0  # protocol.stop_time


def test_a_ramp_passes_the_same_charge_at_every_current(load: Callable[..., Config]) -> None:
    ramp = "{start: 1 mA/cm^2, stop: 2 mA/cm^2, increment: 0.5 mA/cm^2, capacity: 1 mAh/cm^2}"
    parts = segments(load("protocol.current_density=null", f"protocol.steps=[{ramp}]"))
    currents = [part.drive.current for part in parts]
    assert currents == pytest.approx([10.0 * WIDTH, 15.0 * WIDTH, 20.0 * WIDTH])
    charges = [part.drive.current * part.duration for part in parts]
    assert charges == pytest.approx([36000.0 * WIDTH] * 3)


def test_a_temperature_stays_until_the_next_one(load: Callable[..., Config]) -> None:
    steps = (
        "[{rest: 1 s}, {rest: 1 s, temperature: 60 degC}, {rest: 1 s}, "
        "{rest: 1 s, temperature: 0 degC}]"
    )
    config = load("protocol.current_density=null", f"protocol.steps={steps}")
    first, *kelvins = [part.temperature for part in segments(config)]
    assert first is None
    assert kelvins == pytest.approx([333.15, 333.15, 273.15])


def test_every_temperature_has_its_cell(load: Callable[..., Config]) -> None:
    steps = "[{rest: 1 s}, {rest: 1 s, temperature: 60 degC}]"
    solved = problem(load("protocol.current_density=null", f"protocol.steps={steps}"))
    first, second = (solved.cell_in(part) for part in solved.segments)
    assert first is solved.cell
    assert second.anode.temperature == pytest.approx(333.15)
    assert second.anode.exchange_current_density > first.anode.exchange_current_density


@pytest.mark.parametrize(
    ("overrides", "turns"),
    [((), False), (HALF_CYCLES, True)],
    ids=["plates", "plates and strips"],
)
def test_whether_a_cell_turns(
    load: Callable[..., Config], overrides: tuple[str, ...], turns: bool
) -> None:
    assert problem(load(*overrides)).turns is turns
