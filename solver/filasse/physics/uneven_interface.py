"""A planar interface that is not even: spots without lithium, and grains of the lithium."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.physics.contact import untouched_part

type FloatArray = npt.NDArray[np.float64]

PLANE = 1e-9
"""Height above y = 0 up to which a node is in the plane, over the width of the interface."""


@dataclass(frozen=True)
class Unevenness:
    """What differs along the interface.

    Attributes:
        spots: ends of the stretches that lithium does not touch [m]; they may overlap.
        grains: right end of every grain of the lithium [m] from the left to the right, and its
            exchange current density over that of the interface.
    """

    spots: tuple[tuple[float, float], ...] = ()
    grains: tuple[tuple[float, float], ...] = ()

    def contact(self, position: FloatArray) -> FloatArray:
        """Part of the interface around every node that lithium touches [-], shape (n,).

        Spots lie in the plane y = 0: lithium touches notches, and what cracks have laid bare.

        Args:
            position: of the nodes [m], shape (n, 2).
        """
        x, y = position.T
        part, plane = np.ones_like(x), y <= PLANE * np.ptp(x)
        if self.spots:
            part[plane] = untouched_part(x[plane], np.array(self.spots))
        return np.asarray(part, dtype=np.float64)

    def activity(self, x: FloatArray) -> FloatArray | None:
        """Exchange current density over that of the interface [-], shape (n,); None if even."""
        if not self.grains:
            return None
        ends, factors = np.array(self.grains).T
        return np.asarray(factors[np.minimum(np.searchsorted(ends, x), len(ends) - 1)])


def drawn_spots(
    width: float, number: int, radius: float, spread: float, seed: int
) -> tuple[tuple[float, float], ...]:
    """Spots whose middles lie anywhere, with lognormal radii of a mean.

    Args:
        width: of the interface [m].
        number: of spots.
        radius: mean of half the widths [m].
        spread: standard deviation of ln(radius).
        seed: of the random numbers.
    """
    random = np.random.default_rng(seed)
    middles = np.sort(random.uniform(0.0, width, number))
    radii = radius * random.lognormal(-(spread**2) / 2, spread, number)
    return tuple(zip((middles - radii).tolist(), (middles + radii).tolist(), strict=True))


def drawn_grains(
    width: float, size: float, spread: float, seed: int
) -> tuple[tuple[float, float], ...]:
    """Grains between borders that lie anywhere, with lognormal activities around 1.

    Args:
        width: of the interface [m].
        size: mean width of grains [m].
        spread: standard deviation of the logarithm of the activity.
        seed: of the random numbers.
    """
    random = np.random.default_rng(seed)
    count = max(1, round(width / size))
    ends = [*np.sort(random.uniform(0.0, width, count - 1)).tolist(), width]
    return tuple(zip(ends, random.lognormal(0.0, spread, count).tolist(), strict=True))
