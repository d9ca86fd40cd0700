"""Lithium of an earlier time, followed from places that move along with the tips.

Nodes are followed at a fixed part of the length of their cracks. Next to a tip lithium changes
slowly there, while at a fixed place it jumps from nothing as the tip passes. In space:
`filasse.remap.moving_surfaces`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.remap.lithium_remap import Profile, StoredLithium
from filasse.remap.moving_surfaces import SurfaceBounds, earlier_places, nodal_areas
from filasse.remap.surface_remap import SurfaceProfile

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PathBounds:
    """Where the places between neighbouring nodes are, or were, along their paths.

    Attributes:
        arc: [m], shape (n_edges,); zero at the edges to pores and other cracks.
    """

    arc: FloatArray

    def since(self, earlier: PathBounds) -> FloatArray:
        """Lengths that places have swept over from earlier ones [m], shape (n_edges,)."""
        return self.arc - earlier.arc


type Bounds = PathBounds | SurfaceBounds


def swept(earlier: Bounds, now: Bounds) -> FloatArray:
    """What bounds have swept over in between, towards the second node: [m] or [m^2], (n_edges,)."""
    if isinstance(now, PathBounds):
        assert isinstance(earlier, PathBounds)
        return now.since(earlier)
    assert isinstance(earlier, SurfaceBounds)
    return now.since(earlier)


@dataclass(frozen=True)
class Followed:
    """Lithium as the nodes of a grid saw it at an earlier time.

    Attributes:
        lithium: between the places that move with the nodes' bounds [m^2], shape (n,).
        bounds: where the places between neighbouring nodes were.
    """

    lithium: FloatArray
    bounds: Bounds


def followed(grid: FilmGrid, areas: FloatArray, lithium: StoredLithium) -> Followed:
    """Lithium of an earlier time, followed to a grid of larger cracks.

    Every crack keeps its volume to round-off; pores rest.

    Args:
        grid: the grid.
        areas: areas of the crack faces at its nodes per unit depth [m], shape (n,); in space [m^2].
        lithium: of all cracks and pores at the earlier time, with the present arc lengths.
    """
    seen = _on_surfaces(grid, areas, lithium) if grid.in_space else _on_paths(grid, areas, lithium)
    for pore in grid.reservoirs:
        seen.lithium[pore.node] = lithium.reservoirs.get(pore.name, 0.0)
    return seen


def _on_surfaces(grid: FilmGrid, areas: FloatArray, lithium: StoredLithium) -> Followed:
    volumes, places = np.zeros(grid.size), grid.uv.copy()
    flat = nodal_areas(grid.triangles, grid.uv)
    for crack, profile in enumerate(lithium.profiles):
        assert isinstance(profile, SurfaceProfile)
        places[grid.nodes_of(crack)] = earlier_places(grid, crack, profile)
    shrunk = nodal_areas(grid.triangles, places)
    for crack, profile in enumerate(lithium.profiles):
        nodes = grid.nodes_of(crack)
        volumes[nodes] = profile.on(places[nodes], (areas * shrunk)[nodes] / flat[nodes])
    return Followed(volumes, SurfaceBounds(grid, areas, places))


def _on_paths(grid: FilmGrid, areas: FloatArray, lithium: StoredLithium) -> Followed:
    volumes, bounds = np.zeros(grid.size), np.zeros(grid.size)
    for crack, profile in enumerate(lithium.profiles):
        assert isinstance(profile, Profile)
        nodes = grid.nodes_of(crack)
        arc = grid.arc[nodes]
        stretch = float(np.ptp(profile.arc)) / float(np.ptp(arc))
        places = profile.arc[0] + (arc - arc[0]) * stretch
        volumes[nodes] = profile.on(places, areas[nodes] * stretch)
        bounds[nodes] = profile.arc[0] + np.cumsum(areas[nodes]) * stretch
    return Followed(volumes, PathBounds(_of_edges(grid, bounds)))


def bounds_of(grid: FilmGrid, areas: FloatArray) -> Bounds:
    """Where the places between neighbouring nodes are."""
    if grid.in_space:
        return SurfaceBounds(grid, areas, grid.uv)
    bounds = np.zeros(grid.size)
    for crack in range(len(grid.names)):
        nodes = grid.nodes_of(crack)
        bounds[nodes] = grid.arc[nodes][0] + np.cumsum(areas[nodes])
    return PathBounds(_of_edges(grid, bounds))


def _of_edges(grid: FilmGrid, bounds: FloatArray) -> FloatArray:
    """The far bound of the first node of every edge along a crack; zero at all other edges."""
    first, second = grid.edges.T
    inside = (grid.crack[first] >= 0) & (grid.crack[first] == grid.crack[second])
    return np.where(inside, bounds[first], 0.0)
