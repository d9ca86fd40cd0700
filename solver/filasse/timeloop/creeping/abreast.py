"""Tips that follow rate laws advance together, each as far as it goes in the same time.

By rate laws all tips move at once. An advance of one alone would leave the others somewhere on the
way to the ends of their cracks, with K of cracks that are longer than they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from filasse.cracks.state import State
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.propagation import Advance

SHORTEST_WAY = 0.05
"""Of a step: tips that have less before them stay on their way; shorter steps are no mesh's
business."""


def abreast(
    steps: Sequence[Advance | FrontAdvance], criterion: GrowthCriterion, state: State
) -> tuple[Advance | FrontAdvance, ...]:
    """The steps of tips with the lengths that they go in the time of the fastest one's.

    Args:
        steps: that tips want to take, each as the only one.
        criterion: what tips need to grow.
        state: before them.
    """
    tips = [step for step in steps if isinstance(step, Advance) and not step.branches]
    if not criterion.follows_tips or len(tips) < len(steps) or len(steps) < 2:
        return tuple(steps)
    speeds = [_mean_speed(step, criterion, state) for step in tips]
    if min(speeds) <= 0:
        speeds = [step.speed for step in tips]
    fastest = max(speeds)
    if fastest <= 0:
        return tuple(steps)
    time = tips[speeds.index(fastest)].length / fastest
    least, result = SHORTEST_WAY * criterion.rule.step, []
    for step, speed in zip(tips, speeds, strict=True):
        ahead = criterion.ahead(state.history, step.tip, not step.follows)
        length = speed * time - ahead
        if length >= least or not step.follows:
            result.append(step.shortened(min(max(length, least) / step.length, 1.0)))
    return tuple(result)


def _mean_speed(step: Advance, criterion: GrowthCriterion, state: State) -> float:
    """Speed of a tip since its last advance [m/s]; 0 if it has stood since, or set out now."""
    latest = state.history.advanced.get(step.tip)
    if latest is None or latest.arrived is not None or latest.time >= state.time:
        return 0.0
    ahead = criterion.ahead(state.history, step.tip, not step.follows)
    return max(latest.length - ahead, 0.0) / (state.time - latest.time)
