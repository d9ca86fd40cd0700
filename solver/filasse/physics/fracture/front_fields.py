"""Auxiliary fields around a curved crack front, for the interaction integral in three dimensions.

The displacement is Williams' plane or antiplane one in the planes normal to the front. Carried
along a curved front it is no longer in equilibrium, and its gradient has a part along the front
(M. Gosz, B. Moran, Eng. Fract. Mech. 69 (2002) 299). Leaving these terms out costs some 3 % in K.

Vectors and tensors are in the local frame (n, b, t): n leads out of the crack within its surface,
b is normal to the surface, t = n x b is tangent to the front. With the curvature k of the front
within the surface (1/R of a disc), lengths along t grow as h = 1 + k x_1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

MODES = (1, 2, 3)
"""Opening, sliding and tearing."""


class AuxiliaryField(NamedTuple):
    """The field of a unit stress intensity at points around the front.

    Attributes:
        gradient: w_i,j [1/m^0.5 Pa], shape (n, 3, 3).
        stress: [1/m^0.5], shape (n, 3, 3).
        divergence: of the stress [1/m^1.5], shape (n, 3).
    """

    gradient: FloatArray
    stress: FloatArray
    divergence: FloatArray


def energy_scale(mode: int, shear: float, poisson: float) -> float:
    """K over the interaction integral with a unit auxiliary K: E'/2, or mu in mode III [Pa]."""
    return shear if mode == 3 else shear / (1 - poisson)


def front_displacement(
    mode: int, x: FloatArray, shear: float, poisson: float
) -> tuple[FloatArray, FloatArray]:
    """Displacement of a unit K, and its derivatives across the front.

    Args:
        mode: 1, 2 or 3.
        x: coordinates along n and b [m], shape (n, 2).
        shear: mu [Pa].
        poisson: nu.

    Returns:
        w [m^0.5/Pa], shape (n, 3), and w_i,1 and w_i,2, shape (n, 3, 2).
    """
    radius, angle = np.hypot(x[:, 0], x[:, 1]), np.arctan2(x[:, 1], x[:, 0])
    values, slopes = _angular(mode, angle, shear, poisson)
    root = np.sqrt(radius / (2 * np.pi))[:, None]
    steep = 1 / np.sqrt(2 * np.pi * radius)[:, None]
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    along = steep * (cosine * values / 2 - sine * slopes)
    across = steep * (sine * values / 2 + cosine * slopes)
    return root * values, np.stack([along, across], axis=-1)


def _angular(
    mode: int, angle: FloatArray, shear: float, poisson: float
) -> tuple[FloatArray, FloatArray]:
    """Williams' functions of the angle and their derivatives, shape (n, 3) each."""
    kolosov = 3 - 4 * poisson
    c, s, whole, turn = np.cos(angle / 2), np.sin(angle / 2), np.cos(angle), np.sin(angle)
    zero = np.zeros_like(angle)
    if mode == 1:
        values = [c * (kolosov - whole), s * (kolosov - whole), zero]
        slopes = [
            -s * (kolosov - whole) / 2 + c * turn,
            c * (kolosov - whole) / 2 + s * turn,
            zero,
        ]
    elif mode == 2:
        values = [s * (kolosov + 2 + whole), -c * (kolosov - 2 + whole), zero]
        slopes = [
            c * (kolosov + 2 + whole) / 2 - s * turn,
            s * (kolosov - 2 + whole) / 2 + c * turn,
            zero,
        ]
    else:
        values, slopes = [zero, zero, 4 * s], [zero, zero, 2 * c]
    scale = 1 / (2 * shear)
    return scale * np.stack(values, axis=-1), scale * np.stack(slopes, axis=-1)


def auxiliary_field(
    mode: int, x: FloatArray, curvature: FloatArray, lame: float, shear: float
) -> AuxiliaryField:
    """Gradient, stress and its divergence of a unit K carried along a curved front.

    Args:
        mode: 1, 2 or 3.
        x: coordinates along n and b [m], shape (n, 2).
        curvature: of the front in the crack's surface, positive where the crack is convex [1/m],
            shape (n,).
        lame: lambda [Pa].
        shear: mu [Pa].
    """
    poisson = lame / (2 * (lame + shear))
    w, slopes = front_displacement(mode, x, shear, poisson)
    turn = curvature / (1 + curvature * x[:, 0])  # k/h
    gradient = np.zeros((len(x), 3, 3))
    gradient[:, :, :2] = slopes
    gradient[:, 2, 2] = turn * w[:, 0]
    gradient[:, 0, 2] = -turn * w[:, 2]
    trace = np.trace(gradient, axis1=1, axis2=2)
    stress = shear * (gradient + gradient.transpose(0, 2, 1))
    stress += lame * trace[:, None, None] * np.eye(3)
    return AuxiliaryField(
        gradient, stress, _divergence(mode, w, gradient, stress, turn, lame, shear)
    )


def _divergence(
    mode: int,
    w: FloatArray,
    gradient: FloatArray,
    stress: FloatArray,
    turn: FloatArray,
    lame: float,
    shear: float,
) -> FloatArray:
    """Div sigma(w): only what the curvature adds, as the fields of a straight front balance.

    n: lambda d_1 (k w_n/h) + (k/h)(s_nn - s_tt);  b: lambda d_2 (k w_n/h) + (k/h) s_nb;
    t: mu [(k/h)^2 w_t - (k/h) d_1 w_t] + 2 (k/h) s_nt.
    """
    divergence = np.zeros((len(w), 3))
    if mode == 3:
        divergence[:, 2] = shear * (turn**2 * w[:, 2] - turn * gradient[:, 2, 0])
        divergence[:, 2] += 2 * turn * stress[:, 0, 2]
        return divergence
    divergence[:, 0] = lame * (turn * gradient[:, 0, 0] - turn**2 * w[:, 0])
    divergence[:, 0] += turn * (stress[:, 0, 0] - stress[:, 2, 2])
    divergence[:, 1] = lame * turn * gradient[:, 0, 1] + turn * stress[:, 0, 1]
    return divergence


def front_cutoff(
    radius: FloatArray, outer: FloatArray, plateau: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """q: 1 within `plateau` times the outer radius, then a cosine to 0; q, q_,r and q_,outer.

    Args:
        radius: distance from the front [m], shape (n,).
        outer: outer radius of the integration domain there [m], shape (n,).
        plateau: inner radius over the outer one.
    """
    part = radius / outer
    phase = np.pi * np.clip((part - plateau) / (1 - plateau), 0, 1)
    slope = -np.pi / (2 * (1 - plateau)) * np.sin(phase)
    return (1 + np.cos(phase)) / 2, slope / outer, -slope * part / outer


def interaction_tensors(
    fields: Sequence[AuxiliaryField],
    shape: tuple[FloatArray, FloatArray, FloatArray],
    angle: FloatArray,
    turn: FloatArray,
    stretch: FloatArray,
    lame: float | FloatArray,
    shear: float | FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Tensors A and B of every field: the interaction integral is int (l A + l' B) : grad u dV.

    The crack advances virtually by v = l(s) q n. With sigma_w and f = div sigma_w,
    G : grad u = -(sigma(u) : grad w) div v + (grad u)^T sigma_w : grad v
    + (grad w)^T sigma(u) : grad v + v . (grad u)^T f.

    Args:
        fields: auxiliary fields, one a mode.
        shape: q, its derivative by the radius, and its derivative along the front.
        angle: polar angle across the front, shape (n,).
        turn: k/h [1/m], shape (n,).
        stretch: h, shape (n,).
        lame: lambda of the solid there [Pa], of the front's or of shape (n,).
        shear: mu [Pa].

    Returns:
        A and B, shape (n, modes, 3, 3) each.
    """
    q, by_radius, along = shape
    gradient, stress = (np.stack([f[part] for f in fields], axis=1) for part in (0, 1))
    divergence = np.stack([f.divergence for f in fields], axis=1)
    # The only parts of grad v: v_n,n, v_n,b, v_n,t and, as the front is curved, v_t;t.
    v_nn, v_nb = by_radius * np.cos(angle), by_radius * np.sin(angle)
    elastic = np.reshape(lame, (-1, 1)), np.reshape(shear, (-1, 1, 1, 1))
    first = _energy_momentum(gradient, stress, (v_nn, v_nb, along / stretch, turn * q), elastic)
    first[..., 0] += q[:, None, None] * divergence  # f_k v_i belongs to u_k,i
    none = np.zeros_like(q)
    return first, _energy_momentum(gradient, stress, (none, none, q / stretch, none), elastic)


def mismatch_tensors(
    fields: Sequence[AuxiliaryField],
    ahead: Sequence[AuxiliaryField],
    distance: FloatArray,
    excess: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """What a solid that is not that of the front adds to A/q: (C - C_front) : e_w,n.

    With the auxiliary strain S : s_w in place of that of w, interfaces that cross the domain of
    integration add nothing (H. Yu, L. Wu, L. Guo, S. Du, Q. He, Int. J. Solids Struct. 46 (2009)
    3710), and the domain integral gains  s(u) : (S_front - S) : s_w,n  =  u_i,j (C - C_front) :
    e_w,n with the strain of w, e_w = S_front : s_w.

    Args:
        fields: auxiliary fields, one a mode.
        ahead: the same a little farther along n.
        distance: how much farther [m], shape (n,).
        excess: lambda and mu of the solid less those of the front [Pa], shape (n,) each.

    Returns:
        Shape (n, modes, 3, 3).
    """
    change = np.stack([b.gradient - a.gradient for a, b in zip(fields, ahead, strict=True)], axis=1)
    slope = change / distance[:, None, None, None]
    lame, shear = (part[:, None, None, None] for part in excess)
    trace = np.trace(slope, axis1=2, axis2=3)[..., None, None]
    return np.asarray(shear * (slope + slope.swapaxes(2, 3)) + lame * trace * np.eye(3))


def _energy_momentum(
    gradient: FloatArray,
    stress: FloatArray,
    advance: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    elastic: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """The part of G that is linear in grad v = `advance` (nn, nb, nt, tt), (n, modes, 3, 3)."""
    v_nn, v_nb, v_nt, v_tt = (part[:, None, None] for part in advance)
    moved = np.empty_like(gradient)  # (grad w) (grad v)
    moved[..., 0], moved[..., 1] = gradient[..., 0] * v_nn, gradient[..., 0] * v_nb
    moved[..., 2] = gradient[..., 0] * v_nt + gradient[..., 2] * v_tt
    lame, shear = elastic
    result = shear * (moved + moved.swapaxes(2, 3)) - (v_nn + v_tt)[..., None] * stress
    trace = lame * (moved[..., 0, 0] + moved[..., 1, 1] + moved[..., 2, 2])
    for axis in range(3):
        result[..., axis, axis] += trace
    # sigma_w (grad v)^T
    result[..., 0] += stress[..., 0] * v_nn + stress[..., 1] * v_nb + stress[..., 2] * v_nt
    result[..., 2] += stress[..., 2] * v_tt
    return result
