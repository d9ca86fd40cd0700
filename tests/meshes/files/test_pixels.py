"""Labels from image files of all kinds."""

import logging
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filasse.config.reading import input_files
from filasse_meshes import MeshingError, read_labels
from filasse_meshes.files import pixel_labels

LABELS = np.repeat(np.arange(12, dtype=np.uint8).reshape(3, 4), 5, axis=1)


def palette() -> Image.Image:
    image = Image.fromarray(LABELS, "P")
    image.putpalette([(37 * i) % 256 for i in range(768)])
    return image


LONG_BITS = struct.pack("<HHII", 258, 3, 1, 64)
"""Tag of a TIFF: 64 bits per sample."""
KINDS = {
    "grey.png": Image.fromarray(LABELS),
    "grey.tif": Image.fromarray(LABELS),
    "alpha.png": Image.fromarray(LABELS).convert("LA"),
    "palette.png": palette(),
    "palette.tif": palette(),
    "sixteen.png": Image.fromarray(LABELS.astype(np.uint16)),
    "sixteen.tif": Image.fromarray(LABELS.astype(np.uint16)),
    "long.tif": Image.fromarray(LABELS.astype(np.int32)),
    "float.tif": Image.fromarray(LABELS.astype(np.float32)),
    "fractions.tif": Image.fromarray(LABELS.astype(np.float32) / 12),
    "grey_as_colour.png": Image.fromarray(LABELS).convert("RGB"),
    "grey_as_colour_alpha.png": Image.fromarray(LABELS).convert("RGBA"),
}


@pytest.mark.parametrize("name", KINDS)
def test_labels_survive_in_every_kind_of_file(tmp_path: Path, name: str) -> None:
    KINDS[name].save(tmp_path / name)
    np.testing.assert_array_equal(read_labels(tmp_path / name), LABELS)


def test_masks_are_0_and_1(tmp_path: Path) -> None:
    Image.fromarray(LABELS > 5).save(tmp_path / "mask.png")
    np.testing.assert_array_equal(read_labels(tmp_path / "mask.png"), LABELS > 5)


def test_negative_labels(tmp_path: Path) -> None:
    Image.fromarray(LABELS.astype(np.int32) - 1).save(tmp_path / "x.tif")
    np.testing.assert_array_equal(read_labels(tmp_path / "x.tif"), LABELS.astype(int) - 1)


def test_small_numbers_with_a_sign(tmp_path: Path) -> None:
    labels = LABELS.astype(np.int8) - 4
    Image.fromarray(labels.view(np.uint8)).save(tmp_path / "x.tif", tiffinfo={339: (2,)})
    np.testing.assert_array_equal(read_labels(tmp_path / "x.tif"), labels)


def test_large_numbers_without_a_sign(tmp_path: Path) -> None:
    """Pillow writes whole numbers of 32 bits with a sign only, so the tag is exchanged."""
    labels = LABELS.astype(np.uint32) + 3_000_000_000
    Image.fromarray(labels.view(np.int32)).save(tmp_path / "x.tif")
    content = (tmp_path / "x.tif").read_bytes()
    signed, unsigned = (struct.pack("<HHIH", 339, 3, 1, kind) for kind in (2, 1))
    assert signed in content
    (tmp_path / "x.tif").write_bytes(content.replace(signed, unsigned))
    np.testing.assert_array_equal(read_labels(tmp_path / "x.tif"), labels)


def test_colours_become_labels(tmp_path: Path) -> None:
    image = np.zeros((4, 6, 3), dtype=np.uint8)
    image[:, 3:] = (255, 1, 16)
    Image.fromarray(image).save(tmp_path / "colour.png")
    found = read_labels(tmp_path / "colour.png")[0]
    np.testing.assert_array_equal(found, [0, 0, 0, 0xFF0110, 0xFF0110, 0xFF0110])
    assert input_files.label_of_colour("#ff0110") == 0xFF0110


def save_stack(path: Path) -> None:
    pages = [Image.fromarray(LABELS + shift) for shift in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])


def test_pages_of_a_stack(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    save_stack(tmp_path / "stack.tif")
    np.testing.assert_array_equal(read_labels(tmp_path / "stack.tif", page=3), LABELS + 2)
    assert not caplog.text
    np.testing.assert_array_equal(read_labels(tmp_path / "stack.tif"), LABELS)
    assert "has 3 pages; page 1 is used (image.page)" in caplog.text
    with pytest.raises(MeshingError, match="has 3 pages, so there is no page 4"):
        read_labels(tmp_path / "stack.tif", page=4)


def turned_labels(orientation: int) -> np.ndarray:
    """What a viewer shows of LABELS with an orientation tag (Exif 2.3, 4.6.4)."""
    return {
        2: LABELS[:, ::-1],
        3: LABELS[::-1, ::-1],
        5: LABELS.T,
        6: np.rot90(LABELS, -1),
        8: np.rot90(LABELS),
    }[orientation]


@pytest.mark.parametrize("orientation", [2, 3, 5, 6, 8])
@pytest.mark.parametrize("name", ["x.tif", "x.png"])
def test_an_image_lies_as_its_orientation_tag_says(
    tmp_path: Path, name: str, orientation: int, caplog: pytest.LogCaptureFixture
) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    extra = {"tiffinfo": {274: orientation}} if name.endswith("tif") else {"exif": exif}
    Image.fromarray(LABELS).save(tmp_path / name, **extra)
    right = turned_labels(orientation)
    np.testing.assert_array_equal(read_labels(tmp_path / name), right)
    assert "is turned as its orientation tag says" in caplog.text
    assert input_files.image_extent(tmp_path / name) == right.shape[::-1]


def test_every_page_has_its_own_size(tmp_path: Path) -> None:
    low = Image.fromarray(LABELS[:2])
    Image.fromarray(LABELS).save(tmp_path / "x.tif", save_all=True, append_images=[low])
    assert read_labels(tmp_path / "x.tif", page=2).shape == (2, 20)
    assert input_files.image_extent(tmp_path / "x.tif", 2) == (20, 2)


def test_unequal_resolutions_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    resolution = {"resolution_unit": 3, "x_resolution": 2e4, "y_resolution": 1e4}
    Image.fromarray(LABELS).save(tmp_path / "x.tif", **resolution)
    read_labels(tmp_path / "x.tif")
    assert "pixels are not square" in caplog.text


def test_transparency_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    image = np.stack([LABELS, LABELS, LABELS, np.where(LABELS > 3, 255, 0)], axis=2)
    Image.fromarray(image.astype(np.uint8)).save(tmp_path / "x.png")
    read_labels(tmp_path / "x.png")
    assert "transparency of the image" in caplog.text


def write_nothing(path: Path) -> None:
    path.write_text("no image")


def write_half(path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 60), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:2000])


def write_jpeg(path: Path) -> None:
    Image.fromarray(LABELS).save(path, format="JPEG")


def write_jpeg_in_tiff(path: Path) -> None:
    Image.fromarray(LABELS).save(path, format="TIFF", compression="jpeg")


def write_chunks(path: Path, *chunks: tuple[bytes, bytes]) -> None:
    """A PNG of these chunks: Pillow writes no colours of 16 bits."""
    content = b"\x89PNG\r\n\x1a\n"
    for name, data in chunks:
        content += struct.pack(">I", len(data)) + name + data
        content += struct.pack(">I", zlib.crc32(name + data))
    path.write_bytes(content)


def write_sixteen_bit_colours(path: Path) -> None:
    """Labels that differ in the lower byte only."""
    rows, columns = LABELS.shape
    colours = np.stack([LABELS, LABELS, LABELS], axis=2).astype(">u2")
    data = b"".join(b"\0" + row.tobytes() for row in colours)
    head = struct.pack(">IIBBBBB", columns, rows, 16, 2, 0, 0, 0)
    write_chunks(path, (b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b""))


def write_long_labels(path: Path) -> None:
    """A TIFF of whole numbers of 64 bits, as numpy has them, which Pillow does not read."""
    Image.fromarray(LABELS.astype(np.int32)).save(path, format="TIFF", tiffinfo={258: (64,)})
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<HHII", 258, 3, 1, 32), LONG_BITS))


def write_not_a_number(path: Path) -> None:
    numbers = LABELS.astype(np.float32)
    numbers[1, 2] = np.nan
    Image.fromarray(numbers).save(path, format="TIFF")


def write_photograph(path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (write_nothing, "Cannot read the image .*x.png: it is no image"),
        (write_half, "Cannot read the image .*x.png: .*trunc"),
        (write_jpeg, "is a JPEG file inside"),
        (write_jpeg_in_tiff, "compressed as JPEG inside"),
        (write_sixteen_bit_colours, "several channels of 16 bits, of which only 8"),
        (write_long_labels, r"64 bits.*labels.astype\('uint16'\)"),
        (write_not_a_number, "1 pixels that are no number .* column 2, row 1"),
        (write_photograph, "colours, so it is a photograph"),
    ],
)
def test_messages(tmp_path: Path, write, message: str) -> None:  # type: ignore[no-untyped-def]
    write(tmp_path / "x.png")
    with pytest.raises(MeshingError, match=message):
        read_labels(tmp_path / "x.png")


def test_too_many_pixels_are_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    Image.fromarray(LABELS).save(tmp_path / "x.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(MeshingError, match=r"too many pixels, more than 1.6e\+07. Coarsen it"):
        read_labels(tmp_path / "x.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10**9)
    monkeypatch.setattr(pixel_labels, "MOST_PIXELS", 50)
    with pytest.raises(MeshingError, match="too many pixels, 20 x 3"):
        read_labels(tmp_path / "x.png")
