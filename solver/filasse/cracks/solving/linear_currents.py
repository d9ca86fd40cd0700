"""The linearised electric equations, as what flows in answer to the films.

With i = theta J the current that flows and g = theta/slope, for changes of all of them,

    i + g (R i) = g (phi_0 - Phi_counter - V_m/F p - r) + J dtheta,

where r is the right-hand side of the equations that `ElectricSystem` has; nearly i = w - g H w,
with all of the right side as w: see `filasse.cracks.solving.spread_currents`.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.jacobian.assembly import Jacobian
from filasse.cracks.solving.spread_currents import times
from filasse.cracks.state import Fill, FilmState
from filasse.cracks.swept_lithium import SweptLithium

type FloatArray = npt.NDArray[np.float64]
type SingleArray = npt.NDArray[np.float32]
type IntArray = npt.NDArray[np.int64]


class LinearCurrents:
    """What changes of the films and of the potentials make flow, at one iterate of a stage.

    The b potentials, the constant in the electrolyte, that of the counter electrode and those of
    islands, stand behind the films' unknowns; the sum of the currents, the drive and the islands'
    net currents behind their equations. Everywhere `inner` is a change of the films' unknowns and,
    last, of the potentials [V], shape (size + b,), not over any scales; `current` is one of
    theta J [A/m^2], shape (m,).
    """

    def __init__(
        self, system: CoupledSystem, film: FilmState, step: float, swept: SweptLithium | None
    ) -> None:
        """Linearise; see `jacobian` for the arguments."""
        self.system, self.electric = system, system.electric
        self.spread = system.spread_currents
        self._jacobian = Jacobian(system, film, step, None, swept)
        part, electric = self._jacobian.part, self.electric
        self.current = film.current
        self.slope = electric.series_slope(film.current)
        self.conductance = electric.active(part.value) / self.slope
        self.rate = step * system.model.volume_per_charge
        self._places(film)
        self._drives(film)

    def _places(self, film: FilmState) -> None:
        """Where the pressures and filled parts stand among the films' unknowns."""
        free, part = self._jacobian.free, self._jacobian.part
        self._tractions = len(free.tractions)
        full, packed = np.flatnonzero(film.fill == Fill.FULL), free.lithium[free.is_packed]
        self._pressed = np.concatenate([full, packed])
        places = np.searchsorted(free.tractions, full), np.flatnonzero(free.is_packed)
        self._pressures = np.concatenate([places[0], self._tractions + places[1]])
        self._partly = part.partly
        self._own = self._tractions + np.searchsorted(free.lithium, self._partly)
        self._by_lithium = part.by_lithium[self._partly]
        self._moving = self._partly[part.by_volume[self._partly] != 0]
        compliance = self.system.gap.compliance[self._moving][:, free.tractions]
        self._widening = part.by_volume[self._moving, None] * compliance

    def _drives(self, film: FilmState) -> None:
        """What potentials drive, shape (m, b), which currents they answer for, (b, m); plating."""
        electric, islands = self.electric, self.system.islands(film)
        metals = np.zeros((electric.m, 1 + islands.count))
        metals[electric.counter, 0] = 1.0
        metals[electric.faces, 1:] = islands.members[electric.film]
        self._driving = np.column_stack([np.ones(electric.m), -metals])
        self._summed = np.abs(self._driving.T) * electric.areas
        if self.system.drive.current is None:
            self._summed[1] = 0.0
        self._plates = np.ones(electric.n)
        self._plates[self.system.fixed_mouths] = 0.0

    def source(self, right: FloatArray) -> FloatArray:
        """What right-hand sides [V] of the electric equations make flow [A/m^2], shape (m,)."""
        return -self.conductance * right

    def driven(self, inner: FloatArray) -> FloatArray:
        """What changes of the films and of the potentials make flow, without R, shape (m,)."""
        theta = np.zeros(self.electric.n)
        theta[self._moving] = self._widening @ inner[: self._tractions]
        theta[self._partly] += self._by_lithium * inner[self._own]
        faces, nodes = self.electric.faces, self.electric.film
        flowing = self.conductance * self._potential(inner)
        flowing[faces] += self.current[faces] * theta[nodes]
        return flowing

    def nearly(self, driven: FloatArray) -> FloatArray:
        """Nearly the solution of the electric equations, shape (m,)."""
        return driven - self.conductance * times(self.spread.answer, driven)

    def equations(self, inner: FloatArray, current: FloatArray) -> FloatArray:
        """The electric equations' left sides less what films and potentials drive, shape (m,)."""
        drop = times(self.spread.resistance, current)
        return current + self.conductance * drop - self.driven(inner)

    @property
    def size(self) -> int:
        """Number of the films' unknowns, and of their equations."""
        return self._tractions + len(self._jacobian.free.lithium)

    def into_films(self, driven: FloatArray) -> FloatArray:
        """What the current that is driven takes from the right-hand sides, shape (size + b,).

        Of the films' equations it is a volume [m^2], of the border a current [A/m].
        """
        n, found = self.electric.n, times(self._taken, driven)
        taken = np.zeros(self.size + len(self._summed))
        taken[:n] = self.rate * self._plates * found[:n]
        taken[self.size :] = -found[n:]
        return taken

    def densities(self, inner: FloatArray, current: FloatArray, right: FloatArray) -> FloatArray:
        """Changes of the current densities of the nodes, also where none flows, shape (m,)."""
        drop = times(self.spread.resistance, current)
        return np.asarray((self._potential(inner) - drop - right) / self.slope)

    def largest(self, pressure: float, current: float, potential: float) -> FloatArray:
        """The largest terms of the electric equations at sizes of the unknowns [V], shape (m,)."""
        resistance = np.maximum(self.spread.largest, self.slope)
        least = max(potential, self.system.model.volume_per_charge * pressure)
        return np.maximum(resistance * current, least)

    def bordered(self) -> FloatArray:
        """The films' Jacobian less what currents answer, bordered, shape (size + b, size + b)."""
        n, size = self.electric.n, self.size
        matrix = np.zeros((size + len(self._summed),) * 2)
        matrix[:size, :size] = self._jacobian.films()
        rows = self._by_films(size)
        rows[:n] *= (self.rate * self._plates)[:, None]
        matrix[:n, :size] -= rows[:n]
        matrix[size:, :size] = rows[n:]
        for column, driving in enumerate(self._driving.T):
            matrix[:, size + column] = -self.into_films(self.conductance * driving)
        if self.system.drive.current is None:
            matrix[size + 1, size + 1] = 1.0
        return matrix

    def _potential(self, inner: FloatArray) -> FloatArray:
        """The drop of potential that films and potentials drive currents by [V], shape (m,)."""
        pressure = np.zeros(self.electric.n)
        pressure[self._pressed] = inner[self._pressures]
        potential = self._driving @ inner[self.size :]
        faces, nodes = self.electric.faces, self.electric.film
        potential[faces] -= self.system.model.volume_per_charge * pressure[nodes]
        return np.asarray(potential)

    @cached_property
    def _taken(self) -> SingleArray:
        """Face currents into the nodes, and sums [m], by what drives currents, (n + b, m)."""
        electric, faces = self.electric, self.electric.faces
        areas = electric.areas[faces]
        weighted = _weighted(self.spread.onto_nodes, -areas * self.conductance[faces])
        taken = np.empty((electric.n + len(self._summed), electric.m), dtype=np.float32)
        taken[: electric.n] = weighted @ self.spread.into_faces
        taken[electric.film, faces] += areas.astype(np.float32)
        taken[electric.n :] = [self._answered(row) for row in self._summed]
        return taken

    def _answered(self, weights: FloatArray) -> FloatArray:
        """A weighted sum of the currents by what drives them, shape (m,)."""
        return weights - times(self.spread.answer.T, weights * self.conductance)

    def _by_films(self, size: int) -> FloatArray:
        """What is taken by what drives currents, as rows by the films' unknowns, (n + b, size)."""
        faces, pressed = self.electric.faces, len(self._pressed)
        drop = self.system.model.volume_per_charge * self.conductance[faces]
        driving = sp.vstack(
            [
                _weighted(self.spread.onto_nodes, -drop)[self._pressed],
                _weighted(self.spread.onto_nodes, self.current[faces])[self._partly],
            ]
        )
        columns = driving @ np.take(self._taken.T, faces, axis=0)
        rows, parts = np.zeros((columns.shape[1], size)), columns[pressed:].T
        rows[:, self._pressures] = columns[:pressed].T
        moving = np.searchsorted(self._partly, self._moving)
        rows[:, : self._tractions] += parts[:, moving] @ self._widening
        rows[:, self._own] += parts * self._by_lithium
        return rows


def _weighted(onto_nodes: sp.csr_array, weights: FloatArray) -> sp.csr_array:
    """The same with weights of the faces: they stand in the order of the rows' entries."""
    by_entry = weights.astype(np.float32)[onto_nodes.indices]
    return sp.csr_array((by_entry, onto_nodes.indices, onto_nodes.indptr), onto_nodes.shape)
