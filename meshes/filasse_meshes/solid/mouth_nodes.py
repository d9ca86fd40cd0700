"""Nodes along the mouth of a crack, and along the planes of symmetry that cut it."""

from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints

INSIDE = 0.3
"""Growth of the size from the front, and the mouth, into the crack."""


class Legs(NamedTuple):
    """The straight lines that bound a crack behind the ends of its front, through the origin.

    Attributes:
        start: 0 where that at the start of the front lies on u = 0, 1 on v = 0, as a mouth does.
        end: the same at its end.
    """

    start: int
    end: int

    @property
    def is_straight(self) -> bool:
        """Whether both are one line; else they meet at the origin."""
        return self.start == self.end


class LegNodes(NamedTuple):
    """Nodes [m] from the end of the ring to its start, without both.

    Attributes:
        first: along the line at the end of the front, to the corner between both; none of one line.
        second: along the line at its start, from that corner on.
    """

    first: Floats
    second: Floats

    def orders(self, count: int, legs: Legs) -> tuple[Ints, Ints]:
        """Vertices along the first line, from the end of the front, and the second, to its start.

        Args:
            count: of the front's nodes; before these nodes stand those, and as many of the ring.
            legs: those lines.
        """
        inner = 2 * count + np.arange(len(self.first))
        rest = 2 * count + len(self.first) + np.arange(len(self.second))
        end, start = np.array([count - 1, 2 * count - 1]), np.array([count, 0])
        if legs.is_straight:
            return np.empty(0, dtype=np.int64), np.concatenate([end, rest, start])
        return np.concatenate([end, inner, rest[:1]]), np.concatenate([rest, start])


def leg_nodes(ring: Floats, legs: Legs, smallest: float, largest: float) -> LegNodes:
    """Nodes along the lines behind the ends of a front.

    Args:
        ring: nodes behind the front [m], shape (k, 2), in the parameter plane.
        legs: those lines.
        smallest: edge at the ring [m].
        largest: edge far from it [m].
    """
    if legs.is_straight:
        along = 1 - legs.end
        between = _between(ring[-1, along], ring[0, along], smallest, largest)
        return LegNodes(np.empty((0, 2)), _on_axis(between, along))
    down, out = (_from_middle(top, smallest, largest) for top in (ring[-1, 1], ring[0, 0]))
    return LegNodes(_on_axis(down[::-1], 1), _on_axis(np.concatenate([[0.0], out]), 0))


def _between(start: float, end: float, smallest: float, largest: float) -> Floats:
    """Places between two, without them, sizes growing away from both."""
    if start > end:
        return _between(end, start, smallest, largest)[::-1]
    u = np.linspace(start, end, 1001)
    return _spaced(u, np.minimum(smallest + INSIDE * np.minimum(u - start, end - u), largest))


def _from_middle(end: float, smallest: float, largest: float) -> Floats:
    """Places between 0 and another one, without both, sizes growing away from that."""
    u = np.linspace(0.0, end, 1001)
    return _spaced(u, np.minimum(smallest + INSIDE * (end - u), largest))


def _spaced(u: Floats, size: Floats) -> Floats:
    """Places within a line, without its ends, as far apart as a size along it says."""
    density = np.concatenate([[0.0], np.cumsum(np.diff(u) * 2 / (size[:-1] + size[1:]))])
    count = max(round(density[-1]), 1)
    inner: Floats = np.interp(np.arange(1, count) * (density[-1] / count), density, u)
    return inner


def _on_axis(places: Floats, axis: int) -> Floats:
    """Points on an axis of the parameter plane, shape (n, 2)."""
    points = np.zeros((len(places), 2))
    points[:, axis] = places
    return points
