"""Lithium flowing along crack surfaces in space: volume fluxes between nodes of triangles.

On every triangle the gradient of the pressure is constant, and so is the flux q(w, |grad p|) along
it, with w the mean opening of its nodes. Node i takes in  int q . grad(N_i) dA  of its hat N_i.
Fluxes along the edges alone, as on a line, would be wrong by half for a strongly nonlinear law.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.filling import Openings
from filasse.cracks.state import FilmState
from filasse.physics.film_flow import FilmFlow, flux

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Fluxes:
    """Fluxes on triangles.

    Attributes:
        value: along the gradient [m^2/s], shape (n_triangles, 3).
        by_opening: derivative by the mean opening [m/s], shape (n_triangles, 3).
        by_gradient: derivative by the gradient [m^3/(Pa s)], shape (n_triangles, 3, 3).
    """

    value: FloatArray
    by_opening: FloatArray
    by_gradient: FloatArray


class SurfaceFlow:
    """Net inflow of every film node as a function of the tractions."""

    def __init__(
        self, position: FloatArray, triangles: IntArray, gap: Openings, law: FilmFlow | None
    ) -> None:
        """Prepare the triangles.

        Args:
            position: of the nodes [m], shape (n, 3).
            triangles: nodes of the crack surfaces, shape (n_triangles, 3).
            gap: the openings; a node's area is an area of crack surface [m^2].
            law: of the flow; None if lithium does not move.
        """
        self.gap, self.law, self._nodes = gap, law, triangles
        corners = position[triangles]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        double = np.linalg.norm(normal, axis=1)
        opposite = corners[:, [2, 0, 1]] - corners[:, [1, 2, 0]]
        self.area = double / 2
        self.slopes = np.cross((normal / double[:, None] ** 2)[:, None], opposite)
        shape = (len(triangles), len(position))
        entries = np.full(triangles.size, 1 / 3), triangles.ravel()
        self._mean = sp.csr_array((*entries, np.arange(0, triangles.size + 1, 3)), shape=shape)

    def net_inflow(self, film: FilmState, volumes: FloatArray) -> FloatArray:
        """Net inflow of every node [m^3/s], shape (n,).

        Args:
            film: the state.
            volumes: of the openings [m^3], shape (n,).
        """
        return self._inflow(self._fluxes(film, volumes).value)

    def inflow_slopes(
        self, film: FilmState, volumes: FloatArray
    ) -> tuple[FloatArray, sp.csr_array]:
        """Derivatives of the net inflow, each [m^3/(s Pa)] and of shape (n, n).

        Returns:
            By the tractions, which move the crack faces, and by the pressures of the lithium.
        """
        fluxes = self._fluxes(film, volumes)
        by_mean = np.einsum("t,tia,ta->ti", self.area, self.slopes, fluxes.by_opening)
        by_node = self._scattered(by_mean) @ self._mean
        by_traction = by_node @ (self.gap.compliance / self.gap.areas[:, None])
        blocks = np.einsum(
            "t,tia,tab,tjb->tij", self.area, self.slopes, fluxes.by_gradient, self.slopes
        )
        rows = np.repeat(self._nodes, 3, axis=1).ravel()
        columns = np.tile(self._nodes, 3).ravel()
        n = self._mean.shape[1]
        by_pressure = sp.csr_array((blocks.ravel(), (rows, columns)), shape=(n, n))
        return np.asarray(by_traction, dtype=np.float64), by_pressure

    def _fluxes(self, film: FilmState, volumes: FloatArray) -> _Fluxes:
        if self.law is None:
            count = len(self._nodes)
            return _Fluxes(np.zeros((count, 3)), np.zeros((count, 3)), np.zeros((count, 3, 3)))
        opening = np.maximum(self._mean @ (volumes / self.gap.areas), 0.0)
        gradient = np.einsum("tia,ti->ta", self.slopes, film.pressure[self._nodes])
        steepness = np.linalg.norm(gradient, axis=1)
        value, by_opening, by_slope = flux(self.law, opening, steepness)
        flows = steepness > 0
        # the unit vector first: |grad p|^(n - 3) overflows at small gradients for n < 3
        along = gradient / np.where(flows, steepness, 1.0)[:, None]
        secant = np.where(flows, value / np.where(flows, steepness, 1.0), by_slope)
        return _Fluxes(
            value[:, None] * along,
            by_opening[:, None] * along,
            secant[:, None, None] * np.eye(3)
            + (by_slope - secant)[:, None, None] * along[:, :, None] * along[:, None, :],
        )

    def _inflow(self, fluxes: FloatArray) -> FloatArray:
        per_corner = np.einsum("t,tia,ta->ti", self.area, self.slopes, fluxes)
        n = self._mean.shape[1]
        return np.bincount(self._nodes.ravel(), per_corner.ravel(), minlength=n)

    def _scattered(self, per_corner: FloatArray) -> sp.csr_array:
        """Values of corners, on the rows of their nodes, shape (n, n_triangles)."""
        count = len(self._nodes)
        places = self._nodes.ravel(), np.repeat(np.arange(count), 3)
        return sp.csr_array((per_corner.ravel(), places), shape=(self._mean.shape[1], count))
