"""What is said of the time in which a flaw comes to its toughness, and of runs that stop before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from filasse.config import Config
from filasse.config.rules.findings import time_text
from filasse.estimates.edge_crack import unit_crack
from filasse.estimates.steady_film import OpenFlaw, excess_pressure
from filasse.estimates.time_to_growth.applied_currents import applied_currents
from filasse.estimates.time_to_growth.reaching import Reach, reach, time_under
from filasse.estimates.weakest_flaw import WeakestFlaw
from filasse.physics.stability.crack_time import PENNY_SPEED, crack_speed_factor, penny_filling_time


class StopsFirst(NamedTuple):
    """A run that stops before its flaw is critical.

    Attributes:
        peak: the largest K/K_c; no more than that in a slab with a depth.
        line: a sentence without its subject.
        more: further sentences.
    """

    peak: float
    line: str
    more: tuple[str, ...]


def stops_first(
    config: Config, weakest: WeakestFlaw, current: float, kelvin: float | None, enough: float
) -> StopsFirst | None:
    """What to say if the protocol ends before the flaw grows; None if it does not, or may not.

    Args:
        config: the configuration.
        weakest: its longest flaw.
        current: the strongest plating current [A/m^2].
        kelvin: the temperature under it [K]; None for the configured one.
        enough: K/K_c from which it may grow.
    """
    if config.geometry.depth is not None:
        in_space = _most_in_space(config, weakest, current)
        if in_space is None or in_space[0] >= enough:
            return None
        return StopsFirst(in_space[0], _no_growth(*in_space), ())
    found = reach(config)
    if found is not None and found.is_drawn:
        found = reach(config, at_most=True)
    if found is None or found.time is not None or found.peak >= enough:
        return None
    more = tuple(_longer(config, current, kelvin))
    return StopsFirst(found.peak, _no_growth(found.peak, found.end), more)


def _no_growth(peak: float, end: float) -> str:
    shown = f"K/K_c comes to {peak:.2f} at most" if peak > 0 else "K stays negative"
    return f"{shown} before the run ends at {time_text(end)}: expect no growth."


def _longer(config: Config, current: float, kelvin: float | None) -> Iterator[str]:
    time = time_under(config, current, kelvin)
    if time is not None:
        yield (
            f"Without a break, this current takes it to K_c after about {time_text(time, 2)}: let "
            f"{'the step last longer' if config.protocol.steps else 'protocol.stop_time be later'}."
        )


def _most_in_space(
    config: Config, weakest: WeakestFlaw, current: float
) -> tuple[float, float] | None:
    """In a slab with a depth: K/K_c by all lithium that is plated, and the end of the run [s].

    None if one of them is not known.
    """
    plated, end = 0.0, 0.0
    for load in applied_currents(config):
        if not load.is_timed:
            return None
        plated += max(0.0, load.current) * load.duration
        end = load.start + load.duration
    return (_most_of_charge(weakest.flaw, current, plated), end) if weakest.is_even else None


def _most_of_charge(flaw: OpenFlaw, current: float, plated: float) -> float:
    """The largest K/K_c of a half-penny, however the lithium of a charge lies from mouth to front.

    With m = R^2 - r^2 a penny has K ~ int p m^(-1/2) dm and V ~ int p m^(1/2) dm. So the least
    lithium that gives K has the largest pressure, p_max, in a ring at the front, and opens
    nothing inside: (p/p_max)^2 of what the uniform pressure p of the same K takes. It is plated
    at most as a conducting half-penny draws it.

    Args:
        flaw: the flaw.
        current: the strongest plating current [A/m^2]; it drives p_max, where nothing is plated.
        plated: charge at the planar interface [C/m^2].
    """
    per_charge = flaw.volume_per_charge
    speed = crack_speed_factor(1.0, flaw.modulus, flaw.toughness, per_charge, PENNY_SPEED)
    part = plated / penny_filling_time(flaw.length, speed)
    at_first = max(flaw.stack_pressure, flaw.closing)  # faces that are pressed shut touch
    critical = flaw.critical_pressure - flaw.closing
    driven = excess_pressure(flaw, current, np.zeros(len(unit_crack().nodes)))[0].max()
    largest = flaw.stack_pressure + float(driven) - at_first
    uniform = min(largest, math.cbrt(part * critical * largest**2))
    return (at_first + uniform - flaw.closing) / critical


def growth_line(config: Config, weakest: WeakestFlaw, found: Reach | None) -> str:
    """When the flaw begins to grow, or why that is not told."""
    if found is not None and found.time is not None:
        latest = " at the latest" if found.is_drawn else ""
        return f"It reaches K_c after about {time_text(found.time, 2)}{latest}."
    if found is not None and found.is_drawn:
        return (
            f"It comes to K/K_c = {found.peak:.2f} before the run ends at {time_text(found.end)}, "
            "but the flaws draw more: whether it grows is too close to call."
        )
    if found is not None:
        return (
            f"It comes near K_c, to {found.peak:.2f}, before the run ends at "
            f"{time_text(found.end)}: whether it grows is too close to call."
        )
    if not weakest.is_even:
        why = "plating is uneven"
    elif config.geometry.depth is not None:
        why = "the slab has a depth"
    else:
        why = "its protocol could not be followed"
    return f"How soon is not estimated, for {why}."
