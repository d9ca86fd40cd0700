"""The coupled system of one implicit stage: film, kinetics and conduction.

Unknowns are the face tractions N, the lithium volumes L, the current densities J of the reactive
nodes, the free constant of the potential, the counter electrode's potential, and those of islands:
metal that has lost its path to the anode, with no net current but that of leaking electrons. Every
film node is

    full:    L = V(N)         the lithium fills the opening and carries the traction,
    cavitated:  N = 0         the opening is filled in part,
    closed:  V(N) = V_min     the crack faces touch,
    packed:  V(N) = V_min, L = V_min: the faces touch, and lithium of a pressure p < N of its own
             fills what stays between them; p takes the place of L among the unknowns,

where V = V_0 + C N + V_loads is the volume of the opening: primal-dual active sets turn the
complementarities p >= 0, 1 - theta >= 0, p (1 - theta) = 0 and w >= 0, N >= p into equations.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import Interface, even_interface
from filasse.cracks.electrochemistry import ElectricSystem
from filasse.cracks.filling import STIFFNESS, Saturation, active_part, filled_part, openings, refill
from filasse.cracks.film_transport import lithium_flow
from filasse.cracks.islands import Islands, barren, islands
from filasse.cracks.jacobian.blocks import FreeUnknowns, Layout, Unknown, free_unknowns, layout
from filasse.cracks.layers.growing import Layers
from filasse.cracks.layers.layer_stage import LayerStage
from filasse.cracks.layers.pulling import pulling
from filasse.cracks.leakage import COUNTER, ISLANDS, Leakage
from filasse.cracks.solving.spread_currents import SpreadCurrents
from filasse.cracks.state import Fill, FilmState
from filasse.cracks.swept_lithium import SweptLithium
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.mouth_flow import MouthFlow, mouth_flow

type FloatArray = npt.NDArray[np.float64]


class CoupledSystem:
    """Residual of one implicit stage on one geometry; its derivative is in `jacobian`."""

    def __init__(
        self,
        response: Response,
        model: CellModel,
        drive: Drive,
        interface: Interface | None = None,
        trace: float = 0.0,
        lasts: bool = True,
        by_path: bool = False,
    ) -> None:
        """Prepare what does not change within a time step.

        Args:
            response: of the geometry.
            model: parameters.
            drive: what the cycler prescribes.
            interface: what the anode does; by default it is a reservoir.
            trace: filled part below which no current flows to lithium.
            lasts: whether it serves all steps of a segment, not one state of an anode that moves.
            by_path: whether lithium plates only where metal leads to, as after stripping: what
                that has left would fill cracks from their far ends.
        """
        self.response, self.model, self.drive = response, model, drive
        self.interface = interface or even_interface(response, model)
        self.trace, self.lasts, self.by_path = trace, lasts, by_path
        self.n = response.grid.size
        self.loads = response.loads(model.loads, self.interface.loads)
        self.gap = openings(response, model, self.loads)
        self.electric = ElectricSystem(response.ionic, model, drive, self.n, self.interface)
        self.pulling = pulling(response, model.pull, self.electric)
        layer = model.layer
        self.layers = None if layer is None else Layers(layer, self.electric, self.pulling)
        self.flow = lithium_flow(response.grid, self.gap, model, drive.current)
        self.open_mouths = response.grid.mouths[: None if model.open_mouths else 0]
        self.fixed_mouths = self.open_mouths[: None if self.interface.holds_mouths else 0]
        self.entrances = self._entrances()
        self.mouth_pressure = self.interface.mouths if model.open_mouths else np.zeros(0)
        self.leakage = self._leakage()
        self._known: tuple[npt.NDArray[np.bool_], Islands] | None = None
        self._filled: tuple[npt.NDArray[np.int8], FreeUnknowns] | None = None

    @cached_property
    def spread_currents(self) -> SpreadCurrents:
        """What the electrolyte makes of currents; solved for when it is first asked for."""
        return SpreadCurrents(self.electric)

    def facing(self, interface: Interface) -> CoupledSystem:
        """The same system with another state of the anode."""
        own = self.response, self.model, self.drive
        return CoupledSystem(*own, interface, self.trace, False, self.by_path)

    def _leakage(self) -> Leakage | None:
        electronic, leaks = self.response.electronic, self.model.leakage
        if electronic is None or leaks is None:
            return None
        return Leakage(electronic, self.response.grid, leaks.conduction)

    def _entrances(self) -> npt.NDArray[np.bool_]:
        """Nodes that the anode's lithium reaches when they are empty, shape (n,)."""
        grid = self.response.grid
        entrances = np.zeros(self.n, dtype=np.bool_)
        entrances[self.open_mouths] = True
        entrances[grid.edges[entrances[grid.edges].any(axis=1)]] = True
        return np.asarray(entrances & (grid.crack >= 0), dtype=np.bool_)

    def volumes(self, film: FilmState) -> FloatArray:
        """Room for lithium in every opening [m^2], shape (n,): less what layers have swollen."""
        return self.room(film, film.traction)

    def room(self, film: FilmState, traction: FloatArray) -> FloatArray:
        """Room for lithium under a traction [Pa]."""
        volumes = self.gap.volumes(traction)
        return volumes - film.swelling if film.swelling.size else volumes

    def opened(self, film: FilmState) -> FloatArray:
        """Volume between the faces of every opening [m^2], layers included, shape (n,)."""
        volumes = self.gap.volumes(film.traction)
        return volumes if self.pulling is None else volumes + self.pulling.opened(film.layer)

    def layer_stage(self, film: FilmState, step: float = 0.0) -> LayerStage | None:
        """What the interphase does in a stage [s], at an iterate; None without one."""
        if self.layers is None:
            return None
        return self.layers.stage(film, filled_part(self.gap, film, self.volumes(film)), step)

    def entering(self, guess: FilmState, start: FilmState, step: float) -> FilmState:
        """The first iterate of a stage [s] with the layers that it starts from."""
        if self.layers is None:
            return guess
        return self.layers.entering(guess, start, self.filled_part(guess), step)

    def continued(
        self, first: FilmState, second: FilmState, part: float, lithium: FloatArray
    ) -> FilmState:
        """The first films where what changed from them to the second leads on.

        Args:
            first: films.
            second: later films.
            part: time since the first over that between the two.
            lithium: extrapolated in proportion to time [m^2], shape (n,).
        """
        if self.layers is None:
            return replace(first, lithium=lithium)
        layer, spared = self.layers.continued(first.layer, second.layer, part)
        return replace(first, lithium=lithium + spared, layer=layer)

    def with_grown_layer(self, film: FilmState, step: float) -> FilmState:
        """The films at the end of a stage [s] with the layers that they have by then."""
        stage = self.layer_stage(film, step)
        return film if stage is None else replace(film, layer=stage.thickness)

    def flowing_part(self, film: FilmState, volumes: FloatArray) -> Saturation:
        """Part of every node through which current flows."""
        part, seeded = filled_part(self.gap, film, volumes), self.entrances
        if self.leakage is not None:
            seeded = seeded | self.leakage.island_pores(film)
        plates = self.electric.face_sum(film.current) > 0
        bare = plates & barren(self.response.grid, part.value) if self.by_path else None
        return active_part(part, seeded & plates, film.cut_off, self.trace, bare)

    def islands(self, film: FilmState) -> Islands:
        """The islands of cut-off lithium; they stay while iterates share the array `cut_off`."""
        if self._known is None or self._known[0] is not film.cut_off:
            self._known = film.cut_off, islands(self.response.grid, film.cut_off)
        return self._known[1]

    def unknowns(self, film: FilmState) -> FreeUnknowns:
        """The unknowns at a filling; they stay while iterates share the array `fill`."""
        if self._filled is None or self._filled[0] is not film.fill:
            self._filled = film.fill, free_unknowns(film.fill)
        return self._filled[1]

    def layout(self, film: FilmState) -> Layout:
        """Where equations and unknowns stand at a filling."""
        free, touching = self.unknowns(film), int(np.sum(film.fill >= Fill.CLOSED))
        counts = len(free.tractions), len(free.lithium), self.electric.m + 2
        return layout(self.n, touching, *counts, self.islands(film).count)

    def residual(
        self, film: FilmState, old: FloatArray, step: float, swept: SweptLithium | None = None
    ) -> FloatArray:
        """Residual of a stage: lithium balances [m^2], contacts [m^2], electric ones, islands.

        Args:
            film: the latest iterate.
            old: lithium volumes that the stage starts from [m^2], shape (n,).
            step: [s]; 0 gives the equilibrium of the lithium where it is.
            swept: lithium that passes places which move with the tips; None if they rest.
        """
        volumes = self.volumes(film)
        part, layer = self.flowing_part(film, volumes), self.layer_stage(film, step)
        current = part.value * self.electric.face_sum(film.current)
        plated = self.model.volume_per_charge * current
        balance = film.lithium - old - step * (self.flow.net_inflow(film, volumes) + plated)
        if layer is not None:
            balance += layer.taken
        balance -= self.swept(film, swept)
        if len(self.fixed_mouths):
            balance[self.fixed_mouths] = film.pressure[self.fixed_mouths] - self.mouth_pressure
        else:
            balance[self.open_mouths] += step * self.outflow(film, volumes).value
        contact = (volumes - self.gap.closed)[film.fill >= Fill.CLOSED]
        electric, net = self.electric.residual(film, part, layer), self.islands(film).sums(current)
        if self.leakage is not None:
            leaking = self.leakage.currents(film, self.islands(film), self.voltage(film))
            net = net + leaking[ISLANDS:]
            if self.drive.current is not None:
                electric[-1] += leaking[COUNTER]
        return np.concatenate([balance, contact, electric, net])

    def swept(self, film: FilmState, swept: SweptLithium | None) -> FloatArray:
        """Lithium that nodes gain as their places move in a step [m^2], shape (n,)."""
        if swept is None:
            return np.zeros(self.n)
        return swept.gained(film.lithium, filled_part(self.gap, film, self.volumes(film)))

    def outflow(self, film: FilmState, volumes: FloatArray) -> MouthFlow:
        """Flow out of the open mouths against the creep of the anode."""
        mouths = self.open_mouths
        opening = (volumes / self.gap.areas)[mouths]
        excess = film.pressure[mouths] - self.mouth_pressure
        if self.model.flow == "immobile":
            excess = np.zeros_like(excess)
        return mouth_flow(self.model.mouth, opening, excess)

    def voltage(self, film: FilmState) -> float:
        """Cell voltage [V]; zero where it is nothing but round-off, as after a long rest."""
        voltage = film.counter + self.model.counter_potential
        round_off = np.finfo(np.float64).eps * self.model.anode.thermal_voltage
        return voltage if abs(voltage) > round_off else 0.0

    def filled_part(self, film: FilmState) -> FloatArray:
        """Filled part theta of every film node, shape (n,)."""
        return filled_part(self.gap, film, self.volumes(film)).value

    def active_part(self, film: FilmState) -> FloatArray:
        """Part of every film node through which current flows, shape (n,)."""
        return self.flowing_part(film, self.volumes(film)).value

    def net_inflow(self, film: FilmState) -> FloatArray:
        """Lithium flowing into every film node [m^2/s], shape (n,)."""
        return self.flow.net_inflow(film, self.volumes(film))

    def advance(self, film: FilmState, change: FloatArray) -> FilmState:
        """Add a change of the unknowns; full nodes keep L = V(N)."""
        free, places = self.unknowns(film), self.layout(film).unknowns
        traction, lithium = film.traction.copy(), film.lithium.copy()
        traction[free.tractions] += change[places[Unknown.TRACTION]]
        packed, inner = film.packed.copy(), change[places[Unknown.LITHIUM]]
        squeezed = inner * self.gap.closed[free.lithium] / STIFFNESS
        lithium[free.lithium] += np.where(free.is_packed, squeezed, inner)
        packed[free.lithium] += np.where(free.is_packed, inner, 0.0)
        full = film.fill == Fill.FULL
        lithium[full] = self.room(film, traction)[full]
        electric = change[places[Unknown.ELECTRIC]]
        return replace(
            film,
            lithium=lithium,
            traction=traction,
            packed=packed,
            current=self.electric.moved(
                film.current, electric[:-2], lambda: self.active_part(film)
            ),
            offset=film.offset + float(electric[-2]),
            counter=film.counter + float(electric[-1]),
            island_potential=film.island_potential
            + self.islands(film).spread(change[places[Unknown.ISLAND]]),
        )

    def refill(self, film: FilmState, cautious: bool = False) -> FilmState:
        """Change nodes between full, cavitated, closed and packed where conditions ask for it.

        Args:
            film: the latest iterate.
            cautious: change the first such node only.
        """
        fill = refill(self.gap, film, self.volumes(film), self.fixed_mouths)
        changes = np.flatnonzero(fill != film.fill)
        if len(changes) == 0:
            return film
        if cautious:
            fill[changes[1:]] = film.fill[changes[1:]]
        released = (fill == Fill.CAVITATED) | ((fill == Fill.FULL) & (film.fill == Fill.CAVITATED))
        traction = np.where(released, 0.0, film.traction)
        packed = np.where(fill == Fill.PACKED, np.maximum(film.pressure, 0.0), 0.0)
        full = np.where(fill == Fill.FULL, self.room(film, traction), self.gap.packed(packed))
        partly = (fill == Fill.CAVITATED) | (fill == Fill.CLOSED)
        lithium = np.maximum(np.where(partly, film.lithium, full), 0.0)
        return replace(film, fill=fill, traction=traction, lithium=lithium, packed=packed)
