"""What to expect of a run, in plain lines: the protocol against theory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from filasse.config import Config, RampSection, RepeatSection, StepSection
from filasse.config.sections.loading_section import AnyStep
from filasse.estimates.caveats import (
    creep_below_toughness,
    least_toughness,
    left_out,
    where_it_is_less,
)
from filasse.estimates.cost import estimate
from filasse.estimates.weakest_flaw import WeakestFlaw, charge_transfer, weakest_flaw
from filasse.units import format_quantity

DOUBT = 0.1
"""Relative distance from the critical current below which theory says nothing."""

LEAN = math.radians(2.0)
"""Lean from which a crack in a homogeneous slab comes back to the anode, or to a side."""

STAYS = ("arrests", "no plating", "no flaw")
"""Words of verdicts by which no flaw grows."""

NARROW = {"roller": 0.7, "free": 0.9}
"""Distance of a straight flaw from a side, over the thickness, below which sides bend its path.

Rollers push a crack away, to the other side; a free side draws it near. Measured with flaws of a
fifth of the thickness: with rollers a flaw 0.65 from a side curls and one 0.72 from it goes across,
at free sides those are 0.85 and 0.9.
"""

CENTRED = 0.1
"""Distance from the middle, over that from a side, up to which both sides hold each other off."""

WAGNER = 1.0
"""Wagner number below which plating is too uneven for the closed forms."""


class Plating(NamedTuple):
    """The strongest plating current of a protocol at one temperature: [A/m^2], [K] or None."""

    current: float
    temperature: float | None


class Verdict(NamedTuple):
    """What to expect: in a word, for tables, and in sentences.

    Attributes:
        word: `grows`, `arrests`, `too close to call`, `no plating`, `no flaw` or `unknown`.
        lines: sentences.
    """

    word: str
    lines: tuple[str, ...]


def verdict(config: Config) -> Verdict:
    """Compare the protocol of a configuration with what closed forms say of its longest flaw."""
    geometry = config.geometry
    currents = tuple(_plating(config.protocol.steps, config.protocol.current_density))
    if not geometry.flaw_count:
        text = "No flaw: lithium plates evenly, and no filament grows at any current."
        return Verdict("no flaw", (text,))
    weakest = weakest_flaw(config)
    if weakest is None:
        return Verdict("unknown", (_no_closed_form(config),))
    if config.protocol.voltage is not None:
        return _of_voltage(config, weakest)
    if not currents:
        return Verdict("no plating", ("No step plates lithium: no flaw grows.",))
    return _of_currents(config, currents)


def _no_closed_form(config: Config) -> str:
    if config.geometry.depth is None:
        return "Cracks start at pores or notches only: no closed form tells their critical current."
    return (
        "No closed form tells the critical current: in a slab with a depth it is known of cracks "
        "that stand straight, are no deeper than half their mouth, and are small against the slab."
    )


def _plating(steps: Iterable[AnyStep], constant: float | None) -> Iterator[Plating]:
    """The strongest plating current at every temperature."""
    strongest: dict[float | None, float] = {}
    if constant is not None:
        strongest[None] = constant
    kelvin: float | None = None
    for step in _flat(steps):
        kelvin = step.temperature if step.temperature is not None else kelvin
        current = step.stop if isinstance(step, RampSection) else step.current_density or 0.0
        if current > 0:
            strongest[kelvin] = max(current, strongest.get(kelvin, 0.0))
    return (Plating(current, kelvin) for kelvin, current in strongest.items())


def _flat(steps: Iterable[AnyStep]) -> Iterator[StepSection | RampSection]:
    for step in steps:
        if isinstance(step, RepeatSection):
            yield from _flat(step.steps)
        else:
            yield step


def _of_currents(config: Config, currents: tuple[Plating, ...]) -> Verdict:
    """The current that comes closest to, or most exceeds, its critical current."""
    found: list[tuple[float, Plating, WeakestFlaw]] = []
    for plating in currents:
        weakest = weakest_flaw(config, plating.temperature)
        assert weakest is not None
        found.append((_over(plating.current, weakest.limit), plating, weakest))
    over, plating, weakest = max(found, key=lambda item: item[0])
    what = f"{_current(plating.current)}{_at(plating.temperature)}"
    if weakest.critical == 0:
        line = f"The stack pressure alone cracks {weakest.name}."
        return Verdict("grows", (line, *_afterwards(config, weakest)))
    if math.isinf(weakest.limit):
        line = f"Lithium leaves {weakest.name} faster than it is plated: expect no growth."
        return Verdict("arrests", (line,))
    limit = f"the critical current of {weakest.name}, about {_current(weakest.limit)}"
    doubt = (*_doubt(weakest), *left_out(config))
    if weakest.critical is None and over >= 1 - DOUBT:
        lines = (_leaks(over, what, weakest), *_afterwards(config, weakest), *doubt)
        return Verdict("unknown", lines)
    least = least_toughness(config)
    if over <= 1 + DOUBT and over > least * (1 - DOUBT) and least < 1:
        line = f"{what} is {over:.2g} times {limit}; {where_it_is_less(config)} it may grow."
        return Verdict("too close to call", (line, *_afterwards(config, weakest), *doubt))
    if over < 1 - DOUBT:
        kelvin = plating.temperature or config.temperature
        creep = creep_below_toughness(config, weakest.name, weakest.ratio(plating.current), kelvin)
        if creep is not None:
            below = f"{what} is {100 * (1 - over):.0f} % below {limit}."
            return Verdict("grows", (below, creep, *_afterwards(config, weakest), *doubt))
        return Verdict("arrests", (*_arrest(over, what, limit, plating, weakest), *doubt))
    if over <= 1 + DOUBT:
        line = f"{what} is within {100 * DOUBT:.0f} % of {limit}: too close to call."
        return Verdict("too close to call", (line, *_afterwards(config, weakest), *doubt))
    line = f"{what} is {over:.2g} times {limit}: expect {weakest.name} to grow."
    if config.protocol.steps:
        line = f"{line[:-1]}, if a step lasts long enough to fill it."
    return Verdict("grows", (line, *_afterwards(config, weakest), *doubt))


def _leaks(over: float, what: str, weakest: WeakestFlaw) -> str:
    return (
        f"{what} is {over:.2g} times the {_current(weakest.limit)} that crack {weakest.name} if no "
        "lithium leaves it: it may grow; how much creeps out of its mouth is not estimated in a "
        "slab with a depth."
    )


def _over(current: float, critical: float) -> float:
    return current / critical if critical > 0 else math.inf


def _arrest(
    over: float, what: str, limit: str, plating: Plating, weakest: WeakestFlaw
) -> Iterator[str]:
    ratio = weakest.ratio(plating.current)
    if ratio <= 0:
        yield f"{what} is {100 * (1 - over):.0f} % below {limit}: the loads press it shut (K < 0)."
        yield (
            f"To see it grow: more than {_current(weakest.limit)}, less compression, or more "
            "film resistance."
        )
        return
    sign = "=" if weakest.critical is not None else "<"
    percent = f"{100 * (1 - over):.0f} %"
    yield f"{what} is {percent} below {limit}: expect arrest at K/K_c {sign} {ratio:.2f}."
    toughness = ratio * weakest.flaw.toughness
    shown = format_quantity(toughness, "Pa m^0.5", "MPa m^0.5", 2)
    yield (
        f"To see it grow: more than {_current(weakest.limit)}, a toughness below {shown}, a "
        "longer flaw, or more film resistance."
    )


def _of_voltage(config: Config, weakest: WeakestFlaw) -> Verdict:
    """A voltage drives the pressure at most to what Nernst's equation allows."""
    flaw, counter = weakest.flaw, config.counter_electrode.equilibrium_potential
    driving = (config.protocol.voltage or 0.0) - counter
    needed = flaw.volume_per_charge * (flaw.critical_pressure - flaw.stack_pressure)
    shown = f"{1e3 * driving:.3g} mV"
    limit = f"the {1e3 * needed:.3g} mV that hold the critical pressure of {weakest.name}"
    if driving < needed:
        held = flaw.stack_pressure + driving / flaw.volume_per_charge
        ratio = (held - flaw.closing) / (flaw.critical_pressure - flaw.closing)
        creep = creep_below_toughness(config, weakest.name, ratio, config.temperature)
        if creep is not None:
            line = f"{shown} is below {limit}. At most: {creep[0].lower()}{creep[1:]}"
            return Verdict("unknown", (line, *_afterwards(config, weakest)))
        return Verdict("arrests", (f"{shown} is below {limit}: it cannot grow.",))
    line = f"{shown} is above {limit}: it may grow; how much is lost elsewhere is not estimated."
    return Verdict("unknown", (line, *_afterwards(config, weakest)))


def _afterwards(config: Config, weakest: WeakestFlaw) -> Iterator[str]:
    """Where a crack that grows ends."""
    geometry, name = config.geometry, weakest.name
    if geometry.depth is not None:
        yield "Where a front ends in a slab with a depth is not estimated."
        return
    if geometry.has_inside:
        yield "Grains, pores and layers bend its path: where it ends is not estimated."
        return
    if abs(weakest.angle) >= LEAN:
        lean = math.degrees(abs(weakest.angle))
        end = "the run goes on without the piece" if config.growth.join else "`spalled`"
        yield (
            f"It leans by {lean:.3g} deg, and lithium under pressure lifts the side it leans to: "
            f"expect {name} to curl back to the anode ({end}){_or_side(config, weakest)}. "
            "Straight flaws go across."
        )
        return
    yield from _straight(config, weakest)


def _or_side(config: Config, weakest: WeakestFlaw) -> str:
    if weakest.position is None:
        return ""
    right = weakest.angle > 0
    gap = config.geometry.width - weakest.position if right else weakest.position
    near = gap < 2 * config.geometry.thickness
    return f" or into the side {1e6 * gap:.3g} um away (`blocked`)" if near else ""


def _straight(config: Config, weakest: WeakestFlaw) -> Iterator[str]:
    gap = _narrow(config, weakest)
    if gap is not None:
        end = "pushed to the other side" if config.mechanics.sides == "roller" else "drawn to it"
        yield (
            f"It starts {1e6 * gap:.3g} um from a side, which is near for a slab "
            f"{1e6 * config.geometry.thickness:.3g} um thick: expect {weakest.name} to be {end} "
            "(`blocked`). A flaw goes across in the middle, or of a wider slab."
        )
        return
    cost = estimate(config)
    if cost.steps >= config.growth.max_steps:
        yield f"Expect the run to end after growth.max_steps = {config.growth.max_steps}."
        return
    if (depth := config.growth.max_depth) is not None:
        yield f"Expect the run to end at growth.max_depth = {1e6 * depth:.4g} um."
        return
    yield f"Expect a short circuit after about {cost.steps} growth steps, if it goes straight."


def _narrow(config: Config, weakest: WeakestFlaw) -> float | None:
    """Distance [m] from a side that bends the path of a straight flaw; None if none does."""
    geometry, at = config.geometry, weakest.position
    if at is None:
        return None
    gap = min(at, geometry.width - at)
    off_middle = abs(at - geometry.width / 2)
    near = gap < NARROW[config.mechanics.sides] * geometry.thickness
    return gap if near and off_middle > CENTRED * gap else None


def _doubt(weakest: WeakestFlaw) -> Iterator[str]:
    flaw = weakest.flaw
    if flaw.conductivity * charge_transfer(flaw.kinetics) < WAGNER * flaw.length:
        yield "The Wagner number is small: plating is uneven, and these numbers are rough."


def _current(value: float) -> str:
    return format_quantity(value, "A/m^2", "mA/cm^2", 3)


def _at(temperature: float | None) -> str:
    return "" if temperature is None else f" at {temperature - 273.15:.3g} degC"
