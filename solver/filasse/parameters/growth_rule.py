"""How the tips of cracks advance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Criterion = Literal["max_energy", "hoop_stress", "local_symmetry"]
"""How a tip chooses its direction."""


@dataclass(frozen=True)
class GrowthRule:
    """How tips advance.

    Attributes:
        step: length of an advance [m].
        short_circuit_distance: from the counter electrode [m]; tips stop this near to anything.
        criterion: how a tip chooses its direction.
        spread: half width of the strip that a tip looks at [m].
    """

    step: float
    short_circuit_distance: float
    criterion: Criterion = "max_energy"
    spread: float = 0.0
