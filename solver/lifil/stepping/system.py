"""The coupled system of one implicit stage: film, kinetics and conduction.

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
from lifil.physics.entry import EntryFlow, entry_flow
from lifil.stepping.electric import ElectricSystem
from lifil.stepping.filling import filled_part, openings, refill
from lifil.stepping.interface import Interface, reservoir
from lifil.stepping.lithium_flow import LithiumFlow
from lifil.stepping.model import CellModel, Drive
from lifil.stepping.state import Fill, FilmState

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Unknowns:
    """Which unknowns are free at a filling; after them come the m + 2 electric ones.

    Attributes:
        tractions: nodes whose traction is unknown (wet and closed).
        lithium: nodes whose lithium volume is unknown (dry and closed).
    """

    tractions: IntArray
    lithium: IntArray

    @property
    def film(self) -> int:
        """Number of unknowns of the film."""
        return len(self.tractions) + len(self.lithium)


class CoupledSystem:
    """Residual and exact Jacobian of one implicit stage on one geometry."""

    def __init__(
        self,
        response: Response,
        model: CellModel,
        drive: Drive,
        interface: Interface | None = None,
    ) -> None:
        """Prepare what does not change within a time step.

        Args:
            response: of the geometry.
            model: parameters.
            drive: what the cycler prescribes.
            interface: what the anode does; by default it is a reservoir.
        """
        self.response, self.model, self.drive = response, model, drive
        self.interface = interface or reservoir(response, model)
        self.n = response.grid.size
        self.loads = response.loads(model.loads, self.interface.loads)
        self.gap = openings(response, model, self.loads)
        self.electric = ElectricSystem(response.ionic, model, drive, self.n, self.interface)
        typical = abs(drive.current or 1.0) * model.volume_per_charge
        self.flow = LithiumFlow(response.grid, self.gap, model, typical)
        mouths = response.grid.mouths
        self.open_mouths = mouths if model.open_mouths else mouths[:0]
        self.fixed_mouths = self.open_mouths if self.interface.mouths is None else mouths[:0]
        self.mouth_pressure = self._mouth_pressure()

    def driven(self, drive: Drive) -> CoupledSystem:
        """The same system under another drive."""
        return CoupledSystem(self.response, self.model, drive, self.interface)

    def facing(self, interface: Interface) -> CoupledSystem:
        """The same system with another state of the anode."""
        return CoupledSystem(self.response, self.model, self.drive, interface)

    def _mouth_pressure(self) -> FloatArray:
        """Pressure of the anode's lithium round the open mouths [Pa], shape (n_open,)."""
        if self.interface.mouths is None:
            return np.full(len(self.open_mouths), self.model.stack_pressure)
        return self.interface.mouths[: len(self.open_mouths)]

    def unknowns(self, film: FilmState) -> Unknowns:
        """The unknowns at a filling."""
        dry, wet = film.fill == Fill.DRY, film.fill == Fill.WET
        return Unknowns(np.flatnonzero(~dry), np.flatnonzero(~wet))

    def residual(self, film: FilmState, old: FloatArray, step: float) -> FloatArray:
        """Residual of a stage: lithium balances [m^2], contacts [m^2], electric equations.

        Args:
            film: the latest iterate.
            old: lithium volumes that the stage starts from [m^2], shape (n,).
            step: [s]; 0 gives the equilibrium of the lithium where it is.
        """
        volumes = self.gap.volumes(film.traction)
        part = filled_part(self.gap, film, volumes)
        plated = self.model.volume_per_charge * part.value * self.electric.lip_sum(film.current)
        balance = film.lithium - old - step * (self.flow.net_inflow(film, volumes) + plated)
        if len(self.fixed_mouths):
            balance[self.fixed_mouths] = film.traction[self.fixed_mouths] - self.mouth_pressure
        else:
            balance[self.open_mouths] += step * self._entry(film, volumes).value
        contact = (volumes - self.gap.closed)[film.fill == Fill.CLOSED]
        return np.concatenate([balance, contact, self.electric.residual(film, part)])

    def jacobian(self, film: FilmState, step: float) -> FloatArray:
        """Derivative of the residual by the unknowns at the present filling."""
        free = self.unknowns(film)
        volumes = self.gap.volumes(film.traction)
        part = filled_part(self.gap, film, volumes)
        slopes = self.electric.slopes(film, part)
        n, first, second = self.n, len(free.tractions), free.film
        matrix = np.zeros((second + self.electric.m + 2,) * 2)
        rate = step * self.model.volume_per_charge
        plated = rate * self.electric.lip_sum(film.current)
        wet = film.fill == Fill.WET
        volume_part = np.where(wet, 1.0, -plated * part.by_volume)
        by_traction = volume_part[:, None] * self.gap.compliance
        by_traction -= step * self.flow.inflow_slope(film, volumes)
        matrix[:n, :first] = by_traction[:, free.tractions]
        matrix[free.lithium, np.arange(first, second)] = (1 - plated * part.by_lithium)[
            free.lithium
        ]
        lips, nodes = self.electric.lips, self.electric.film
        matrix[nodes, second + lips] = -rate * part.value[nodes] * self.electric.areas[lips]
        if len(self.fixed_mouths):
            matrix[self.fixed_mouths] = 0.0
            matrix[self.fixed_mouths, np.searchsorted(free.tractions, self.fixed_mouths)] = 1.0
        else:
            entry = step * self._entry_slope(film, volumes)
            matrix[self.open_mouths, :first] += entry[:, free.tractions]
        closed = np.flatnonzero(film.fill == Fill.CLOSED)
        matrix[n:second, :first] = self.gap.compliance[np.ix_(closed, free.tractions)]
        matrix[second:, :first] = slopes.by_pressure[:, free.tractions]
        moving = np.flatnonzero(part.by_volume)
        widening = part.by_volume[moving, None] * self.gap.compliance[moving][:, free.tractions]
        matrix[second:, :first] += slopes.by_part[:, moving] @ widening
        matrix[second:, first:second] = (slopes.by_part * part.by_lithium)[:, free.lithium]
        matrix[second:, second:] = slopes.by_electric
        return matrix

    def _entry(self, film: FilmState, volumes: FloatArray) -> EntryFlow:
        """Flow out of the open mouths against the creep of the anode."""
        mouths = self.open_mouths
        opening = (volumes / self.gap.areas)[mouths]
        excess = film.pressure[mouths] - self.mouth_pressure
        if self.model.flow == "immobile":
            excess = np.zeros_like(excess)
        return entry_flow(self.model.entry, opening, excess)

    def _entry_slope(self, film: FilmState, volumes: FloatArray) -> FloatArray:
        """Derivative of that flow by the tractions [m^2/(s Pa)], shape (n_open, n)."""
        mouths, entry = self.open_mouths, self._entry(film, volumes)
        per_area = self.gap.compliance[mouths] / self.gap.areas[mouths, None]
        slope = np.asarray(entry.by_opening[:, None] * per_area, dtype=np.float64)
        wet = film.fill[mouths] == Fill.WET
        slope[np.arange(len(mouths)), mouths] += entry.by_excess * wet
        return slope

    def voltage(self, film: FilmState) -> float:
        """Cell voltage [V]."""
        return film.counter + self.model.counter_potential

    def filled_part(self, film: FilmState) -> FloatArray:
        """Filled part theta of every film node, shape (n,)."""
        return filled_part(self.gap, film, self.gap.volumes(film.traction)).value

    def net_inflow(self, film: FilmState) -> FloatArray:
        """Lithium flowing into every film node [m^2/s], shape (n,)."""
        return self.flow.net_inflow(film, self.gap.volumes(film.traction))

    def advance(self, film: FilmState, change: FloatArray) -> FilmState:
        """Add a change of the unknowns; wet nodes keep L = V(N)."""
        free = self.unknowns(film)
        traction, lithium = film.traction.copy(), film.lithium.copy()
        first, second = len(free.tractions), free.film
        traction[free.tractions] += change[:first]
        lithium[free.lithium] += change[first:second]
        wet = film.fill == Fill.WET
        lithium[wet] = self.gap.volumes(traction)[wet]
        electric = change[second:]
        return replace(
            film,
            lithium=lithium,
            traction=traction,
            current=self.electric.moved(film.current, electric[:-2]),
            offset=film.offset + float(electric[-2]),
            counter=film.counter + float(electric[-1]),
        )

    def refill(self, film: FilmState, cautious: bool = False) -> FilmState:
        """Change nodes between wet, dry and closed where their conditions ask for it.

        Args:
            film: the latest iterate.
            cautious: change the first such node only.
        """
        fill = refill(self.gap, film, self.fixed_mouths)
        changes = np.flatnonzero(fill != film.fill)
        if len(changes) == 0:
            return film
        if cautious:
            fill[changes[1:]] = film.fill[changes[1:]]
        released = (fill == Fill.DRY) | ((fill == Fill.WET) & (film.fill == Fill.DRY))
        traction = np.where(released, 0.0, film.traction)
        lithium = np.where(fill == Fill.WET, self.gap.volumes(traction), film.lithium)
        return replace(film, fill=fill, traction=traction, lithium=np.maximum(lithium, 0.0))
