"""Find where a function of the time step crosses zero, and how to come to long steps."""

from __future__ import annotations

import math

from filasse.parameters.step_policy import StepPolicy

MARGIN = 0.1
"""How much farther than to the zero foreseen a step goes, to have it in between."""

JUMP = 1e-9
"""Relative width of an interval in which smooth functions change by less than is asked for."""


class Bracket:
    """Regula falsi in the Illinois variant, on an interval that may still be open to the right.

    See M. Dowell and P. Jarratt, BIT 11 (1971) 168.
    """

    def __init__(self, value: float, foresees: bool = False) -> None:
        """Start at zero.

        Args:
            value: of the function there, negative.
            foresees: whether steps to the right follow the slope so far, as for a smooth function
                that is dear beyond its zero; or are twice as long each.
        """
        self.left, self.right = 0.0, math.inf
        self._foresees, self._slope = foresees, 0.0
        self._below, self._above = value, math.inf
        self._first, self._last = value, math.inf  # values at zero and at the right end
        self._side = 0

    def add(self, step: float, value: float) -> None:
        """Narrow the interval by the function's value at a step in it."""
        side = -1 if value < 0 else 1
        if side < 0:
            if step > self.left:
                self._slope = (value - self._below) / (step - self.left)
            self.left, self._below = step, value
            self._above /= 2 if side == self._side else 1
        else:
            self.right, self._above = step, value
            self._last = value
            self._below /= 2 if side == self._side else 1
        self._side = side

    @property
    def next(self) -> float:
        """The step to try next."""
        if math.isinf(self.right):
            return self._beyond
        part = self._below / (self._below - self._above)
        return self.left + (self.right - self.left) * part

    @property
    def _beyond(self) -> float:
        """The step to try next in an interval that is still open: a little beyond the zero."""
        farthest = 2 * self.left
        if not self._foresees or self._slope <= 0:
            return farthest
        return min(farthest, self.left - (1 + MARGIN) * self._below / self._slope)

    def shortened(self, step: float, cut: float) -> float:
        """A step that is nearer to the left end than one that failed, by some factor."""
        return self.left + (step - self.left) / cut

    @property
    def is_jump(self) -> bool:
        """Whether the function crosses zero in a jump, as far as a smooth one would not."""
        return not math.isinf(self.right) and self.right - self.left <= JUMP * self.right

    def reopened(self) -> Bracket:
        """The interval from zero to the present right end, for another branch of the function."""
        bracket = Bracket(self._first, self._foresees)
        bracket.add(self.right, self._last)
        return bracket

    @property
    def is_closed(self) -> bool:
        """Whether floating point leaves nothing between the ends."""
        return self.right - self.left <= 1e-14 * self.right


class Lead:
    """Shorter steps that lead to one which Newton's method does not find; once in a search.

    Where a stretch of a crack is about to run full, a single node that is full before the others
    has the crack on its shoulders. In next to no time lithium flows from it into its neighbours,
    which are full then too, and what pressures they have is a start for all longer steps. From
    films without them none of these is found, as lithium that rests does not yet flow by any
    pressure.
    """

    def __init__(self, policy: StepPolicy, *, may_begin: bool) -> None:
        """Set up.

        Args:
            policy: how short the first is, and how much longer each of the next.
            may_begin: whether there may be any.
        """
        self._policy, self._may_begin = policy, may_begin
        self._left = self._goal = 0.0
        self.is_cautious = False

    def begin(self, left: float, goal: float) -> float | None:
        """The first step that leads from one that is found to one that is not; None if any led.

        If it is not found itself, a shorter one leads on in its place, which is sought with more
        caution: one change of the filling at a time.
        """
        if self._goal and left == self._left:
            self.is_cautious = True
            return None
        begins, self._may_begin = self._may_begin, False
        self._left, self._goal = left, goal if begins else 0.0
        return left + self._policy.lead * (goal - left) if begins else None

    def after(self, step: float, value: float) -> float | None:
        """The step after one that is found; None at the goal, and beyond the zero."""
        self.is_cautious = False
        if value >= 0 or step >= self._goal:
            self._goal = 0.0
            return None
        return min(self._left + self._policy.lead_growth * (step - self._left), self._goal)
