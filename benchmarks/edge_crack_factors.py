"""Stress intensity of an edge crack in slabs of all proportions, for filasse.estimates.

python -m benchmarks.edge_crack_factors > solver/filasse/estimates/edge_crack_factors.csv
"""

from __future__ import annotations

from tests.builders.slabs import condensed, edge_crack, geometric_factor

from benchmarks.arguments import arguments, one_of
from filasse.fem.supports import Support
from filasse_meshes import Sizes
from filasse_meshes.data.tags import Surface

LENGTH = 1e-5
PER_WIDTH = (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
PER_THICKNESS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_SIDES = {"roller": (Surface.LEFT, Surface.RIGHT), "free": ()}
_COUNTER = {"roller": (Surface.COUNTER,), "free": ()}


def factor(per_width: float, per_thickness: float, sides: str, counter: str) -> float:
    """K/(p sqrt(pi a)) of a crack of a/W and a/t in the middle of a slab."""
    width, thickness = LENGTH / per_width, LENGTH / per_thickness
    support = Support((*_SIDES[sides], *_COUNTER[counter]), ())
    far = max(width, thickness) / 20
    anode = max(min(width / 20, LENGTH / 2), LENGTH / 8)
    sizes = Sizes(far=far, tip=LENGTH / 40, lip=LENGTH / 8, anode=anode)
    return geometric_factor(condensed(edge_crack(LENGTH, width, thickness), sizes, support))


def main() -> None:
    """Print the table."""
    print(
        "# K / (p sqrt(pi a)) of a straight edge crack in the middle of a slab, uniform pressure,"
    )
    print("# by finite elements: python -m benchmarks.edge_crack_factors")
    print("sides,counter_side,a/W", *(f"a/t={t:g}" for t in PER_THICKNESS), sep=",")
    for sides, counter in ((s, c) for s in _SIDES for c in _COUNTER):
        for wide in PER_WIDTH:
            values = (f"{factor(wide, thick, sides, counter):.5f}" for thick in PER_THICKNESS)
            print(sides, counter, f"{wide:g}", *values, sep=",", flush=True)


if __name__ == "__main__":
    arguments(__doc__, one_of(()))
    main()
