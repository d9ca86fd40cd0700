"""Tips on their way advance together, each as far as it goes in the same time.

By rate laws all tips move at once. An advance of one alone would leave the others somewhere on the
way to the ends of their cracks, with K of cracks that are longer than they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State, TipPace
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.propagation import Advance
from filasse.timeloop.creeping.sliding import SHORTEST_WAY, side_by_side, sliding_paces
from filasse.timeloop.creeping.tip_creep import tip_paces


def abreast(
    steps: Sequence[Advance | FrontAdvance], criterion: GrowthCriterion, state: State
) -> tuple[Advance | FrontAdvance, ...]:
    """The steps of tips with the lengths that they go in the time of the fastest one's.

    Args:
        steps: that tips want to take, each as the only one.
        criterion: what tips need to grow.
        state: before them.
    """
    if not criterion.follows_tips:
        return side_by_side(steps, state)
    tips = [step for step in steps if isinstance(step, Advance) and not step.branches]
    if len(tips) < len(steps) or len(steps) < 2:
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


def paces_of(
    system: CoupledSystem,
    criterion: GrowthCriterion,
    state: State,
    steps: Sequence[Advance | FrontAdvance],
    lengths: Sequence[float],
) -> dict[str, TipPace]:
    """How tips went when they take their steps, by name.

    Args:
        system: the coupled system of the state.
        criterion: what its tips need to grow.
        state: before the steps.
        steps: that tips take.
        lengths: by how much they do [m].
    """
    arrived = frozenset(step.tip for step in steps if not step.follows)
    paces = tip_paces(system, criterion, state, arrived)
    return paces or sliding_paces(steps, lengths, state)


def _mean_speed(step: Advance, criterion: GrowthCriterion, state: State) -> float:
    """Speed of a tip since its last advance [m/s]; 0 if it has stood since, or set out now."""
    latest = state.history.advanced.get(step.tip)
    if latest is None or latest.arrived is not None or latest.time >= state.time:
        return 0.0
    ahead = criterion.ahead(state.history, step.tip, not step.follows)
    return max(latest.length - ahead, 0.0) / (state.time - latest.time)
