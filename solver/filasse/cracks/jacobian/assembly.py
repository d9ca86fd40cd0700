"""The derivative of the coupled system's residual, block by block."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import STIFFNESS, Saturation, filled_part
from filasse.cracks.jacobian.blocks import BlockMatrix, Equation, Unknown, layout
from filasse.cracks.jacobian.entries import Entries
from filasse.cracks.layers.layer_stage import LayerStage
from filasse.cracks.leakage import COUNTER, ISLANDS
from filasse.cracks.state import Fill, FilmState
from filasse.cracks.surface_transport import InflowSlopes
from filasse.cracks.swept_lithium import SweptLithium

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


def jacobian(
    system: CoupledSystem, film: FilmState, step: float, swept: SweptLithium | None = None
) -> FloatArray:
    """Derivative of the residual by the unknowns at the present filling.

    Args:
        system: whose residual is differentiated.
        film: the latest iterate.
        step: of the stage [s].
        swept: lithium that passes places which move with the tips; None if they rest.
    """
    return Jacobian(system, film, step, system.layer_stage(film, step), swept).values()


def rates(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Derivative of the residual by the unknowns, over the step, for steps without end.

    The Jacobian is linear in the step h, S + h K. This is K: what flows and is plated per
    time, of the lithium balances alone; all other rows are zero. Layers do not grow meanwhile.
    """
    ages = 1e9  # [s]; S is lost in rounding only where it is 1e-9 of a frequency of 1e-16/s
    layer = system.layer_stage(film)
    flowing = Jacobian(system, film, ages, layer).values()
    return (flowing - Jacobian(system, film, 0.0, layer).values()) / ages


class Jacobian:
    """The matrix at one iterate of one stage."""

    def __init__(
        self,
        system: CoupledSystem,
        film: FilmState,
        step: float,
        layer: LayerStage | None,
        swept: SweptLithium | None = None,
    ) -> None:
        """Evaluate what several blocks share.

        Args:
            system: whose residual is differentiated.
            film: the latest iterate.
            step: of the stage [s].
            layer: what an interphase does in the stage.
            swept: lithium that passes places which move with the tips; None if they rest.
        """
        self.system, self.film, self.step = system, film, step
        self.layer, self.swept = layer, swept
        self.free, self.volumes = system.unknowns(film), system.volumes(film)
        self.part = system.flowing_part(film, self.volumes)
        self.matrix: BlockMatrix

    def values(self) -> FloatArray:
        """Fill the matrix."""
        self.matrix = BlockMatrix(self.system.layout(self.film))
        current = self.system.electric.face_sum(self.film.current)
        self._film_slopes(self.step * self.system.model.volume_per_charge * current)
        self._plating_slopes()
        self._electric_slopes()
        self._island_slopes()
        self._layer_slopes()
        self._leakage_slopes()
        self._hold_mouths()
        return self.matrix.values

    def films(self) -> FloatArray:
        """What the films' equations have of the films' unknowns at given currents that flow."""
        free, n = self.free, self.system.n
        tractions, lithium = len(free.tractions), len(free.lithium)
        self.matrix = BlockMatrix(layout(n, tractions + lithium - n, tractions, lithium, 0, 0))
        self._film_slopes(np.zeros(n))
        self._hold_mouths()
        return self.matrix.values

    def _film_slopes(self, plated: FloatArray) -> None:
        """Rows of the films by their own unknowns: balances and contacts.

        Args:
            plated: what full nodes plate in the step [m^2], shape (n,).
        """
        self._balance_slopes(plated)
        touching = np.flatnonzero(self.film.fill >= Fill.CLOSED)
        contact = self.system.gap.compliance[np.ix_(touching, self.free.tractions)]
        self.matrix[Equation.CONTACT, Unknown.TRACTION] = contact

    def _balance_slopes(self, plated: FloatArray) -> None:
        """Rows of the lithium balance: storage, filled parts and flow.

        The lithium of a full node is its opening, so that tractions store it; that of the others
        is an unknown of its own. The current flows through the filled part, which moves with both.
        """
        free, part, film, gap = self.free, self.part, self.film, self.system.gap
        is_full, inflow = film.fill == Fill.FULL, self._inflow_slopes()
        by_volume = Entries.diagonal(np.where(is_full, 1.0, -plated * part.by_volume))
        by_volume += inflow.by_volume.scaled(-self.step)
        stored = Entries.diagonal(np.where(is_full, 0.0, 1.0))
        if self.swept is not None:
            by_volume, stored = self._less_swept(self.swept, by_volume, stored)
        by_traction = self.matrix[Equation.BALANCE, Unknown.TRACTION]
        np.copyto(by_traction, by_volume.matrix(self.system.n) @ gap.compliance[:, free.tractions])
        by_lithium = self.matrix[Equation.BALANCE, Unknown.LITHIUM]
        stored.add_to(by_lithium, free.lithium)
        is_packed = film.fill == Fill.PACKED
        by_lithium *= np.where(is_packed, gap.closed / STIFFNESS, 1.0)[free.lithium]
        Entries.diagonal(-plated * part.by_lithium).add_to(by_lithium, free.lithium)
        by_pressure = inflow.by_pressure.scaled(-self.step)
        by_pressure.scaled(np.where(is_full, 1.0, 0.0)).add_to(by_traction, free.tractions)
        by_pressure.scaled(np.where(is_packed, 1.0, 0.0)).add_to(by_lithium, free.lithium)

    def _less_swept(
        self, swept: SweptLithium, by_volume: Entries, by_lithium: Entries
    ) -> tuple[Entries, Entries]:
        """Balances by volumes, and by lithium that is unknown, less what moving places add."""
        film = self.film
        part = filled_part(self.system.gap, film, self.volumes)
        slopes = swept.slopes(film.lithium, part)
        full = np.where(film.fill == Fill.FULL, -1.0, 0.0)
        by_volume += slopes.by_lithium.scaled(full) + slopes.by_part.scaled(-part.by_volume)
        by_lithium += slopes.by_lithium.scaled(-1.0) + slopes.by_part.scaled(-part.by_lithium)
        return by_volume, by_lithium

    def _plating_slopes(self) -> None:
        """Rows of the lithium balance: what currents plate."""
        electric, rate = self.system.electric, self.step * self.system.model.volume_per_charge
        faces, nodes = electric.faces, electric.film
        by_current = -rate * self.part.value[nodes] * electric.areas[faces]
        self.matrix[Equation.BALANCE, Unknown.ELECTRIC][nodes, faces] = by_current

    def _electric_slopes(self) -> None:
        """Rows of the electric equations: pressure, filled part, currents and potentials."""
        electric, film, free = self.system.electric, self.film, self.free
        own = self.matrix[Equation.ELECTRIC, Unknown.ELECTRIC]
        slopes = electric.slopes(film, self.part, own, self.layer)
        self._part_slopes(Equation.ELECTRIC, slopes.by_part, self.part)
        if slopes.by_contact is not None and self.layer is not None:
            filled = self.layer.filled
            self._part_slopes(Equation.ELECTRIC, slopes.by_contact[:, filled.partly], filled)
        full, packed = np.flatnonzero(film.fill == Fill.FULL), free.lithium[free.is_packed]
        self._pressure_slopes(slopes.by_pressure, full, Unknown.TRACTION, free.tractions)
        self._pressure_slopes(slopes.by_pressure, packed, Unknown.LITHIUM, free.lithium)
        members = self.system.islands(film).members
        by_island = self.matrix[Equation.ELECTRIC, Unknown.ISLAND]
        by_island[electric.faces] = slopes.by_metal[:, None] * members[electric.film]

    def _pressure_slopes(
        self, by_pressure: FloatArray, nodes: IntArray, unknown: Unknown, free: IntArray
    ) -> None:
        """What the lithium's pressure does to the kinetics on both faces, where it is unknown.

        Args:
            by_pressure: of every face node, shape (n_faces,).
            nodes: film nodes with such a pressure.
            unknown: the pressure.
            free: film nodes of these unknowns.
        """
        electric = self.system.electric
        is_held = np.zeros(self.system.n, dtype=np.bool_)
        is_held[nodes] = True
        held = np.flatnonzero(is_held[electric.film])
        places = electric.faces[held], np.searchsorted(free, electric.film[held])
        self.matrix[Equation.ELECTRIC, unknown][places] += by_pressure[held]

    def _island_slopes(self) -> None:
        """Rows of the islands' net currents: filled part and currents."""
        members, electric = self.system.islands(self.film).members, self.system.electric
        if not members.size:
            return
        by_part = members.T * electric.face_sum(self.film.current)
        self._part_slopes(Equation.ISLAND, by_part[:, self.part.partly], self.part)
        flowing = self.part.value[electric.film] * electric.areas[electric.faces]
        by_current = members[electric.film].T * flowing
        self.matrix[Equation.ISLAND, Unknown.ELECTRIC][:, electric.faces] = by_current

    def _layer_slopes(self) -> None:
        """What the interphase takes from the lithium balance, by filled part and by current."""
        layer, electric = self.layer, self.system.electric
        if layer is None:
            return
        taken = np.diag(layer.taken_if_full)[:, layer.filled.partly]
        self._part_slopes(Equation.BALANCE, taken, layer.filled)
        faces, nodes = electric.faces, electric.film
        gained = self.system.model.volume_per_charge * electric.areas * layer.charge_by_current
        self.matrix[Equation.BALANCE, Unknown.ELECTRIC][nodes, faces] += gained[faces]

    def _leakage_slopes(self) -> None:
        """What electrons do: by the counter electrode's potential, and by those of islands."""
        system, film = self.system, self.film
        if system.leakage is None:
            return
        conductance = system.leakage.network(film, system.islands(film)).conductance
        self.matrix[Equation.ISLAND, Unknown.ELECTRIC][:, -1] += conductance[ISLANDS:, COUNTER]
        self.matrix[Equation.ISLAND, Unknown.ISLAND] += conductance[ISLANDS:, ISLANDS:]
        if system.drive.current is not None:
            own = conductance[COUNTER]
            self.matrix[Equation.ELECTRIC, Unknown.ELECTRIC][-1, -1] += own[COUNTER]
            self.matrix[Equation.ELECTRIC, Unknown.ISLAND][-1] += own[ISLANDS:]

    def _part_slopes(self, equation: Equation, by_part: FloatArray, part: Saturation) -> None:
        """What depends on filled parts, by lithium, and by the tractions that widen openings.

        Args:
            equation: whose rows.
            by_part: of the nodes that are filled in part, shape (rows, k).
            part: filled part of every node.
        """
        free, nodes, compliance = self.free, part.partly, self.system.gap.compliance
        moves = part.by_volume[nodes] != 0
        moving = nodes[moves]
        widening = part.by_volume[moving, None] * compliance[moving][:, free.tractions]
        self.matrix[equation, Unknown.TRACTION] += by_part[:, moves] @ widening
        own = np.searchsorted(free.lithium, nodes)
        self.matrix[equation, Unknown.LITHIUM][:, own] += by_part * part.by_lithium[nodes]

    def _hold_mouths(self) -> None:
        """Put p = p_mouth in the place of the balance of a mouth whose pressure is given."""
        for mouth in self.system.fixed_mouths:
            self.matrix.row(Equation.BALANCE, mouth)[:] = 0.0
            is_packed = self.film.fill[mouth] == Fill.PACKED
            unknown = Unknown.LITHIUM if is_packed else Unknown.TRACTION
            column = np.searchsorted(self.free.lithium if is_packed else self.free.tractions, mouth)
            self.matrix[Equation.BALANCE, unknown][mouth, column] = 1.0

    def _inflow_slopes(self) -> InflowSlopes:
        """Derivatives of what flows in along the films and from the anode."""
        system = self.system
        inflow = system.flow.inflow_slopes(self.film, self.volumes)
        if len(system.fixed_mouths):
            return inflow
        mouths, entry = system.open_mouths, system.outflow(self.film, self.volumes)
        by_volume = Entries.diagonal(-entry.by_opening / system.gap.areas[mouths], mouths)
        by_pressure = Entries.diagonal(-entry.by_excess, mouths)
        return InflowSlopes(inflow.by_volume + by_volume, inflow.by_pressure + by_pressure)
