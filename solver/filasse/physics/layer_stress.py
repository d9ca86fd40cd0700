"""Stress of a layer that swells on what holds it, and the energy that it would set free."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

CHANNEL = 1.98
"""Z of a crack that channels through a layer as stiff as what is below it."""

DEBOND = 0.5
"""Z of a layer that parts from what is below it."""


def clamped_stress(young: float, poisson: float, expansion: float) -> float:
    """Sigma = -E e/[3 (1 - nu)]  [Pa]: compression, while the layer cannot widen in its plane.

    Args:
        young: E of the layer [Pa].
        poisson: nu of the layer [-].
        expansion: e, relative change of its volume [-].
    """
    return -young * expansion / (3 * (1 - poisson))


def steady_release_rate(
    stress: float, thickness: FloatArray, modulus: float, shape: float
) -> FloatArray:
    """G = Z sigma^2 delta/E'  [J/m^2] of a crack that has become long against the layer.

    With Z from J. W. Hutchinson and Z. Suo, Adv. Appl. Mech. 29, 63 (1991), for equal stiffness.

    Args:
        stress: sigma in the layer [Pa].
        thickness: delta of the layer [m].
        modulus: E' = E/(1 - nu^2) of the layer [Pa].
        shape: Z, for instance `CHANNEL`.
    """
    return shape * stress**2 * thickness / modulus


def critical_thickness(stress: float, modulus: float, energy: float, shape: float) -> float:
    """Delta_c = G_c E'/(Z sigma^2)  [m] from which on a stressed layer cracks.

    Args:
        stress: sigma in the layer [Pa].
        modulus: E' = E/(1 - nu^2) of the layer [Pa].
        energy: G_c of the layer [J/m^2].
        shape: Z, for instance `CHANNEL`.
    """
    return energy * modulus / (shape * stress**2)
