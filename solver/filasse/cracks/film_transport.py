"""Lithium flowing along the films: volume fluxes over the edges of the film grid."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.filling import Openings
from filasse.cracks.jacobian.entries import Entries
from filasse.cracks.state import FilmState
from filasse.cracks.surface_transport import InflowSlopes, SurfaceFlow
from filasse.fem.crack_grid import FilmGrid
from filasse.parameters.cell_model import CellModel
from filasse.physics.film_flow import FilmFlow, flux

type FloatArray = npt.NDArray[np.float64]

MOBILE_DROP = 1e3
"""Pressure drop along a crack that took up all of the current as mobile lithium [Pa], against some
100 MPa. With less, flows would be differences of pressures that agree in all but the last digits:
with 1 Pa, up to 1e-5 of the lithium went astray beside an interphase."""

TYPICAL_CURRENT = 10.0
"""Current density on crack faces where the drive does not say, as at rest [A/m^2]: far more than
that would leave Newton's method with nothing but round-off."""


class LithiumFlow:
    """Net inflow of every film node as a function of the tractions."""

    def __init__(
        self,
        grid: FilmGrid,
        gap: Openings,
        model: CellModel,
        flow_scale: float,
        widths: FloatArray | None = None,
    ) -> None:
        """Prepare the incidence of the grid.

        Args:
            grid: the film grid.
            gap: the openings.
            model: parameters of the flow.
            flow_scale: a flux that mobile lithium must carry without resistance [m^2/s].
            widths: of the edges in space [m], shape (n_edges,); None for unit depth.
        """
        self._widths = widths
        self.gap, self.moves = gap, model.flow != "immobile"
        self.law = _law(model, grid, flow_scale)
        self._start, self._end, self._lengths = *grid.edges.T, grid.lengths
        count = len(grid.edges)
        signs, ends = np.repeat([1.0, -1.0], count), grid.edges.T.ravel()
        places = (ends, np.tile(np.arange(count), 2))
        self._out = sp.csr_array((signs, places), shape=(grid.size, count))
        self._pairs = grid.edges.T[[0, 1, 0, 1]].ravel(), grid.edges.T[[0, 1, 1, 0]].ravel()
        self._first, self._second = grid.share.T
        self._per_area = grid.share / gap.areas[grid.edges]

    def net_inflow(self, film: FilmState, volumes: FloatArray) -> FloatArray:
        """Net inflow of every node [m^2/s], shape (n,).

        Args:
            film: the state.
            volumes: of the openings [m^2], shape (n,).
        """
        return np.asarray(-(self._out @ self._flux(film, volumes)[0]), dtype=np.float64)

    def inflow_slopes(self, film: FilmState, volumes: FloatArray) -> InflowSlopes:
        """Derivatives of the net inflow; see `net_inflow` for the arguments."""
        _, by_opening, by_slope = self._flux(film, volumes)
        across, (first, second) = by_slope / self._lengths, by_opening * self._per_area.T
        return InflowSlopes(
            Entries(*self._pairs, np.concatenate([-first, second, -second, first])),
            Entries(*self._pairs, np.concatenate([across, across, -across, -across])),
        )

    def _flux(
        self, film: FilmState, volumes: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Flux from the first to the second node of every edge [m^2/s], and its derivatives."""
        if not self.moves:
            none = np.zeros(len(self._lengths))
            return none, none, none
        width = volumes / self.gap.areas
        opening = self._first * width[self._start] + self._second * width[self._end]
        opening = np.maximum(opening, 0.0)
        pressure = film.pressure
        slope = (pressure[self._end] - pressure[self._start]) / self._lengths
        value, by_opening, by_slope = flux(self.law, opening, slope)
        if self._widths is None:
            return value, by_opening, by_slope
        return value * self._widths, by_opening * self._widths, by_slope * self._widths


@dataclass(frozen=True)
class PorousSurfaceFlow:
    """Flow along crack surfaces, and through their rims into pores; see `LithiumFlow`.

    Attributes:
        along: the surfaces.
        into: the pores.
    """

    along: SurfaceFlow
    into: LithiumFlow

    def net_inflow(self, film: FilmState, volumes: FloatArray) -> FloatArray:
        """Net inflow of every node [m^3/s], shape (n,)."""
        return self.along.net_inflow(film, volumes) + self.into.net_inflow(film, volumes)

    def inflow_slopes(self, film: FilmState, volumes: FloatArray) -> InflowSlopes:
        """Derivatives of the net inflow."""
        along, into = (part.inflow_slopes(film, volumes) for part in (self.along, self.into))
        return InflowSlopes(along.by_volume + into.by_volume, along.by_pressure + into.by_pressure)


def lithium_flow(
    grid: FilmGrid, gap: Openings, model: CellModel, current: float | None
) -> LithiumFlow | SurfaceFlow | PorousSurfaceFlow:
    """The flow along the cracks of a grid, which are lines or surfaces; see `LithiumFlow`.

    Args:
        grid: the film grid.
        gap: the openings.
        model: parameters of the flow.
        current: that the cycler prescribes [A/m], in space [A]; None where it does not.
    """
    typical = TYPICAL_CURRENT * float(gap.areas.sum())
    flow_scale = abs(current or typical) * model.volume_per_charge
    if not grid.in_space:
        return LithiumFlow(grid, gap, model, flow_scale)
    law = None if model.flow == "immobile" else _law(model, grid, flow_scale)
    along = SurfaceFlow(grid.position, grid.triangles, gap, law, grid.film_images)
    if not (count := len(grid.entrances)):
        return along
    edges, lengths, share = grid.edges[-count:], grid.lengths[-count:], grid.share[-count:]
    entering = replace(grid, edges=edges, lengths=lengths, share=share)
    into = LithiumFlow(entering, gap, model, flow_scale, grid.entrances)
    return PorousSurfaceFlow(along, into)


def _law(model: CellModel, grid: FilmGrid, flow_scale: float) -> FilmFlow:
    if model.flow != "mobile":
        return model.film
    reach = 1.0 if grid.in_space else float(grid.arc.max(initial=0.0))  # a flux is of m^3/s there
    return FilmFlow(law=None, diffusion=flow_scale * reach / MOBILE_DROP)
