"""All cases; importing the modules registers them."""

from benchmarks.verification import fracture
from benchmarks.verification.case import CASES

__all__ = ["CASES", "fracture"]
