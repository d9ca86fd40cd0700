"""Stress at quadrature points at the end of a step, with its consistent tangent.

The step's deformation gradient is F = I + H, H the gradient of the displacement increment in the
geometry at the start. Strain and spin increments are those of the mid-step geometry,
2 (F - I)(F + I)^-1 (T. J. R. Hughes, J. Winget, Int. J. Numer. Meth. Eng. 15, 1862 (1980)): exact
under rotation, third order in strain. Gradients and P have the components (11, 12, 21, 22, 33),
deviators (11, 22, 33, 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lifil.body.flow import relax
from lifil.physics.creep import FlowLaw

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Solid:
    """Constitutive law of a body.

    Attributes:
        shear: G [Pa].
        compressibility: 1/bulk modulus [1/Pa]; 0 if incompressible.
        law: viscoplastic flow.
        large: whether the geometry moves within a step and rotates the stress. False linearises
            the kinematics.
    """

    shear: float
    compressibility: float
    law: FlowLaw
    large: bool = True


class Response(NamedTuple):
    """Stress and its derivatives at quadrature points.

    Attributes:
        force: first Piola-Kirchhoff stress P [Pa], shape (n_cells, n_q, 5).
        by_gradient: dP/dH at fixed pressure [Pa], shape (n_cells, n_q, 5, 5).
        volume: J - 1, shape (n_cells, n_q).
        by_volume: dJ/dH, which is -dP/dp, shape (n_cells, n_q, 5).
        deviator: Cauchy stress deviator [Pa], shape (n_cells, n_q, 4).
        resistance: S [Pa], shape (n_cells, n_q).
        strain: increment of equivalent viscoplastic strain, shape (n_cells, n_q).
    """

    force: FloatArray
    by_gradient: FloatArray
    volume: FloatArray
    by_volume: FloatArray
    deviator: FloatArray
    resistance: FloatArray
    strain: FloatArray


class _Motion(NamedTuple):
    strain: FloatArray
    strain_slope: FloatArray
    turned: FloatArray
    turned_slope: FloatArray


_DEVIATE = np.eye(4) - np.outer([1, 1, 1, 0], [1, 1, 1, 0]) / 3
_TWICE = np.array([1.0, 1.0, 1.0, 2.0])
"""Weights of a double contraction of symmetric tensors."""
_SYMMETRIC = np.zeros((4, 5))
_SYMMETRIC[0, 0] = _SYMMETRIC[1, 3] = _SYMMETRIC[2, 4] = 1
_SYMMETRIC[3, 1] = _SYMMETRIC[3, 2] = 0.5
_SPIN = np.array([0.0, -0.5, 0.5, 0.0, 0.0])
_FULL = np.zeros((5, 4))
_FULL[0, 0] = _FULL[1, 3] = _FULL[2, 3] = _FULL[3, 1] = _FULL[4, 2] = 1
_TRACE = np.array([1.0, 0.0, 0.0, 1.0, 1.0])
_COFACTOR = np.zeros((4, 4))
_COFACTOR[0, 3] = _COFACTOR[3, 0] = 1
_COFACTOR[1, 2] = _COFACTOR[2, 1] = -1


def respond(
    solid: Solid,
    gradient: FloatArray,
    pressure: FloatArray,
    deviator: FloatArray,
    resistance: FloatArray,
    step: float,
    stiffening: float = 0.0,
) -> Response:
    """Integrate the law over a step.

    Args:
        solid: constitutive law.
        gradient: H, shape (n_cells, n_q, 5).
        pressure: at the end [Pa], shape (n_cells, n_q).
        deviator: at the start [Pa], shape (n_cells, n_q, 4).
        resistance: at the start [Pa], shape (n_cells, n_q).
        step: dt [s].
        stiffening: 0 for the consistent tangent, 1 for the secant along the stress; between them
            the slope of the law is a geometric mean, which helps Newton while it is far off.
    """
    motion = _finite(gradient, deviator) if solid.large else _small(gradient, deviator)
    trial = motion.turned + 2 * solid.shear * motion.strain @ _DEVIATE
    trial_slope = motion.turned_slope + 2 * solid.shear * _DEVIATE @ motion.strain_slope
    equivalent = np.sqrt(1.5 * np.einsum("mqi,mqi,i->mq", trial, trial, _TWICE))
    relaxed = relax(solid.law, equivalent, resistance, solid.shear, step)
    safe = np.maximum(equivalent, 1e-12 * solid.law.resistance)
    ratio = relaxed.stress / safe
    stress = ratio[..., None] * trial
    along_stress = relaxed.slope ** (1 - stiffening) * ratio**stiffening
    weight = 1.5 * (along_stress - ratio) / safe**2
    along = np.einsum("mqi,mqih->mqh", trial * _TWICE, trial_slope)
    slope = ratio[..., None, None] * trial_slope
    slope += (weight[..., None] * trial)[..., None] * along[..., None, :]
    cauchy = stress @ _FULL.T - pressure[..., None] * _TRACE
    nominal = _pull_back(gradient, cauchy, _FULL @ slope) if solid.large else None
    if nominal is None:
        flat = np.broadcast_to(_TRACE, gradient.shape)
        nominal = (cauchy, _FULL @ slope, gradient @ _TRACE, flat)
    return Response(*nominal, stress, relaxed.resistance, relaxed.strain)


def _small(gradient: FloatArray, deviator: FloatArray) -> _Motion:
    slope = np.broadcast_to(_SYMMETRIC, (*gradient.shape[:2], 4, 5))
    return _Motion(gradient @ _SYMMETRIC.T, slope, deviator, np.zeros_like(slope))


def _finite(gradient: FloatArray, deviator: FloatArray) -> _Motion:
    """Mid-step strain, and the deviator turned by the mid-step spin."""
    plane = gradient[..., :4].reshape(*gradient.shape[:-1], 2, 2)
    half = np.linalg.inv(np.eye(2) + plane / 2)
    ratio = plane @ half
    out = gradient[..., 4]
    middle = np.concatenate([ratio.reshape(*out.shape, 4), (out / (1 + out / 2))[..., None]], -1)
    slope = np.zeros((*out.shape, 5, 5))
    by_plane = np.einsum("mqij,mqlk->mqikjl", np.eye(2) - ratio / 2, half)
    slope[..., :4, :4] = by_plane.reshape(*out.shape, 4, 4)
    slope[..., 4, 4] = 1 / (1 + out / 2) ** 2
    spin = middle @ _SPIN
    turned, by_angle = _turn(deviator, 2 * np.arctan(spin / 2))
    by_spin = by_angle / (1 + spin[..., None] ** 2 / 4)
    turned_slope = by_spin[..., :, None] * (_SPIN @ slope)[..., None, :]
    return _Motion(middle @ _SYMMETRIC.T, _SYMMETRIC @ slope, turned, turned_slope)


def _turn(deviator: FloatArray, angle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """R s R^T for a turn in the plane, and its derivative by the angle."""
    mean = (deviator[..., 0] + deviator[..., 1]) / 2
    half = (deviator[..., 0] - deviator[..., 1]) / 2
    cosine, sine = np.cos(2 * angle), np.sin(2 * angle)
    difference = half * cosine - deviator[..., 3] * sine
    shear = half * sine + deviator[..., 3] * cosine
    turned = np.stack([mean + difference, mean - difference, deviator[..., 2], shear], axis=-1)
    zero = np.zeros_like(mean)
    return turned, np.stack([-2 * shear, 2 * shear, zero, 2 * difference], axis=-1)


def _pull_back(
    gradient: FloatArray, cauchy: FloatArray, slope: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """P = J sigma F^-T, its tangent, J - 1 and dJ/dH."""
    shape = gradient.shape[:-1]
    out = 1 + gradient[..., 4]
    cofactor = (gradient[..., :4] + np.array([1.0, 0, 0, 1])) @ _COFACTOR
    area = 0.5 * np.einsum("mqi,mqi->mq", cofactor, cofactor @ _COFACTOR)
    matrix = cofactor.reshape(*shape, 2, 2)
    plane = cauchy[..., :4].reshape(*shape, 2, 2)
    bare = (plane @ matrix).reshape(*shape, 4)
    force = np.concatenate([out[..., None] * bare, (area * cauchy[..., 4])[..., None]], axis=-1)
    tangent = np.zeros((*shape, 5, 5))
    turned = np.einsum("mqijh,mqjk->mqikh", slope[..., :4, :].reshape(*shape, 2, 2, 5), matrix)
    tangent[..., :4, :] = out[..., None, None] * turned.reshape(*shape, 4, 5)
    by_cofactor = np.einsum("mqij,kl->mqikjl", plane, np.eye(2)).reshape(*shape, 4, 4)
    tangent[..., :4, :4] += out[..., None, None] * (by_cofactor @ _COFACTOR)
    tangent[..., :4, 4] += bare
    tangent[..., 4, :] = area[..., None] * slope[..., 4, :]
    tangent[..., 4, :4] += cauchy[..., 4, None] * cofactor
    by_volume = np.concatenate([out[..., None] * cofactor, area[..., None]], axis=-1)
    return force, tangent, out * area - 1, by_volume
