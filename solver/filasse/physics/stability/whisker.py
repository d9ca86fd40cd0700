"""A lithium whisker in a brittle shell, such as Li2CO3 (Tang 2021, section 2.3).

Its stress comes from the voltage, sigma = F eta/V_m; what it can do with it is limited by buckling
and by the strength of the shell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Whisker:
    """A round whisker of lithium in a shell.

    Attributes:
        radius: b, with the shell [m].
        shell_thickness: t < b [m].
        core_modulus: Young's modulus of lithium along the whisker [Pa].
        shell_modulus: Young's modulus of the shell [Pa].
        shell_strength: tensile strength of the shell [Pa].
    """

    radius: float
    shell_thickness: float
    core_modulus: float
    shell_modulus: float
    shell_strength: float

    @property
    def core_ratio(self) -> float:
        """Radius of the core over that of the whisker [-]."""
        return 1 - self.shell_thickness / self.radius


def composite_modulus(whisker: Whisker) -> float:
    """Young's modulus along the whisker, by the areas of core and shell (Voigt) [Pa]."""
    core = whisker.core_ratio**2
    return core * whisker.core_modulus + (1 - core) * whisker.shell_modulus


def bending_modulus(whisker: Whisker) -> float:
    """Young's modulus in bending, by the second moments of area of core and shell [Pa]."""
    core = whisker.core_ratio**4
    return core * whisker.core_modulus + (1 - core) * whisker.shell_modulus


def growth_stress(overpotential: float, volume_per_charge: float) -> float:
    """Largest stress of growth by an overpotential: sigma = F eta/V_m  [Pa] (Tang 2021, eq. 2).

    Args:
        overpotential: eta [V].
        volume_per_charge: V_m/F [m^3/C].
    """
    return overpotential / volume_per_charge


def buckling_stress(whisker: Whisker, length: float, end_factor: float = 0.5) -> float:
    """Mean stress at which the whisker buckles: pi^2 E_b b^2/(4 (K l)^2)  [Pa].

    Euler's column (Timoshenko and Gere 1961).

    Args:
        whisker: the whisker.
        length: l [m].
        end_factor: K: 0.5 for both ends held, 1 for two hinges, 2 for a free tip.
    """
    slenderness = end_factor * length / whisker.radius
    return math.pi**2 * bending_modulus(whisker) / (4 * slenderness**2)


def buckling_length(whisker: Whisker, stress: float, end_factor: float = 0.5) -> float:
    """Length from which the whisker buckles under a stress [m]; inverse of `buckling_stress`.

    Args:
        whisker: the whisker.
        stress: mean compression [Pa].
        end_factor: K of `buckling_stress`.
    """
    ratio = math.sqrt(bending_modulus(whisker) / stress)
    return math.pi * whisker.radius * ratio / (2 * end_factor)


def burst_pressure(whisker: Whisker) -> float:
    """Pressure of the lithium that bursts the shell: S (b^2 - a^2)/(b^2 + a^2)  [Pa].

    Lame's thick tube, hoop stress at its inner wall against the strength S; a thin one bursts at
    S t/b. The lithium in it bears no shear.
    """
    square = whisker.core_ratio**2
    return whisker.shell_strength * (1 - square) / (1 + square)
