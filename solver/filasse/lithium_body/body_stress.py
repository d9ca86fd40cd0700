"""Stress at quadrature points at the end of a step, with its consistent tangent.

The step's deformation gradient is F = I + H, H the gradient of the displacement increment in the
geometry at the start. Strain and spin increments are those of the mid-step geometry,
2 (F - I)(F + I)^-1 (T. J. R. Hughes, J. Winget, Int. J. Numer. Meth. Eng. 15, 1862 (1980)): exact
under rotation, third order in strain. Gradients and P have the components (11, 12, 21, 22, 33),
deviators (11, 22, 33, 12). Inside, components come first: numpy is fast over long last axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.creep.return_mapping import return_mapping

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


class StressResponse(NamedTuple):
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


class _Nominal(NamedTuple):
    force: FloatArray
    tangent: FloatArray
    volume: FloatArray
    by_volume: FloatArray


_FULL = [0, 3, 3, 1, 2]
"""Components (11, 12, 21, 22, 33) of a symmetric tensor (11, 22, 33, 12)."""


def respond(
    solid: Solid,
    gradient: FloatArray,
    pressure: FloatArray,
    deviator: FloatArray,
    resistance: FloatArray,
    step: float,
    stiffening: float = 0.0,
) -> StressResponse:
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
    h, start = _first(gradient), _first(deviator)
    motion = _finite(h, start) if solid.large else _small(h, start)
    mean = motion.strain[:3].mean(axis=0)
    trial = motion.turned + 2 * solid.shear * motion.strain
    trial[:3] -= 2 * solid.shear * mean
    equivalent = np.sqrt(1.5 * (np.sum(trial[:3] ** 2, axis=0) + 2 * trial[3] ** 2))
    end = return_mapping(solid.law, equivalent, resistance, 3 * solid.shear, step)
    safe = np.maximum(equivalent, 1e-12 * solid.law.resistance)
    ratio = end.stress / safe
    along_stress = end.slope ** (1 - stiffening) * ratio**stiffening
    weight = 1.5 * (along_stress - ratio) / safe**2
    slope = _trial_slope(motion, solid.shear)
    doubled = trial * np.array([1.0, 1.0, 1.0, 2.0])[:, None, None]
    along = np.sum(doubled[:, None] * slope, axis=0)
    slope = ratio * slope
    slope += (weight * trial)[:, None] * along[None]
    cauchy, full = (ratio * trial)[_FULL], slope[_FULL]
    cauchy[[0, 3, 4]] -= pressure
    nominal = _pull_back(h, cauchy, full) if solid.large else _as_it_is(h, cauchy, full)
    return StressResponse(
        force=_last(nominal.force),
        by_gradient=_last(nominal.tangent.reshape(25, *pressure.shape)).reshape(
            *pressure.shape, 5, 5
        ),
        volume=nominal.volume,
        by_volume=_last(nominal.by_volume),
        deviator=_last(ratio * trial),
        resistance=end.resistance,
        strain=end.strain,
    )


def _first(values: FloatArray) -> FloatArray:
    """Components from the last axis to the first."""
    return np.ascontiguousarray(np.moveaxis(values, -1, 0))


def _last(values: FloatArray) -> FloatArray:
    """Components from the first axis to the last."""
    return np.ascontiguousarray(np.moveaxis(values, 0, -1))


def _trial_slope(motion: _Motion, shear: float) -> FloatArray:
    """Derivative of the trial deviator by H, shape (4, 5, ...)."""
    slope = 2 * shear * motion.strain_slope
    slope[:3] -= slope[:3].mean(axis=0)
    slope[:, :4] += motion.turned_slope
    return np.asarray(slope)


def _symmetric(gradient: FloatArray) -> FloatArray:
    """Symmetric part (11, 22, 33, 12) of (11, 12, 21, 22, 33)."""
    shear = (gradient[1] + gradient[2]) / 2
    return np.stack([gradient[0], gradient[3], gradient[4], shear])


def _small(gradient: FloatArray, deviator: FloatArray) -> _Motion:
    slope = _symmetric(np.eye(5))[:, :, None, None]
    still = np.zeros((4, 4, 1, 1))
    full = np.broadcast_to(slope, (4, 5, *gradient.shape[1:]))
    return _Motion(_symmetric(gradient), full, deviator, still)


def _finite(gradient: FloatArray, deviator: FloatArray) -> _Motion:
    """Mid-step strain, and the deviator turned by the mid-step spin."""
    shape, out = gradient.shape[1:], gradient[4]
    plane = gradient[:4].reshape(2, 2, *shape)
    a, b, c, d = gradient[:4] / 2
    half = np.stack([1 + d, -b, -c, 1 + a]) / ((1 + a) * (1 + d) - b * c)
    half = half.reshape(2, 2, *shape)
    ratio = _times(plane, half)
    left = -ratio / 2
    left[[0, 1], [0, 1]] += 1
    by_plane = left[:, None, :, None] * half.swapaxes(0, 1)[None, :, None, :]
    by_plane = by_plane.reshape(4, 4, *shape)
    slope = np.zeros((4, 5, *shape))
    slope[0, :4], slope[1, :4] = by_plane[0], by_plane[3]
    slope[3, :4] = (by_plane[1] + by_plane[2]) / 2
    slope[2, 4] = 1 / (1 + out / 2) ** 2
    middle = np.concatenate([ratio.reshape(4, *shape), (out / (1 + out / 2))[None]])
    spin = (middle[2] - middle[1]) / 2
    turned, by_angle = _turn(deviator, 2 * np.arctan(spin / 2))
    by_spin = by_angle / (1 + spin**2 / 4)
    turned_slope = by_spin[:, None] * ((by_plane[2] - by_plane[1]) / 2)[None]
    return _Motion(_symmetric(middle), slope, turned, turned_slope)


def _turn(deviator: FloatArray, angle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """R s R^T for a turn in the plane, and its derivative by the angle."""
    mean, half = (deviator[0] + deviator[1]) / 2, (deviator[0] - deviator[1]) / 2
    cosine, sine = np.cos(2 * angle), np.sin(2 * angle)
    difference = half * cosine - deviator[3] * sine
    shear = half * sine + deviator[3] * cosine
    turned = np.stack([mean + difference, mean - difference, deviator[2], shear])
    return turned, np.stack([-2 * shear, 2 * shear, np.zeros_like(mean), 2 * difference])


def _times(left: FloatArray, right: FloatArray) -> FloatArray:
    """Product of 2 x 2 matrices whose components come first."""
    return np.asarray(left[:, 0, None] * right[None, 0] + left[:, 1, None] * right[None, 1])


def _as_it_is(gradient: FloatArray, cauchy: FloatArray, slope: FloatArray) -> _Nominal:
    """P = sigma and J - 1 = tr H."""
    volume = gradient[0] + gradient[3] + gradient[4]
    trace = np.array([1.0, 0.0, 0.0, 1.0, 1.0])[:, None, None]
    return _Nominal(cauchy, slope, volume, np.broadcast_to(trace, gradient.shape))


def _pull_back(gradient: FloatArray, cauchy: FloatArray, slope: FloatArray) -> _Nominal:
    """P = J sigma F^-T, its tangent, J - 1 and dJ/dH; in the plane J F^-T is linear in F."""
    shape, out = gradient.shape[1:], 1 + gradient[4]
    a, b, c, d = gradient[:4]
    cofactor = np.stack([1 + d, -c, -b, 1 + a])
    area = (1 + a) * (1 + d) - b * c
    matrix, plane = cofactor.reshape(2, 2, *shape), cauchy[:4].reshape(2, 2, *shape)
    bare = _times(plane, matrix).reshape(4, *shape)
    rows = slope[:4].reshape(2, 2, 5, *shape)
    turned = rows[:, 0, None] * matrix[None, 0, :, None]
    turned += rows[:, 1, None] * matrix[None, 1, :, None]
    turned[:, 0, 3] += plane[:, 0]
    turned[:, 0, 1] -= plane[:, 1]
    turned[:, 1, 2] -= plane[:, 0]
    turned[:, 1, 0] += plane[:, 1]
    tangent = np.empty((5, 5, *shape))
    tangent[:4] = out * turned.reshape(4, 5, *shape)
    tangent[:4, 4] += bare
    tangent[4] = area * slope[4]
    tangent[4, :4] += cauchy[4] * cofactor
    force = np.concatenate([out * bare, (area * cauchy[4])[None]])
    by_volume = np.concatenate([out * cofactor, area[None]])
    return _Nominal(force, tangent, out * area - 1, by_volume)
