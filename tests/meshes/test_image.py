"""Slabs from labelled images."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filasse_meshes import (
    MeshError,
    Sizes,
    Slab,
    build_mesh,
    mesh_stats,
    read_labels,
    slab_from_labels,
)
from filasse_meshes.arrays import Ints

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
    assert "2 parts of the image below 9 pixels absorbed" in caplog.text


def test_noise_gives_a_message_or_a_sound_mesh() -> None:
    labels = np.random.default_rng(1).integers(0, 3, (30, 30))
    with pytest.raises(MeshError, match=r"about a pixel wide at pixel|encloses another"):
        slab_from_labels(labels, UM, least_pixels=1)
    slab = slab_from_labels(labels, UM, least_pixels=200)
    assert mesh_stats(build_mesh(slab, SIZES)).smallest_angle > 1


def ring() -> Ints:
    return np.where((COLUMN - 60) ** 2 + (ROW - 40) ** 2 < 15**2, 2, 1)


@pytest.mark.parametrize(
    ("labels", "phases", "message"),
    [
        (ring(), None, "A grain encloses another at pixel"),
        (ring(), {1: "grain"}, r"labels \[2\] without a phase; known are \[1\]"),
        (ring(), {1: "pore", 2: "pore"}, "all pore"),
        (ring(), {1: "pore", 2: "grain"}, "meets the left, right or upper side"),
        (np.ones((1, 5), dtype=np.int64), None, "two rows and columns"),
    ],
)
def test_messages(labels: Ints, phases: dict[int, str] | None, message: str) -> None:
    with pytest.raises(MeshError, match=message):
        slab_from_labels(labels, UM, phases)


@pytest.mark.parametrize("name", ["labels.png", "labels.tif"])
def test_image_files(tmp_path: Path, name: str) -> None:
    labels = two_grains_and_a_pore()
    Image.fromarray(labels.astype(np.uint8)).save(tmp_path / name)
    np.testing.assert_array_equal(read_labels(tmp_path / name), labels)


def test_colours_become_labels(tmp_path: Path) -> None:
    pixels = np.zeros((4, 6, 3), dtype=np.uint8)
    pixels[:, 3:] = (255, 0, 0)
    Image.fromarray(pixels).save(tmp_path / "colour.png")
    np.testing.assert_array_equal(read_labels(tmp_path / "colour.png")[0], [0, 0, 0, 1, 1, 1])


def test_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_text("no image")
    with pytest.raises(MeshError, match="Cannot read the image"):
        read_labels(tmp_path / "x.png")


def test_whole_image_of_one_label_is_a_plain_slab() -> None:
    slab = slab_from_labels(np.zeros((20, 30), dtype=np.int64), UM, {0: "electrolyte"})
    assert isinstance(slab, Slab)
    assert mesh_stats(build_mesh(slab, SIZES)).region_areas["electrolyte"] == pytest.approx(
        600 * UM**2
    )
