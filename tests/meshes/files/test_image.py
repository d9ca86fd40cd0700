"""Slabs from labelled images."""

import numpy as np
import pytest

from filasse_meshes import (
    MeshingError,
    Sizes,
    Slab,
    SlabMesh,
    build_mesh,
    mesh_stats,
    slab_from_labels,
)
from filasse_meshes.arrays import Ints
from filasse_meshes.files.raster_cleaning import clean

UM = 1e-6
SIZES = Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)
ROW, COLUMN = np.mgrid[:80, :120]


def two_grains_and_a_pore() -> Ints:
    """Grain 1 left, grain 2 right of a slanted border; a pore, and one at the lower side."""
    labels = np.where(COLUMN < 40 + ROW // 4, 1, 2)
    labels[(COLUMN - 80) ** 2 + (ROW - 30) ** 2 < 12**2] = 7
    labels[(COLUMN - 20) ** 2 + (ROW - 80) ** 2 < 9**2] = 7
    return labels


def test_grains_pores_and_notches() -> None:
    phases = {1: "grain", 2: "grain", 7: "pore"}
    slab = slab_from_labels(two_grains_and_a_pore(), 0.5 * UM, phases, band=0.3 * UM)
    found = slab.microstructure
    assert (slab.width, slab.thickness) == pytest.approx((60 * UM, 40 * UM))
    assert found is not None
    assert (len(found.grains), len(found.pores), len(found.notches)) == (2, 1, 1)
    mesh = build_mesh(slab, SIZES)
    areas = mesh_stats(mesh).region_areas
    holes = (two_grains_and_a_pore() == 7).sum() * (0.5 * UM) ** 2
    assert sum(areas.values()) == pytest.approx(2400 * UM**2 - holes, rel=2e-3)
    assert areas["grain_boundary"] == pytest.approx(0.3 * UM * 40 * UM, rel=0.1)
    # The border leans to the left upwards in the picture, and so in the slab.
    middle = mesh.points[mesh.cells[:, :3]].mean(axis=1)
    left = mesh.grain == mesh.grain[middle[:, 0].argmin()]
    upper = middle[:, 1] > 30 * UM
    assert middle[left & upper, 0].max() < 23.5 * UM < middle[left & ~upper, 0].max()


def test_phases_become_regions_with_their_areas() -> None:
    labels = two_grains_and_a_pore()
    labels[ROW >= 60] = 3
    phases = {1: "electrolyte", 2: "coating", 3: "layer", 7: "pore"}
    slab = slab_from_labels(labels, 0.5 * UM, phases)
    areas = mesh_stats(build_mesh(slab, SIZES)).region_areas
    for label, name in ((1, "electrolyte"), (2, "coating"), (3, "layer")):
        assert areas[name] == pytest.approx((labels == label).sum() * 0.25 * UM**2, rel=0.02)


def test_specks_are_absorbed_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    labels = two_grains_and_a_pore()
    labels[10, 10] = labels[50, 60] = 9
    phases = {1: "grain", 2: "grain", 7: "pore", 9: "grain"}
    slab = slab_from_labels(labels, 0.5 * UM, phases)
    assert slab.microstructure is not None
    assert len(slab.microstructure.grains) == 2
    assert "2 parts of the image narrower than 1.5 um, 0.021 % of its pixels" in caplog.text


@pytest.mark.slow
def test_noise_gives_a_message_or_a_sound_mesh() -> None:
    labels = np.random.default_rng(1).integers(0, 3, (30, 30))
    with pytest.raises(MeshingError, match=r"no picture of labels; segment it"):
        slab_from_labels(labels, UM)
    slab = slab_from_labels(labels, UM, smallest_feature=UM)
    assert mesh_stats(build_mesh(slab, SIZES)).smallest_angle > 1


def test_grains_inside_grains_keep_their_areas() -> None:
    labels = ring()
    labels[(COLUMN - 60) ** 2 + (ROW - 40) ** 2 < 6**2] = 3
    mesh = build_mesh(slab_from_labels(labels, 0.5 * UM), SIZES)
    areas = sorted(areas_of_grains(mesh))
    expected = sorted((labels == label).sum() * 0.25 * UM**2 for label in (1, 2, 3))
    assert areas == pytest.approx(expected, rel=0.03)


def test_a_grain_inside_a_grain_has_a_boundary_all_around() -> None:
    mesh = build_mesh(slab_from_labels(ring(), 0.5 * UM, band=0.4 * UM), SIZES)
    around = 2 * np.pi * 7.5 * UM * 0.4 * UM
    assert mesh_stats(mesh).region_areas["grain_boundary"] == pytest.approx(around, rel=0.03)


def areas_of_grains(mesh: SlabMesh) -> list[float]:
    corners = mesh.points[mesh.cells[:, :3]]
    (ax, ay), (bx, by) = ((corners[:, i] - corners[:, 0]).T for i in (1, 2))
    return list(np.bincount(mesh.grain, (ax * by - ay * bx) / 2))


@pytest.mark.parametrize("width", [1, 3])
def test_lines_between_grains_are_shared_out(width: int) -> None:
    labels = np.where(COLUMN < 40, 1, 2)
    labels[:, 40 : 40 + width] = 0
    slab = slab_from_labels(labels, 0.5 * UM, {0: "boundary"}, smallest_feature=0.5 * UM)
    areas = areas_of_grains(build_mesh(slab, SIZES))
    assert sum(areas) == pytest.approx(2400 * UM**2)
    assert min(areas) == pytest.approx((20 + width / 4) * 40 * UM**2, abs=10 * UM**2 + 1e-18)


def pores_at_all_sides() -> Ints:
    labels = np.ones((80, 120), dtype=np.int64)
    for x, y in ((0, 40), (119, 30), (60, 0), (60, 79), (60, 40)):
        labels[(COLUMN - x) ** 2 + (ROW - y) ** 2 < 8**2] = 0
    return labels


@pytest.mark.parametrize(("cut", "pores"), [("clip", 4), ("fill", 1)])
def test_pores_cut_by_the_sides(cut: str, pores: int, caplog: pytest.LogCaptureFixture) -> None:
    slab = slab_from_labels(pores_at_all_sides(), 0.5 * UM, {0: "pore"}, cut_pores=cut)
    found = slab.microstructure
    assert found is not None
    assert (len(found.pores), len(found.notches)) == (pores, 1)
    assert "3 pores that are cut by the left, right or upper side" in caplog.text
    assert mesh_stats(build_mesh(slab, SIZES)).smallest_angle > 1


def test_loose_pieces_and_pores_that_touch_at_a_corner(caplog: pytest.LogCaptureFixture) -> None:
    labels = np.where(ring() == 2, 0, 1)
    labels[(COLUMN - 60) ** 2 + (ROW - 40) ** 2 < 8**2] = 1
    labels[10:20, 10:20] = labels[20:30, 20:30] = 0
    slab = slab_from_labels(labels, 0.5 * UM, {0: "pore"})
    assert slab.microstructure is not None
    assert len(slab.microstructure.pores) == 2
    assert "1 loose pieces" in caplog.text
    assert mesh_stats(build_mesh(slab, SIZES)).smallest_angle > 1


def test_labels_that_are_not_named_are_grains_and_absent_ones_are_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slab = slab_from_labels(two_grains_and_a_pore(), 0.5 * UM, {7: "pore", 8: "pore"})
    assert slab.microstructure is not None
    assert len(slab.microstructure.grains) == 2
    assert "Labels 8 have a phase, but are not in the image, which has 1, 2, 7" in caplog.text


def test_cleaning_takes_the_same_time_for_noise() -> None:
    """Absorbing specks one by one took a minute here."""
    labels = np.where(np.add.outer(np.arange(900), np.arange(900)) < 800, 1, 2)
    noisy = labels.copy()
    noisy[np.random.default_rng(3).random(labels.shape) < 0.02] = 7
    tidy, lost = clean(noisy, 5)
    assert lost > 10_000
    assert (tidy != labels).mean() < 1e-3


def ring() -> Ints:
    return np.where((COLUMN - 60) ** 2 + (ROW - 40) ** 2 < 15**2, 2, 1)


@pytest.mark.parametrize(
    ("labels", "phases", "message"),
    [
        (ring(), {1: "pore", 2: "pore"}, "all pore"),
        (ring(), {1: "pore", 2: "boundary"}, "no grain or region"),
        (np.ones((2, 50), dtype=np.int64), None, r"larger than the image of 50 x 2 pixels"),
        (np.ones((1, 5), dtype=np.int64), None, "two rows and columns"),
    ],
)
def test_messages(labels: Ints, phases: dict[int, str] | None, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        slab_from_labels(labels, UM, phases)


def test_whole_image_of_one_label_is_a_plain_slab() -> None:
    slab = slab_from_labels(np.zeros((20, 30), dtype=np.int64), UM, {0: "electrolyte"})
    assert isinstance(slab, Slab)
    assert mesh_stats(build_mesh(slab, SIZES)).region_areas["electrolyte"] == pytest.approx(
        600 * UM**2
    )
