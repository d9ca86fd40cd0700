"""Constants of isotropic elasticity, from one another."""

from __future__ import annotations

from typing import Any


def lame_parameters(young: Any, poisson: Any) -> tuple[Any, Any]:
    """Return lambda and mu [Pa] of Young's modulus [Pa] and Poisson's ratio."""
    return young * poisson / ((1 + poisson) * (1 - 2 * poisson)), young / (2 * (1 + poisson))


def plane_strain_modulus(young: float, poisson: float) -> float:
    """E' = E/(1 - nu^2) [Pa]."""
    return young / (1 - poisson**2)
