"""The toughness around fronts in space, by grain and near boundaries."""

from functools import cache

import numpy as np
import pytest
from tests.builders.solids import Meshed, half_penny, meshed, solid_sizes

from filasse.fracture.solid_toughness import SolidMaterials
from filasse.fracture.toughness_map import ANGLES
from filasse.parameters.cell_material import CellMaterial, ThinBoundary
from filasse_meshes import SolidGrains

RADIUS, BOX, STEP = 10e-6, 40e-6, 1e-6
MIDDLE = BOX / 2


@cache
def body() -> Meshed:
    slab = half_penny(RADIUS, BOX)
    return meshed(slab, solid_sizes(slab, 2e-6))


def halves(offset: float, boundary: ThinBoundary | None = None) -> SolidMaterials:
    """Grain 0 (1 MPa m^0.5) at z below the middle plus an offset, 1 (2 MPa m^0.5) above."""
    at = np.array(
        [[MIDDLE, MIDDLE, MIDDLE + offset - 1e-6], [MIDDLE, MIDDLE, MIDDLE + offset + 1e-6]]
    )
    material = CellMaterial(
        classes=np.zeros(1, dtype=np.int64),
        young=np.full(3, 150e9),
        poisson=np.full(3, 0.26),
        toughness=np.array([9e6, 1e6, 2e6]),
        conductivity=np.ones(3),
        boundary=boundary,
    )
    return SolidMaterials(material, SolidGrains(at, np.zeros(2)))


def around(materials: SolidMaterials, factor: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """z of the stations from the middle, and K_c there by direction, shape (n, n_angles)."""
    front = body().front
    modulus = np.full(len(front.stations), 160e9)
    tips = materials.around(front, modulus, STEP, factor)
    along = front.curve(front.stations)[:, 2] - MIDDLE
    return along, np.sqrt([tip.energy * tip.modulus for tip in tips])


def test_every_station_has_the_toughness_of_its_grain() -> None:
    z, toughness = around(halves(0.0), factor=1.5)
    far = np.abs(z) > 2 * STEP
    expected = np.where(z > 0, 3e6, 1.5e6)
    np.testing.assert_allclose(
        toughness[far], np.repeat(expected[far, None], len(ANGLES), axis=1), rtol=1e-12
    )


def test_a_step_into_another_grain_is_averaged() -> None:
    """Straight ahead of the front's end the boundary lies half a step away."""
    front = body().front
    end = float(np.ptp(front.curve(front.stations)[:, 2])) / 2
    z, toughness = around(halves(end + STEP / 2))
    last = int(z.argmax())
    ahead = toughness[last, len(ANGLES) // 2]
    assert ahead == pytest.approx(np.sqrt((1 + 4) / 2) * 1e6, rel=0.02)
    assert toughness[int(z.argmin())] == pytest.approx(1e6, rel=1e-12)


def test_boundaries_are_weaker_within_their_width() -> None:
    materials = halves(0.0, ThinBoundary(0.5e-6, 0.6))
    points = np.array([[1e-6, 1e-6, MIDDLE + z] for z in (-0.3e-6, -0.2e-6, 0.2e-6, 0.3e-6)])
    np.testing.assert_allclose(materials.toughness(points), [1e6, 0.6e6, 1.2e6, 2e6], rtol=1e-12)


def test_without_grains_all_is_even() -> None:
    one = halves(0.0).material
    toughness = around(SolidMaterials(one), factor=0.5)[1]
    np.testing.assert_allclose(toughness, 4.5e6, rtol=1e-12)
