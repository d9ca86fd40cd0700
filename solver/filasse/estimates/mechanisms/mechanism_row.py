"""One way in which lithium may get through a cell, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Mechanism:
    """One row of the comparison.

    Attributes:
        name: in plain words.
        critical_current: from which it works [A/m^2]; infinite if never; None if not estimated.
        time: that it takes at the cell's current [s]; infinite if it never comes; None if not
            estimated.
        length: what `measure` says [m]; None if there is none.
        measure: what the length is.
        depends: what decides it.
        sources: keys of the bibliography; empty for what was derived here.
        note: what to bear in mind.
    """

    name: str
    critical_current: float | None
    time: float | None
    length: float | None
    measure: str
    depends: str
    sources: tuple[str, ...]
    note: str = ""

    @property
    def order(self) -> tuple[bool, float, float]:
        """Key of the order from fast to never, and of none before what is not estimated."""
        time = math.inf if self.time is None else self.time
        current = math.inf if self.critical_current is None else self.critical_current
        return self.time is None, time, current
