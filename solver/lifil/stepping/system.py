"""The coupled system of one implicit time step: film, kinetics and conduction.

Unknowns are the lip tractions N, the lithium volumes L, the current densities J of the reactive
nodes, the free constant of the potential and the counter electrode's potential. Every film node is

    wet:     L = V(N)         the lithium fills the opening and carries the traction,
    dry:     N = 0            the opening is filled in part,
    closed:  V(N) = V_min     the lips touch,

where V = V_0 + C N + V_loads is the volume of the opening: primal-dual active sets turn the
complementarities p >= 0, 1 - theta >= 0, p (1 - theta) = 0 and w >= 0 into equations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lifil.discretisation.response import Response
from lifil.stepping.electric import ElectricSystem
from lifil.stepping.filling import filled_part, openings, refill
from lifil.stepping.lithium_flow import LithiumFlow
from lifil.stepping.model import CellModel, Drive
from lifil.stepping.state import Fill, FilmState

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Linearised:
    """Equations of one Newton iteration in the unknowns that are free at the present filling.

    Attributes:
        residual: equations of the film first, then the electric ones, shape (k,).
        jacobian: shape (k, k).
        tractions: nodes whose traction is unknown; the first unknowns.
        lithium: nodes whose lithium volume is unknown; the next ones. The rest is electric.
    """

    residual: FloatArray
    jacobian: FloatArray
    tractions: IntArray
    lithium: IntArray


class CoupledSystem:
    """Residual and exact Jacobian of one implicit time step on one geometry."""

    def __init__(self, response: Response, model: CellModel, drive: Drive) -> None:
        """Prepare what does not change within the geometry."""
        self.response, self.model, self.drive = response, model, drive
        self.gap = openings(response, model)
        self.electric = ElectricSystem(response.ionic, model, drive)
        typical = abs(drive.current or 1.0) * model.volume_per_charge
        self.flow = LithiumFlow(response.grid, self.gap, model, typical)
        self.open_mouths = response.grid.mouths if model.open_mouths else response.grid.mouths[:0]

    @property
    def n(self) -> int:
        """Number of film nodes."""
        return self.response.grid.size

    def linearise(self, film: FilmState, old: FloatArray, step: float) -> Linearised:
        """Residual and Jacobian at `film` of a step of length `step` from the lithium `old`.

        Args:
            film: the latest iterate.
            old: lithium volumes at the start of the step [m^2], shape (n,).
            step: [s]; 0 gives the equilibrium of the lithium where it is.
        """
        part = filled_part(self.gap, film)
        electric = self.electric.linearise(film, part)
        inflow, inflow_n = self.flow.net_inflow(film)
        plated = step * self.model.volume_per_charge
        lips = self.electric.lip_sum(film.current, self.n)
        mass = film.lithium - old - step * inflow - plated * part.value * lips
        mass_n = -step * inflow_n - (plated * lips)[:, None] * part.by_traction
        mass_l = 1 - plated * lips * part.by_lithium
        mass_j = np.zeros((self.n, self.electric.m + 2))
        at, film_of = self.electric.lips, self.electric.film
        mass_j[film_of, at] = -plated * part.value[film_of] * self.electric.areas[at]
        rows_n = np.vstack([mass_n, electric.by_traction])
        rows_l = np.vstack([np.diag(mass_l), electric.by_lithium])
        rows_j = np.vstack([mass_j, electric.by_electric])
        residual = np.concatenate([mass, electric.residual])
        mouths = self.open_mouths
        residual[mouths] = film.traction[mouths] - self.model.stack_pressure
        for rows in (rows_n, rows_l, rows_j):
            rows[mouths] = 0.0
        rows_n[mouths, mouths] = 1.0
        return self._reduce(film, residual, rows_n, rows_l, rows_j)

    def advance(self, film: FilmState, at: Linearised, change: FloatArray) -> FilmState:
        """Add a change of the unknowns; wet nodes keep L = V(N)."""
        traction, lithium = film.traction.copy(), film.lithium.copy()
        first, second = len(at.tractions), len(at.tractions) + len(at.lithium)
        traction[at.tractions] += change[:first]
        lithium[at.lithium] += change[first:second]
        wet = film.fill == Fill.WET
        lithium[wet] = self.gap.volumes(traction)[wet]
        electric = change[second:]
        return replace(
            film,
            lithium=lithium,
            traction=traction,
            current=film.current + electric[:-2],
            offset=film.offset + float(electric[-2]),
            counter=film.counter + float(electric[-1]),
        )

    def refill(self, film: FilmState) -> FilmState:
        """Change nodes between wet, dry and closed where their conditions ask for it."""
        fill = refill(self.gap, film, self.open_mouths)
        if np.array_equal(fill, film.fill):
            return film
        traction = np.where(fill == Fill.DRY, 0.0, film.traction)
        traction[(fill == Fill.WET) & (film.fill == Fill.DRY)] = 0.0
        volume = self.gap.volumes(traction)
        lithium = np.where(fill == Fill.WET, volume, film.lithium)
        return replace(film, fill=fill, traction=traction, lithium=np.maximum(lithium, 0.0))

    def _reduce(
        self,
        film: FilmState,
        residual: FloatArray,
        rows_n: FloatArray,
        rows_l: FloatArray,
        rows_j: FloatArray,
    ) -> Linearised:
        """Keep one unknown per node (two where lips touch), and add the contact's equations."""
        wet, closed = film.fill == Fill.WET, film.fill == Fill.CLOSED
        tractions, lithium = np.flatnonzero(wet | closed), np.flatnonzero(~wet)
        by_traction = rows_n[:, tractions]
        by_traction += rows_l[:, wet] @ self.gap.compliance[np.ix_(wet, tractions)]
        jacobian = np.hstack([by_traction, rows_l[:, lithium], rows_j])
        if not closed.any():
            return Linearised(residual, jacobian, tractions, lithium)
        gap = (self.gap.volumes(film.traction) - self.gap.closed)[closed]
        contact = np.zeros((len(gap), jacobian.shape[1]))
        contact[:, : len(tractions)] = self.gap.compliance[np.ix_(closed, tractions)]
        return Linearised(
            np.concatenate([residual[: self.n], gap, residual[self.n :]]),
            np.vstack([jacobian[: self.n], contact, jacobian[self.n :]]),
            tractions,
            lithium,
        )
