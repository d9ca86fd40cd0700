"""Find where a function of the time step crosses zero."""

from __future__ import annotations

import math


class Bracket:
    """Regula falsi in the Illinois variant, on an interval that may still be open to the right.

    See M. Dowell and P. Jarratt, BIT 11 (1971) 168.
    """

    def __init__(self, value: float) -> None:
        """Start at zero, where the function has a negative value."""
        self.left, self.right = 0.0, math.inf
        self._below, self._above = value, math.inf
        self._side = 0

    def add(self, step: float, value: float) -> None:
        """Narrow the interval by the function's value at a step in it."""
        side = -1 if value < 0 else 1
        if side < 0:
            self.left, self._below = step, value
            self._above /= 2 if side == self._side else 1
        else:
            self.right, self._above = step, value
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
    def is_closed(self) -> bool:
        """Whether floating point leaves nothing between the ends."""
        return self.right - self.left <= 1e-14 * self.right
