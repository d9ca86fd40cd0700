"""When a flaw is critical under a protocol, against whole runs and against charge."""

import math
import re
from collections.abc import Callable

import pytest

from filasse.config import Config
from filasse.estimates.time_to_growth.applied_currents import (
    applied_currents,
    cell_voltage,
    drawn_current,
)
from filasse.estimates.time_to_growth.reaching import Reach, reach, time_under
from filasse.estimates.verdict import verdict

FILM = "interface.film_resistance=20 ohm cm^2"


def _protocol(*steps: str, stop: str = "10 h") -> str:
    return f"protocol={{stop_time: {stop}, steps: [{', '.join(steps)}]}}"


def _reach(config: Config) -> Reach:
    found = reach(config)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("current", "mouth", "seconds"),
    [
        ("2 mA/cm^2", "open", 9.810),
        ("2 mA/cm^2", "sealed", 9.434),
        ("1.3 mA/cm^2", "open", 34.24),
        ("1.3 mA/cm^2", "sealed", 18.86),
        ("20 mA/cm^2", "open", 0.4055),
    ],
)
def test_the_first_growth_is_that_of_whole_runs(
    load: Callable[..., Config], current: str, mouth: str, seconds: float
) -> None:
    """Runs of configs/quickstart.yaml, with its mesh."""
    config = load(FILM, f"protocol.current_density={current}", f"lithium.mouth={mouth}")
    found = _reach(config)
    assert found.time == pytest.approx(seconds, rel=0.05)
    assert time_under(config, config.protocol.current_density or 0.0, None) == found.time


def test_a_steady_state_below_the_toughness_is_never_critical(load: Callable[..., Config]) -> None:
    found = _reach(load(FILM, "protocol.current_density=1.2 mA/cm^2"))
    assert found.time is None
    assert found.across == pytest.approx(46.3 * 2.0 / 1.2, rel=0.01)  # by charge, from the start
    assert 0.9 < found.peak < 1.0  # its critical current is 1.24 mA/cm^2


def test_what_a_protocol_applies(load: Callable[..., Config]) -> None:
    steps = (
        "{repeat: 2, steps: [Charge at 1 mA/cm2 for 1 h, Rest for 10 min]}",
        "Discharge at 0.5 mA/cm2 until -1 V",
    )
    found = list(applied_currents(load(_protocol(*steps, stop="3 h"))))
    assert [(load.current, load.duration) for load in found] == [
        *((10.0, 3600.0), (0.0, 600.0)) * 2,
        (-5.0, 3 * 3600.0 - 2 * 4200.0),
    ]
    assert found[-1].start == 2 * 4200.0
    ramp = "{start: 1 mA/cm2, stop: 3 mA/cm2, increment: 1 mA/cm2, capacity: 0.1 mAh/cm2}"
    rising = list(applied_currents(load(_protocol(ramp))))
    assert [load.current for load in rising] == pytest.approx([10.0, 20.0, 30.0])
    assert [load.duration for load in rising] == pytest.approx([360.0, 180.0, 120.0])


def test_a_voltage_that_is_met_at_once_ends_its_step(load: Callable[..., Config]) -> None:
    """A whole run skips it too; one that is not met lasts until the run ends."""
    steps = "Charge at 2 mA/cm2 until 50 mV", "Rest for 10 min", "Charge at 2 mA/cm2 until 4.2 V"
    config = load(FILM, _protocol(*steps))
    assert [load.current for load in applied_currents(config)] == [0.0, 20.0]
    assert _reach(config).time == pytest.approx(600 + 9.8, abs=0.2)


def test_the_voltage_of_a_cell_without_flaws(load: Callable[..., Config]) -> None:
    """20 ohm cm^2, 100 um of electrolyte, and two electrodes at i_0, as small currents see it."""
    config = load(FILM, "interface.kinetics=linear")
    film, ohmic = 20e-4, 100e-6 / config.electrolyte.ionic_conductivity
    transfer = 0.0256926 / config.interface.exchange_current_density
    counter = 0.0256926 / config.counter_electrode.exchange_current_density
    voltage = cell_voltage(config, 1e-3)
    assert voltage == pytest.approx(1e-3 * (film + ohmic + transfer + counter), rel=1e-4)
    assert drawn_current(config, voltage) == pytest.approx(1e-3, rel=1e-6)
    uneven = load(FILM, "interface.transfer_coefficient=0.2")
    assert cell_voltage(uneven, drawn_current(uneven, -0.2)) == pytest.approx(-0.2, rel=1e-12)


def test_a_held_voltage_may_draw_more_for_the_way_across(load: Callable[..., Config]) -> None:
    """The faces of the flaw plate too: the soonest time is that of the most that is drawn."""
    config = load(FILM, "protocol={voltage: 80 mV, stop_time: 10 h}")
    constant = load(FILM, f"protocol.current_density={drawn_current(config, 0.08) / 10} mA/cm^2")
    most = reach(config, at_most=True)
    assert most is not None
    assert _reach(config).across == most.across < 0.95 * _reach(constant).across


def test_rests_and_strips_between_pulses(load: Callable[..., Config]) -> None:
    """Five seconds reach K/K_c = 0.66; a short rest loses little of it, a long one nearly all."""
    pulse = "Charge at 2 mA/cm2 for 5 s"
    without = _reach(load(FILM, "protocol.current_density=2 mA/cm^2")).time
    assert without is not None
    short = _reach(load(FILM, _protocol(f"{{repeat: 9, steps: [{pulse}, Rest for 1 s]}}")))
    assert short.time is not None and without + 1.0 < short.time < without + 8.0
    strip = "Discharge at 2 mA/cm2 for 10 s"
    for pause in ("Rest for 1 h", strip):
        found = _reach(load(FILM, _protocol(f"{{repeat: 1000, steps: [{pulse}, {pause}]}}")))
        assert found.time is None
        assert found.peak == pytest.approx(0.66, abs=0.02)


def test_the_soonest_way_across_takes_charge(load: Callable[..., Config]) -> None:
    """56 s less 9.8 s at 2 mA/cm^2; a rest in between adds its time only."""
    steady = _reach(load(FILM))
    assert steady.time is not None and steady.across is not None
    pause = _protocol("Charge at 2 mA/cm2 for 20 s", "Rest for 1 h", "Charge at 2 mA/cm2 for 1 h")
    rested = _reach(load(FILM, pause))
    assert rested.across == pytest.approx(steady.across + 3600.0)
    assert _reach(load(FILM, "protocol.stop_time=40 s")).across == math.inf


@pytest.mark.parametrize(
    ("changes", "word", "words"),
    [
        ((), "grows", "It reaches K_c after about 9.8 s."),
        (("protocol.stop_time=5 s",), "stops first", "K/K_c comes to 0.66 at most before the run"),
        (("protocol.stop_time=5 s",), "stops first", "let protocol.stop_time be later"),
        (("protocol.stop_time=8.9 s",), "too close to call", "It comes near K_c, to 0.9"),
        (("protocol.stop_time=40 s",), "grows", "at 40 s: expect it to end on its way"),
        ((_protocol("Charge at 1 mA/cm2 until 4.2 V"),), "arrests", "expect arrest"),
        ((_protocol("Charge at 3 mA/cm2 for 2 s", "Rest for 9 h"),), "stops first", "step last"),
        ((_protocol("Charge at 2 mA/cm2 until 50 mV"),), "no plating", "before the run ends"),
        ((_protocol("Hold at 0.2 V for 1 h"),), "grows", "The voltage draws about 3.4"),
        (("protocol={voltage: 60 mV, stop_time: 1 h}",), "too close to call", "the flaws draw"),
        (("protocol={voltage: 10 mV, stop_time: 1 h}",), "arrests", "it cannot grow"),
    ],
)
def test_the_verdict_knows_the_time(
    load: Callable[..., Config], changes: tuple[str, ...], word: str, words: str
) -> None:
    found = verdict(load(FILM, *changes))
    assert words in " ".join(found.lines)
    assert found.word == word


def test_uneven_plating_is_not_timed(load: Callable[..., Config]) -> None:
    found = verdict(load("interface.kinetics=ideal", "protocol.current_density=90 mA/cm^2"))
    assert found.word == "grows"
    assert "How soon is not estimated, for plating is uneven." in found.lines


def test_slow_growth_before_a_run_stops(load: Callable[..., Config]) -> None:
    law = "growth.law={kind: power, speed: 1 um/s, exponent: 2}"
    found = verdict(load(FILM, law, "protocol.stop_time=5 s"))
    assert found.word == "grows"
    assert found.lines[-1].endswith("h away, but the run stops at 5 s.")


SLOW = "growth.law={kind: power, speed: 1 um/s, exponent: 20, threshold: 0.5}"


def test_what_is_advised_for_slow_growth_makes_it_grow(load: Callable[..., Config]) -> None:
    """By a law of growth K need only pass its threshold, by current or by toughness."""
    weak = verdict(load(FILM, SLOW, "protocol.current_density=0.4 mA/cm^2"))
    assert weak.word == "arrests"
    advised = re.search(r"more than (\S+ mA/cm\^2), a toughness below (\S+ MPa)", weak.lines[1])
    assert advised is not None
    current, toughness = advised.groups()
    for part, word in ((0.98, "arrests"), (1.02, "grows")):
        value, unit = current.split()
        found = verdict(load(FILM, SLOW, f"protocol.current_density={part * float(value)} {unit}"))
        assert found.word == word
    tough = f"electrolyte.fracture_toughness={0.98 * float(toughness.split()[0])} MPa m^0.5"
    assert verdict(load(FILM, SLOW, tough, "protocol.current_density=0.4 mA/cm^2")).word == "grows"


@pytest.mark.parametrize(
    ("changes", "way", "end"),
    [
        ((), "the counter electrode is", "If it comes so far: expect a short circuit after"),
        (("growth.max_depth=30 um",), "growth.max_depth is", "If it comes so far: expect the run"),
        (("growth.max_depth=10.001 um",), "growth.max_depth is", "Expect the run to end at"),
    ],
)
def test_slow_growth_is_not_said_to_arrive_after_the_run(
    load: Callable[..., Config], changes: tuple[str, ...], way: str, end: str
) -> None:
    found = verdict(load(FILM, SLOW, "protocol.current_density=0.8 mA/cm^2", *changes))
    assert way in found.lines[1]
    assert ("but the run stops at 1 h." in found.lines[1]) == end.startswith("If")
    assert found.lines[2].startswith(end)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (("protocol.stop_time=60 s",), "at the soonest. The run stops at 1 min, which may be"),
        (("protocol.stop_time=8.9 s",), "If it grows: too little is plated to take it across"),
        (("protocol.stop_voltage=10 mV",), "if the voltage falls to protocol.stop_voltage = 10 mV"),
        (("protocol={voltage: 60 mV, stop_time: 1 h}",), "If it grows: expect a short circuit"),
    ],
)
def test_what_ends_a_run_before_the_short(
    load: Callable[..., Config], changes: tuple[str, ...], words: str
) -> None:
    """K meets K_c after 9.8 s and the crack is across after 56 s at the soonest."""
    assert words in " ".join(verdict(load(FILM, *changes)).lines)


def test_a_run_with_time_enough_is_not_said_to_stop(load: Callable[..., Config]) -> None:
    """9.8 s and five times the 46 s of the soonest way across are 241 s; a run shorts at 235 s."""
    said = {t: verdict(load(FILM, f"protocol.stop_time={t}")).lines[-1] for t in ("236 s", "250 s")}
    assert said["236 s"].endswith("which may be before that.")
    assert said["250 s"].endswith("at the soonest.")


SULFIDE = (
    "electrolyte={material: LPSCl}",
    "geometry={width: 1 mm, thickness: 1 mm, flaws: [{position: 500 um, length: 200 um}]}",
    FILM,
)


@pytest.mark.slow
def test_many_short_pulses_are_followed_or_left_open(load: Callable[..., Config]) -> None:
    """Stretches that each change K/K_c by little: a system without a solution is no traceback."""
    pulses = "{current_density: 0.5 mA/cm^2, duration: 500 ms}, {rest: 500 ms}"
    found = verdict(load(*SULFIDE, _protocol(f"{{repeat: 7200, steps: [{pulses}]}}", stop="100 h")))
    assert found.word == "grows"
    assert "How soon is not estimated, for its protocol could not be followed." in found.lines


def test_short_steps_that_follow_each_other_are_one(load: Callable[..., Config]) -> None:
    steps = "{repeat: 14400, steps: [{current_density: 0.05 mA/cm^2, duration: 1 s}]}"
    one = "{current_density: 0.05 mA/cm^2, duration: 4 h}"
    many, whole = (load(*SULFIDE, _protocol(step, stop="100 h")) for step in (steps, one))
    assert _reach(many).time == pytest.approx(_reach(whole).time)
    assert 3600.0 < (_reach(many).time or 0.0) < 1.5 * 3600.0


@pytest.mark.parametrize(
    "changing",
    [
        ("anode={kind: depleting, solute: {fraction: 1e-3, height: 10 nm}}",),
        ("anode={kind: foil}", "mechanics.stack_pressure=1 MPa"),
    ],
)
def test_a_step_may_end_where_the_interface_changes(
    load: Callable[..., Config], changing: tuple[str, ...]
) -> None:
    """Contact that is lost takes the voltage to a limit that the cell at the start is far from."""
    steps = (
        "{current_density: -0.5 mA/cm^2, voltage_limit: -0.5 V}",
        "{current_density: 5 mA/cm^2, duration: 1 h}",
    )
    flaw = "geometry.flaws=[{position: 50 um, length: 20 um}]"
    config = load(flaw, FILM, *changing, _protocol(*steps, stop="100 h"))
    found = verdict(config)
    assert found.word == "grows"
    assert found.lines[0].startswith("5 mA/cm^2")
    assert reach(config) is None


@pytest.mark.parametrize(
    ("stop", "word", "words"),
    [
        ("34 s", "too close to call", "but the flaws draw more: whether it grows is too close"),
        ("5 s", "stops first", "before the run ends at 5 s: expect no growth."),
        ("1 h", "grows", "at the latest."),
    ],
)
def test_flaws_draw_more_of_a_held_voltage(
    load: Callable[..., Config], stop: str, word: str, words: str
) -> None:
    """With what the flaw adds, its faces over the width, the current is twice that of the cell."""
    flaw = "geometry.flaws=[{position: 50 um, length: 50 um}]"
    config = load(flaw, FILM, f"protocol={{voltage: 80 mV, stop_time: {stop}}}")
    found = verdict(config)
    assert found.word == word
    assert words in " ".join(found.lines)
