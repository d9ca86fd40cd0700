"""Plane-strain linear elasticity in UFL."""

from __future__ import annotations

from typing import Any

import ufl


def strain(displacement: Any) -> Any:
    """Small strain sym(grad u)."""
    return ufl.sym(ufl.grad(displacement))


def stress(displacement: Any, lame: Any, shear: Any) -> Any:
    """Cauchy stress lambda tr(eps) I + 2 mu eps.

    Args:
        displacement: u, vector valued [m].
        lame: lambda [Pa].
        shear: mu [Pa].
    """
    eps = strain(displacement)
    return lame * ufl.tr(eps) * ufl.Identity(len(displacement)) + 2 * shear * eps


def elastic_energy_form(trial: Any, test: Any, lame: Any, shear: Any, dx: Any) -> Any:
    """Bilinear form  int sigma(u) : eps(v) dx."""
    return ufl.inner(stress(trial, lame, shear), strain(test)) * dx


def compliance_times(stress_tensor: Any, young: Any, poisson: Any) -> Any:
    """In-plane strain of an in-plane stress in plane strain (E, nu of the bulk).

    eps = (1 + nu)/E [sigma - nu tr(sigma) I].
    """
    identity = ufl.Identity(2)
    return (1 + poisson) / young * (stress_tensor - poisson * ufl.tr(stress_tensor) * identity)
