"""Concentration polarisation of a binary salt, as in polymers: when it runs out at the anode.

The anion does not react: c falls at the plating and rises at the stripping electrode by
D dc/dx = (1 - t_+) i/F. A single-ion conductor (t_+ = 1) has none of this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from filasse.constants import FARADAY, GAS_CONSTANT

_EARLY = 0.02
"""D t/L^2 up to which the other electrode is not felt: its image adds less than 1e-6."""

_TERMS = 2 * np.arange(20) + 1.0
"""Odd numbers of the series; at its earliest time the tenth is below rounding."""


@dataclass(frozen=True)
class Salt:
    """A binary salt between two lithium electrodes.

    Attributes:
        concentration: c_0 [mol/m^3].
        diffusivity: D of the salt [m^2/s].
        transference_number: t_+ of lithium, below 1 [-].
    """

    concentration: float
    diffusivity: float
    transference_number: float

    @property
    def anion_part(self) -> float:
        """1 - t_+ [-]."""
        return 1 - self.transference_number


def limiting_current(salt: Salt, thickness: float) -> float:
    """Largest steady current density  i_lim = 2 F c_0 D/[(1 - t_+) L]  [A/m^2].

    The steady profile is linear and holds the salt there was: it falls from 2 c_0 to 0.

    Args:
        salt: the salt.
        thickness: L between the electrodes [m].
    """
    flux = 2 * salt.concentration * salt.diffusivity / thickness
    return FARADAY * flux / salt.anion_part


def sand_time(salt: Salt, current: float) -> float:
    """Time until a thick electrolyte is empty at the anode [s].

    t_S = pi D {F c_0/[2 (1 - t_+) i]}^2 (H. J. S. Sand, 1901; J.-N. Chazalviel, 1990).

    Args:
        salt: the salt.
        current: density i > 0 [A/m^2].
    """
    stock = FARADAY * salt.concentration / (2 * salt.anion_part * current)
    return math.pi * salt.diffusivity * stock**2


def polarised_conductivity(
    salt: Salt, conductivity: float, current: float, thickness: float, temperature: float
) -> float:
    """Conductivity kappa_eff that a front feels in the steady state below i_lim  [S/m].

    Against a lithium reference the potential rises from the anode by i/kappa and by the salt,
    dphi/dy = i/kappa + (2 R T/F)(1 - t_+) dln c/dy (dilute, without a thermodynamic factor), and
    both parts spread around a crest alike:

        1/kappa_eff = 1/kappa + 2 R T (1 - t_+)^2/(F^2 D c_a),   c_a = c_0 (1 - i/i_lim)

    Args:
        salt: the salt.
        conductivity: kappa [S/m].
        current: density i < i_lim [A/m^2].
        thickness: L [m].
        temperature: T [K].
    """
    left = 1 - current / limiting_current(salt, thickness)
    return 1 / (1 / conductivity + _salt_resistivity(salt, temperature) / left)


def polarised_current(
    salt: Salt, conductivity: float, gradient: float, thickness: float, temperature: float
) -> float:
    """Current density with a gradient i/kappa_eff at the anode in the steady state [A/m^2].

    The root below i_lim of a quadratic; inverse of `polarised_conductivity`.

    Args:
        salt: the salt.
        conductivity: kappa [S/m].
        gradient: of the potential at the anode [V/m].
        thickness: L [m].
        temperature: T [K].
    """
    limit = limiting_current(salt, thickness)
    linear = 1 / conductivity + _salt_resistivity(salt, temperature) + gradient / limit
    root = math.sqrt(linear**2 - 4 * gradient / (conductivity * limit))
    return 2 * gradient / (linear + root)


def _salt_resistivity(salt: Salt, temperature: float) -> float:
    """2 R T (1 - t_+)^2/(F^2 D c_0) [ohm m]."""
    energy = 2 * GAS_CONSTANT * temperature * salt.anion_part**2
    return energy / (FARADAY**2 * salt.diffusivity * salt.concentration)


def depletion_time(salt: Salt, current: float, thickness: float) -> float:
    """Time until the salt between two electrodes is empty at the anode [s].

    Sand's time while diffusion has not felt the other electrode; longer near the limiting
    current, and infinite up to it. By the series of the finite layer,

        c/c_0 = 1 - (i/i_lim) [1 - (8/pi^2) sum_odd exp(-n^2 pi^2 D t/L^2)/n^2].

    Args:
        salt: the salt.
        current: density i > 0 [A/m^2].
        thickness: L [m].
    """
    ratio = current / limiting_current(salt, thickness)
    if ratio <= 1:
        return math.inf
    scale = thickness**2 / salt.diffusivity
    early = sand_time(salt, current)
    if early <= _EARLY * scale:
        return early
    low, high = _EARLY, max(1.0, math.log(ratio / (ratio - 1)))
    for _ in range(100):  # halving: the left side falls steadily
        middle = (low + high) / 2
        low, high = (middle, high) if ratio * _filled(middle) < 1 else (low, middle)
    return high * scale


def _filled(time: float) -> float:
    """Part of the steady fall that is there at D t/L^2 [-]."""
    decay = np.exp(-((_TERMS * math.pi) ** 2) * time) / _TERMS**2
    return float(1 - 8 / math.pi**2 * decay.sum())
