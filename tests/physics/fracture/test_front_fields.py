"""Auxiliary fields around a circular front, by finite differences in space."""

import numpy as np
import numpy.typing as npt
import pytest

from filasse.physics.elastic_constants import lame_parameters, plane_strain_modulus
from filasse.physics.fracture.front_fields import (
    MODES,
    auxiliary_field,
    energy_scale,
    front_cutoff,
    front_displacement,
)

type FloatArray = npt.NDArray[np.float64]

RADIUS, YOUNG, POISSON = 2.0, 3.0, 0.3
LAME, SHEAR = lame_parameters(YOUNG, POISSON)
STEP = 1e-5
AROUND = np.array([[0.31, 0.2], [-0.25, 0.4], [-0.3, -0.21], [0.05, -0.33]])


def frames(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Coordinates across the front of a disc in z = 0, and (n, b, t) as rows, at points."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    zero, one = np.zeros_like(angle), np.ones_like(angle)
    n = np.stack([np.cos(angle), np.sin(angle), zero], axis=-1)
    b = np.stack([zero, zero, one], axis=-1)
    x = np.stack([np.hypot(points[:, 0], points[:, 1]) - RADIUS, points[:, 2]], axis=-1)
    return x, np.stack([n, b, np.cross(n, b)], axis=1)


def displacement(mode: int, points: FloatArray) -> FloatArray:
    x, frame = frames(points)
    w, _ = front_displacement(mode, x, SHEAR, POISSON)
    return np.einsum("pk,pki->pi", w, frame)


def stress(mode: int, points: FloatArray) -> FloatArray:
    x, frame = frames(points)
    field = auxiliary_field(mode, x, np.full(len(x), 1 / RADIUS), LAME, SHEAR)
    return np.einsum("pki,pkl,plj->pij", frame, field.stress, frame)


def places() -> FloatArray:
    angles = 0.4 + np.arange(len(AROUND))
    out = RADIUS + AROUND[:, 0]
    return np.stack([out * np.cos(angles), out * np.sin(angles), AROUND[:, 1]], axis=-1)


def slopes(function: object, mode: int, points: FloatArray) -> FloatArray:
    """Central differences; the derivative's direction comes last."""
    parts = []
    for step in STEP * np.eye(3):
        ahead, behind = function(mode, points + step), function(mode, points - step)  # type: ignore[operator]
        parts.append((ahead - behind) / (2 * STEP))
    return np.stack(parts, axis=-1)


@pytest.mark.parametrize("mode", MODES)
def test_gradient_and_divergence_are_those_of_the_displacement(mode: int) -> None:
    points = places()
    x, frame = frames(points)
    field = auxiliary_field(mode, x, np.full(len(x), 1 / RADIUS), LAME, SHEAR)
    gradient = np.einsum("pki,pij,plj->pkl", frame, slopes(displacement, mode, points), frame)
    np.testing.assert_allclose(field.gradient, gradient, atol=1e-7 * np.abs(gradient).max())
    divergence = np.einsum("pijj->pi", slopes(stress, mode, points))
    local = np.einsum("pki,pi->pk", frame, divergence)
    assert np.abs(local).max() > 0.01
    np.testing.assert_allclose(field.divergence, local, atol=1e-6 * np.abs(local).max())


@pytest.mark.parametrize("mode", MODES)
def test_a_straight_front_is_in_balance_and_its_faces_are_free(mode: int) -> None:
    x = np.array([[-0.2, 1e-14], [-0.2, -1e-14], [-0.7, 1e-14]])
    field = auxiliary_field(mode, x, np.zeros(len(x)), LAME, SHEAR)
    assert np.abs(field.divergence).max() == 0
    assert np.abs(field.stress[:, :, 1]).max() < 1e-10


@pytest.mark.parametrize("mode", MODES)
def test_the_stress_ahead_is_that_of_a_unit_intensity(mode: int) -> None:
    component = {1: 1, 2: 0, 3: 2}[mode]
    field = auxiliary_field(mode, np.array([[0.3, 0.0]]), np.zeros(1), LAME, SHEAR)
    assert field.stress[0, component, 1] == pytest.approx(1 / np.sqrt(2 * np.pi * 0.3))


def test_scales_are_those_of_irwin() -> None:
    modulus = plane_strain_modulus(YOUNG, POISSON)
    scales = [energy_scale(mode, SHEAR, POISSON) for mode in MODES]
    assert scales == pytest.approx([modulus / 2, modulus / 2, SHEAR])


def test_cutoff_has_the_slopes_of_its_values() -> None:
    radius, outer = np.linspace(0.01, 0.99, 50), np.full(50, 0.8)
    q, by_radius, by_outer = front_cutoff(radius, outer, 0.25)
    assert (q[radius < 0.2] == 1).all()
    assert (q[radius > 0.8] == 0).all()
    step = 1e-6
    ahead, behind = (
        front_cutoff(radius + step, outer, 0.25),
        front_cutoff(radius - step, outer, 0.25),
    )
    np.testing.assert_allclose((ahead[0] - behind[0]) / (2 * step), by_radius, atol=1e-5)
    wider, narrower = (
        front_cutoff(radius, outer + step, 0.25),
        front_cutoff(radius, outer - step, 0.25),
    )
    np.testing.assert_allclose((wider[0] - narrower[0]) / (2 * step), by_outer, atol=1e-5)
