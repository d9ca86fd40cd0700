"""Carry lithium from one film grid to the next, conserving its volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifil.discretisation.film_grid import FilmGrid
from lifil.stepping.state import FilmState

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """Lithium in one crack, free of any grid.

    Attributes:
        arc: distance from the start of the path [m], ascending, shape (k,).
        thickness: lithium volume per area [m], shape (k,).
        pressure: traction on the lips [Pa], shape (k,).
        volume: lithium volume per depth [m^2].
    """

    arc: FloatArray
    thickness: FloatArray
    pressure: FloatArray
    volume: float

    def shifted(self, distance: float) -> Profile:
        """Return the profile of a crack whose path got longer at its start [m]."""
        return Profile(self.arc + distance, self.thickness, self.pressure, self.volume)


@dataclass(frozen=True)
class Held:
    """Lithium in a pore.

    Attributes:
        volume: per depth [m^2].
        pressure: [Pa].
    """

    volume: float
    pressure: float


def reservoirs(grid: FilmGrid, film: FilmState) -> dict[str, Held]:
    """Read the lithium in all pores off a film state, by name."""
    return {
        pore.name: Held(float(film.lithium[pore.node]), float(film.traction[pore.node]))
        for pore in grid.reservoirs
    }


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
                pressure=film.traction[nodes],
                volume=float(lithium.sum()),
            )
        )
    return tuple(result)


def lithium_on(
    grid: FilmGrid, carried: tuple[Profile, ...], held: Mapping[str, Held]
) -> FloatArray:
    """Distribute carried lithium over the nodes of a grid [m^2], shape (n,).

    Each node gets the integral of its hat function times the carried thickness, exact for
    piecewise linear profiles; new lips get nothing; every crack keeps its volume to round-off.
    """
    lithium = np.zeros(grid.size)
    for crack, profile in enumerate(carried):
        nodes = grid.nodes_of(crack)
        shares = _hat_integrals(grid.arc[nodes], profile)
        total = shares.sum()
        lithium[nodes] = shares * (profile.volume / total if total > 0 else 0.0)
    for pore in grid.reservoirs:
        lithium[pore.node] = held[pore.name].volume if pore.name in held else 0.0
    return lithium


def traction_on(
    grid: FilmGrid, carried: tuple[Profile, ...], held: Mapping[str, Held]
) -> FloatArray:
    """Interpolate carried tractions: a first guess on a new grid [Pa], shape (n,)."""
    traction = np.zeros(grid.size)
    for crack, profile in enumerate(carried):
        nodes = grid.nodes_of(crack)
        traction[nodes] = np.interp(
            grid.arc[nodes], profile.arc, profile.pressure, left=0.0, right=0.0
        )
    for pore in grid.reservoirs:
        traction[pore.node] = held[pore.name].pressure if pore.name in held else 0.0
    return traction


def _hat_integrals(arc: FloatArray, profile: Profile) -> FloatArray:
    """Integral of every hat function on `arc` times the profile's thickness [m^2]."""
    cuts = np.union1d(arc, profile.arc)
    cuts = cuts[(cuts >= arc[0]) & (cuts <= arc[-1])]
    middle = (cuts[:-1] + cuts[1:]) / 2
    filled = (middle > profile.arc[0]) & (middle < profile.arc[-1])
    left, right, middle = cuts[:-1][filled], cuts[1:][filled], middle[filled]
    segment = np.searchsorted(arc, middle) - 1
    shares = np.zeros(len(arc))
    for points, weight in ((left, 1 / 6), (middle, 4 / 6), (right, 1 / 6)):
        amount = weight * (right - left) * np.interp(points, profile.arc, profile.thickness)
        part = (points - arc[segment]) / (arc[segment + 1] - arc[segment])
        np.add.at(shares, segment, amount * (1 - part))
        np.add.at(shares, segment + 1, amount * part)
    return shares
