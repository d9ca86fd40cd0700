"""The interphase that lithium and electrolyte form: what it grows by, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse.constants import arrhenius

type FloatArray = npt.NDArray[np.float64]


class AgeLaw(Protocol):
    """A thickness that follows from the time of contact with lithium alone.

    Steps are taken in that time, the age: it is linear where the thickness starts with an infinite
    slope, so that a step of any length is exact.
    """

    def age(self, thickness: FloatArray) -> FloatArray:
        """Time of contact that makes a thickness [s]."""

    def thickness(self, age: FloatArray) -> FloatArray:
        """Thickness that a time of contact makes [m], the inverse of `age`."""

    def rate(self, thickness: FloatArray) -> FloatArray:
        """D delta/dt in contact with lithium [m/s]."""


@dataclass(frozen=True)
class Parabolic:
    """Transport through the layer limits its growth; while it is thin, the reaction does.

    With  d delta/dt = 1/(2 delta/k_p + 1/k_r)  the time at a thickness is
    t = delta^2/k_p + delta/k_r  (B. E. Deal and A. S. Grove, J. Appl. Phys. 36, 3770 (1965)).
    A layer that conducts electrons does not passivate: k_p is infinite, and delta = k_r t.

    Attributes:
        rate_constant: k_p at the present temperature [m^2/s]; infinite for none.
        reaction_rate: k_r at the present temperature [m/s]; infinite for none.
    """

    rate_constant: float = np.inf
    reaction_rate: float = np.inf

    def age(self, thickness: FloatArray) -> FloatArray:
        """Time of contact that makes a thickness, t = delta^2/k_p + delta/k_r [s]."""
        return thickness**2 / self.rate_constant + thickness / self.reaction_rate

    def thickness(self, age: FloatArray) -> FloatArray:
        """The root of delta^2/k_p + delta/k_r = t, in the form that does not cancel [m]."""
        slowness = 1 / self.reaction_rate
        root = slowness + np.sqrt(slowness**2 + 4 * age / self.rate_constant)
        fresh = np.zeros_like(root)
        return np.asarray(np.divide(2 * age, root, out=fresh, where=root > 0), dtype=np.float64)

    def rate(self, thickness: FloatArray) -> FloatArray:
        """D delta/dt = 1/(2 delta/k_p + 1/k_r) [m/s]; infinite on a bare surface without k_r."""
        slowness = 2 * thickness / self.rate_constant + 1 / self.reaction_rate
        fast = np.full_like(slowness, np.inf)
        return np.asarray(np.divide(1.0, slowness, out=fast, where=slowness > 0), dtype=np.float64)


@dataclass(frozen=True)
class PowerOfTime:
    """delta = k t^m; the resistance of LAGP against lithium rises with about m = 0.33.

    Attributes:
        unit_thickness: after a time of contact of `UNIT_TIME`, at the present temperature [m].
        exponent: m [-].
    """

    unit_thickness: float
    exponent: float

    def age(self, thickness: FloatArray) -> FloatArray:
        """Time of contact that makes a thickness [s]."""
        return UNIT_TIME * (thickness / self.unit_thickness) ** (1 / self.exponent)

    def thickness(self, age: FloatArray) -> FloatArray:
        """Thickness that a time of contact makes [m]."""
        return self.unit_thickness * (age / UNIT_TIME) ** self.exponent

    def rate(self, thickness: FloatArray) -> FloatArray:
        """D delta/dt = m delta/t [m/s]; infinite on a bare surface."""
        age = self.age(thickness)
        fast = np.full_like(age, np.inf)
        return np.asarray(
            np.divide(self.exponent * thickness, age, out=fast, where=age > 0), dtype=np.float64
        )


@dataclass(frozen=True)
class Breakaway:
    """A law until its layer cracks; then what protects stays as thick as it was then.

    What grows on top is cracked through by the stress of its growth, so that
    d delta/dt = rate(min(delta, delta_c)): linear in time from delta_c on, for a parabola at
    k_p/(2 delta_c). The classic of oxidation, where it is called breakaway, or paralinear where
    a limit follows a parabola (Birks et al. 2006, a textbook of the oxidation of metals; its text
    was not checked).

    Attributes:
        law: of the layer while it is whole; one that protects, with a finite rate at delta_c.
        critical_thickness: delta_c [m].
    """

    law: AgeLaw
    critical_thickness: float

    def age(self, thickness: FloatArray) -> FloatArray:
        """Time of contact that makes a thickness [s]."""
        whole = np.minimum(thickness, self.critical_thickness)
        return self.law.age(whole) + (thickness - whole) / self._slope

    def thickness(self, age: FloatArray) -> FloatArray:
        """Thickness that a time of contact makes, cracked part included [m]."""
        whole = np.minimum(age, self.law.age(np.array(self.critical_thickness)))
        return self.law.thickness(whole) + (age - whole) * self._slope

    def rate(self, thickness: FloatArray) -> FloatArray:
        """Rate of the law at the thickness that protects [m/s]."""
        return self.law.rate(np.minimum(thickness, self.critical_thickness))

    @property
    def _slope(self) -> float:
        """D delta/dt of a cracked layer [m/s]."""
        return float(self.law.rate(np.array(self.critical_thickness)))


UNIT_TIME = 3600.0
"""Time that the coefficient of a power of time is told for [s]: an hour."""


@dataclass(frozen=True)
class Interphase:
    """A layer of reaction products between lithium and electrolyte.

    For Li6PS5Cl k_p = 2.0e-19 m^2/s and beta = 2.5e-10 m^3/C (B. Aktekin et al., Nat. Commun. 14,
    6946 (2023)).

    Attributes:
        growth: law of its growth; None where it grows by the plating current alone.
        conductivity: sigma_P of lithium ions in the layer at the present temperature [S/m].
        bare_resistance: R_0 [ohm m^2].
        volume_per_charge: beta, layer per lithium consumed [m^3/C].
        expansion: e, volume of the layer over that of its electrolyte, less one [-].
        poisson_ratio: nu of the layer [-].
        current_share: part of the plating current that reacts on and is not plated [-].
        resisting_thickness: most of a layer that ions have to cross [m]: delta_c where lithium
            fills the cracks of the rest; infinite for all of it.
    """

    growth: AgeLaw | None
    conductivity: float
    bare_resistance: float = 0.0
    volume_per_charge: float = 2.5e-10
    expansion: float = 0.0
    poisson_ratio: float = 0.3
    current_share: float = 0.0
    resisting_thickness: float = np.inf

    def resistance(self, thickness: FloatArray) -> FloatArray:
        """R_f = R_0 + delta/sigma_P, with delta as thick as resists at most [ohm m^2]."""
        return self.bare_resistance + self._resisting(thickness) / self.conductivity

    def added_resistance(self, thickness: FloatArray, growth: FloatArray) -> FloatArray:
        """Growth/sigma_P; nothing beyond what resists [ohm m^2]."""
        return np.where(thickness < self.resisting_thickness, growth, 0.0) / self.conductivity

    def _resisting(self, thickness: FloatArray) -> FloatArray:
        return np.minimum(thickness, self.resisting_thickness)

    def grown(self, thickness: FloatArray, time: FloatArray | float) -> FloatArray:
        """Thickness after a time of contact, exact for any time [m]."""
        if self.growth is None:
            return thickness
        return self.growth.thickness(self.growth.age(thickness) + time)

    def continued(self, first: FloatArray, second: FloatArray, part: float) -> FloatArray:
        """Thickness to which growth from a first to a second one leads on [m].

        Args:
            first: thickness [m].
            second: a later one [m].
            part: time since the first over that between the two.
        """
        if self.growth is None:
            return first + part * (second - first)
        age = self.growth.age(first)
        later = age + part * (self.growth.age(second) - age)
        return self.growth.thickness(np.maximum(later, 0.0))

    def growth_rate(self, thickness: FloatArray) -> FloatArray:
        """Rate of the thickness in contact with lithium, without a current [m/s]."""
        return np.zeros_like(thickness) if self.growth is None else self.growth.rate(thickness)

    def swelling(self, thickness: FloatArray) -> FloatArray:
        """u_n = delta (e/3) (1 + nu)/(1 - nu): clamped in its plane, it can only grow out [m]."""
        nu = self.poisson_ratio
        return thickness * self.expansion / 3 * (1 + nu) / (1 - nu)

    def charge_consumed(self, growth: FloatArray) -> FloatArray:
        """Q = Delta delta/beta [C/m^2]."""
        return growth / self.volume_per_charge

    def growth_by_current(self, charge: FloatArray) -> FloatArray:
        """Thickness that a plated charge per area [C/m^2] adds: s beta q [m]; none on stripping."""
        return self.current_share * self.volume_per_charge * np.maximum(charge, 0.0)


def rate_at(rate: float, activation_energy: float, temperature: float) -> float:
    """A rate constant at a temperature, by Arrhenius from 298.15 K.

    Args:
        rate: at 298.15 K, in any unit.
        activation_energy: [J/mol].
        temperature: [K].
    """
    return rate * arrhenius(activation_energy, temperature)
