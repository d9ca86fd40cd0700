"""Lithium from one film grid to the next, its volume conserved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid
from filasse.remap.layer_remap import StoredLayer
from filasse.remap.packed_film import PackedFilm
from filasse.remap.surface_remap import SurfaceProfile

type FloatArray = npt.NDArray[np.float64]

COARSE = 0.5
"""Part of a crack's lithium that may fall between the nodes of a grid and be scaled back."""


@dataclass(frozen=True)
class Profile:
    """Lithium in one crack, free of any grid.

    Attributes:
        arc: distance from the start of the path [m], ascending, shape (k,).
        thickness: lithium volume per area [m], shape (k,).
        pressure: of the lithium [Pa], shape (k,).
        volume: lithium volume per unit depth [m^2].
    """

    arc: FloatArray
    thickness: FloatArray
    pressure: FloatArray
    volume: float

    def shifted(self, distance: float) -> Profile:
        """Return the profile of a crack whose path got longer at its start [m]."""
        return Profile(self.arc + distance, self.thickness, self.pressure, self.volume)

    def turned(self, length: float) -> Profile:
        """Return the profile of a crack whose path of a length [m] is told from its other end."""
        values = (self.thickness[::-1], self.pressure[::-1])
        return Profile(length - self.arc[::-1], *values, self.volume)

    def on(self, places: FloatArray, areas: FloatArray) -> FloatArray:
        """Distribute the lithium over nodes [m^2], shape (n,).

        Args:
            places: their arc lengths, ascending [m], shape (n,).
            areas: their areas per unit depth [m], shape (n,).
        """
        shares = areas * _thickness(self, places)
        total = shares.sum()
        if self.volume > 0 and abs(total / self.volume - 1) > COARSE:
            shares = _overlaps(self, places, areas)
            total = shares.sum()
        return np.asarray(shares * (self.volume / total if total > 0 else 0.0), dtype=np.float64)

    @cached_property
    def packed(self) -> PackedFilm:
        """The same lithium with sharp fronts."""
        return PackedFilm(self.arc, self.thickness, self.pressure)

    def packed_on(self, places: FloatArray, bounds: FloatArray) -> FloatArray:
        """Distribute the lithium with sharp fronts over nodes [m^2], shape (n,).

        Args:
            places: arc lengths of the nodes, ascending [m], shape (n,).
            bounds: of what they stand for, ascending [m], shape (n + 1,).
        """
        shares, within = self.packed.between(bounds), self.packed.within(bounds)
        smooth = np.diff(bounds) * _thickness(self, places)
        held, outside = smooth[within].sum(), shares[~within].sum()
        if held > 0 and outside < self.volume:
            return np.where(within, smooth * ((self.volume - outside) / held), shares)
        total = shares.sum()
        return np.asarray(shares * (self.volume / total if total > 0 else 0.0), dtype=np.float64)

    def stretched_pressure(self, places: FloatArray) -> FloatArray:
        """Pressures, stretched to the length of a path that nodes cover [Pa], shape (n,)."""
        span = float(np.ptp(self.arc)) / float(np.ptp(places))
        reach = self.arc[0] + (places - places[0]) * span
        return np.asarray(np.interp(reach, self.arc, self.pressure), dtype=np.float64)


@dataclass(frozen=True)
class StoredLithium:
    """Lithium of all cracks and pores, free of any grid.

    Attributes:
        profiles: lithium of every crack.
        reservoirs: lithium volume per unit depth in pores [m^2], by name.
        layer: the interphase beside it; None without one.
    """

    profiles: tuple[Profile | SurfaceProfile, ...]
    reservoirs: Mapping[str, float]
    layer: StoredLayer | None = None

    def shifted(self, shifts: FloatArray) -> StoredLithium:
        """Return the lithium of cracks whose paths got longer at their starts [m]."""
        pairs = zip(self.profiles, shifts, strict=True)
        layer = None if self.layer is None else self.layer.shifted(shifts)
        return replace(self, profiles=tuple(p.shifted(float(s)) for p, s in pairs), layer=layer)


def stored(grid: FilmGrid, areas: FloatArray, film: FilmState) -> StoredLithium:
    """Read the lithium of all cracks and pores off a film state.

    Args:
        grid: film grid of the state.
        areas: areas of the crack faces at its nodes per unit depth [m], shape (n,).
        film: the state.
    """
    pores = {pore.name: float(film.lithium[pore.node]) for pore in grid.reservoirs}
    return StoredLithium(_profiles(grid, areas, film), pores)


def _profiles(
    grid: FilmGrid, areas: FloatArray, film: FilmState
) -> tuple[Profile | SurfaceProfile, ...]:
    result: list[Profile | SurfaceProfile] = []
    for crack in range(len(grid.names)):
        nodes = grid.nodes_of(crack)
        lithium, places = film.lithium[nodes], grid.places(nodes)
        thickness, pressure = lithium / areas[nodes], film.pressure[nodes]
        volume = float(lithium.sum())
        if grid.in_space:
            result.append(
                SurfaceProfile(places, grid.triangles_of(crack), thickness, pressure, volume)
            )
        else:
            result.append(Profile(places, thickness, pressure, volume))
    return tuple(result)


def lithium_on(grid: FilmGrid, areas: FloatArray, lithium: StoredLithium) -> FloatArray:
    """Distribute stored lithium over the nodes of a grid [m^2], shape (n,).

    The square of the thickness is interpolated, which is smooth up to the tip of a crack, where
    the thickness itself goes like the root of the distance. On an unchanged grid nothing changes;
    new crack faces get nothing; every crack keeps its volume to round-off.

    Args:
        grid: the new film grid.
        areas: areas of the crack faces at its nodes per unit depth [m], shape (n,).
        lithium: of all cracks and pores.
    """
    volumes = np.zeros(grid.size)
    for crack, profile in enumerate(lithium.profiles):
        nodes = grid.nodes_of(crack)
        if isinstance(profile, Profile) and profile.packed.is_dry:
            arc = grid.arc[nodes]
            bounds = arc[0] + np.concatenate([[0.0], np.cumsum(areas[nodes])])
            volumes[nodes] = profile.packed_on(arc, bounds)
        else:
            volumes[nodes] = profile.on(grid.places(nodes), areas[nodes])
    for pore in grid.reservoirs:
        volumes[pore.node] = lithium.reservoirs.get(pore.name, 0.0)
    return volumes


def _overlaps(profile: Profile, arc: FloatArray, areas: FloatArray) -> FloatArray:
    """Lithium by overlap of the nodes' shares of the path, for profiles too narrow for the grid."""
    middles = (profile.arc[:-1] + profile.arc[1:]) / 2
    ends = np.concatenate([profile.arc[:1], middles, profile.arc[-1:]])
    below = np.concatenate([[0.0], np.cumsum(profile.thickness * np.diff(ends))])
    bounds = arc[0] + np.concatenate([[0.0], np.cumsum(areas)])
    return np.asarray(np.diff(np.interp(bounds, ends, below)), dtype=np.float64)


def stretched_pressure(grid: FilmGrid, lithium: StoredLithium) -> FloatArray:
    """Stored pressures, stretched to the present length of every crack [Pa], shape (n,)."""
    pressure = np.zeros(grid.size)
    for crack, profile in enumerate(lithium.profiles):
        nodes = grid.nodes_of(crack)
        pressure[nodes] = profile.stretched_pressure(grid.places(nodes))
    return pressure


def _thickness(profile: Profile, arc: FloatArray) -> FloatArray:
    """Thickness of a profile at other places [m]; zero beyond its ends."""
    from scipy.interpolate import PchipInterpolator  # slow to import: when a crack has grown

    slack = 1e-9 * float(np.ptp(profile.arc))
    inside = (arc >= profile.arc[0] - slack) & (arc <= profile.arc[-1] + slack)
    squares = PchipInterpolator(profile.arc, profile.thickness**2)(
        np.clip(arc, profile.arc[0], profile.arc[-1])
    )
    return np.where(inside, np.sqrt(np.maximum(squares, 0.0)), 0.0)
