"""Nodes along the mouth of a crack, and along the plane of symmetry that cuts it."""

from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints

INSIDE = 0.3
"""Growth of the size from the front, and the mouth, into the crack."""


class MouthNodes(NamedTuple):
    """Nodes [m] from the end of the ring to its start, without both: those on u = 0, on v = 0."""

    cut: Floats
    mouth: Floats

    def orders(self, count: int, closed: bool, is_cut: bool) -> tuple[Ints, Ints]:
        """Vertices along the cut, from the end of the front, and along the mouth, to its start.

        The corner between both is the first of the inner nodes of the mouth.

        Args:
            count: of the front's nodes; before these nodes stand those, and as many of the ring.
            closed: whether the crack has no mouth.
            is_cut: whether a plane of symmetry cuts it.
        """
        none = np.empty(0, dtype=np.int64)
        if closed:
            return none, none
        end, inner = np.array([count - 1, 2 * count - 1]), 2 * count + np.arange(len(self.cut))
        rest = 2 * count + len(self.cut) + np.arange(len(self.mouth))
        start = np.array([count, 0])
        if not is_cut:
            return none, np.concatenate([end, rest, start])
        return np.concatenate([end, inner, rest[:1]]), np.concatenate([rest, start])


def mouth_nodes(
    ring: Floats, closed: bool, is_cut: bool, smallest: float, largest: float
) -> MouthNodes:
    """Nodes along the mouth between the ends of the ring, and of a cut crack along the cut.

    Args:
        ring: nodes behind the front [m], shape (k, 2), in the parameter plane.
        closed: whether the crack has no mouth.
        is_cut: whether a plane of symmetry cuts it, on u = 0.
        smallest: edge at the ring [m].
        largest: edge far from it [m].
    """
    none = np.empty((0, 2))
    if closed:
        return MouthNodes(none, none)
    if not is_cut:
        return MouthNodes(none, _on_axis(_between(ring[-1, 0], ring[0, 0], smallest, largest), 0))
    down, out = (_from_middle(top, smallest, largest) for top in (ring[-1, 1], ring[0, 0]))
    return MouthNodes(_on_axis(down[::-1], 1), _on_axis(np.concatenate([[0.0], out]), 0))


def _between(start: float, end: float, smallest: float, largest: float) -> Floats:
    """Places between two, without them, sizes growing away from both."""
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
