"""Where a crack that grows ends, in plain lines: across, back at the anode, or in a side."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.config import Config
from filasse.config.rules.findings import time_text
from filasse.estimates.cost import expected_cost
from filasse.estimates.time_to_growth.reaching import Reach
from filasse.estimates.weakest_flaw import WeakestFlaw
from filasse.units import format_quantity

LEAN = math.radians(2.0)
"""Lean from which a crack in a homogeneous slab comes back to the anode, or to a side."""

NARROW = {"roller": 0.7, "free": 0.9}
"""Distance of a straight flaw from a side, over the thickness, below which sides bend its path.

Rollers push a crack away, to the other side; a free side draws it near. Measured with flaws of a
fifth of the thickness: with rollers a flaw 0.65 from a side curls and one 0.72 from it goes across,
at free sides those are 0.85 and 0.9.
"""

CENTRED = 0.1
"""Distance from the middle, over that from a side, up to which both sides hold each other off."""


SLOWER = 5.0
"""Time in which creep lets a crack go across, over the soonest, both from its first growth on.

In the quickstart it is (234.7 s - 9.8 s)/(56 s - 9.8 s) = 4.9: the run shorts after 234.7 s, and
`filasse validate` tells 9.8 s for the first growth and 56 s for the soonest short.
"""


def where_it_ends(
    config: Config, weakest: WeakestFlaw, found: Reach | None = None, *, given: str = ""
) -> Iterator[str]:
    """Where a crack that grows ends.

    Args:
        config: the configuration.
        weakest: its longest flaw.
        found: how far it comes within the protocol, as far as that is known.
        given: what this hangs on, as `it grows`; empty for nothing.
    """
    lines = _ways(config, weakest, found)
    yield from (_conditional(line, given) for line in lines) if given else lines
    if (voltage := config.protocol.stop_voltage) is not None:
        shown = format_quantity(voltage, "V", "mV", 3)
        yield f"The run ends sooner if the voltage falls to protocol.stop_voltage = {shown}."


def _conditional(line: str, given: str) -> str:
    if line.startswith(("Expect", "Too little")):
        return f"If {given}: {line[0].lower()}{line[1:]}"
    return line.replace(": expect ", f": if {given}, expect ")


def _ways(config: Config, weakest: WeakestFlaw, found: Reach | None) -> Iterator[str]:
    geometry, name = config.geometry, weakest.name
    if config.growth.max_steps == 0:
        yield "Expect the run to end as the first crack would grow, for growth.max_steps = 0."
        return
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
    yield from _straight(config, weakest, found)


def _or_side(config: Config, weakest: WeakestFlaw) -> str:
    if weakest.position is None:
        return ""
    right = weakest.angle > 0
    gap = config.geometry.width - weakest.position if right else weakest.position
    near = gap < 2 * config.geometry.thickness
    return f" or into the side {1e6 * gap:.3g} um away (`blocked`)" if near else ""


def _straight(config: Config, weakest: WeakestFlaw, found: Reach | None) -> Iterator[str]:
    gap = _narrow(config, weakest)
    if gap is not None:
        end = "pushed to the other side" if config.mechanics.sides == "roller" else "drawn to it"
        yield (
            f"It starts {1e6 * gap:.3g} um from a side, which is near for a slab "
            f"{1e6 * config.geometry.thickness:.3g} um thick: expect {weakest.name} to be {end} "
            "(`blocked`). A flaw goes across in the middle, or of a wider slab."
        )
        return
    if found is not None and math.isinf(found.across):
        since = "" if found.time is None else " from then on"
        yield (
            f"Too little is plated{since} to take it across before the run stops at "
            f"{time_text(found.end)}: expect it to end on its way."
        )
        return
    cost = expected_cost(config)
    if cost.steps >= config.growth.max_steps:
        yield f"Expect the run to end after growth.max_steps = {config.growth.max_steps}."
        return
    if (depth := config.growth.max_depth) is not None:
        yield f"Expect the run to end at growth.max_depth = {1e6 * depth:.4g} um."
        return
    line = f"Expect a short circuit after about {cost.steps} growth steps, if it goes straight"
    if found is not None:
        line += f", after {time_text(found.across, 2)} at the soonest"
    yield f"{line}."
    if found is not None and _may_stop_before(found):
        yield f"The run stops at {time_text(found.end)}, which may be before that."


def _may_stop_before(found: Reach) -> bool:
    """Whether the protocol may end before a crack is across, which creep makes slower."""
    begin = found.time or 0.0
    return begin + SLOWER * (found.across - begin) > found.end


def _narrow(config: Config, weakest: WeakestFlaw) -> float | None:
    """Distance [m] from a side that bends the path of a straight flaw; None if none does."""
    geometry, at = config.geometry, weakest.position
    if at is None:
        return None
    gap = min(at, geometry.width - at)
    off_middle = abs(at - geometry.width / 2)
    near = gap < NARROW[config.mechanics.sides] * geometry.thickness
    return gap if near and off_middle > CENTRED * gap else None
