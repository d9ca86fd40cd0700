"""Growth of crack surfaces: where new fronts lie, and that every surface can be meshed."""

import math

import numpy as np
import pytest

from filasse_meshes import (
    MeshingError,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    advance_surface,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)
from filasse_meshes.arrays import Floats
from filasse_meshes.solid.front_curve import front_curve
from filasse_meshes.solid.solid_audit import dihedral_angles

UM = 1e-6
CENTRE = np.array([30, 30, 30]) * UM
PENNY = buried_crack("penny", (30 * UM, 30 * UM, 30 * UM), 10 * UM)
HALF_PENNY = anode_crack("half", 30 * UM, 30 * UM, 10 * UM)
SIZES = SolidSizes(front=1.5 * UM, far=15 * UM, growth=0.4)
COARSE = SolidSizes(front=2.5 * UM, far=15 * UM, growth=0.4)


def even(crack: SurfaceCrack, distance: float, angle: float = 0.0, k: int = 32) -> SurfaceCrack:
    return advance_surface(crack, np.full(k, distance), np.full(k, angle))


def slab(*cracks: SurfaceCrack) -> SolidSlab:
    return SolidSlab(60 * UM, 60 * UM, 60 * UM, cracks)


def front(crack: SurfaceCrack) -> Floats:
    return crack.fronts[-1].points


def test_straight_advances_keep_circles_in_their_plane() -> None:
    for crack, centre in ((PENNY, CENTRE), (HALF_PENNY, CENTRE * (1, 0, 1))):
        grown = even(even(crack, 1 * UM), 2 * UM)
        radius = np.linalg.norm(front(grown) - centre, axis=1)
        np.testing.assert_allclose(radius, 13 * UM, rtol=2e-4)
        np.testing.assert_allclose(front(grown)[:, 0], 30 * UM, atol=1e-12)
        np.testing.assert_allclose(
            grown.fronts[-1].uv, (front(grown) - centre)[:, [2, 1]], atol=1e-10
        )


def test_kinks_turn_to_the_plus_side() -> None:
    """The plus side of an upright crack is -x; two kinks add up."""
    grown = even(even(PENNY, 1 * UM, 0.3), 1 * UM, 0.4)
    out = math.cos(0.3) + math.cos(0.7)
    aside = math.sin(0.3) + math.sin(0.7)
    rise = np.linalg.norm((front(grown) - CENTRE)[:, 1:], axis=1)
    np.testing.assert_allclose(rise, (10 + out) * UM, rtol=1e-4)
    np.testing.assert_allclose(front(grown)[:, 0], (30 - aside) * UM, rtol=1e-5)
    np.testing.assert_allclose(grown.fronts[-1].forward[:, 0], -math.sin(0.7), rtol=1e-4)


def test_a_kink_across_makes_a_cylinder() -> None:
    grown = even(even(PENNY, 2 * UM, math.pi / 2), 2 * UM)
    np.testing.assert_allclose(front(grown)[:, 0], 26 * UM, rtol=1e-6)
    mesh = build_solid_mesh(slab(grown), SIZES)
    points = mesh.points[mesh.cracks[0].plus]
    radius = np.linalg.norm((points - CENTRE)[:, 1:], axis=1)
    wall = points[:, 0] < 29.5 * UM
    np.testing.assert_allclose(radius[wall], 10 * UM, rtol=5e-3)


def test_ends_of_an_open_front_stay_on_the_anode() -> None:
    rng = np.random.default_rng(0)
    crack = HALF_PENNY
    for _ in range(4):
        distance = UM * (1 + 0.3 * np.sin(np.linspace(0, 3, 25) + rng.random()))
        crack = advance_surface(crack, distance, np.linspace(-0.2, 0.3, 25))
        assert (front(crack)[[0, -1], 1] == 0).all()
        assert (crack.fronts[-1].uv[[0, -1], 1] == 0).all()
        assert (front(crack)[1:-1, 1] > 0).all()


def test_stations_are_equally_spaced_from_the_first_front_vertex() -> None:
    """One station moves alone: the front advances there, and nowhere far from it."""
    distance = np.zeros(16)
    distance[3] = 1 * UM
    grown = advance_surface(PENNY, distance, np.zeros(16))
    radius = np.linalg.norm(front(grown) - CENTRE, axis=1)
    angle = np.arctan2(*(front(grown) - CENTRE)[:, [1, 2]].T)
    assert radius.max() == pytest.approx(11 * UM, rel=1e-3)
    assert angle[radius.argmax()] == pytest.approx(2 * math.pi * 3 / 16, abs=0.02)
    still = np.abs(angle - 2 * math.pi * 3 / 16) > 2 * math.pi / 16 * 1.05
    np.testing.assert_allclose(radius[still], 10 * UM, rtol=1e-5)
    build_solid_mesh(slab(grown), SIZES)


def test_a_mesh_follows_its_own_front_vertices() -> None:
    mesh = build_solid_mesh(slab(HALF_PENNY), SIZES)
    (faces,) = mesh.cracks
    grown = even(HALF_PENNY, 1 * UM, k=len(faces.front))
    count = round(front_curve(grown).length / SIZES.front)
    assert len(build_solid_mesh(slab(grown), SIZES).cracks[0].front) == count + 1


def test_folds_of_a_concave_front_are_cut_off() -> None:
    """A deep dent closes: without the cut its front would cross itself."""
    turn = np.arange(64) * 2 * math.pi / 64
    dented = advance_surface(
        PENNY, 4 * UM * (1 - np.exp(-((turn - math.pi) ** 2) / 0.05)), 0 * turn
    )
    grown = even(dented, 3 * UM, k=64)
    assert len(front(grown)) < len(front(dented))
    mesh = build_solid_mesh(slab(grown), SIZES)
    assert len(mesh.cracks[0].front) > 40


def test_random_surfaces_can_be_meshed() -> None:
    """The short form of benchmarks.performance.random_surfaces."""
    for seed, crack in enumerate((HALF_PENNY, PENNY)):
        rng = np.random.default_rng(seed)
        turn = np.linspace(0, math.pi, 32) if seed == 0 else np.arange(32) * math.pi / 16
        for _ in range(12):
            waves = np.cos(np.outer([1, 2, 3], turn))
            kink, uneven = rng.uniform(-0.1, 0.1, (2, 3)) @ waves
            crack = advance_surface(crack, UM * (1 + uneven), kink)
        assert np.ptp(front(crack)[:, 0]) > 1 * UM
        mesh = build_solid_mesh(slab(crack), COARSE)
        assert dihedral_angles(mesh.points, mesh.cells[:, :4]).min() > 5


def test_nothing_moves_by_nothing() -> None:
    assert even(PENNY, 0.0) is PENNY


def test_a_front_that_meets_something_is_told() -> None:
    with pytest.raises(MeshingError, match=r"'penny' reaches the .* at"):
        build_solid_mesh(slab(even(PENNY, 19.9 * UM)), SIZES)
    curled = PENNY
    for _ in range(9):
        curled = even(curled, 3 * UM, 0.5)
    with pytest.raises(
        MeshingError, match=r"'penny' (meets itself|reaches)|front of crack 'penny'"
    ):
        build_solid_mesh(slab(curled), COARSE)
    other = buried_crack("other", (30 * UM, 30 * UM, 30 * UM), 10 * UM, azimuth=math.pi / 2)
    with pytest.raises(MeshingError, match="'penny' meets crack 'other' at"):
        build_solid_mesh(slab(PENNY, other), SIZES)
    beside = buried_crack("beside", (30.2 * UM, 30 * UM, 30 * UM), 10 * UM)
    with pytest.raises(MeshingError, match="'penny' meets crack 'beside' at"):
        build_solid_mesh(slab(PENNY, beside), SIZES)


def test_a_half_penny_that_curls_is_told() -> None:
    crack = HALF_PENNY
    with pytest.raises(
        MeshingError, match=r"'half' (meets itself|reaches the anode|has come back)"
    ):
        for _ in range(20):
            crack = even(crack, 3 * UM, 0.4)
        build_solid_mesh(slab(crack), SIZES)


@pytest.mark.parametrize(
    ("distance", "angle", "message"),
    [
        (np.ones(3), np.ones(3), "four stations"),
        (np.ones(8), np.ones(9), r"shape \(8,\) and angles of shape \(9,\)"),
        (-np.ones(8), np.ones(8), "negative"),
        (np.full(8, np.nan), np.ones(8), "not finite"),
        (np.ones(8), np.full(8, np.inf), "not finite"),
    ],
)
def test_impossible_advances_are_told(distance: Floats, angle: Floats, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        advance_surface(PENNY, distance, angle)
