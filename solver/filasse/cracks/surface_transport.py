"""Lithium flowing along crack surfaces in space: volume fluxes between nodes of triangles.

On every triangle the gradient of the pressure is constant, and so is the flux q(w, |grad p|) along
it, with w the mean opening of its nodes. Node i takes in  int q . grad(N_i) dA  of its hat N_i,

    s A sum_j G_ij p_j,    G_ij = grad N_i . grad N_j,    s = q/|grad p|.

Fluxes along the edges alone, as on a line, would be wrong by half for a strongly nonlinear law. Two
nodes across an obtuse angle have G_ij > 0, as if lithium flowed uphill between them. That is right
within a full film; but a node that is not full has nothing to give: towards it such a G_ij falls to
0, continuously, as its pressure does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.filling import Openings
from filasse.cracks.jacobian.entries import Entries
from filasse.cracks.state import FilmState
from filasse.physics.film_flow import FilmFlow, flux

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

EMPTYING = 0.1
"""Pressure of a node, over the largest in its triangle, below which it counts as running dry."""


@dataclass(frozen=True)
class InflowSlopes:
    """Derivatives of what flows into every node.

    Attributes:
        by_volume: by the volumes of the openings [1/s].
        by_pressure: by the pressures of the lithium [m^2/(s Pa)], in space [m^3/(s Pa)].
    """

    by_volume: Entries
    by_pressure: Entries


@dataclass(frozen=True)
class _Fluxes:
    """Inflow of the corners of triangles.

    Attributes:
        value: [m^3/s], shape (n_triangles, 3).
        by_opening: derivative by the mean opening [m^2/s], shape (n_triangles, 3).
        by_pressure: derivatives by the pressures of the corners [m^3/(Pa s)], shape
            (n_triangles, 3, 3).
    """

    value: FloatArray
    by_opening: FloatArray
    by_pressure: FloatArray


class SurfaceFlow:
    """Net inflow of every film node as a function of the tractions."""

    def __init__(
        self,
        position: FloatArray,
        triangles: IntArray,
        gap: Openings,
        law: FilmFlow | None,
        images: IntArray | int = 1,
    ) -> None:
        """Prepare the triangles.

        Args:
            position: of the nodes [m], shape (n, 3).
            triangles: nodes of the crack surfaces, shape (n_triangles, 3).
            gap: the openings; a node's area is an area of crack surface [m^2].
            law: of the flow; None if lithium does not move.
            images: how many times triangles are there, shape (n_triangles,).
        """
        self.gap, self.law, self._nodes = gap, law, triangles
        corners = position[triangles]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        double = np.linalg.norm(normal, axis=1)
        opposite = corners[:, [2, 0, 1]] - corners[:, [1, 2, 0]]
        self.area = double / 2
        self.slopes = np.cross((normal / double[:, None] ** 2)[:, None], opposite)
        area = (images * self.area)[:, None, None]
        whole = area * np.einsum("tia,tja->tij", self.slopes, self.slopes)
        self._downhill = _without_uphill(whole)
        self._uphill = whole - self._downhill
        shape = (len(triangles), len(position))
        entries = np.full(triangles.size, 1 / 3), triangles.ravel()
        self._mean = sp.csr_array((*entries, np.arange(0, triangles.size + 1, 3)), shape=shape)

    def net_inflow(self, film: FilmState, volumes: FloatArray) -> FloatArray:
        """Net inflow of every node [m^3/s], shape (n,).

        Args:
            film: the state.
            volumes: of the openings [m^3], shape (n,).
        """
        value = self._fluxes(film, volumes).value
        n = self._mean.shape[1]
        return np.bincount(self._nodes.ravel(), value.ravel(), minlength=n)

    def inflow_slopes(self, film: FilmState, volumes: FloatArray) -> InflowSlopes:
        """Derivatives of the net inflow; see `net_inflow` for the arguments."""
        fluxes = self._fluxes(film, volumes)
        by_opening = (self._scattered(fluxes.by_opening) @ self._mean).tocoo()
        rows = np.repeat(self._nodes, 3, axis=1).ravel()
        columns = np.tile(self._nodes, 3).ravel()
        return InflowSlopes(
            Entries(by_opening.row, by_opening.col, by_opening.data).scaled(1 / self.gap.areas),
            Entries(rows, columns, fluxes.by_pressure.ravel()),
        )

    def _fluxes(self, film: FilmState, volumes: FloatArray) -> _Fluxes:
        if self.law is None:
            count = len(self._nodes)
            return _Fluxes(np.zeros((count, 3)), np.zeros((count, 3)), np.zeros((count, 3, 3)))
        opening = np.maximum(self._mean @ (volumes / self.gap.areas), 0.0)
        pressure = film.pressure[self._nodes]
        gradient = np.einsum("tia,ti->ta", self.slopes, pressure)
        steepness = np.linalg.norm(gradient, axis=1)
        value, by_opening, by_slope = flux(self.law, opening, steepness)
        flows = steepness > 0
        # the unit vector first: |grad p|^(n - 3) overflows at small gradients for n < 3
        inverse = 1 / np.where(flows, steepness, 1.0)
        along = gradient * inverse[:, None]
        secant = np.where(flows, value * inverse, by_slope)
        part, by_corner = _full_part(pressure)
        held, extra = self._downhill, self._uphill
        coupling = held + part[:, None, None] * extra
        lean = np.einsum("tij,tj->ti", coupling, pressure)
        climb = np.einsum("tij,tj->ti", extra, pressure)
        rise = np.einsum("tia,ta->ti", self.slopes, along)
        bend = ((by_slope - secant) * inverse)[:, None] * rise
        return _Fluxes(
            secant[:, None] * lean,
            (by_opening * inverse)[:, None] * lean,
            secant[:, None, None] * (coupling + climb[:, :, None] * by_corner[:, None, :])
            + lean[:, :, None] * bend[:, None, :],
        )

    def _scattered(self, per_corner: FloatArray) -> sp.csr_array:
        """Values of corners, on the rows of their nodes, shape (n, n_triangles)."""
        count = len(self._nodes)
        places = self._nodes.ravel(), np.repeat(np.arange(count), 3)
        return sp.csr_array((per_corner.ravel(), places), shape=(self._mean.shape[1], count))


def _without_uphill(coupling: FloatArray) -> FloatArray:
    """Couplings of triangles, shape (n_triangles, 3, 3), those of the wrong sign left out."""
    result = np.minimum(coupling, 0.0)
    diagonal = np.arange(3)
    result[:, diagonal, diagonal] = 0.0
    result[:, diagonal, diagonal] = -result.sum(axis=2)
    return result


def _full_part(pressure: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far triangles count as full, from 0 to 1, and its derivatives by their pressures.

    Args:
        pressure: of the corners [Pa], shape (n_triangles, 3).
    """
    every = np.arange(len(pressure))
    low, high = pressure.argmin(axis=1), pressure.argmax(axis=1)
    least, most = pressure[every, low], np.maximum(pressure[every, high], 1.0)
    part = np.clip(least / (EMPTYING * most), 0.0, 1.0)
    moves = (part > 0) & (part < 1)
    slopes = np.zeros_like(pressure)
    slopes[every, low] += np.where(moves, 1 / (EMPTYING * most), 0.0)
    slopes[every, high] -= np.where(moves, part / most, 0.0)
    return part, slopes
