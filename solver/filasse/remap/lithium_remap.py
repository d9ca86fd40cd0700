"""Carry lithium from one film grid to the next, conserving its volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator

from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid

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
        volume: lithium volume per depth [m^2].
    """

    arc: FloatArray
    thickness: FloatArray
    pressure: FloatArray
    volume: float

    def shifted(self, distance: float) -> Profile:
        """Return the profile of a crack whose path got longer at its start [m]."""
        return Profile(self.arc + distance, self.thickness, self.pressure, self.volume)


def reservoirs(grid: FilmGrid, film: FilmState) -> dict[str, float]:
    """Lithium volume per depth in every pore [m^2], by name."""
    return {pore.name: float(film.lithium[pore.node]) for pore in grid.reservoirs}


def profiles(grid: FilmGrid, areas: FloatArray, film: FilmState) -> tuple[Profile, ...]:
    """Read one profile per crack off a film state.

    Args:
        grid: film grid of the state.
        areas: lip areas of its nodes per depth [m], shape (n,).
        film: the state.
    """
    result = []
    for crack in range(len(grid.names)):
        nodes = grid.nodes_of(crack)
        lithium = film.lithium[nodes]
        result.append(
            Profile(
                arc=grid.arc[nodes],
                thickness=lithium / areas[nodes],
                pressure=film.pressure[nodes],
                volume=float(lithium.sum()),
            )
        )
    return tuple(result)


def lithium_on(
    grid: FilmGrid,
    areas: FloatArray,
    carried: tuple[Profile, ...],
    held: Mapping[str, float],
) -> FloatArray:
    """Distribute carried lithium over the nodes of a grid [m^2], shape (n,).

    The square of the thickness is interpolated, which is smooth up to the tip of a crack, where
    the thickness itself goes like the root of the distance. On an unchanged grid nothing changes;
    new lips get nothing; every crack keeps its volume to round-off.

    Args:
        grid: the new film grid.
        areas: lip areas of its nodes per depth [m], shape (n,).
        carried: lithium of every crack.
        held: lithium volume per depth in pores [m^2], by name.
    """
    lithium = np.zeros(grid.size)
    for crack, profile in enumerate(carried):
        nodes = grid.nodes_of(crack)
        shares = areas[nodes] * _thickness(profile, grid.arc[nodes])
        total = shares.sum()
        if profile.volume > 0 and abs(total / profile.volume - 1) > COARSE:
            shares = _overlaps(profile, grid.arc[nodes], areas[nodes])
            total = shares.sum()
        lithium[nodes] = shares * (profile.volume / total if total > 0 else 0.0)
    for pore in grid.reservoirs:
        lithium[pore.node] = held.get(pore.name, 0.0)
    return lithium


def _overlaps(profile: Profile, arc: FloatArray, areas: FloatArray) -> FloatArray:
    """Lithium by overlap of the nodes' shares of the path, for profiles too narrow for the grid."""
    middles = (profile.arc[:-1] + profile.arc[1:]) / 2
    ends = np.concatenate([profile.arc[:1], middles, profile.arc[-1:]])
    below = np.concatenate([[0.0], np.cumsum(profile.thickness * np.diff(ends))])
    bounds = arc[0] + np.concatenate([[0.0], np.cumsum(areas)])
    return np.asarray(np.diff(np.interp(bounds, ends, below)), dtype=np.float64)


def stretched_pressure(grid: FilmGrid, carried: tuple[Profile, ...]) -> FloatArray:
    """Carried pressures, stretched to the present length of every crack [Pa], shape (n,)."""
    pressure = np.zeros(grid.size)
    for crack, profile in enumerate(carried):
        nodes = grid.nodes_of(crack)
        span = float(np.ptp(profile.arc)) / float(np.ptp(grid.arc[nodes]))
        places = profile.arc[0] + (grid.arc[nodes] - grid.arc[nodes[0]]) * span
        pressure[nodes] = np.interp(places, profile.arc, profile.pressure)
    return pressure


def _thickness(profile: Profile, arc: FloatArray) -> FloatArray:
    """Thickness of a profile at other places [m]; zero beyond its ends."""
    slack = 1e-9 * float(np.ptp(profile.arc))
    inside = (arc >= profile.arc[0] - slack) & (arc <= profile.arc[-1] + slack)
    squares = PchipInterpolator(profile.arc, profile.thickness**2)(
        np.clip(arc, profile.arc[0], profile.arc[-1])
    )
    return np.where(inside, np.sqrt(np.maximum(squares, 0.0)), 0.0)
