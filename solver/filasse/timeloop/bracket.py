"""Find where a function of the time step crosses zero."""

from __future__ import annotations

import math

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
