"""Tips at K_c that advance together by Griffith's criterion, each as far as lithium lets it.

One by one each jumps ahead, shields the others and is filled while they wait: then they change
places, and K of all but one is far below K_c, the farther the longer the steps.
"""

from __future__ import annotations

import math
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

RIPE = 0.05
"""By how much K may be less than K_c of a tip that sets out with a critical one, over K_c."""

LEAST_RIPE = 0.25
"""Least way of it, over that of the critical one; it is drawn back if that was too much."""


def side_by_side(
    steps: Sequence[Advance | FrontAdvance], state: State
) -> tuple[Advance | FrontAdvance, ...]:
    """The steps of critical tips, and of those on their way that move in the same time.

    How far a tip comes follows from its mean speed since its last advance. Where K is below K_c its
    crack is ahead of it by so much, then and now. One that stands or has just jumped sets out too
    if K_c is near: it makes up what is missing first.

    Args:
        steps: that tips want to take, each as the only one.
        state: before them.
    """
    paces = {step.tip: _pace(step, state) for step in steps}
    first = [step for step in steps if not step.follows]
    moves = any(paces[step.tip][0] > 0 for step in first)
    time = min((_duration(step, *paces[step.tip]) for step in steps), default=math.inf)
    way = min((step.length for step in first), default=0.0)
    result = list[Advance | FrontAdvance]()
    for step in steps:
        length, (speed, ahead) = step.length, paces[step.tip]
        if isinstance(step, Advance) and length > 0:
            if speed > 0 and moves:
                length = speed * time - ahead
            elif step.follows:
                length, ahead = _setting_out(step, way), 0.0
            step = replace(step, ahead=ahead, whole=step.length)
        part = length / step.length if step.length > 0 else float(not step.follows)
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
        if isinstance(step, Advance) and step.ratio is not None and length > 0:
            most = length if length < step.length else step.whole  # what it has met ends it
            paces[step.tip] = TipPace(1.0, 0.0, step.ahead, most)
    return paces


def waited(ratio: float, rise: float) -> float:
    """Time until a tip is critical where its crack ends [s]; infinite if it never is.

    Args:
        ratio: K/K_c there.
        rise: of that with time [1/s].
    """
    if ratio >= 1:
        return 0.0
    return (1 - ratio) / rise if rise > 0 else math.inf


def _duration(step: Advance | FrontAdvance, speed: float, ahead: float) -> float:
    """Time that a tip takes for its step [s]."""
    return (step.length + ahead) / speed if speed > 0 else math.inf


def _setting_out(step: Advance, way: float) -> float:
    """How far a tip comes that sets out now while a critical one makes its way [m]."""
    if step.ratio is None or step.ratio < 1 - RIPE:
        return 0.0
    return max(way - step.behind, LEAST_RIPE * way)


def _pace(step: Advance | FrontAdvance, state: State) -> tuple[float, float]:
    """Mean speed of a tip since its last advance [m/s], and how far its crack is ahead of it [m].

    The speed is 0 if the tip has stood since, or set out now.
    """
    history, pace = state.history, state.history.paces.get(step.tip)
    if pace is None or not isinstance(step, Advance) or step.ratio is None:
        return 0.0, 0.0
    latest = history.advanced[step.tip]
    if history.has_stood(step.tip) or latest.arrived is not None or latest.time >= state.time:
        return 0.0, 0.0
    way, time = latest.length + pace.ahead, state.time - latest.time
    if step.tip not in history.rises:
        ahead = min(step.behind, way)
        return (way - ahead) / time, ahead
    more = waited(step.ratio, history.rises[step.tip])
    if more == math.inf:
        return 0.0, way
    return way / (time + more), way * more / (time + more)
