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
(film, coating, contact, interphase) counts here as well; the interphase stays as thick as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.linalg

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.jacobian.assembly import jacobian, rates
from filasse.cracks.jacobian.blocks import Equation, Unknown
from filasse.cracks.state import Fill, FilmState
from filasse.physics.double_layer import relaxation_time

type FloatArray = npt.NDArray[np.float64]
type ComplexArray = npt.NDArray[np.complex128]


@dataclass(frozen=True)
class Pencil:
    """G + i w H, with what an impedance asks of it.

    Attributes:
        steady: G, shape (n, n).
        lagging: H [s], shape (n, n).
        cycler: row of the cell's current, and column of the potential of the counter electrode.
        width: of the counter electrode [m].
    """

    steady: FloatArray
    lagging: FloatArray
    cycler: int
    width: float

    def impedance(self, angular_frequency: float) -> complex:
        """Potential of the counter electrode over the current density [ohm m^2].

        Args:
            angular_frequency: w [1/s].
        """
        matrix = self.steady + 1j * angular_frequency * self.lagging
        right = np.zeros(len(matrix), dtype=np.complex128)
        right[self.cycler] = -1.0  # the counter electrode gives up what the anode plates, 1 A/m
        return complex(_solved(matrix, right)[self.cycler] * self.width)


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
        system, film, electric = self.system, self.film, self.films_at_rest
        places = system.layout(film)
        balance, currents = places.equations[Equation.BALANCE], places.electric
        steady, growing = jacobian(system, film, 0.0), rates(system, film)
        lagging = np.zeros_like(steady)
        flows = np.ones(system.n, dtype=np.bool_)
        flows[system.fixed_mouths] = False  # their rows say p = p_mouth, at any time
        lagging[balance][flows] = steady[balance][flows]
        steady[balance][flows] = growing[balance][flows]
        steady[currents, currents] = electric.steady
        lagging[currents, currents] = electric.lagging
        lagging[currents, places.film] = self._charged_by_pressure()
        return Pencil(steady, lagging, currents.start + electric.cycler, electric.width)

    @cached_property
    def films_at_rest(self) -> Pencil:
        """Kinetics and conduction alone: faster than any film."""
        lagging, m = np.zeros_like(self._total), self.system.electric.m
        lagging[:, :m] = self._total[:, :m] * self.relaxation_times
        return self._pencil(self._steady_electric, lagging)

    @cached_property
    def without_charge_transfer(self) -> Pencil:
        """So fast that all current goes into the double layers."""
        return self._resistive(self._total)

    @cached_property
    def without_interfaces(self) -> Pencil:
        """Conduction alone, but for a counter electrode whose flux is even."""
        matrix, m = self._total.copy(), self.system.electric.m
        matrix[np.arange(m), np.arange(m)] += self._resistances[1]
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
        layer = self.system.layer_stage(self.film)
        return self.system.electric.resistances(self.film, layer)

    @cached_property
    def relaxation_times(self) -> FloatArray:
        """R_ct C of every reactive node [s]; zero without a charge transfer, shape (m,)."""
        electric = self.system.electric
        return relaxation_time(self._resistances[0], electric.capacitances)

    @cached_property
    def _active(self) -> FloatArray:
        electric = self.system.electric
        return electric.active(self.system.active_part(self.film))

    @cached_property
    def _steady_electric(self) -> FloatArray:
        """Derivatives of the electric equations and of the islands', at a given current."""
        system, film = self.system, self.film
        electric, places = system.electric, system.layout(film)
        matrix = jacobian(system, film, 0.0)[places.electric, places.electric].copy()
        row = electric.m + 1
        matrix[row] = 0.0  # whatever the cycler prescribes, the spectrum is that of a current
        matrix[row, electric.counter] = electric.areas[electric.counter]
        return matrix

    @cached_property
    def _total(self) -> FloatArray:
        """The same by the whole current, without the charge transfer."""
        matrix, m = self._steady_electric.copy(), self.system.electric.m
        matrix[np.arange(m), np.arange(m)] += self._resistances[0]
        return matrix

    def _pencil(self, steady: FloatArray, lagging: FloatArray) -> Pencil:
        """Of the electric equations."""
        electric = self.system.electric
        width = float(electric.areas[electric.counter].sum())
        return Pencil(steady, lagging, electric.m + 1, width)

    def _resistive(self, matrix: FloatArray) -> Pencil:
        """Equations without a lag; where nothing is conducted, no current flows."""
        bare = np.flatnonzero(self._active == 0)
        matrix = matrix.copy()
        matrix[bare] = 0.0
        matrix[bare, bare] = 1.0
        return self._pencil(matrix, np.zeros_like(matrix))

    def _charged_by_pressure(self) -> FloatArray:
        """The double layer is charged by V_m dp/F too, at the same overpotential.

        Returns:
            Derivatives of the electric equations by the unknowns of the films.
        """
        system, film, electric = self.system, self.film, self.system.electric
        free, places, faces = system.unknowns(film), system.layout(film), electric.faces
        capacitance = np.where(self._resistances[0] > 0, electric.capacitances, 0.0)[faces]
        charged = self._total[:, faces] * capacitance * system.model.volume_per_charge
        by_pressure = np.zeros((len(charged), system.n))
        np.add.at(by_pressure.T, electric.film, charged.T)
        by_film = np.zeros((len(charged), places.electric.start))
        wet = np.where(film.fill == Fill.WET, by_pressure, 0.0)
        by_film[:, places.unknowns[Unknown.TRACTION]] = wet[:, free.tractions]
        packed = by_film[:, places.unknowns[Unknown.LITHIUM]]
        packed[:, free.is_packed] = by_pressure[:, free.lithium[free.is_packed]]
        return by_film


def _solved(matrix: ComplexArray, right: ComplexArray) -> ComplexArray:
    """Solve with unknowns of any unit: columns, then rows, are scaled to a largest entry of 1."""
    columns = _largest(matrix, axis=0)
    scaled = matrix / columns
    rows = _largest(scaled, axis=1)
    scaled /= rows[:, None]
    solution = scipy.linalg.solve(scaled, right / rows, overwrite_a=True, check_finite=False)
    return np.asarray(solution / columns, dtype=np.complex128)


def _largest(matrix: ComplexArray, axis: int) -> FloatArray:
    sizes = np.abs(matrix).max(axis=axis)
    return np.where(sizes > 0, sizes, 1.0)
