"""Tips that an advance has not brought to K_c together, by Griffith's criterion: found, and mended.

All that slide are at K_c together. How far each comes in an advance is foreseen; when the first is
critical, on cracks that are that long, K of another tells how much more time its own crack would
have taken. So how far each goes in the same time is known better: on a new mesh the step is sought
again with these lengths.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.state import State
from filasse.remap.retreat import is_free, set_out
from filasse.timeloop.creeping.sliding import SHORTEST_WAY, waited
from filasse.timeloop.event_step import part_to_keep, step_of_advance
from filasse.timeloop.events import EventDetector
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event, IntegrationStart
from filasse.timeloop.stepper import Stepper, Trial
from filasse.timeloop.two_step import AdvanceStart

UNEVEN = 0.03
"""By how much less than K_c a tip may have at the end of an advance, over K_c."""

MOST_TRIES = 3
"""How often other lengths are tried for one advance: each takes a mesh."""

RETRIED = 0.75
"""Part of an advance that is tried where no time step converges on the longer cracks."""


def with_rises(stepper: Stepper, start: AdvanceStart, found: Trial | None) -> Trial | None:
    """The step of an advance with how fast K of tips rises at its end, where they go together.

    Args:
        stepper: takes the steps.
        start: of the step.
        found: the step; None if none was found.
    """
    history = start.state.history
    slides = stepper.tips_arrive and not stepper.criterion.is_subcritical and history.paces
    if found is None or not slides or stepper.active.sum() < 2:
        return found
    policy, time = stepper.geometry.problem.policy, found.state.time - start.state.time
    less, patience = policy.sooner * time, policy.event_iterations
    sooner = step_of_advance(stepper, start, found.state.film, time - less, patience)
    if sooner is None:
        return found
    rises = ((found.driving - sooner.driving) / less).tolist()
    names = stepper.system.response.grid.growing_names
    history = replace(found.state.history, rises=dict(zip(names, rises, strict=True)))
    return replace(found, state=replace(found.state, history=history))


def parts_to_keep(
    stepper: Stepper,
    events: EventDetector,
    start: AdvanceStart,
    found: Trial | None,
    check: Callable[[], None],
    tries: int,
) -> Mapping[str, float]:
    """Parts of the last advances that tips are to go, by name; nothing to keep all as they are.

    Either for the time that is left (`part_to_keep`), or beside others.

    Args:
        stepper: takes the steps.
        events: of the segment of the protocol.
        start: of the step.
        found: the step, with how fast K rises at its end; None if none was found.
        check: called before every try; what it raises ends the search.
        tries: how often other lengths have been tried for this advance.
    """
    part = part_to_keep(stepper, events, start, found, check)
    if part < 1:
        tips = set_out(stepper.geometry.response.grid, start.state.history)
        return {tip.name: part for tip in tips}
    if found is None or tries >= MOST_TRIES or not found.state.history.rises:
        return {}
    is_critical = events.event(found.state, found.driving) is Event.CRITICAL
    return _beside_others(stepper, start.state, found) if is_critical else {}


def parts_to_retry(
    geometry: FrozenGeometry, state: State, entry: IntegrationStart
) -> Mapping[str, float]:
    """Parts of the last advances that are tried where no step is found on longer cracks, by name.

    Nothing where no tip has just advanced that can be drawn back, or after enough tries.

    Args:
        geometry: with the longer cracks.
        state: just after the advance.
        entry: what the integration there has begun with.
    """
    if entry.start is None or not geometry.tips_arrive or entry.tries > MOST_TRIES:
        return {}
    cracks, grid, history = geometry.cracks, geometry.response.grid, state.history
    assert isinstance(cracks, SlabGeometry)
    tips = [tip for tip in set_out(grid, history) if is_free(cracks, grid, tip, history)]
    return dict.fromkeys((tip.name for tip in tips), RETRIED)


def _beside_others(stepper: Stepper, state: State, found: Trial) -> dict[str, float]:
    """Parts of the last advances that tips go in the same time: the first that takes a whole step.

    It is not longer than it was where a tip that cannot go on is critical by then.
    """
    geometry, history, grid = stepper.geometry, state.history, stepper.system.response.grid
    cracks, shorting = geometry.cracks, geometry.growth.shorting
    assert isinstance(cracks, SlabGeometry)
    ratios = dict(zip(grid.growing_names, found.driving.tolist(), strict=True))
    rises, time = found.state.history.rises, found.state.time - state.time
    ways, speeds, waits = dict[str, float](), dict[str, float](), [math.inf]
    for tip in set_out(grid, history):
        pace, ratio = history.paces.get(tip.name), ratios[tip.name]
        if pace is None or tip.name in shorting or not is_free(cracks, grid, tip, history):
            continue
        ways[tip.name] = history.advanced[tip.name].length
        speeds[tip.name] = (ways[tip.name] + pace.ahead) / (time + waited(ratio, rises[tip.name]))
        if speeds[tip.name] > 0:
            waits.append((max(pace.most, ways[tip.name]) + pace.ahead) / speeds[tip.name])
    lowest = min((ratios[name] for name in ways), default=1.0)
    if lowest >= 1 - UNEVEN:
        return {}
    others = [ratio for name, ratio in ratios.items() if name not in ways]
    lasts = time if max(others, default=0.0) > max(ratios[name] for name in ways) else min(waits)
    least = SHORTEST_WAY * geometry.problem.growth.step
    return {
        name: max(speeds[name] * lasts - history.paces[name].ahead, least) / way
        for name, way in ways.items()
    }
