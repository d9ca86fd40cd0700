"""Lithium of an earlier time, followed from places that move along with the tips.

Nodes are followed at a fixed part of the length of their cracks. Next to a tip lithium changes
slowly there, while at a fixed place it jumps from nothing as the tip passes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.remap.lithium_remap import Profile, StoredLithium

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Followed:
    """Lithium as the nodes of a grid saw it at an earlier time.

    Attributes:
        lithium: between the places that move with the nodes' bounds [m^2], shape (n,).
        bounds: where the places between neighbouring nodes were, along their paths [m], shape
            (n_edges,); zero at the edges to pores and other cracks.
    """

    lithium: FloatArray
    bounds: FloatArray


def followed(grid: FilmGrid, areas: FloatArray, lithium: StoredLithium) -> Followed:
    """Lithium of an earlier time, followed to a grid of longer cracks in the plane.

    Every crack keeps its volume to round-off; pores rest.

    Args:
        grid: the grid.
        areas: areas of the crack faces at its nodes per unit depth [m], shape (n,).
        lithium: of all cracks and pores at the earlier time, with the present arc lengths.
    """
    volumes, bounds = np.zeros(grid.size), np.zeros(grid.size)
    for crack, profile in enumerate(lithium.profiles):
        assert isinstance(profile, Profile)
        nodes = grid.nodes_of(crack)
        arc = grid.arc[nodes]
        stretch = float(np.ptp(profile.arc)) / float(np.ptp(arc))
        places = profile.arc[0] + (arc - arc[0]) * stretch
        volumes[nodes] = profile.on(places, areas[nodes] * stretch)
        bounds[nodes] = profile.arc[0] + np.cumsum(areas[nodes]) * stretch
    for pore in grid.reservoirs:
        volumes[pore.node] = lithium.reservoirs.get(pore.name, 0.0)
    return Followed(volumes, _of_edges(grid, bounds))


def bounds_of(grid: FilmGrid, areas: FloatArray) -> FloatArray:
    """Places between neighbouring nodes along their paths [m], shape (n_edges,)."""
    bounds = np.zeros(grid.size)
    for crack in range(len(grid.names)):
        nodes = grid.nodes_of(crack)
        bounds[nodes] = grid.arc[nodes][0] + np.cumsum(areas[nodes])
    return _of_edges(grid, bounds)


def _of_edges(grid: FilmGrid, bounds: FloatArray) -> FloatArray:
    """The far bound of the first node of every edge along a crack; zero at all other edges."""
    first, second = grid.edges.T
    inside = (grid.crack[first] >= 0) & (grid.crack[first] == grid.crack[second])
    return np.where(inside, bounds[first], 0.0)
