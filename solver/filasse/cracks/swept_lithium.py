"""Lithium that passes places which move along with the tips of growing cracks.

A step of an advance follows the lithium from places that move with the tips, as it changes fast at
a fixed place that a tip has just passed, but slowly at a distance from the tip. A place that moves
by s in a step sweeps over a length s of the film; the lithium there passes from the node ahead to
the one behind. The thickness is that at the end of the step: an implicit transport, which leaves no
node with less lithium than none. Between full nodes it is their mean (second order in the cell);
where the node ahead is filled in part, it goes over to that node's (upwind, first order).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.filling import Saturation
from filasse.cracks.jacobian.entries import Entries

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SweptSlopes:
    """Derivatives of what nodes gain.

    Attributes:
        by_lithium: by the lithium of every node [-], at the filled parts as they are.
        by_part: by the filled part of every node [m^2].
    """

    by_lithium: Entries
    by_part: Entries


@dataclass(frozen=True)
class SweptLithium:
    """What the places halfway between neighbouring film nodes sweep over in a step.

    Attributes:
        edges: pairs of nodes, shape (n_edges, 2).
        distance: that the place between them moves, towards the second [m], shape (n_edges,).
        areas: areas of the nodes per unit depth [m], shape (n,).
    """

    edges: IntArray
    distance: FloatArray
    areas: FloatArray

    @property
    def _ahead(self) -> tuple[IntArray, IntArray]:
        """Node behind and node ahead of every place that moves."""
        first, second = self.edges.T
        forward = self.distance >= 0
        return np.where(forward, first, second), np.where(forward, second, first)

    def gained(self, lithium: FloatArray, part: Saturation) -> FloatArray:
        """Lithium that every node gains [m^2], shape (n,): the sum is zero.

        Args:
            lithium: of every node at the end of the step [m^2], shape (n,).
            part: filled part of every node.
        """
        behind, ahead = self._ahead
        thickness = lithium / self.areas
        mixed = part.value[ahead] / 2
        passed = mixed * thickness[behind] + (1 - mixed) * thickness[ahead]
        passed *= np.abs(self.distance)
        size = len(lithium)
        return np.bincount(behind, passed, size) - np.bincount(ahead, passed, size)

    def slopes(self, lithium: FloatArray, part: Saturation) -> SweptSlopes:
        """Derivatives of `gained`."""
        behind, ahead = self._ahead
        thickness, swept = lithium / self.areas, np.abs(self.distance)
        mixed = part.value[ahead] / 2
        from_behind = swept * mixed / self.areas[behind]
        from_ahead = swept * (1 - mixed) / self.areas[ahead]
        by_part = swept * (thickness[behind] - thickness[ahead]) / 2
        return SweptSlopes(
            self._passed(behind, from_behind) + self._passed(ahead, from_ahead),
            self._passed(ahead, by_part),
        )

    def _passed(self, columns: IntArray, slopes: FloatArray) -> Entries:
        """What the nodes behind gain and those ahead lose, by values of some nodes."""
        both_ways = np.concatenate([slopes, -slopes])
        return Entries(np.concatenate(self._ahead), np.tile(columns, 2), both_ways)
