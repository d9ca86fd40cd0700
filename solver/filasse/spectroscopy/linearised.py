"""The coupled system linearised about a state, for small alternating currents.

Every unknown is x + Re(dx exp(i w t)) with a small dx. Then

    (G + i w H) dx = b,

with, row by row of the coupled system (`filasse.cracks.coupled_system`):

    balance    G = K, H = S of its Jacobian S + h K: what flows and is plated, and what is stored;
    contact    G alone: faces that touch go on touching;
    electric   the current out of the electrolyte charges the double layer too,

        J_total = J + C d(eta + V_m p/F)/dt  =>  dJ_total = (1 + i w R_ct C) dJ + i w C V_m/F dp,

where J is the current of the charge transfer, the one that plates, and R_ct = d eta/dJ at the
state. Conduction, the layers in series, the charge balance, islands and the cycler see J_total.

Nothing else is added: whatever resistance `ElectricSystem` puts in series with the charge transfer
(film, contact, interphase) counts here as well; the interphase stays as thick as it is. Under a
coating the double layer is on its other side, where the lithium is: see `Coated`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.jacobian.assembly import jacobian, rates
from filasse.cracks.jacobian.blocks import Equation, Unknown
from filasse.cracks.state import Fill, FilmState
from filasse.physics.double_layer import relaxation_time
from filasse.spectroscopy.coated_interface import Coated, coated
from filasse.spectroscopy.pencil import Pencil

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Linearised:
    """A state's small alternating currents.

    Attributes:
        system: the coupled system that the state is of.
        film: the state.
    """

    system: CoupledSystem
    film: FilmState

    @cached_property
    def whole(self) -> Pencil:
        """Kinetics, conduction and the films."""
        system, film, electric = self.system, self.film, self._electric
        places = system.layout(film)
        balance, currents = places.equations[Equation.BALANCE], places.electric
        steady, growing = self._jacobian.copy(), rates(system, film)
        lagging = np.zeros_like(steady)
        flows = np.ones(system.n, dtype=np.bool_)
        flows[system.fixed_mouths] = False  # their rows say p = p_mouth, at any time
        lagging[balance][flows] = steady[balance][flows]
        steady[balance][flows] = growing[balance][flows]
        steady[currents, currents] = electric.steady
        lagging[currents, currents] = electric.lagging
        lagging[currents, places.film] = self._charged_by_pressure(self._total)
        return self._joined(steady, lagging, currents.start + electric.cycler)

    @cached_property
    def films_at_rest(self) -> Pencil:
        """Kinetics and conduction alone: faster than any film."""
        electric = self._electric
        return self._joined(electric.steady, electric.lagging, electric.cycler)

    @cached_property
    def without_charge_transfer(self) -> Pencil:
        """So fast that all current goes into the double layers."""
        pencil = self._resistive(self._total)
        if self.coated is None:
            return pencil
        columns, below = self.system.layout(self.film).electric, self.coated.without_charge_transfer
        return below.joined(pencil, 0, columns, np.zeros_like(below.plated))

    @cached_property
    def without_interfaces(self) -> Pencil:
        """Conduction alone, but for a counter electrode whose flux is even."""
        matrix, m = self._total.copy(), self.system.electric.m
        series = self._resistances[1].copy()
        if self.coated is not None:
            series[self.coated.nodes] = self.coated.across
        matrix[np.arange(m), np.arange(m)] += series
        return self._resistive(matrix)

    @property
    def is_steady(self) -> bool:
        """Whether the films have a response to a direct current.

        Partly filled nodes have none: under a current they fill up, or empty, without an end.
        """
        free = self.system.unknowns(self.film)
        return bool(free.is_packed.all())

    @cached_property
    def _resistances(self) -> tuple[FloatArray, FloatArray]:
        system, film = self.system, self.film
        part = system.flowing_part(film, system.volumes(film))
        return system.electric.resistances(film, part, system.layer_stage(film))

    @cached_property
    def _capacitances(self) -> FloatArray:
        """Of the double layer of every reactive node [F/m^2], shape (m,)."""
        electric, model = self.system.electric, self.system.model
        values = np.full(electric.m, model.anode.double_layer_capacitance)
        values[electric.counter] = model.counter.double_layer_capacitance
        return values

    @cached_property
    def relaxation_times(self) -> FloatArray:
        """R_ct C of every reactive node [s]; zero without a charge transfer, shape (m,)."""
        return relaxation_time(self._resistances[0], self._capacitances)

    @cached_property
    def coated(self) -> Coated | None:
        """The interface under a coating, if there is one."""
        return coated(self.system, self.film, *self._resistances, self.relaxation_times)

    @cached_property
    def _uncoated(self) -> npt.NDArray[np.bool_]:
        """Reactive nodes whose charge transfer is at the electrolyte itself, shape (m,)."""
        here = np.ones(self.system.electric.m, dtype=np.bool_)
        if self.coated is not None:
            here[self.coated.nodes] = False
        return here

    @cached_property
    def _jacobian(self) -> FloatArray:
        """Of the coupled system for steps without a length; kinetics below a coating apart."""
        matrix = jacobian(self.system, self.film, 0.0)
        if self.coated is not None:
            first = self.system.layout(self.film).electric.start
            matrix[first + self.coated.nodes] += self.coated.in_place
        return matrix

    @cached_property
    def _active(self) -> FloatArray:
        electric = self.system.electric
        return electric.active(self.system.active_part(self.film))

    @cached_property
    def _steady_electric(self) -> FloatArray:
        """Derivatives of the electric equations and of the islands', at a given current."""
        system, film = self.system, self.film
        electric, places = system.electric, system.layout(film)
        matrix = self._jacobian[places.electric, places.electric].copy()
        row = electric.m + 1
        matrix[row] = 0.0  # whatever the cycler prescribes, the spectrum is that of a current
        matrix[row, electric.counter] = electric.areas[electric.counter]
        return matrix

    @cached_property
    def _total(self) -> FloatArray:
        """The same by the whole current, without the charge transfer."""
        matrix, m = self._steady_electric.copy(), self.system.electric.m
        matrix[np.arange(m), np.arange(m)] += np.where(self._uncoated, self._resistances[0], 0.0)
        return matrix

    @cached_property
    def _electric(self) -> Pencil:
        """The electric equations, without what lies below a coating."""
        lagging, m = np.zeros_like(self._total), self.system.electric.m
        lagging[:, :m] = self._total[:, :m] * np.where(self._uncoated, self.relaxation_times, 0.0)
        return self._pencil(self._steady_electric, lagging)

    @cached_property
    def _lags(self) -> FloatArray:
        """How currents below a coating lag behind those that plate [s], by all unknowns."""
        assert self.coated is not None
        places, plated = self.system.layout(self.film), self.coated.plated
        currents = places.electric.start + np.flatnonzero(self._uncoated)
        lags = np.zeros_like(plated)
        lags[:, currents] = plated[:, currents] * self.relaxation_times[self._uncoated]
        lags[:, places.film] = self._charged_by_pressure(plated[:, places.electric])
        return lags

    def _pencil(self, steady: FloatArray, lagging: FloatArray, cycler: int | None = None) -> Pencil:
        """Of the electric equations; or with another row of the cell's current."""
        electric = self.system.electric
        width = float(electric.areas[electric.counter].sum())
        return Pencil(steady, lagging, electric.m + 1 if cycler is None else cycler, width)

    def _joined(self, steady: FloatArray, lagging: FloatArray, cycler: int) -> Pencil:
        """With the kinetics below a coating, if there is one."""
        pencil = self._pencil(steady, lagging, cycler)
        if self.coated is None:
            return pencil
        first = cycler - self._electric.cycler  # of the electric equations among these
        start = self.system.layout(self.film).electric.start
        columns = slice(start - first, start - first + len(steady))
        return self.coated.joined(pencil, first, columns, self._lags)

    def _resistive(self, matrix: FloatArray) -> Pencil:
        """Equations without a lag; where nothing is conducted, no current flows."""
        bare = np.flatnonzero((self._active == 0) & self._uncoated)
        matrix = matrix.copy()
        matrix[bare] = 0.0
        matrix[bare, bare] = 1.0
        return self._pencil(matrix, np.zeros_like(matrix))

    def _charged_by_pressure(self, by_current: FloatArray) -> FloatArray:
        """The double layer is charged by V_m dp/F too, at the same overpotential.

        Args:
            by_current: derivatives of some equations by the electric unknowns.

        Returns:
            Their derivatives by the unknowns of the films.
        """
        system, film, electric = self.system, self.film, self.system.electric
        free, places, faces = system.unknowns(film), system.layout(film), electric.faces
        capacitance = np.where(self._resistances[0] > 0, self._capacitances, 0.0)[faces]
        charged = by_current[:, faces] * capacitance * system.model.volume_per_charge
        by_pressure = np.zeros((len(charged), system.n))
        np.add.at(by_pressure.T, electric.film, charged.T)
        by_film = np.zeros((len(charged), places.electric.start))
        of_full = np.where(film.fill == Fill.FULL, by_pressure, 0.0)
        by_film[:, places.unknowns[Unknown.TRACTION]] = of_full[:, free.tractions]
        packed = by_film[:, places.unknowns[Unknown.LITHIUM]]
        packed[:, free.is_packed] = by_pressure[:, free.lithium[free.is_packed]]
        return by_film
