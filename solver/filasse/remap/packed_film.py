"""Where the film ends in a crack that is dry in part, sharper than a cell.

The node beyond the last full one is filled in part. Its lithium lies next to the film, as thick as
that: lithium spread over the node would be carried ahead by part of a cell with every new grid, and
plate there in proportion to itself. A front that diffuses with D and grows at a rate r runs ahead
at 2 sqrt(D r), as Fisher's wave does, so that an error of first order in the cell, which D is,
becomes one of order one half in the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

BEHIND = 0.05
"""Dry part of a crack, at one of its ends, from which on its front is followed on its own: a front
that is nearer to its tip goes with it, but for little. Beyond a front that stays 8 % behind, what
interpolation carries along fills the tip (a dry slab takes 14.4 s with steps of 2 um, not 14.1)."""


@dataclass(frozen=True)
class PackedFilm:
    """The lithium of a crack, that of nodes beyond its film pushed up to it.

    Attributes:
        arc: distance of the nodes from the start of the path [m], ascending, shape (k,).
        thickness: lithium volume per area [m], shape (k,).
        pressure: of the lithium [Pa], shape (k,); the film is what is under pressure.
    """

    arc: FloatArray
    thickness: FloatArray
    pressure: FloatArray

    @property
    def ends(self) -> tuple[float, float]:
        """Start and end of the film [m]: those of the path where nothing is under pressure."""
        start = self._bounds[0] if self._first == 0 else self._starts[self._first - 1]
        last = len(self.arc) - 1
        end = self._bounds[-1] if self._last == last else self._stops[self._last + 1]
        return float(start), float(end)

    @property
    def is_dry(self) -> bool:
        """Whether more than `BEHIND` of the crack is dry at one of its ends."""
        dry = np.abs(np.array(self.ends) - self.arc[[0, -1]])
        return bool(dry.max() > BEHIND * np.ptp(self.arc))

    def between(self, bounds: FloatArray) -> FloatArray:
        """Lithium between ascending places [m], of shape (n + 1,): [m^2], shape (n,)."""
        places = np.column_stack([self._starts, self._stops]).ravel()
        sums = np.concatenate([[0.0], np.cumsum(self.thickness * self._sizes)])
        return np.diff(np.interp(bounds, places, np.repeat(sums, 2)[1:-1]))

    def within(self, bounds: FloatArray) -> BoolArray:
        """Parts between ascending places [m] that lie within the full nodes, shape (n,).

        The outermost full node is left out at a front: what is interpolated there looks beyond it.
        """
        low, high = self._bounds[0], self._bounds[-1]
        if self._first > 0:
            low = self._bounds[self._first + 1]
        if self._last < len(self.arc) - 1:
            high = self._bounds[self._last]
        return np.asarray((bounds[:-1] >= low) & (bounds[1:] <= high), dtype=np.bool_)

    @property
    def _first(self) -> int:
        """First node under pressure, or of all."""
        return int(np.argmax(self.pressure > 0))

    @property
    def _last(self) -> int:
        """Last node under pressure, or of all."""
        return len(self.arc) - 1 - int(np.argmax(self.pressure[::-1] > 0))

    @cached_property
    def _bounds(self) -> FloatArray:
        """Places between the nodes, and the ends of the path [m], shape (k + 1,)."""
        middles = (self.arc[:-1] + self.arc[1:]) / 2
        return np.concatenate([self.arc[:1], middles, self.arc[-1:]])

    @property
    def _sizes(self) -> FloatArray:
        return np.diff(self._bounds)

    @cached_property
    def _lengths(self) -> FloatArray:
        """What the lithium of every node takes of its length [m], shape (k,)."""
        node = np.arange(len(self.arc))
        ahead, beyond = node < self._first, node > self._last
        beside = np.where(ahead, self.thickness[self._first], self.thickness[self._last])
        full = ~(ahead | beyond) | (self.thickness >= beside)
        part = np.divide(self.thickness, beside, out=np.ones_like(beside), where=~full)
        return np.asarray(part * self._sizes, dtype=np.float64)

    @property
    def _starts(self) -> FloatArray:
        """Where the lithium of every node starts [m], shape (k,)."""
        ahead = np.arange(len(self.arc)) < self._first
        return np.where(ahead, self._bounds[1:] - self._lengths, self._bounds[:-1])

    @property
    def _stops(self) -> FloatArray:
        """Where it ends [m], shape (k,)."""
        return self._starts + self._lengths
