"""Tips at K_c that advance together by Griffith's criterion, each as far as lithium lets it.

One by one each jumps ahead, shields the others and is filled while they wait: then they change
places, and K of all but one is far below K_c, the farther the longer the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from filasse.cracks.state import State, TipPace
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.propagation import Advance

SHORTEST_WAY = 0.05
"""Of a step: tips that have less before them are not taken along; shorter steps are no mesh's
business."""

FULL = 0.98
"""Of a step: who would go this far takes all of it, so that equal cracks stay equal."""

FASTER = 4.0
"""Largest speed of a tip that goes along, over that of its advance before. One that has jumped just
now has not come to the end of its crack, though K may have fallen little where that was dry."""


def side_by_side(
    steps: Sequence[Advance | FrontAdvance], state: State
) -> tuple[Advance | FrontAdvance, ...]:
    """The steps of critical tips, and of those on their way that move in the same time.

    How far a tip comes follows from its mean speed since its last advance. Where K is below K_c its
    crack is ahead of it by so much, then and now.

    Args:
        steps: that tips want to take, each as the only one.
        state: before them.
    """
    paces = {step.tip: _pace(step, state) for step in steps}
    speeds = {tip: speed for tip, (speed, _) in paces.items()}
    first = [step for step in steps if not step.follows]
    times = [step.length / speeds[step.tip] for step in first if speeds[step.tip] > 0]
    if not times:
        return tuple(first)
    time, result = min(times), list[Advance | FrontAdvance]()
    for step in steps:
        part, (speed, ahead) = float(not step.follows), paces[step.tip]
        if isinstance(step, Advance) and speed > 0 and step.length > 0:
            part = (speed * time - ahead) / step.length
            step = replace(step, ahead=ahead)
        if part >= SHORTEST_WAY or not step.follows:
            part = max(part, SHORTEST_WAY)
            result.append(step.shortened(part) if part < FULL else step)
    return tuple(result)


def sliding_paces(
    steps: Sequence[Advance | FrontAdvance], lengths: Sequence[float], state: State
) -> dict[str, TipPace]:
    """How far tips were behind the ends of their cracks when they advanced last, by name.

    Args:
        steps: that tips take now.
        lengths: by how much they do [m].
        state: before them.
    """
    paces = dict(state.history.paces)
    for step, length in zip(steps, lengths, strict=True):
        if isinstance(step, Advance) and step.ahead is not None and length > 0:
            paces[step.tip] = TipPace(1.0, 0.0, step.ahead)
    return paces


def _pace(step: Advance | FrontAdvance, state: State) -> tuple[float, float]:
    """Mean speed of a tip since its last advance [m/s], and how far its crack is ahead of it [m].

    The speed is 0 if the tip has stood since, or set out now.
    """
    history, pace = state.history, state.history.paces.get(step.tip)
    if pace is None or not isinstance(step, Advance) or step.ahead is None:
        return 0.0, 0.0
    latest = history.advanced[step.tip]
    if history.has_stood(step.tip) or latest.arrived is not None or latest.time >= state.time:
        return 0.0, 0.0
    way, time = latest.length + pace.ahead, state.time - latest.time
    gone = max(way - step.ahead, 0.0)
    if step.follows and latest.speed > 0:
        gone = min(gone, FASTER * latest.speed * time)
    return gone / time, way - gone
