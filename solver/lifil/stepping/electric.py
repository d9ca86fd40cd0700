"""The electric equations: charge balance, kinetics and conduction on the reactive nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifil.discretisation.domain import Surface
from lifil.discretisation.ionic import IonicResponse
from lifil.physics.kinetics import overpotential
from lifil.stepping.filling import Part
from lifil.stepping.model import CellModel, Drive
from lifil.stepping.state import Fill, FilmState

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Electric:
    """Residual of the m + 2 electric equations and its derivatives.

    Attributes:
        residual: shape (m + 2,).
        by_traction: shape (m + 2, n).
        by_lithium: shape (m + 2, n).
        by_electric: by the currents, the constant of the potential and the counter electrode's
            potential, shape (m + 2, m + 2).
    """

    residual: FloatArray
    by_traction: FloatArray
    by_lithium: FloatArray
    by_electric: FloatArray


class ElectricSystem:
    """phi_0 - (R theta J) - Phi_metal - V_m (p - p_ref)/F = eta(J), and sum a theta J = 0."""

    def __init__(self, response: IonicResponse, model: CellModel, drive: Drive) -> None:
        """Prepare what does not change within the geometry."""
        self.model, self.drive = model, drive
        nodes = response.nodes
        self.areas = response.areas
        self.resistance = response.resistance / response.areas[:, None]
        self.counter = nodes.surface == Surface.COUNTER
        self.lips = np.flatnonzero(nodes.film >= 0)
        self.film = nodes.film[self.lips]
        self.m = len(self.areas)

    def active(self, part: FloatArray) -> FloatArray:
        """Part of every reactive node through which current flows, shape (m,)."""
        active = np.ones(self.m)
        active[self.lips] = part[self.film]
        return active

    def lip_sum(self, density: FloatArray, n: int) -> FloatArray:
        """Sum of areas times density over both lips of every film node [A/m], shape (n,)."""
        weighted = (self.areas * density)[self.lips]
        return np.bincount(self.film, weighted, minlength=n)

    def linearise(self, film: FilmState, part: Part) -> Electric:
        """Residual and derivatives at a state."""
        n, m = len(film.traction), self.m
        active = self.active(part.value)
        flowing = active * film.current
        potential = film.offset - self.resistance @ flowing
        law, slope = self._law(film.current)
        residual = np.empty(m + 2)
        metal = np.where(self.counter, film.counter, 0.0)
        residual[:m] = potential - metal - self._pressure_potential(film) - law
        matrix = np.zeros((m + 2, m + 2))
        matrix[:m, :m] = -self.resistance * active
        matrix[np.arange(m), np.arange(m)] -= slope
        matrix[:m, m] = 1.0
        matrix[:m, m + 1] = -self.counter.astype(np.float64)
        # Nothing flows through an empty node: give its current a value without a kinetic law.
        empty = np.flatnonzero((active == 0) & (slope == 0))
        matrix[empty, :] = 0.0
        matrix[empty, empty] = 1.0
        residual[empty] = film.current[empty]
        by_part = np.zeros((m + 2, n))
        by_part[:m] = self._to_film(-self.resistance[:, self.lips] * film.current[self.lips], n)
        by_part[m] = self.lip_sum(film.current, n)
        residual[m] = self.areas @ flowing
        matrix[m, :m] = self.areas * active
        self._control(film, residual, matrix)
        by_part[empty, :] = 0.0
        by_traction = by_part @ part.by_traction
        wet = (film.fill == Fill.WET)[self.film]
        by_traction[self.lips, self.film] -= self.model.volume_per_charge * wet
        return Electric(residual, by_traction, by_part * part.by_lithium, matrix)

    def _pressure_potential(self, film: FilmState) -> FloatArray:
        """V_m (p - p_ref)/F on the lips; the electrodes are at the reference pressure [V]."""
        shift = np.zeros(self.m)
        excess = film.pressure - self.model.stack_pressure
        shift[self.lips] = self.model.volume_per_charge * excess[self.film]
        return shift

    def _law(self, current: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Overpotential and its slope; the counter electrode passes its current the other way."""
        value, slope = overpotential(self.model.anode, current)
        counter, counter_slope = overpotential(self.model.counter, -current[self.counter])
        value[self.counter] = -counter
        slope[self.counter] = counter_slope
        return value, slope

    def _control(self, film: FilmState, residual: FloatArray, matrix: FloatArray) -> None:
        """The last equation: what the cycler prescribes; and a uniform flux, if asked for."""
        m = self.m
        counter = np.flatnonzero(self.counter)
        if self.drive.current is not None:
            residual[m + 1] = self.areas[counter] @ film.current[counter] + self.drive.current
            matrix[m + 1, counter] = self.areas[counter]
        else:
            residual[m + 1] = (
                film.counter + self.model.counter_potential - (self.drive.voltage or 0)
            )
            matrix[m + 1, m + 1] = 1.0
        if self.model.counter_kind == "uniform_flux":
            self._uniform(film, counter, residual, matrix)

    def _uniform(
        self,
        film: FilmState,
        counter: npt.NDArray[np.int64],
        residual: FloatArray,
        matrix: FloatArray,
    ) -> None:
        """J - mean(J) + s [mean(phi) - Phi] = 0: summed up, the second part vanishes too."""
        weights = self.areas[counter] / self.areas[counter].sum()
        scale = 1.0 / float(self.resistance[counter, counter].mean())
        mean_row = scale * (weights @ matrix[counter, :])
        mean_value = scale * (weights @ residual[counter])
        current = film.current[counter]
        residual[counter] = current - weights @ current + mean_value
        matrix[counter, :] = mean_row
        matrix[np.ix_(counter, counter)] += np.eye(len(counter)) - weights

    def _to_film(self, columns: FloatArray, n: int) -> FloatArray:
        """Add the columns of both lips per film node."""
        summed = np.zeros((columns.shape[0], n))
        np.add.at(summed.T, self.film, columns.T)
        return summed
