"""Measured strengths of small pieces of lithium, with their sources."""

from dataclasses import dataclass

from filasse.references import cite

_REVIEW = cite("tang2021")
_PILLARS = f"{cite('xu2017')}, as quoted by {_REVIEW}"
_WHISKERS = f"{cite('zhang2020')}, as quoted by {_REVIEW}"
_HARDNESS = f"nanoindentation, as quoted by {_REVIEW}; hardness over 3 (Tabor)"

CONSTRAINT = 3.0
"""Hardness over uniaxial strength."""

BULK_STRENGTH = 1.012e6
"""Strength that the factors refer to: LePage's law at 1e-3/s and 298 K [Pa]."""


@dataclass(frozen=True)
class Strength:
    """One measured strength near 298 K.

    Attributes:
        kind: what was measured.
        length: diameter, or depth of the indentation [m].
        strength: uniaxial [Pa].
        source: where the value comes from.
    """

    kind: str
    length: float
    strength: float
    source: str


STRENGTHS = (
    Strength("pillar", 1.39e-6, 105e6, _PILLARS),
    Strength("pillar", 9.45e-6, 15e6, _PILLARS),
    Strength("whisker", 76e-9, 244e6, _WHISKERS),
    Strength("whisker", 607e-9, 12e6, _WHISKERS),
    Strength("hardness/3", 0.25e-6, 43e6 / CONSTRAINT, _HARDNESS),
    Strength("hardness/3", 10e-6, 7.5e6 / CONSTRAINT, _HARDNESS),
)
"""Ends of the measured ranges."""
