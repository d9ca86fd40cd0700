"""Kinked and inclined cracks: F3 and F6 of the verification list, and residual stress."""

import numpy as np
import pytest
from tests.verification.cases.kinks import (
    KINKS,
    POISSON,
    UNIT,
    VERTICAL,
    WIDTH,
    YOUNG,
    A,
    inclined,
    kink_error,
    respond,
)

from filasse.fem.supports import Support
from filasse.physics.elastic_constants import lame_parameters
from filasse.physics.fracture.kinks import hoop_stress_angle, kink_functions, kinked_intensities
from filasse_meshes import Crack, Region, Slab
from filasse_meshes.data.tags import Surface


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        (30, (0.9017, -0.7298, 0.2402, 0.7972)),
        (60, (0.6557, -1.168, 0.3693, 0.3079)),
        (90, (0.3719, -1.1935, 0.3481, -0.1966)),
    ],
)
def test_f6_kink_functions(degrees: float, expected: tuple[float, ...]) -> None:
    found = kink_functions(np.deg2rad([degrees])).reshape(4)
    assert found == pytest.approx(expected, abs=6e-5)


@pytest.mark.parametrize(
    ("modes", "degrees"),
    [((1, 0.1), 11.25), ((1, 0.25), 25.9), ((1, 0.5), 42.0), ((1, 1), 56.6), ((0, 1), 75.8)],
)
def test_f6_angle_of_the_largest_energy_release(modes: tuple[float, float], degrees: float) -> None:
    angles = np.deg2rad(np.linspace(-90, 0, 18001))
    first, second = kinked_intensities(np.array(modes), angles)
    release = np.where(first > 0, first**2 + second**2, 0.0)
    assert -np.rad2deg(angles[release.argmax()]) == pytest.approx(degrees, abs=0.06)


def test_hoop_stress_angle() -> None:
    assert hoop_stress_angle(1.0, 0.0) == 0.0
    assert np.rad2deg(hoop_stress_angle(0.0, 1.0)) == pytest.approx(-70.53, abs=0.01)
    assert hoop_stress_angle(1.0, 0.3) == pytest.approx(-hoop_stress_angle(1.0, -0.3))


@pytest.mark.parametrize(("angle", "loads", "kink"), KINKS)
def test_f6_short_kinks_by_finite_elements(
    angle: float, loads: tuple[Surface, ...], kink: float
) -> None:
    """Loads without T-stress: the error falls with the length of the kink."""
    longer, shorter = (kink_error(angle, loads, kink, length) for length in (0.02 * A, 0.01 * A))
    assert shorter < 0.65 * longer


@pytest.mark.parametrize("degrees", [20.0, 45.0, 70.0])
def test_f3_inclined_crack_under_pressure_compression_and_shear(degrees: float) -> None:
    """K_I = (p - s) sqrt(pi a), K_II = t sqrt(pi a), the sign of t from the lean of the crack."""
    angle, pressure, squeeze = np.deg2rad(degrees), 3.0, 1.0
    response = respond(Slab(WIDTH, WIDTH, (inclined(angle),)), Support((), (VERTICAL,)), A / 50)
    found = pressure * response.k_pressure.sum(axis=-1) + squeeze * response.k_loads[:, :, 0]
    normal, shear = squeeze * np.cos(angle) ** 2, -squeeze * np.sin(angle) * np.cos(angle)
    finite = 1.0013  # of this slab, 30 crack lengths wide: the same for a crack that lies flat
    for tip in found / UNIT / finite:
        assert tip[0] == pytest.approx(pressure - normal, rel=1.5e-3)
        assert tip[1] == pytest.approx(shear, abs=1.5e-3 * pressure)


def layered(crack: Crack, height: float) -> Slab:
    corners = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, height), (0.0, height))
    return Slab(WIDTH, WIDTH / 2, (crack,), (Region("layer", corners),))


def test_residual_stress_of_a_layer_acts_like_a_stretched_slab() -> None:
    """An edge crack inside a layer that is held in the plane: K as under the layer's own stress."""
    stress = 1.0
    lame, shear = lame_parameters(YOUNG, POISSON)
    strain = -(1 - POISSON) * stress / YOUNG
    eigen = np.array([[0.0, 0.0], [2 * (lame + shear) * strain, 2 * lame * strain]])
    crack = Crack("crack", ((WIDTH / 2, 0.0), (WIDTH / 2, A)))
    held = Support((Surface.LEFT, Surface.RIGHT), ())
    layer = respond(layered(crack, WIDTH / 4), held, A / 50, eigen)
    found = layer.k_loads[0, :, -1] / UNIT
    assert found[0] == pytest.approx(1.1215, rel=4e-3)
    assert abs(found[1]) < 1e-3
    thin = respond(layered(crack, A / 4), held, A / 50, eigen).k_loads[0, 0, -1] / UNIT
    assert 0 < thin < 0.5 * found[0]


def test_residual_stress_without_constraint_leaves_no_stress_in_a_whole_slab() -> None:
    """A uniform stress-free strain of a free slab opens nothing and loads no tip.

    Two terms of the interaction integral cancel here; what is left is the quadrature of the
    singular auxiliary field.
    """
    lame, shear = lame_parameters(YOUNG, POISSON)
    strain = 1e-3
    equal = 2 * (lame + shear) * strain
    eigen = np.array([[equal, equal]])
    response = respond(Slab(WIDTH, WIDTH, (inclined(0.4),)), Support((), ()), A / 50, eigen)
    scale = YOUNG * strain * UNIT
    assert np.abs(response.k_loads).max() < 2e-3 * scale
