"""Lithium flowing along the films: volume fluxes over the edges of the film grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lifil.discretisation.film_grid import FilmGrid
from lifil.physics.film import FilmFlow, flux
from lifil.stepping.filling import Openings
from lifil.stepping.model import CellModel
from lifil.stepping.state import Fill, FilmState

type FloatArray = npt.NDArray[np.float64]

MOBILE_DROP = 1.0
"""Pressure drop allowed along a crack full of mobile lithium [Pa], against some 100 MPa."""


class LithiumFlow:
    """Net inflow of every film node as a function of the tractions."""

    def __init__(self, grid: FilmGrid, gap: Openings, model: CellModel, flow_scale: float) -> None:
        """Prepare the incidence of the grid.

        Args:
            grid: the film grid.
            gap: the openings.
            model: parameters of the flow.
            flow_scale: a flux that mobile lithium must carry without resistance [m^2/s].
        """
        self.gap, self.moves = gap, model.flow != "immobile"
        self.law = _law(model, grid, flow_scale)
        rows = np.arange(len(grid.edges))
        self.difference = np.zeros((len(grid.edges), grid.size))
        self.difference[rows, grid.edges[:, 0]] = -1
        self.difference[rows, grid.edges[:, 1]] = 1
        self.gradient = self.difference / grid.lengths[:, None]
        self.mean = np.abs(self.difference) / 2 / gap.areas

    def fluxes(self, film: FilmState) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Flux from the first to the second node of every edge [m^2/s], and its derivatives."""
        opening = np.maximum(self.mean @ self.gap.volumes(film.traction), 0.0)
        return flux(self.law, opening, self.gradient @ film.pressure)

    def net_inflow(self, film: FilmState) -> tuple[FloatArray, FloatArray]:
        """Net inflow of every node [m^2/s] and its derivative by the tractions.

        Returns:
            Arrays of shapes (n,) and (n, n).
        """
        if not self.moves:
            return np.zeros_like(film.traction), np.zeros_like(self.gap.compliance)
        value, by_opening, by_slope = self.fluxes(film)
        wet = (film.fill == Fill.WET).astype(np.float64)
        by_traction = by_slope[:, None] * self.gradient * wet
        by_traction += by_opening[:, None] * (self.mean @ self.gap.compliance)
        inward = self.difference.T
        return inward @ value, inward @ by_traction


def _law(model: CellModel, grid: FilmGrid, flow_scale: float) -> FilmFlow:
    if model.flow != "mobile":
        return model.film
    reach = float(grid.arc.max(initial=0.0))
    return FilmFlow(exponent=1.0, creep=0.0, diffusion=flow_scale * reach / MOBILE_DROP)
