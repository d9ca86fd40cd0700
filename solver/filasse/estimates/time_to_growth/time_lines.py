"""What is said of the time in which a flaw comes to its toughness, and of runs that stop before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from filasse.config import Config
from filasse.config.rules.findings import time_text
from filasse.estimates.time_to_growth.applied_currents import applied_currents
from filasse.estimates.time_to_growth.reaching import Reach, reach, time_under
from filasse.estimates.weakest_flaw import WeakestFlaw
from filasse.physics.stability.crack_time import edge_speed_factor

PENNY = 0.4
"""Time in which a half-penny fills to K = K_c over sqrt(R)/C, C of its speed dR/dt = C sqrt(R)."""
WEDGE = 0.5
"""The same of lithium that stays where it is plated, which wedges the tip, over that of lithium
that spreads evenly."""


class StopsFirst(NamedTuple):
    """A run that stops before its flaw is critical.

    Attributes:
        peak: the largest K/K_c, or a share of it.
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
        return _too_little(config, weakest)
    found = reach(config)
    if found is not None and found.is_drawn:
        found = reach(config, at_most=True)
    if found is None or found.time is not None or found.peak >= enough:
        return None
    shown = f"K/K_c comes to {found.peak:.2f} at most" if found.peak > 0 else "K stays negative"
    line = f"{shown} before the run ends at {time_text(found.end)}: expect no growth."
    return StopsFirst(found.peak, line, tuple(_longer(config, current, kelvin)))


def _longer(config: Config, current: float, kelvin: float | None) -> Iterator[str]:
    time = time_under(config, current, kelvin)
    if time is not None:
        yield (
            f"Without a break, this current takes it to K_c after about {time_text(time, 2)}: let "
            f"{'the step last longer' if config.protocol.steps else 'protocol.stop_time be later'}."
        )


def _too_little(config: Config, weakest: WeakestFlaw) -> StopsFirst | None:
    """In a slab with a depth: whether all lithium that is plated could not fill the flaw."""
    flaw = weakest.flaw
    factor = edge_speed_factor(1.0, flaw.modulus, flaw.toughness, flaw.volume_per_charge)
    charge = WEDGE * PENNY * math.sqrt(flaw.length) / factor
    plated, end = 0.0, 0.0
    for load in applied_currents(config):
        if not load.is_timed:
            return None
        plated += max(0.0, load.current) * load.duration
        end = load.start + load.duration
    if plated >= charge or not weakest.is_even:
        return None
    line = (
        f"all that is plated before the run ends at {time_text(end)} is {plated / charge:.2g} of "
        "the least that fills it: expect no growth."
    )
    return StopsFirst(plated / charge, line, ())


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
