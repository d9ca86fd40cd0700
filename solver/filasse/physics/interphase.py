"""The interphase that lithium and electrolyte form: parabolic growth with a reaction limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.constants import arrhenius

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Interphase:
    """A layer of reaction products through which one of its makers must pass.

    With  d delta/dt = 1/(2 delta/k_p + 1/k_r)  the time at a thickness is
    t = delta^2/k_p + delta/k_r: the reaction at the surface limits a thin layer, transport through
    it a thick one (B. E. Deal and A. S. Grove, J. Appl. Phys. 36, 3770 (1965)). For
    Li6PS5Cl k_p = 2.0e-19 m^2/s and beta = 2.5e-10 m^3/C (B. Aktekin et al., Nat. Commun. 14,
    6946 (2023)).

    Attributes:
        rate: k_p at the present temperature [m^2/s].
        conductivity: sigma_P of lithium ions in the layer [S/m].
        bare_resistance: R_0 [ohm m^2].
        reaction_rate: k_r at the present temperature [m/s]; infinite for none.
        volume_per_charge: beta, layer per lithium consumed [m^3/C].
        expansion: e, volume of the layer over that of its electrolyte, less one [-].
        poisson_ratio: nu of the layer [-].
    """

    rate: float
    conductivity: float
    bare_resistance: float = 0.0
    reaction_rate: float = np.inf
    volume_per_charge: float = 2.5e-10
    expansion: float = 0.0
    poisson_ratio: float = 0.3

    def resistance(self, thickness: FloatArray) -> FloatArray:
        """R_f = R_0 + delta/sigma_P [ohm m^2]."""
        return self.bare_resistance + thickness / self.conductivity

    def age(self, thickness: FloatArray) -> FloatArray:
        """Time of contact that makes a thickness, t = delta^2/k_p + delta/k_r [s]."""
        return thickness**2 / self.rate + thickness / self.reaction_rate

    def grown(self, thickness: FloatArray, time: FloatArray | float) -> FloatArray:
        """Thickness after a time of contact, exact for any time [m].

        The root of delta^2/k_p + delta/k_r = t, in the form that does not cancel.
        """
        age, slowness = self.age(thickness) + time, 1 / self.reaction_rate
        root = slowness + np.sqrt(slowness**2 + 4 * age / self.rate)
        fresh = np.zeros_like(root)
        return np.asarray(np.divide(2 * age, root, out=fresh, where=root > 0), dtype=np.float64)

    def growth_rate(self, thickness: FloatArray) -> FloatArray:
        """D delta/dt = 1/(2 delta/k_p + 1/k_r) [m/s]; infinite on a bare surface without k_r."""
        slowness = 2 * thickness / self.rate + 1 / self.reaction_rate
        fast = np.full_like(slowness, np.inf)
        return np.asarray(np.divide(1.0, slowness, out=fast, where=slowness > 0), dtype=np.float64)

    def swelling(self, thickness: FloatArray) -> FloatArray:
        """u_n = delta (e/3) (1 + nu)/(1 - nu): clamped in its plane, it can only grow out [m]."""
        nu = self.poisson_ratio
        return thickness * self.expansion / 3 * (1 + nu) / (1 - nu)

    def charge_consumed(self, growth: FloatArray) -> FloatArray:
        """Q = Delta delta/beta [C/m^2]."""
        return growth / self.volume_per_charge


def rate_at(rate: float, activation_energy: float, temperature: float) -> float:
    """A rate constant at a temperature, by Arrhenius from 298.15 K.

    Args:
        rate: at 298.15 K, in any unit.
        activation_energy: [J/mol].
        temperature: [K].
    """
    return rate * arrhenius(activation_energy, temperature)
