"""The coupled system of one implicit stage: film, kinetics and conduction.

Unknowns are the lip tractions N, the lithium volumes L, the current densities J of the reactive
nodes, the free constant of the potential, the counter electrode's potential, and those of islands:
metal that has lost its path to the anode, with no net current. Every film node is

    wet:     L = V(N)         the lithium fills the opening and carries the traction,
    dry:     N = 0            the opening is filled in part,
    closed:  V(N) = V_min     the lips touch,
    packed:  V(N) = V_min, L = V_min: the lips touch, and lithium of a pressure p < N of its own
             fills what stays between them; p takes the place of L among the unknowns,

where V = V_0 + C N + V_loads is the volume of the opening: primal-dual active sets turn the
complementarities p >= 0, 1 - theta >= 0, p (1 - theta) = 0 and w >= 0, N >= p into equations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import Interface, even_interface
from filasse.cracks.blocks import BlockMatrix, Equation, Layout, Unknown, layout
from filasse.cracks.electrochemistry import ElectricSystem
from filasse.cracks.filling import STIFFNESS, Part, active_part, filled_part, openings, refill
from filasse.cracks.film_transport import LithiumFlow
from filasse.cracks.islands import Islands, islands
from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.mouth_flow import MouthFlow, mouth_flow

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Unknowns:
    """Which unknowns of the films are free at a filling.

    Attributes:
        tractions: nodes whose traction is unknown (all but dry ones).
        lithium: nodes whose lithium volume (dry, closed) or pressure (packed) is unknown.
        is_packed: which of those are packed.
    """

    tractions: IntArray
    lithium: IntArray
    is_packed: npt.NDArray[np.bool_]


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
        self.interface = interface or even_interface(response, model)
        self.n = response.grid.size
        self.loads = response.loads(model.loads, self.interface.loads)
        self.gap = openings(response, model, self.loads)
        self.electric = ElectricSystem(response.ionic, model, drive, self.n, self.interface)
        typical = abs(drive.current or 1.0) * model.volume_per_charge
        self.flow = LithiumFlow(response.grid, self.gap, model, typical)
        mouths = response.grid.mouths
        self.open_mouths = mouths if model.open_mouths else mouths[:0]
        self.fixed_mouths = self.open_mouths if self.interface.holds_mouths else mouths[:0]
        self.entrances = self._entrances()
        self.mouth_pressure = self.interface.mouths[: len(self.open_mouths)]
        self._known: tuple[npt.NDArray[np.bool_], Islands] | None = None

    def facing(self, interface: Interface) -> CoupledSystem:
        """The same system with another state of the anode."""
        return CoupledSystem(self.response, self.model, self.drive, interface)

    def _entrances(self) -> npt.NDArray[np.bool_]:
        """Nodes that the anode's lithium reaches when they are empty, shape (n,)."""
        grid = self.response.grid
        entrances = np.zeros(self.n, dtype=np.bool_)
        entrances[self.open_mouths] = True
        entrances[grid.edges[entrances[grid.edges].any(axis=1)]] = True
        return np.asarray(entrances & (grid.crack >= 0), dtype=np.bool_)

    def _active(self, film: FilmState, volumes: FloatArray) -> Part:
        """Part of every node through which current flows."""
        seeded = self.entrances & (self.electric.lip_sum(film.current) > 0)
        return active_part(filled_part(self.gap, film, volumes), seeded)

    def islands(self, film: FilmState) -> Islands:
        """The islands of cut-off lithium; they stay while iterates share the array `cut_off`."""
        if self._known is None or self._known[0] is not film.cut_off:
            self._known = film.cut_off, islands(self.response.grid, film.cut_off)
        return self._known[1]

    def unknowns(self, film: FilmState) -> Unknowns:
        """The unknowns at a filling."""
        dry, wet = film.fill == Fill.DRY, film.fill == Fill.WET
        inner = np.flatnonzero(~wet)
        return Unknowns(np.flatnonzero(~dry), inner, film.fill[inner] == Fill.PACKED)

    def layout(self, film: FilmState) -> Layout:
        """Where equations and unknowns stand at a filling."""
        free, touching = self.unknowns(film), int(np.sum(film.fill >= Fill.CLOSED))
        counts = len(free.tractions), len(free.lithium), self.electric.m + 2
        return layout(self.n, touching, *counts, self.islands(film).count)

    def residual(self, film: FilmState, old: FloatArray, step: float) -> FloatArray:
        """Residual of a stage: lithium balances [m^2], contacts [m^2], electric ones, islands.

        Args:
            film: the latest iterate.
            old: lithium volumes that the stage starts from [m^2], shape (n,).
            step: [s]; 0 gives the equilibrium of the lithium where it is.
        """
        volumes = self.gap.volumes(film.traction)
        part = self._active(film, volumes)
        current = part.value * self.electric.lip_sum(film.current)
        plated = self.model.volume_per_charge * current
        balance = film.lithium - old - step * (self.flow.net_inflow(film, volumes) + plated)
        if len(self.fixed_mouths):
            balance[self.fixed_mouths] = film.pressure[self.fixed_mouths] - self.mouth_pressure
        else:
            balance[self.open_mouths] += step * self._mouth_flow(film, volumes).value
        contact = (volumes - self.gap.closed)[film.fill >= Fill.CLOSED]
        electric, net = self.electric.residual(film, part), self.islands(film).sums(current)
        return np.concatenate([balance, contact, electric, net])

    def jacobian(self, film: FilmState, step: float) -> FloatArray:
        """Derivative of the residual by the unknowns at the present filling."""
        free, volumes = self.unknowns(film), self.gap.volumes(film.traction)
        part = self._active(film, volumes)
        matrix = BlockMatrix(self.layout(film))
        self._balance_slopes(matrix, film, free, volumes, part, step)
        touching = np.flatnonzero(film.fill >= Fill.CLOSED)
        contact = self.gap.compliance[np.ix_(touching, free.tractions)]
        matrix[Equation.CONTACT, Unknown.TRACTION] = contact
        self._electric_slopes(matrix, film, free, part)
        self._island_slopes(matrix, film, free, part)
        self._hold_mouths(matrix, film, free)
        return matrix.values

    def rates(self, film: FilmState) -> FloatArray:
        """Derivative of the residual by the unknowns, over the step, for steps without end.

        The Jacobian is linear in the step h, S + h K. This is K: what flows and is plated per
        time, of the lithium balances alone; all other rows are zero.
        """
        ages = 1e9  # [s]; S is lost in rounding only where it is 1e-9 of a frequency of 1e-16/s
        return (self.jacobian(film, ages) - self.jacobian(film, 0.0)) / ages

    def _balance_slopes(
        self,
        matrix: BlockMatrix,
        film: FilmState,
        free: Unknowns,
        volumes: FloatArray,
        part: Part,
        step: float,
    ) -> None:
        """Rows of the lithium balance: storage, plating and flow.

        The lithium of a full node is its opening, so that tractions store it; that of the others
        is an unknown of its own. The current flows through the filled part, which moves with both.
        """
        rate = step * self.model.volume_per_charge
        plated = rate * self.electric.lip_sum(film.current)
        wet = film.fill == Fill.WET
        storage = np.where(wet, 1.0, -plated * part.by_volume)
        by_traction = storage[:, None] * self.gap.compliance
        by_opening, by_pressure = self._inflow_slopes(film, volumes)
        by_traction -= step * by_opening
        by_traction[:, wet] -= step * by_pressure[:, wet]
        matrix[Equation.BALANCE, Unknown.TRACTION] = by_traction[:, free.tractions]
        by_lithium = matrix[Equation.BALANCE, Unknown.LITHIUM]
        by_lithium[:, free.is_packed] = -step * by_pressure[:, free.lithium[free.is_packed]]
        own = np.where(free.is_packed, self.gap.closed[free.lithium] / STIFFNESS, 1.0)
        own -= (plated * part.by_lithium)[free.lithium]
        by_lithium[free.lithium, np.arange(len(free.lithium))] += own
        faces, nodes = self.electric.lips, self.electric.film
        by_current = -rate * part.value[nodes] * self.electric.areas[faces]
        matrix[Equation.BALANCE, Unknown.ELECTRIC][nodes, faces] = by_current

    def _electric_slopes(
        self, matrix: BlockMatrix, film: FilmState, free: Unknowns, part: Part
    ) -> None:
        """Rows of the electric equations: pressure, filled part, currents and potentials."""
        slopes = self.electric.slopes(film, part)
        self._part_slopes(matrix, Equation.ELECTRIC, free, part, slopes.by_part)
        wet, packed = film.fill == Fill.WET, free.is_packed
        by_traction = np.where(wet, slopes.by_pressure, 0.0)[:, free.tractions]
        matrix[Equation.ELECTRIC, Unknown.TRACTION] += by_traction
        by_packed = slopes.by_pressure[:, free.lithium[packed]]
        matrix[Equation.ELECTRIC, Unknown.LITHIUM][:, packed] += by_packed
        matrix[Equation.ELECTRIC, Unknown.ELECTRIC] = slopes.by_electric
        members = self.islands(film).members
        matrix[Equation.ELECTRIC, Unknown.ISLAND] = slopes.by_metal @ members

    def _island_slopes(
        self, matrix: BlockMatrix, film: FilmState, free: Unknowns, part: Part
    ) -> None:
        """Rows of the islands' net currents: filled part and currents."""
        members, electric = self.islands(film).members, self.electric
        by_part = members.T * electric.lip_sum(film.current)
        self._part_slopes(matrix, Equation.ISLAND, free, part, by_part)
        flowing = part.value[electric.film] * electric.areas[electric.lips]
        by_current = members[electric.film].T * flowing
        matrix[Equation.ISLAND, Unknown.ELECTRIC][:, electric.lips] = by_current

    def _part_slopes(
        self,
        matrix: BlockMatrix,
        equation: Equation,
        free: Unknowns,
        part: Part,
        by_part: FloatArray,
    ) -> None:
        """What depends on filled parts, by lithium, and by the tractions that widen openings."""
        moving = np.flatnonzero(part.by_volume)
        widening = part.by_volume[moving, None] * self.gap.compliance[moving][:, free.tractions]
        matrix[equation, Unknown.TRACTION] = by_part[:, moving] @ widening
        matrix[equation, Unknown.LITHIUM] = (by_part * part.by_lithium)[:, free.lithium]

    def _hold_mouths(self, matrix: BlockMatrix, film: FilmState, free: Unknowns) -> None:
        """Put p = p_mouth in the place of the balance of a mouth whose pressure is given."""
        for mouth in self.fixed_mouths:
            matrix.row(Equation.BALANCE, mouth)[:] = 0.0
            is_packed = film.fill[mouth] == Fill.PACKED
            unknown = Unknown.LITHIUM if is_packed else Unknown.TRACTION
            column = np.searchsorted(free.lithium if is_packed else free.tractions, mouth)
            matrix[Equation.BALANCE, unknown][mouth, column] = 1.0

    def _inflow_slopes(self, film: FilmState, volumes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Derivatives of what flows in along the films and from the anode [m^2/(s Pa)].

        Returns:
            By the tractions, which move the lips, and by the pressures, each of shape (n, n).
        """
        by_traction, along = self.flow.inflow_slopes(film, volumes)
        by_pressure = np.asarray(along.toarray(), dtype=np.float64)
        if not len(self.fixed_mouths):
            mouths, entry = self.open_mouths, self._mouth_flow(film, volumes)
            per_area = self.gap.compliance[mouths] / self.gap.areas[mouths, None]
            by_traction[mouths] -= entry.by_opening[:, None] * per_area
            by_pressure[mouths, mouths] -= entry.by_excess
        return by_traction, by_pressure

    def _mouth_flow(self, film: FilmState, volumes: FloatArray) -> MouthFlow:
        """Flow out of the open mouths against the creep of the anode."""
        mouths = self.open_mouths
        opening = (volumes / self.gap.areas)[mouths]
        excess = film.pressure[mouths] - self.mouth_pressure
        if self.model.flow == "immobile":
            excess = np.zeros_like(excess)
        return mouth_flow(self.model.mouth, opening, excess)

    def voltage(self, film: FilmState) -> float:
        """Cell voltage [V]."""
        return film.counter + self.model.counter_potential

    def filled_part(self, film: FilmState) -> FloatArray:
        """Filled part theta of every film node, shape (n,)."""
        return filled_part(self.gap, film, self.gap.volumes(film.traction)).value

    def active_part(self, film: FilmState) -> FloatArray:
        """Part of every film node through which current flows, shape (n,)."""
        return self._active(film, self.gap.volumes(film.traction)).value

    def net_inflow(self, film: FilmState) -> FloatArray:
        """Lithium flowing into every film node [m^2/s], shape (n,)."""
        return self.flow.net_inflow(film, self.gap.volumes(film.traction))

    def advance(self, film: FilmState, change: FloatArray) -> FilmState:
        """Add a change of the unknowns; wet nodes keep L = V(N)."""
        free, places = self.unknowns(film), self.layout(film).unknowns
        traction, lithium = film.traction.copy(), film.lithium.copy()
        traction[free.tractions] += change[places[Unknown.TRACTION]]
        packed, inner = film.packed.copy(), change[places[Unknown.LITHIUM]]
        squeezed = inner * self.gap.closed[free.lithium] / STIFFNESS
        lithium[free.lithium] += np.where(free.is_packed, squeezed, inner)
        packed[free.lithium] += np.where(free.is_packed, inner, 0.0)
        wet = film.fill == Fill.WET
        lithium[wet] = self.gap.volumes(traction)[wet]
        electric = change[places[Unknown.ELECTRIC]]
        return replace(
            film,
            lithium=lithium,
            traction=traction,
            packed=packed,
            current=self.electric.moved(film.current, electric[:-2]),
            offset=film.offset + float(electric[-2]),
            counter=film.counter + float(electric[-1]),
            island_potential=film.island_potential
            + self.islands(film).spread(change[places[Unknown.ISLAND]]),
        )

    def refill(self, film: FilmState, cautious: bool = False) -> FilmState:
        """Change nodes between wet, dry, closed and packed where their conditions ask for it.

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
        packed = np.where(fill == Fill.PACKED, np.maximum(film.pressure, 0.0), 0.0)
        full = np.where(fill == Fill.WET, self.gap.volumes(traction), self.gap.packed(packed))
        partly = (fill == Fill.DRY) | (fill == Fill.CLOSED)
        lithium = np.maximum(np.where(partly, film.lithium, full), 0.0)
        return replace(film, fill=fill, traction=traction, lithium=lithium, packed=packed)
