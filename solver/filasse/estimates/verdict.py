"""What to expect of a run, in plain lines: the protocol against theory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from filasse.config import Config
from filasse.estimates.caveats import (
    SlowGrowth,
    creep_below_toughness,
    least_toughness,
    left_out,
    where_it_is_less,
)
from filasse.estimates.expected_end import where_it_ends
from filasse.estimates.time_to_growth.applied_currents import applied_currents
from filasse.estimates.time_to_growth.reaching import reach
from filasse.estimates.time_to_growth.time_lines import growth_line, stops_first
from filasse.estimates.weakest_flaw import WeakestFlaw, charge_transfer, weakest_flaw
from filasse.units import format_quantity

DOUBT = 0.1
"""Relative distance from the critical current below which theory says nothing."""

STAYS = ("arrests", "no plating", "no flaw", "stops first")
"""Words of verdicts by which no flaw grows."""

GROWS, ARRIVES = "it grows", "it comes so far"
"""What the end of a run may hang on."""

WAGNER = 1.0
"""Wagner number below which plating is too uneven for the closed forms."""


class Plating(NamedTuple):
    """The strongest plating current of a protocol at one temperature.

    Attributes:
        current: density [A/m^2].
        temperature: [K]; None for the configured one.
        is_drawn: by a held voltage; flaws draw more than that.
    """

    current: float
    temperature: float | None
    is_drawn: bool


class Verdict(NamedTuple):
    """What to expect: in a word, for tables, and in sentences.

    Attributes:
        word: `grows`, `arrests`, `stops first` (the run ends before the flaw is critical),
            `too close to call`, `no plating`, `no flaw` or `unknown`.
        lines: sentences.
    """

    word: str
    lines: tuple[str, ...]


def verdict(config: Config) -> Verdict:
    """Compare the protocol of a configuration with what closed forms say of its longest flaw."""
    geometry = config.geometry
    currents = tuple(_plating(config))
    if not geometry.flaw_count:
        text = "No flaw: lithium plates evenly, and no filament grows at any current."
        return Verdict("no flaw", (text,))
    weakest = weakest_flaw(config)
    if weakest is None:
        return Verdict("unknown", (_no_closed_form(config),))
    if config.protocol.voltage is not None and (weak := _too_weak(config, weakest)) is not None:
        return weak
    if not currents:
        return Verdict(
            "no plating", ("No step plates lithium before the run ends: no flaw grows.",)
        )
    return _of_currents(config, currents)


def _no_closed_form(config: Config) -> str:
    if config.geometry.depth is None:
        return "Cracks start at pores or notches only: no closed form tells their critical current."
    return (
        "No closed form tells the critical current: in a slab with a depth it is known of cracks "
        "that stand straight, are no deeper than half their mouth, and are small against the slab."
    )


def _plating(config: Config) -> Iterator[Plating]:
    """The strongest plating current at every temperature, of what comes before the end."""
    strongest: dict[float | None, Plating] = {}
    for load in applied_currents(config):
        kelvin = load.temperature
        if load.current > (strongest[kelvin].current if kelvin in strongest else 0.0):
            strongest[kelvin] = Plating(load.current, kelvin, load.is_drawn)
    return iter(strongest.values())


def _of_currents(config: Config, currents: tuple[Plating, ...]) -> Verdict:
    """The current that comes closest to, or most exceeds, its critical current."""
    found: list[tuple[float, Plating, WeakestFlaw]] = []
    for plating in currents:
        weakest = weakest_flaw(config, plating.temperature)
        assert weakest is not None
        found.append((_over(plating.current, weakest.limit), plating, weakest))
    over, plating, weakest = max(found, key=lambda item: item[0])
    if weakest.critical == 0:
        pulled = config.mechanics.lateral_stress < 0.0
        line = (
            f"The {'lateral stress' if pulled else 'stack pressure'} alone cracks {weakest.name}."
        )
        return Verdict("grows", (line, *where_it_ends(config, weakest)))
    if math.isinf(weakest.limit):
        line = f"Lithium leaves {weakest.name} faster than it is plated: expect no growth."
        return Verdict("arrests", (line,))
    said = _said(config, over, plating, weakest)
    return Verdict(said.word, (*said.lines, *_doubt(weakest), *left_out(config)))


def _said(config: Config, over: float, plating: Plating, weakest: WeakestFlaw) -> Verdict:
    """What a current means that is `over` times the critical one."""
    what = _what(plating)
    limit = f"the critical current of {weakest.name}, about {_current(weakest.limit)}"
    least = least_toughness(config)
    if over > (enough := least * (1 - DOUBT)):
        stopped = stops_first(config, weakest, plating.current, plating.temperature, enough)
        if stopped is not None:
            first = f"{what} is {over:.2g} times {limit}, but {stopped.line}"
            slow = _creep(config, plating, weakest, stopped.peak)
            lines = (first, *stopped.more, *([] if slow is None else [slow.line]))
            return Verdict("stops first" if slow is None else "grows", lines)
    if weakest.critical is None and over >= 1 - DOUBT:
        lines = (_leaks(over, what, weakest), *where_it_ends(config, weakest, given=GROWS))
        return Verdict("unknown", lines)
    if enough < over <= 1 + DOUBT and least < 1:
        line = f"{what} is {over:.2g} times {limit}; {where_it_is_less(config)} it may grow."
        return Verdict("too close to call", (line, *_if_it_grows(config, weakest)))
    if over < 1 - DOUBT:
        return _below(config, over, plating, weakest, limit)
    if over <= 1 + DOUBT:
        line = f"{what} is within {100 * DOUBT:.0f} % of {limit}: too close to call."
        return Verdict("too close to call", (line, *_if_it_grows(config, weakest)))
    reached = reach(config)
    told = growth_line(config, weakest, reached)
    if reached is not None and reached.time is None:
        ends = where_it_ends(config, weakest, reached, given=GROWS)
        line = f"{what} is {over:.2g} times {limit}."
        return Verdict("too close to call", (line, told, *ends))
    line = f"{what} is {over:.2g} times {limit}: expect {weakest.name} to grow."
    return Verdict("grows", (line, told, *where_it_ends(config, weakest, reached)))


def _if_it_grows(config: Config, weakest: WeakestFlaw) -> Iterator[str]:
    return where_it_ends(config, weakest, reach(config), given=GROWS)


def _below(
    config: Config, over: float, plating: Plating, weakest: WeakestFlaw, limit: str
) -> Verdict:
    what = _what(plating)
    ratio = weakest.ratio(plating.current)
    below = f"{what} is {100 * (1 - over):.0f} % below {limit}."
    slow = _creep(config, plating, weakest, ratio)
    if slow is not None:
        ends = where_it_ends(config, weakest, given=ARRIVES if slow.is_late else "")
        return Verdict("grows", (below, slow.line, *ends))
    if plating.is_drawn and over * weakest.most_drawn >= 1 - DOUBT:
        most = _current(plating.current * weakest.most_drawn)
        line = f"{below[:-1]}; with what the flaws draw it may be {most}: too close to call."
        return Verdict("too close to call", (line, *_if_it_grows(config, weakest)))
    return Verdict("arrests", tuple(_arrest(config, over, what, limit, plating, weakest)))


def _creep(
    config: Config, plating: Plating, weakest: WeakestFlaw, ratio: float
) -> SlowGrowth | None:
    kelvin = plating.temperature or config.temperature
    return creep_below_toughness(config, weakest.name, ratio, kelvin)


def _leaks(over: float, what: str, weakest: WeakestFlaw) -> str:
    return (
        f"{what} is {over:.2g} times the {_current(weakest.limit)} that crack {weakest.name} if no "
        "lithium leaves it: it may grow; how much creeps out of its mouth is not estimated in a "
        "slab with a depth."
    )


def _over(current: float, critical: float) -> float:
    return current / critical if critical > 0 else math.inf


def _arrest(
    config: Config, over: float, what: str, limit: str, plating: Plating, weakest: WeakestFlaw
) -> Iterator[str]:
    ratio, law = weakest.ratio(plating.current), config.growth.law
    begins = law.threshold if law.law.is_subcritical and law.threshold > 0 else 1.0
    to_grow = f"more than {_current(weakest.needed(begins))}"
    if ratio <= 0:
        yield f"{what} is {100 * (1 - over):.0f} % below {limit}: the loads press it shut (K < 0)."
        yield f"To see it grow: {to_grow}, less compression, or more film resistance."
        return
    sign = "=" if weakest.critical is not None else "<"
    percent = f"{100 * (1 - over):.0f} %"
    yield f"{what} is {percent} below {limit}: expect arrest at K/K_c {sign} {ratio:.2f}."
    toughness = ratio / begins * weakest.flaw.toughness
    shown = format_quantity(toughness, "Pa m^0.5", "MPa m^0.5", 2)
    slowly = f"; or a lower growth.law.threshold than {begins:.2g}" if begins < 1 else ""
    yield (
        f"To see it grow: {to_grow}, a toughness below {shown}, a longer flaw, or more film "
        f"resistance{slowly}."
    )


def _too_weak(config: Config, weakest: WeakestFlaw) -> Verdict | None:
    """A voltage drives the pressure at most to what Nernst's equation allows; None if that may do.

    How much of it is left at the anode then is told by the current that it draws.
    """
    flaw, counter = weakest.flaw, config.counter_electrode.equilibrium_potential
    driving = (config.protocol.voltage or 0.0) - counter
    needed = flaw.critical_overpotential
    if driving >= needed:
        return None
    shown = f"{1e3 * driving:.3g} mV"
    limit = f"the {1e3 * needed:.3g} mV that hold the critical pressure of {weakest.name}"
    held = flaw.stack_pressure + driving / flaw.volume_per_charge
    ratio = (held - flaw.closing) / (flaw.critical_pressure - flaw.closing)
    creep = creep_below_toughness(config, weakest.name, ratio, config.temperature)
    if creep is None:
        return Verdict("arrests", (f"{shown} is below {limit}: it cannot grow.",))
    line = f"{shown} is below {limit}. At most: {creep.line[0].lower()}{creep.line[1:]}"
    return Verdict("unknown", (line, *where_it_ends(config, weakest, given=GROWS)))


def _doubt(weakest: WeakestFlaw) -> Iterator[str]:
    flaw = weakest.flaw
    if flaw.conductivity * charge_transfer(flaw.kinetics) < WAGNER * flaw.length:
        yield "The Wagner number is small: plating is uneven, and these numbers are rough."


def _current(value: float) -> str:
    return format_quantity(value, "A/m^2", "mA/cm^2", 3)


def _what(plating: Plating) -> str:
    """A plating current, and whether a voltage draws it."""
    held = "The voltage draws about " if plating.is_drawn else ""
    which = ", which" if plating.is_drawn else ""
    return f"{held}{_current(plating.current)}{_at(plating.temperature)}{which}"


def _at(temperature: float | None) -> str:
    return "" if temperature is None else f" at {temperature - 273.15:.3g} degC"
