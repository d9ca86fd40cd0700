"""The electric equations: charge balance, kinetics and conduction on the reactive nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.anode_interface import Interface
from filasse.cracks.filling import Saturation
from filasse.cracks.layers.interface_cover import InterfaceCover, Parts
from filasse.cracks.layers.layer_stage import LayerStage
from filasse.cracks.layers.spreading import interface_cover
from filasse.cracks.state import FilmState
from filasse.fem.condensed_conduction import IonicResponse
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.kinetics import (
    charge_transfer_slope,
    overpotential,
    reversed_gently,
)
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ElectricSlopes:
    """Derivatives of the m + 2 electric equations, beside those by their own unknowns.

    Attributes:
        by_part: by the filled part of the film nodes that are filled in part, k of them, shape
            (m + 2, k).
        by_pressure: that of every face node by the pressure of its film node, shape (n_faces,).
        by_metal: the same by the potential of the metal there, shape (n_faces,).
        by_contact: by the part of every film node that an interphase grows on, shape (m + 2, n);
            None without one.
    """

    by_part: FloatArray
    by_pressure: FloatArray
    by_metal: FloatArray
    by_contact: FloatArray | None = None


class ElectricSystem:
    """phi_0 - (R theta J) - Phi_metal - V_m (p - p_ref)/F = eta(J) + r J, and sum a theta J = 0.

    r is what lies in series with the charge transfer: film resistance, the interface's further
    resistance, an interphase; a coating adds its own, with the flowing current spread along it.
    One more equation is the cycler's: the current at the counter electrode, or the cell voltage.

    Phi_metal is zero but for the counter electrode and for islands, whose potentials
    `CoupledSystem` solves for along with these equations.
    """

    def __init__(
        self,
        response: IonicResponse,
        model: CellModel,
        drive: Drive,
        n: int,
        interface: Interface,
    ) -> None:
        """Prepare what does not change within a time step; `n` film nodes."""
        self.model, self.drive, self.n, self.interface = model, drive, n, interface
        nodes = response.nodes
        self.areas = response.areas
        self.m = len(self.areas)
        self.resistance = response.resistance / (model.conduction * response.areas[:, None])
        self.is_counter = nodes.surface == Surface.COUNTER
        self.counter, self.anode = np.flatnonzero(self.is_counter), nodes.anode
        self.faces = np.flatnonzero(nodes.film >= 0)
        self.film = nodes.film[self.faces]
        self.cover: InterfaceCover = interface_cover(
            nodes, self.areas, self.resistance, model.coating
        )

    def active(self, part: FloatArray) -> FloatArray:
        """Part of every reactive node through which current flows, shape (m,)."""
        active = np.ones(self.m)
        active[self.anode] = self.cover.conducting(self.interface.contact)
        active[self.faces] = part[self.film]
        return active

    def face_sum(self, density: FloatArray) -> FloatArray:
        """Sum of areas times density over both crack faces of every film node [A/m], shape (n,)."""
        return np.bincount(self.film, (self.areas * density)[self.faces], minlength=self.n)

    def residual(
        self, film: FilmState, part: Saturation, layer: LayerStage | None = None
    ) -> FloatArray:
        """Residual of the m + 2 equations: potentials [V], then currents [A/m] (or [V]).

        Args:
            film: the latest iterate.
            part: of every film node through which current flows.
            layer: what an interphase does in the stage.
        """
        flowing = self.active(part.value) * film.current
        residual = np.empty(self.m + 2)
        law, slope = self._law(self._at_lithium(film.current, flowing), layer)
        residual[: self.m] = film.offset - self.resistance @ flowing - law
        residual[self.anode] -= self.cover.resistance * film.current[self.anode]
        residual[self.counter] -= film.counter
        residual[self.anode] -= self.model.volume_per_charge * self.interface.excess
        excess = film.pressure - self.model.stack_pressure
        residual[self.faces] -= self.model.volume_per_charge * excess[self.film]
        residual[self.faces] -= film.island_potential[self.film]
        residual[self.m] = self.areas @ flowing
        counter, drive = self.counter, self.drive
        if drive.current is not None:
            residual[-1] = self.areas[counter] @ film.current[counter] + drive.current
        else:
            residual[-1] = film.counter + self.model.counter_potential - drive.held
        if self.model.counter_kind == "uniform_flux":
            weights, scale = self._uniform()
            current = film.current[counter]
            mean = scale * (weights @ residual[counter])
            residual[counter] = current - weights @ current + mean
        empty = self._without_law(part, slope)
        residual[empty] = film.current[empty]
        return residual

    def slopes(
        self, film: FilmState, part: Saturation, matrix: FloatArray, layer: LayerStage | None = None
    ) -> ElectricSlopes:
        """Derivatives of the residual.

        Args:
            film: the latest iterate.
            part: of every film node through which current flows.
            matrix: zeros, to be filled with those by the currents, the constant of the potential
                and the counter electrode's potential, shape (m + 2, m + 2).
            layer: what an interphase does in the stage.
        """
        m, counter = self.m, self.counter
        active = self.active(part.value)
        slope = self._law(self._at_lithium(film.current, active * film.current), layer)[1]
        np.multiply(self.resistance, -active, out=matrix[:m, :m])
        matrix[np.arange(m), np.arange(m)] -= slope
        self.cover.add_slopes(matrix, slope, self.interface.contact, active)
        matrix[:m, m] = 1.0
        matrix[counter, m + 1] = -1.0
        matrix[m, :m] = self.areas * active
        if self.drive.current is not None:
            matrix[m + 1, counter] = self.areas[counter]
        else:
            matrix[m + 1, m + 1] = 1.0
        by_part = self._by_part(film, part, slope)
        if self.model.counter_kind == "uniform_flux":
            self._spread(matrix, by_part)
        empty = self._without_law(part, slope)
        by_part[empty] = 0.0
        matrix[empty] = 0.0
        matrix[empty, empty] = 1.0
        by_metal = np.full(m, -1.0)
        by_metal[empty] = 0.0
        by_metal = by_metal[self.faces]
        by_pressure = self.model.volume_per_charge * by_metal
        by_contact = None if layer is None else self._by_contact(film, layer)
        if by_contact is not None:
            by_contact[empty] = 0.0
        return ElectricSlopes(by_part, by_pressure, by_metal, by_contact)

    def _by_part(self, film: FilmState, part: Saturation, slope: FloatArray) -> FloatArray:
        """Derivatives by the filled part of the nodes where it may change, shape (m + 2, k)."""
        nodes, current = part.partly, film.current
        number = np.full(self.n, -1)
        number[nodes] = np.arange(len(nodes))
        chosen = np.flatnonzero(number[self.film] >= 0)
        faces, at = self.faces[chosen], number[self.film[chosen]]
        every, rows = np.arange(len(chosen) + 1), np.searchsorted(faces, np.arange(self.m + 1))
        to_nodes = sp.csr_array((np.ones(len(chosen)), at, every), (len(chosen), len(nodes)))
        by_part = np.zeros((self.m + 2, len(nodes)))
        by_part[: self.m] = -self.resistance[:, faces] * current[faces] @ to_nodes
        by_part[self.m] = self.face_sum(current)[nodes]
        flowing = sp.csr_array((current[faces], at, rows), shape=(self.m, len(nodes)))
        self.cover.add_slopes_by_part(by_part, slope, self.interface.contact, flowing)
        return by_part

    def moved(self, current: FloatArray, change: FloatArray, part: Parts) -> FloatArray:
        """Currents of the next iterate, shape (m,); `part` tells where in the films they flow."""
        moved, at = reversed_gently(self.model.anode, current, change), self.counter
        moved[at] = reversed_gently(self.model.counter, current[at], change[at])
        kinetics, contact = self.model.anode, self.interface.contact
        moved[self.anode] = self.cover.moved(
            kinetics, contact, lambda: self.active(part()), current, change
        )
        return moved

    def resistances(
        self, film: FilmState, part: Saturation, layer: LayerStage | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Differential resistances of every reactive node at its current [ohm m^2], each (m,).

        Under a coating they are those at the lithium, for its current there; see `cover`.

        Args:
            film: the state.
            part: of every film node through which current flows.
            layer: what an interphase does in a stage of no length.

        Returns:
            That of the charge transfer, and that of all that lies in series with it.
        """
        flowing, at = self.active(part.value) * film.current, self.counter
        current = self._at_lithium(film.current, flowing)
        transfer = charge_transfer_slope(self.model.anode, current)
        transfer[at] = charge_transfer_slope(self.model.counter, current[at])
        if (activity := self.interface.activity) is not None:
            own = current[self.anode] / activity
            transfer[self.anode] = charge_transfer_slope(self.model.anode, own) / activity
        return transfer, self._law(current, layer)[1] - transfer

    def series_slope(self, current: FloatArray) -> FloatArray:
        """Differential resistance between lithium and electrolyte [ohm m^2], shape (m,)."""
        return self._law(current)[1]

    def _law(
        self, current: FloatArray, layer: LayerStage | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Overpotential and its slope; every current is positive where lithium is plated.

        So the branch with alpha plates and the one with 1 - alpha strips, at either electrode.
        """
        value, slope = overpotential(self.model.anode, current)
        at = self.counter
        value[at], slope[at] = overpotential(self.model.counter, current[at])
        if (activity := self.interface.activity) is not None:
            own = overpotential(self.model.anode, current[self.anode], activity)
            value[self.anode], slope[self.anode] = own
        value[self.anode] += self.interface.resistance * current[self.anode]
        slope[self.anode] += self.interface.resistance
        if layer is not None:
            value += layer.resistance * current
            slope += layer.resistance + layer.resistance_by_current * current
        return value, slope

    def _at_lithium(self, current: FloatArray, flowing: FloatArray) -> FloatArray:
        """Current densities at the kinetics: a coating spreads those of the interface."""
        return self.cover.at_lithium(current, flowing, self.interface.contact)

    def at_anode(self, film: FilmState, part: FloatArray) -> FloatArray:
        """Current into the lithium at the nodes of the interface [A/m], shape (n_anode,).

        Args:
            film: the films.
            part: of every film node through which current flows, shape (n,).
        """
        into = self.cover.plated(film.current[self.anode], self.active(part) * film.current)
        return np.asarray(self.areas[self.anode] * into)

    def _by_contact(self, film: FilmState, layer: LayerStage) -> FloatArray:
        """Derivatives by the part of film nodes on which an interphase grows, shape (m + 2, n)."""
        slopes = np.zeros((self.m + 2, self.n))
        rising = layer.resistance_by_contact * film.current
        slopes[self.faces, self.film] = -rising[self.faces]
        return slopes

    def _without_law(self, part: Saturation, slope: FloatArray) -> IntArray:
        """Empty nodes of ideal kinetics: nothing flows there, and nothing sets their current."""
        return np.flatnonzero((self.active(part.value) == 0) & (slope == 0))

    def _uniform(self) -> tuple[FloatArray, float]:
        """Weights of the counter electrode's mean, and a conductance [S/m^2]."""
        weights = self.areas[self.counter] / self.areas[self.counter].sum()
        return weights, 1.0 / float(self.resistance[self.counter, self.counter].mean())

    def _spread(self, matrix: FloatArray, by_part: FloatArray) -> None:
        """J - mean(J) + s [mean(phi) - Phi] = 0: summed up, the second part vanishes too."""
        (weights, scale), counter = self._uniform(), self.counter
        matrix[counter] = scale * (weights @ matrix[counter])
        matrix[np.ix_(counter, counter)] += np.eye(len(counter)) - weights
        by_part[counter] = scale * (weights @ by_part[counter])
