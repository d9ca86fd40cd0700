"""How far tips step that set out from rest, or that stop soon as the current switches."""

from __future__ import annotations

from filasse.cracks.state import State
from filasse.fracture.propagation import SHORTEST, TipAdvance
from filasse.parameters.growth_rule import GrowthRule

SETTING_OUT = ((0.49, 0.25), (1.49, 0.5))
"""Ways that a tip has gone since it has stood, and the length of its steps up to there, over a full
step. A first one of a quarter makes a tenth of the error, for two or three advances more."""

BEYOND = 1.02
"""How far a tip steps towards the end of a segment, over how far its speed would bring it."""


def in_time[A: TipAdvance](advance: A, state: State, left: float, rule: GrowthRule) -> A:
    """A step that is no longer than a tip has time for until the segment of the protocol ends.

    Where the current switches in the middle of a step, a tip would stand too far for the lithium.
    How fast one goes that has stood meanwhile shows later: it sets out by a short step.

    Args:
        advance: the step that a tip or a front wants to take.
        state: before it.
        left: time until the segment ends [s].
        rule: step length.
    """
    latest = state.history.advanced.get(advance.tip)
    if latest is None or advance.length <= 0:
        return advance
    most = SHORTEST * rule.step
    if not state.history.has_stood(advance.tip):
        speed = latest.speed_at(state.time)
        most = max(most, BEYOND * speed * left) if speed > 0 else advance.length
    part = most / advance.length
    return advance.shortened(part) if part < 1 else advance


def setting_out[A: TipAdvance](advance: A, state: State, rule: GrowthRule) -> A:
    """A step of a tip that sets out from rest: two short ones, two twice as long, then full ones.

    Most of the error of a row of steps is made by its first one, as its square. In pairs, so that
    the steps twice as long that tell the error are a row of the same kind.

    Args:
        advance: the step that a tip wants to take.
        state: before it.
        rule: step length.
    """
    gone = state.history.way_gone(advance.tip)
    most = next((part for up_to, part in SETTING_OUT if gone < up_to * rule.step), 1.0)
    part = most * rule.step / advance.length if advance.length > 0 else 1.0
    return advance.shortened(part) if part < 1 else advance
