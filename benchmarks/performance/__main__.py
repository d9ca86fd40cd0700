"""Measure everything: growth steps, a polycrystal, Newton on the whole mesh, scaling, leaks, space.

python -m benchmarks.performance [growth_step] [polycrystal] [anode_foil] [foil_elements]
    [full_newton] [scaling] [many_cracks] [leak] [solid_step]
    [two_ranks] [kernels]
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from benchmarks.arguments import arguments, one_of

NAMES = (
    "growth_step",
    "polycrystal",
    "anode_foil",
    "foil_elements",
    "full_newton",
    "scaling",
    "many_cracks",
    "leak",
    "two_ranks",
    "kernels",
    "solid_step",
)


def main(names: Sequence[str]) -> bool:
    """Run benchmarks, all by default; tell whether every one met its demands."""
    passed = True
    for name in names or NAMES:
        passed &= importlib.import_module(f"benchmarks.performance.{name}").main()
    return passed


if __name__ == "__main__":
    sys.exit(0 if main(arguments(__doc__, one_of(NAMES))) else 1)
