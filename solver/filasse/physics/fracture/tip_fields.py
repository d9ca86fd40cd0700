"""Williams' crack-tip fields in UFL, and the interaction integral built on them.

The auxiliary fields belong to the material at the tip, so that no gradient of the moduli is ever
taken; where the material differs, the mismatch of the compliances enters (J. F. Yu, L. Z. Wu,
L. C. Guo, S. Y. Du, Q. L. He, Int. J. Solids Struct. 46 (2009) 3710).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ufl

from filasse.physics.elasticity import compliance_times, strain, stress


@dataclass(frozen=True)
class TipFrame:
    """A crack tip as UFL expressions (constants in a compiled form).

    Attributes:
        position: of the tip [m], shape (2,).
        direction: unit vector of the crack's extension, shape (2,).
        radii: inner and outer radius of the integration domain [m], shape (2,).
        weights: K_I and K_II of the auxiliary field [Pa m^0.5], shape (2,).
        elastic: Young's modulus [Pa] and Poisson's ratio of the tip's material, shape (2,).
    """

    position: Any
    direction: Any
    radii: Any
    weights: Any
    elastic: Any

    def local(self, x: Any) -> tuple[Any, Any]:
        """Coordinates along and across (to the left of) the extension [m]."""
        d = x - self.position
        t = self.direction
        return d[0] * t[0] + d[1] * t[1], -d[0] * t[1] + d[1] * t[0]

    def to_global(self, first: Any, second: Any) -> Any:
        """Vector with the given local components."""
        t = self.direction
        return ufl.as_vector([first * t[0] - second * t[1], first * t[1] + second * t[0]])


def auxiliary_displacement(tip: TipFrame, x: Any) -> Any:
    """Williams' displacement field of K = weights, in plane strain [m]."""
    along, across = tip.local(x)
    radius, angle = ufl.sqrt(along**2 + across**2), ufl.atan2(across, along)
    young, poisson = tip.elastic[0], tip.elastic[1]
    kappa = 3 - 4 * poisson
    scale = (1 + poisson) / young * ufl.sqrt(radius / (2 * ufl.pi))
    cosine, sine, whole = ufl.cos(angle / 2), ufl.sin(angle / 2), ufl.cos(angle)
    k_1, k_2 = tip.weights[0], tip.weights[1]
    first = k_1 * cosine * (kappa - whole) + k_2 * sine * (kappa + 2 + whole)
    second = k_1 * sine * (kappa - whole) - k_2 * cosine * (kappa - 2 + whole)
    return tip.to_global(scale * first, scale * second)


def cutoff(tip: TipFrame, x: Any) -> Any:
    """Smooth q: 1 inside the inner radius, 0 outside the outer one (C^2 in between)."""
    along, across = tip.local(x)
    inner, outer = tip.radii[0], tip.radii[1]
    s = (ufl.sqrt(along**2 + across**2) - inner) / (outer - inner)
    s = ufl.max_value(0, ufl.min_value(1, s))
    return 1 - s**3 * (10 - 15 * s + 6 * s**2)


def interaction_form(
    tip: TipFrame,
    displacement: Any,
    x: Any,
    young: Any,
    poisson: Any,
    lame: Any,
    shear: Any,
    dx: Any,
) -> Any:
    """Domain part of the interaction integral, linear in the displacement.

    I = int [s^a_ij u_i,1 + s_ij u^a_i,1 - s^a_kl e_kl d_1j] q_,j
        + s_ij (S_tip - S)_ijkl s^a_kl,1 q dx

    Args:
        tip: the tip.
        displacement: u [m] (a test function gives the functional as a vector).
        x: spatial coordinate.
        young: E of the region [Pa].
        poisson: nu of the region.
        lame: lambda of the region [Pa].
        shear: mu of the region [Pa].
        dx: measure over the cells that meet the outer circle.
    """
    aux = auxiliary_displacement(tip, x)
    aux_stress = _tip_stress(tip, aux)
    sigma, t, q = stress(displacement, lame, shear), tip.direction, cutoff(tip, x)
    grad_q = ufl.grad(q)
    flow = ufl.dot(aux_stress, ufl.dot(ufl.grad(displacement), t))
    flow += ufl.dot(sigma, ufl.dot(ufl.grad(aux), t))
    flow -= ufl.inner(aux_stress, strain(displacement)) * t
    slope = ufl.dot(ufl.grad(aux_stress), t)
    mismatch = compliance_times(slope, tip.elastic[0], tip.elastic[1])
    mismatch -= compliance_times(slope, young, poisson)
    return (ufl.dot(flow, grad_q) + ufl.inner(sigma, mismatch) * q) * dx


def residual_interaction_form(tip: TipFrame, x: Any, eigen_x: Any, eigen_y: Any, dx: Any) -> Any:
    """Part of the interaction integral that an eigenstress S* has without any displacement.

    With s = C : e - S* the terms of S* sum up to  -int S*_ij (q u^a_i,1)_,j dx.

    Args:
        tip: the tip.
        x: spatial coordinate.
        eigen_x: S*_xx = (C : e*)_xx of the stress-free strain e* [Pa].
        eigen_y: S*_yy [Pa]; there is no shear.
        dx: measure over the cells that meet the outer circle.
    """
    aux = auxiliary_displacement(tip, x)
    slope = ufl.grad(cutoff(tip, x) * ufl.dot(ufl.grad(aux), tip.direction))
    return -(eigen_x * slope[0, 0] + eigen_y * slope[1, 1]) * dx


def face_form(tip: TipFrame, pressure: Any, x: Any, ds: Any) -> Any:
    """K_I of a pressure on the crack faces inside the domain: int 2 p q / sqrt(2 pi r) dr.

    This is E'/2 times the face-traction term of the interaction integral, summed over both faces,
    on which the auxiliary opening rate is the same and the mode II part has no normal component.

    Args:
        tip: the tip.
        pressure: p [Pa] (a test function gives the functional as a vector).
        x: spatial coordinate.
        ds: measure over ONE face.
    """
    along, across = tip.local(x)
    radius = ufl.sqrt(along**2 + across**2)
    return 2 * pressure * cutoff(tip, x) / ufl.sqrt(2 * ufl.pi * radius) * ds


def _tip_stress(tip: TipFrame, displacement: Any) -> Any:
    young, poisson = tip.elastic[0], tip.elastic[1]
    lame = young * poisson / ((1 + poisson) * (1 - 2 * poisson))
    return stress(displacement, lame, young / (2 * (1 + poisson)))
