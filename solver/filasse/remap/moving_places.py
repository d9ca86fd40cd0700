"""Lithium of an earlier time, followed from places that move along with the tips.

Nodes are followed at a fixed part of the length of their cracks. Next to a tip lithium changes
slowly there, while at a fixed place it jumps from nothing as the tip passes. In space:
`filasse.remap.moving_surfaces`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.remap.lithium_remap import Profile, StoredLithium, stretched_pressure
from filasse.remap.moving_surfaces import SurfaceBounds, earlier_places, nodal_areas
from filasse.remap.packed_film import BEHIND
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


class DryFront(NamedTuple):
    """Where the film of a crack that is dry in part is taken to end by now.

    Attributes:
        ends: start of the path, start and end of the film, and end of the path [m], shape (4,).
        tips: where the path started and ended at the start of the step [m], shape (2,).
    """

    ends: FloatArray
    tips: FloatArray


type Fronts = tuple[DryFront | None, ...]
"""Of every crack; None where places move with the tips alone, as a film does that reaches them."""


def followed(
    grid: FilmGrid, areas: FloatArray, lithium: StoredLithium, fronts: Fronts | None = None
) -> Followed:
    """Lithium of an earlier time, followed to a grid of larger cracks.

    Every crack keeps its volume to round-off; pores rest.

    Args:
        grid: the grid.
        areas: areas of the crack faces at its nodes per unit depth [m], shape (n,); in space [m^2].
        lithium: of all cracks and pores at the earlier time, with the present arc lengths.
        fronts: where films are taken to end by now; by default at the tips.
    """
    if grid.in_space:
        seen = _on_surfaces(grid, areas, lithium)
    else:
        seen = _on_paths(grid, areas, lithium, fronts or (None,) * len(lithium.profiles))
    for pore in grid.reservoirs:
        seen.lithium[pore.node] = lithium.reservoirs.get(pore.name, 0.0)
    return seen


def foreseen_fronts(grid: FilmGrid, now: StoredLithium, before: StoredLithium | None) -> Fronts:
    """Where films end at the end of a step, if they keep pace with their tips as before.

    A front that falls behind its tip does not move with it: places that do would sweep it over all
    nodes on the way, and blur it.

    Args:
        grid: with the cracks as long as they are at the end of the step.
        now: lithium at its start.
        before: lithium at the start of the step before; None where rates jump.
    """
    fronts: list[DryFront | None] = []
    for crack, profile in enumerate(now.profiles):
        known = _ends(grid, crack, profile)
        earlier = known if before is None else _ends(grid, crack, before.profiles[crack])
        tips, films = known[[0, 3]], known[[1, 2]]
        moved, grown = films - earlier[[1, 2]], tips - earlier[[0, 3]]
        pace = np.divide(moved, grown, out=np.zeros(2), where=grown != 0)
        path = grid.arc[grid.nodes_of(crack)][[0, -1]]
        ahead = np.where(films == tips, path, films + np.clip(pace, -1, 1) * (path - tips))
        inside = path[0] <= ahead[0] < ahead[1] <= path[1]
        dry = float(np.max(np.abs(films - tips))) > BEHIND * float(np.ptp(path))
        ends = np.array([path[0], *ahead, path[1]])
        fronts.append(DryFront(ends, tips) if dry and inside else None)
    return tuple(fronts)


def foreseen_pressure(grid: FilmGrid, lithium: StoredLithium, fronts: Fronts) -> FloatArray:
    """Stored pressures, stretched along with cracks and their films [Pa], shape (n,)."""
    pressure = stretched_pressure(grid, lithium)
    for crack, (profile, front) in enumerate(zip(lithium.profiles, fronts, strict=True)):
        if front is None:
            continue
        assert isinstance(profile, Profile)
        nodes = grid.nodes_of(crack)
        places = np.interp(grid.arc[nodes], *_knots(grid, crack, profile, front))
        pressure[nodes] = np.interp(places, profile.arc, profile.pressure)
    return pressure


def _knots(
    grid: FilmGrid, crack: int, profile: Profile | SurfaceProfile, front: DryFront
) -> tuple[FloatArray, FloatArray]:
    """Ends of a film and its path by now, and where they were [m], each of shape (k,).

    What is dry rests up to where the tip was, and beyond: places that went with the tip would carry
    traces of lithium along, by many cells.
    """
    now, then, tips = front.ends, _ends(grid, crack, profile), front.tips
    before = _outwards(-now[1::-1], -then[1::-1], -float(tips[0]))
    beyond = _outwards(now[2:], then[2:], float(tips[1]))
    pairs = np.array([(-x, -y) for x, y in before[::-1]] + beyond)
    return pairs[:, 0], pairs[:, 1]


def _outwards(now: FloatArray, then: FloatArray, tip: float) -> list[tuple[float, float]]:
    """Places by now and then from the end of a film to that of its path [m].

    Args:
        now: the two ends [m], shape (2,).
        then: where they were [m], shape (2,).
        tip: where the path ended at the start of the step [m].
    """
    film, path = zip(now.tolist(), then.tolist(), strict=True)
    if film[0] == path[0]:
        return [path]
    if film[0] >= tip:
        return [film, path]
    return [film, (tip, tip)] + [(path[0], path[0])] * (tip < path[0])


def _ends(grid: FilmGrid, crack: int, profile: Profile | SurfaceProfile) -> FloatArray:
    """Start of a path, start and end of its film, and end of the path [m], shape (4,).

    The film is what is under pressure; at a mouth it starts whatever the pressure is there.
    """
    assert isinstance(profile, Profile)
    starts_at_mouth = grid.is_mouth[grid.nodes_of(crack)[0]]
    arc, (start, end) = profile.arc, profile.packed.ends
    return np.array([arc[0], arc[0] if starts_at_mouth else start, end, arc[-1]])


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


def _on_paths(
    grid: FilmGrid, areas: FloatArray, lithium: StoredLithium, fronts: Fronts
) -> Followed:
    volumes, bounds = np.zeros(grid.size), np.zeros(grid.size)
    for crack, (profile, front) in enumerate(zip(lithium.profiles, fronts, strict=True)):
        assert isinstance(profile, Profile)
        nodes = grid.nodes_of(crack)
        arc, own = grid.arc[nodes], areas[nodes]
        if front is None:
            stretch = float(np.ptp(profile.arc)) / float(np.ptp(arc))
            places = profile.arc[0] + (arc - arc[0]) * stretch
            bounds[nodes] = profile.arc[0] + np.cumsum(own) * stretch
            volumes[nodes] = profile.on(places, own * stretch)
        else:
            now, then = _knots(grid, crack, profile, front)
            bounds[nodes] = np.interp(arc[0] + np.cumsum(own), now, then)
            whole = np.concatenate([then[:1], bounds[nodes]])
            volumes[nodes] = profile.packed_on(np.interp(arc, now, then), whole)
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
