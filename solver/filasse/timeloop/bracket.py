"""Find where a function of the time step crosses zero."""

from __future__ import annotations

import math

JUMP = 1e-9
"""Relative width of an interval in which smooth functions change by less than is asked for."""


class Bracket:
    """Regula falsi in the Illinois variant, on an interval that may still be open to the right.

    See M. Dowell and P. Jarratt, BIT 11 (1971) 168.
    """

    def __init__(self, value: float) -> None:
        """Start at zero, where the function has a negative value."""
        self.left, self.right = 0.0, math.inf
        self._below, self._above = value, math.inf
        self._first, self._last = value, math.inf  # values at zero and at the right end
        self._side = 0

    def add(self, step: float, value: float) -> None:
        """Narrow the interval by the function's value at a step in it."""
        side = -1 if value < 0 else 1
        if side < 0:
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
            return 2 * self.left
        part = self._below / (self._below - self._above)
        return self.left + (self.right - self.left) * part

    @property
    def is_jump(self) -> bool:
        """Whether the function crosses zero in a jump, as far as a smooth one would not."""
        return not math.isinf(self.right) and self.right - self.left <= JUMP * self.right

    def reopened(self) -> Bracket:
        """The interval from zero to the present right end, for another branch of the function."""
        bracket = Bracket(self._first)
        bracket.add(self.right, self._last)
        return bracket

    @property
    def is_closed(self) -> bool:
        """Whether floating point leaves nothing between the ends."""
        return self.right - self.left <= 1e-14 * self.right
