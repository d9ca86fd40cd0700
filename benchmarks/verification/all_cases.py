"""All cases; importing the modules registers them."""

from benchmarks.verification import electrochemistry, fracture, growth, laws, lithium, runs
from benchmarks.verification.case import CASES

__all__ = ["CASES", "electrochemistry", "fracture", "growth", "laws", "lithium", "runs"]
