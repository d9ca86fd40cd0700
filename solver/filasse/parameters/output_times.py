"""Times at which a run is to write output: targets of the time step, not what is nearest."""

from __future__ import annotations

import math
from dataclasses import dataclass

ROUND_OFF = 1e-12
"""Of times: a step ends at a target to that."""


@dataclass(frozen=True)
class OutputTimes:
    """Times that a time step ends at.

    Attributes:
        every: all multiples of it [s]; None for none.
        times: single ones [s].
    """

    every: float | None = None
    times: tuple[float, ...] = ()

    def after(self, time: float) -> float:
        """The next one after a time [s]; infinite where there is none."""
        late = time * (1 + ROUND_OFF)
        following = min((single for single in self.times if single > late), default=math.inf)
        if self.every is None:
            return following
        return min(following, (math.floor(late / self.every) + 1) * self.every)

    def has(self, time: float) -> bool:
        """Whether a time [s] is one of them."""
        return self.after(time * (1 - 3 * ROUND_OFF)) <= time * (1 + ROUND_OFF)


NO_OUTPUT_TIMES = OutputTimes()
"""Steps are as long as their error allows."""
