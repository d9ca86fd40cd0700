"""All cases; importing the modules registers them."""

from tests.verification.cases import (
    curved_and_coplanar,
    electrochemistry,
    fracture,
    growth,
    kinks,
    laws,
    layers,
    lithium,
    quartered_penny,
    runs,
    solids,
)
from tests.verification.cases.case import CASES

__all__ = [
    "CASES",
    "curved_and_coplanar",
    "electrochemistry",
    "fracture",
    "growth",
    "kinks",
    "laws",
    "layers",
    "lithium",
    "quartered_penny",
    "runs",
    "solids",
]
