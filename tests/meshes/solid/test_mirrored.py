"""Halves of slabs that are their own images."""

from dataclasses import replace

import numpy as np
import pytest

from filasse_meshes import (
    MeshingError,
    MirrorPlane,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    Surface,
    SurfaceCrack,
    advance_part,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)

UM = 1e-6
SIZES = SolidSizes(front=2 * UM, far=15 * UM, growth=0.4)
PLANE = MirrorPlane(2, 25 * UM)
FLAWS = (
    anode_crack("first", 14 * UM, 25 * UM, 8 * UM, lean=-0.2),
    anode_crack("second", 42 * UM, 25 * UM, 10 * UM, 7 * UM),
)


def slab(*cracks: SurfaceCrack) -> SolidSlab:
    return SolidSlab(60 * UM, 40 * UM, 50 * UM, cracks, mirrors=(2,))


@pytest.fixture(scope="module")
def mesh() -> SolidMesh:
    return build_solid_mesh(slab(*FLAWS), SIZES)


def test_the_upper_half_is_meshed(mesh: SolidMesh) -> None:
    assert mesh.points[:, 2].min() == pytest.approx(25 * UM, rel=1e-12)
    assert mesh.points[:, 2].max() == pytest.approx(50 * UM, rel=1e-12)
    corners = mesh.points[mesh.facets[mesh.facet_tags == Surface.FRONT]]
    area = np.linalg.norm(np.cross(*np.moveaxis(corners[:, 1:] - corners[:, :1], 1, 0)), axis=1) / 2
    assert area.sum() == pytest.approx(60 * UM * 40 * UM, rel=1e-9)


def test_cracks_end_on_the_plane(mesh: SolidMesh) -> None:
    for crack, flaw in zip(mesh.cracks, FLAWS, strict=True):
        z = mesh.points[crack.plus, 2]
        np.testing.assert_array_equal(np.flatnonzero(z <= 25 * UM + 1e-14), np.sort(crack.cut))
        assert (crack.uv[crack.cut, 0] == 0).all()
        assert crack.cut[0] == crack.front[-1]
        assert crack.cut[-1] == crack.mouth[0]
        length, half_mouth = flaw.fronts[0].uv[:, 1].max(), flaw.fronts[0].uv[:, 0].max()
        assert crack.uv[crack.cut[0], 1] == pytest.approx(length, rel=1e-6)
        assert crack.uv[crack.mouth[-1], 0] == pytest.approx(half_mouth, rel=1e-6)
        area = np.linalg.det(np.diff(crack.uv[crack.triangles], axis=1))
        assert area.sum() / 2 == pytest.approx(np.pi * length * half_mouth / 4, rel=1e-2)


MIDDLE = (30 * UM, 20 * UM, 25 * UM)
FLAW = anode_crack("flaw", 30 * UM, 25 * UM, 8 * UM)
UPRIGHT = buried_crack("in", MIDDLE, 8 * UM)
LEVEL = buried_crack("in", MIDDLE, 8 * UM, 6 * UM, lean=np.pi / 2)
PARTS = [
    # crack, axes, part of its area, one face, points on planes across it beside the front's
    (FLAW, (0,), 1.0, True, False),
    (FLAW, (0, 2), 0.5, True, True),
    (anode_crack("flaw", 30 * UM, 25 * UM, 8 * UM, azimuth=np.pi / 2), (0, 2), 0.5, True, True),
    (UPRIGHT, (0,), 1.0, True, False),
    (UPRIGHT, (2,), 0.5, False, True),
    (UPRIGHT, (0, 2), 0.5, True, True),
    (LEVEL, (0,), 0.5, False, True),
    (LEVEL, (0, 2), 0.25, False, True),
]


@pytest.mark.parametrize(("crack", "axes", "part", "one_faced", "is_cut"), PARTS)
def test_parts_of_cracks_across_planes_and_in_them(
    crack: SurfaceCrack, axes: tuple[int, ...], part: float, one_faced: bool, is_cut: bool
) -> None:
    """Also after an advance that differs along the front."""
    body = replace(slab(crack), mirrors=axes)
    ahead = np.linspace(0.5, 1.0, 9) * UM if is_cut else np.full(8, 1.0) * UM
    grown = advance_part(crack, ahead, np.zeros(len(ahead)), body.planes)
    for one in (crack, grown):
        (faces,) = build_solid_mesh(replace(body, cracks=(one,)), SIZES).cracks
        u, v = one.fronts[-1].uv.T
        whole = float(u @ np.roll(v, -1) - v @ np.roll(u, -1))  # twice, by its corners
        area = np.abs(np.linalg.det(np.diff(faces.uv[faces.triangles], axis=1))).sum()
        assert area == pytest.approx(part * whole, rel=2e-2)
        assert (faces.one_faced, len(faces.cut) > 2) == (one_faced, is_cut)
        assert faces.closed == (crack.closed and not is_cut)
        assert np.array_equal(faces.plus, faces.minus) == one_faced


def test_quarters_stay_equal_over_advances() -> None:
    """Round-off does not add up, and the front goes on from the plane that it starts on."""
    crack, planes = LEVEL, (MirrorPlane(0, 30 * UM), MirrorPlane(2, 25 * UM))
    for _ in range(3):
        crack = advance_part(crack, np.linspace(0.5, 1.0, 9) * UM, np.zeros(9), planes)
    front = crack.fronts[-1]
    for plane in planes:
        images = plane.reflected(front.points)
        away = np.linalg.norm(images[:, None] - front.points, axis=2).min(axis=1)
        assert away.max() < 1e-19
    assert front.uv[0, 1] == 0.0


def test_halves_stay_equal_over_advances() -> None:
    crack = FLAWS[0]
    for _ in range(3):
        distance = np.linspace(0.5, 1.0, 13) * UM
        crack = advance_part(crack, distance, 0.1 * distance / UM, (PLANE,))
    front = crack.fronts[-1]
    np.testing.assert_array_equal(front.uv[:, 0], -front.uv[::-1, 0])
    np.testing.assert_allclose(PLANE.reflected(front.points)[::-1], front.points, atol=1e-20)
    assert front.uv[:, 1].max() == pytest.approx(11 * UM, rel=1e-3)
    grown = build_solid_mesh(slab(crack), SIZES).cracks[0]
    assert grown.uv[grown.front[-1]] == pytest.approx([0.0, 11 * UM], rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("crack", "axes"), [(FLAW, (2,)), (LEVEL, (0, 2))])
def test_ragged_fronts_stay_equal(crack: SurfaceCrack, axes: tuple[int, ...], seed: int) -> None:
    """Where a front folds, its image loses the same points, that on a plane among them."""
    rng = np.random.default_rng(seed)
    planes = tuple(MirrorPlane(axis, (30 * UM, 0.0, 25 * UM)[axis]) for axis in axes)
    for _ in range(3):
        crack = advance_part(crack, 0.8 * UM * rng.uniform(0.7, 1.3, 34), np.zeros(34), planes)
    front = crack.fronts[-1].points
    for plane in planes:
        away = np.linalg.norm(plane.reflected(front)[:, None] - front, axis=2).min(axis=1)
        assert away.max() < 1e-19


@pytest.mark.parametrize(
    ("crack", "message"),
    [
        (anode_crack("off", 30 * UM, 24 * UM, 8 * UM), "is not its own image in the plane of sym"),
        (anode_crack("turned", 30 * UM, 25 * UM, 8 * UM, azimuth=0.3), "is not its own image"),
        (anode_crack("away", 30 * UM, 38 * UM, 8 * UM), "is not its own image"),
        (buried_crack("in", (30 * UM, 20 * UM, 24 * UM), 8 * UM), "is not its own image"),
    ],
)
def test_what_is_not_symmetric_is_refused(crack: SurfaceCrack, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        build_solid_mesh(slab(crack), SIZES)


def test_axis_of_the_plane_is_along_the_electrodes() -> None:
    with pytest.raises(MeshingError, match="axes 'mirrors' are \\(1,\\); give 0, along"):
        build_solid_mesh(replace(slab(FLAWS[0]), mirrors=(1,)), SIZES)
