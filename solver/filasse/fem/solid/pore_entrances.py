"""Where crack surfaces open into round pores: reservoirs, and edges that lead into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import PoreReservoir
from filasse.fem.tagged_mesh import SurfaceData, TaggedCrackFaces, TaggedSphere

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


class PoreEntrances(NamedTuple):
    """Reservoirs, and edges from the rims of cracks into them.

    Attributes:
        reservoirs: in the order of the pores; their nodes come after those of the cracks.
        edges: nodes of the rims and of the reservoirs, shape (k, 2).
        lengths: half of the edges of the crack there [m], shape (k,).
        widths: length of the rim that each node stands for [m], shape (k,).
    """

    reservoirs: tuple[PoreReservoir, ...]
    edges: IntArray
    lengths: FloatArray
    widths: FloatArray

    @property
    def shares(self) -> FloatArray:
        """Parts of both ends in the opening, which is that of the rim, shape (k, 2)."""
        return np.tile([1.0, 0.0], (len(self.edges), 1))


def entered_spheres(surfaces: SurfaceData) -> list[TaggedSphere]:
    """The pores that any crack opens into, in order; others are holes."""
    met = {crack.pore for crack in surfaces.cracks}
    return [pore for pore in surfaces.spheres if pore.name in met]


def pore_entrances(
    cracks: Sequence[TaggedCrackFaces],
    first: IntArray,
    spheres: Sequence[TaggedSphere],
    position: FloatArray,
    reach: FloatArray,
) -> PoreEntrances:
    """Edges from rims to reservoirs.

    Args:
        cracks: of the body.
        first: first node of every crack, and their number last.
        spheres: pores that cracks open into.
        position: of the nodes of the cracks [m], shape (n, 3).
        reach: mean length of the edges at every node [m], shape (n,).
    """
    reservoirs = tuple(
        PoreReservoir(pore.name, len(position) + index, np.unique(pore.facets), pore.sphere.volume)
        for index, pore in enumerate(spheres)
    )
    node_of = {pore.name: pore.node for pore in reservoirs}
    edges, widths = [np.empty((0, 2), dtype=np.int64)], [np.empty(0)]
    for crack, at in zip(cracks, first, strict=False):
        if crack.pore is not None:
            rim = crack.rim + at
            edges.append(np.column_stack([rim, np.full(len(rim), node_of[crack.pore])]))
            sides = np.linalg.norm(position[np.roll(rim, -1)] - position[rim], axis=1)
            widths.append((sides + np.roll(sides, 1)) / 2)
    pairs = np.concatenate(edges)
    return PoreEntrances(reservoirs, pairs, reach[pairs[:, 0]] / 2, np.concatenate(widths))


def mean_lengths(edges: IntArray, lengths: FloatArray, count: int) -> FloatArray:
    """Mean length of the edges at every node [m], shape (count,)."""
    ends, twice = edges.T.ravel(), np.tile(lengths, 2)
    there = np.maximum(np.bincount(ends, minlength=count), 1)
    return np.asarray(np.bincount(ends, twice, count) / there, dtype=np.float64)
