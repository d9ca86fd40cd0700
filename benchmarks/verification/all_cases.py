"""All cases; importing the modules registers them."""

from benchmarks.verification import electrochemistry, fracture, growth, laws, lithium
from benchmarks.verification.case import CASES

__all__ = ["CASES", "electrochemistry", "fracture", "growth", "laws", "lithium"]
