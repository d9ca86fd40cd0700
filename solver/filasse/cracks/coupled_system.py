"""The coupled system of one implicit stage: film, kinetics and conduction.

Unknowns are the face tractions N, the lithium volumes L, the current densities J of the reactive
nodes, the free constant of the potential, the counter electrode's potential, and those of islands:
metal that has lost its path to the anode, with no net current. Every film node is

    wet:     L = V(N)         the lithium fills the opening and carries the traction,
    dry:     N = 0            the opening is filled in part,
    closed:  V(N) = V_min     the crack faces touch,
    packed:  V(N) = V_min, L = V_min: the faces touch, and lithium of a pressure p < N of its own
             fills what stays between them; p takes the place of L among the unknowns,

where V = V_0 + C N + V_loads is the volume of the opening: primal-dual active sets turn the
complementarities p >= 0, 1 - theta >= 0, p (1 - theta) = 0 and w >= 0, N >= p into equations.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import Interface, even_interface
from filasse.cracks.electrochemistry import ElectricSystem
from filasse.cracks.filling import STIFFNESS, Part, active_part, filled_part, openings, refill
from filasse.cracks.film_transport import lithium_flow
from filasse.cracks.islands import Islands, islands
from filasse.cracks.jacobian.assembly import Jacobian, Unknowns
from filasse.cracks.jacobian.blocks import Layout, Unknown, layout
from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.mouth_flow import MouthFlow, mouth_flow

type FloatArray = npt.NDArray[np.float64]


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
        self.flow = lithium_flow(response.grid, self.gap, model, typical)
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

    def flowing_part(self, film: FilmState, volumes: FloatArray) -> Part:
        """Part of every node through which current flows."""
        seeded = self.entrances & (self.electric.face_sum(film.current) > 0)
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
        part = self.flowing_part(film, volumes)
        current = part.value * self.electric.face_sum(film.current)
        plated = self.model.volume_per_charge * current
        balance = film.lithium - old - step * (self.flow.net_inflow(film, volumes) + plated)
        if len(self.fixed_mouths):
            balance[self.fixed_mouths] = film.pressure[self.fixed_mouths] - self.mouth_pressure
        else:
            balance[self.open_mouths] += step * self.outflow(film, volumes).value
        contact = (volumes - self.gap.closed)[film.fill >= Fill.CLOSED]
        electric, net = self.electric.residual(film, part), self.islands(film).sums(current)
        return np.concatenate([balance, contact, electric, net])

    def jacobian(self, film: FilmState, step: float) -> FloatArray:
        """Derivative of the residual by the unknowns at the present filling."""
        return Jacobian(self, film, step).values()

    def rates(self, film: FilmState) -> FloatArray:
        """Derivative of the residual by the unknowns, over the step, for steps without end.

        The Jacobian is linear in the step h, S + h K. This is K: what flows and is plated per
        time, of the lithium balances alone; all other rows are zero.
        """
        ages = 1e9  # [s]; S is lost in rounding only where it is 1e-9 of a frequency of 1e-16/s
        return (self.jacobian(film, ages) - self.jacobian(film, 0.0)) / ages

    def outflow(self, film: FilmState, volumes: FloatArray) -> MouthFlow:
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
        return self.flowing_part(film, self.gap.volumes(film.traction)).value

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
