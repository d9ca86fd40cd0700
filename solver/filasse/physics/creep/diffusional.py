"""Diffusional creep, linear in the stress: along grain boundaries and through the grains."""

from __future__ import annotations

import math
from dataclasses import dataclass

from filasse.constants import GAS_CONSTANT, arrhenius


@dataclass(frozen=True)
class Diffusion:
    """Diffusion of lithium in itself; diffusivities at 298.15 K.

    Attributes:
        boundary_width: delta of a grain boundary [m].
        boundary_diffusivity: D_b [m^2/s].
        boundary_activation_energy: [J/mol].
        lattice_diffusivity: D_v [m^2/s].
        lattice_activation_energy: [J/mol].
        molar_volume: V_m [m^3/mol].
    """

    boundary_width: float
    boundary_diffusivity: float
    boundary_activation_energy: float
    lattice_diffusivity: float
    lattice_activation_energy: float
    molar_volume: float


def coble_fluidity(diffusion: Diffusion, grain_size: float, temperature: float) -> float:
    """Creep rate per uniaxial stress by diffusion along grain boundaries [1/(Pa s)].

    c = 14 pi delta D_b V_m / (R T d^3); see `diffusional_fluidity`.

    Args:
        diffusion: parameters.
        grain_size: d [m].
        temperature: T [K].
    """
    thermal = arrhenius(diffusion.boundary_activation_energy, temperature)
    layer = math.pi * diffusion.boundary_width * diffusion.boundary_diffusivity * thermal
    return 14 * layer * diffusion.molar_volume / (GAS_CONSTANT * temperature * grain_size**3)


def lattice_fluidity(diffusion: Diffusion, grain_size: float, temperature: float) -> float:
    """Creep rate per uniaxial stress by diffusion through grains [1/(Pa s)].

    c = 14 D_v V_m / (R T d^2), Nabarro and Herring; see `diffusional_fluidity`.

    Args:
        diffusion: parameters.
        grain_size: d [m].
        temperature: T [K].
    """
    thermal = arrhenius(diffusion.lattice_activation_energy, temperature)
    diffusivity = diffusion.lattice_diffusivity * thermal
    return 14 * diffusivity * diffusion.molar_volume / (GAS_CONSTANT * temperature * grain_size**2)


def diffusional_fluidity(diffusion: Diffusion, grain_size: float, temperature: float) -> float:
    """Both paths together: c in  rate = c sigma  [1/(Pa s)].

    In shear, 42 sigma_s Omega D_v/(k T d^2) [1 + pi delta D_b/(d D_v)]: H. J. Frost, M. F. Ashby,
    Deformation-Mechanism Maps (Pergamon, 1982), eqs 2.29 and 2.30; here in uniaxial tension.

    Args:
        diffusion: parameters.
        grain_size: d [m].
        temperature: T [K].
    """
    grains = lattice_fluidity(diffusion, grain_size, temperature)
    return grains + coble_fluidity(diffusion, grain_size, temperature)
