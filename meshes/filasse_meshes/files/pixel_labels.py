"""Read the labels of a segmented micrograph from an image file, whatever its kind of pixels."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from filasse_meshes.arrays import Ints
from filasse_meshes.meshing_error import MeshingError

MOST_PIXELS = 16_000_000
"""A larger image takes minutes and gigabytes, and no mesh needs its detail."""
COARSEN = "Coarsen it to a few pixels per smallest feature, without mixing labels."
MOST_COLOURS = 1000
"""More colours, or different fractions, than this are no labels but a photograph."""
UNEQUAL = 0.01
"""Relative difference of the two resolution tags that is worth a note."""
LOSSLESS = ("PNG", "TIFF", "BMP", "GIF")
"""Formats inside the file that keep labels as they are."""
BLURRING = ("jpeg", "tiff_jpeg")
"""Compressions inside a TIFF that do not."""
MULTI = ("LA", "RGB", "RGBA", "RGBX", "CMYK")
"""Kinds of pixels of several channels."""
LYING = 5
"""Orientation tags from this on exchange rows and columns."""
BITS, SAMPLE_FORMAT, SIGNED = 258, 339, 2
"""Tags of a TIFF, and the format of whole numbers with a sign."""
INDEX_OF_COLOUR = np.array([1 << 16, 1 << 8, 1])
"""The label of a colour is 0xRRGGBB."""

log = logging.getLogger(__name__)


def read_labels(path: str | Path, page: int | None = None) -> Ints:
    """Labels of a .png or .tif, shape (rows, columns), the top row first.

    Grey values and palette indices are labels as they are. A colour is the label 0xRRGGBB, unless
    all colours of the image are grey. Fractions become 0, 1, ... in the order of their values.

    Args:
        path: of the image.
        page: page of a stack, the first is 1; None takes the first and says so.

    Raises:
        MeshingError: the file is no image, or its pixels are no labels.
    """
    pixels, mode = _pixels(Path(path), page)
    if pixels.size == 0:
        raise MeshingError(f"The image {path} is empty.")
    if pixels.ndim == 2:
        return _whole(pixels, path)
    if mode in ("LA", "PA", "La"):
        _note_transparency(pixels[:, :, 1], path)
        return pixels[:, :, 0].astype(np.int64)
    return _colours(pixels, mode, path)


def image_size(path: str | Path, page: int | None = None) -> tuple[int, int]:
    """Columns and rows of one page of an image, the way up that its orientation tag says.

    Raises:
        MeshingError: the file is no image, or has no such page.
    """
    with _opened(Path(path), page) as image:
        columns, rows = image.size
        # Pillow turns a TIFF itself.
        lies = image.format != "TIFF" and _orientation(image) >= LYING
        return (rows, columns) if lies else (columns, rows)


def _pixels(path: Path, page: int | None) -> tuple[npt.NDArray[np.generic], str]:
    """Pixels of one page, and Pillow's name of their kind."""
    with _opened(path, page) as image:
        _check_file(image, path)
        if page is None and _pages(image) > 1:
            log.warning(
                "The image %s has %d pages; page 1 is used (image.page).", path, _pages(image)
            )
        if _orientation(image) > 1:
            log.warning("The image %s is turned as its orientation tag says.", path)
        image.load()
        upright = ImageOps.exif_transpose(image)
        return _with_signs(np.asarray(upright), image), upright.mode


@contextmanager
def _opened(path: Path, page: int | None) -> Iterator[Image.Image]:
    """An image at one of its pages; whatever goes wrong while it is open is a MeshingError."""
    try:
        # From a file's name Pillow maps a TIFF into memory, and scrambles it if it lies on a side.
        with warnings.catch_warnings(), path.open("rb") as file:
            # Pillow only warns of images that are rejected below.
            warnings.simplefilter("ignore")
            with Image.open(file) as image:
                _turn_to(image, path, page)
                _check_size(image, path)
                yield image
    except MeshingError:
        raise
    except Image.DecompressionBombError as error:
        raise MeshingError(
            f"The image {path} has too many pixels, more than {MOST_PIXELS:.3g}. {COARSEN}"
        ) from error
    except UnidentifiedImageError as error:
        raise MeshingError(
            f"Cannot read the image {path}: it is no image, or has pixels of 64 bits, fractions of "
            "16 bits or several layers. Save the labels as whole numbers of 8 or 16 bits in one "
            "layer (in Python: labels.astype('uint16'))."
        ) from error
    except Exception as error:  # Pillow raises whatever a broken file makes it meet
        raise MeshingError(
            f"Cannot read the image {path}: {error}. Open it in an image program and save it again."
        ) from error


def _with_signs(pixels: npt.NDArray[np.generic], image: Image.Image) -> npt.NDArray[np.generic]:
    """Numbers as the tags of a TIFF mean them: Pillow has one kind of 8 and one of 32 bits."""
    tags = getattr(image, "tag_v2", {})
    signed = tags.get(SAMPLE_FORMAT, (1,))[0] == SIGNED
    if pixels.dtype == np.int32 and tags.get(BITS, (0,))[0] == 32 and not signed:
        return pixels.view(np.uint32)
    return pixels.view(np.int8) if pixels.dtype == np.uint8 and signed else pixels


def _orientation(image: Image.Image) -> int:
    """Tag that tells how an image is to be turned, 1 for not at all."""
    found = image.getexif().get(ExifTags.Base.Orientation, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _check_size(image: Image.Image, path: Path) -> None:
    columns, rows = image.size
    if columns * rows > MOST_PIXELS:
        raise MeshingError(
            f"The image {path} has too many pixels, {columns} x {rows}, more than "
            f"{MOST_PIXELS:.3g}. {COARSEN}"
        )


def _check_file(image: Image.Image, path: Path) -> None:
    if image.format not in LOSSLESS:
        raise MeshingError(
            f"The image {path} is a {image.format} file inside, which blurs labels; "
            "export the labels as .png or .tif."
        )
    if image.info.get("compression") in BLURRING:
        raise MeshingError(
            f"The image {path} is compressed as JPEG inside, which blurs labels; export the labels "
            "without compression, or with LZW or deflate."
        )
    if image.mode in MULTI and any(";16" in str(tile[3]) for tile in getattr(image, "tile", ())):
        raise MeshingError(
            f"The image {path} has several channels of 16 bits, of which only 8 can be read, so "
            "that labels would run together; save the labels as one grey channel of 16 bits, or as "
            "colours of 8 bits."
        )
    across, up = image.info.get("dpi", (1.0, 1.0))
    if abs(float(across) - float(up)) > UNEQUAL * abs(float(up)):
        log.warning(
            "The image %s says that its pixels are not square (%.4g x %.4g per inch), but "
            "pixel_size takes them as square; resample the image if they are not.",
            *(path, across, up),
        )


def _turn_to(image: Image.Image, path: Path, page: int | None) -> None:
    """Go to the wanted page of a stack."""
    pages = _pages(image)
    if not 1 <= (page or 1) <= pages:
        raise MeshingError(f"The image {path} has {pages} pages, so there is no page {page}.")
    image.seek((page or 1) - 1)


def _pages(image: Image.Image) -> int:
    return getattr(image, "n_frames", 1)


def _whole(pixels: npt.NDArray[np.generic], path: str | Path) -> Ints:
    """Numbers as labels; fractions are numbered by value."""
    if not np.issubdtype(pixels.dtype, np.floating):
        return pixels.astype(np.int64)
    numbers = pixels.astype(np.float64)
    if not np.isfinite(numbers).all():
        missing = np.argwhere(~np.isfinite(numbers))
        row, column = missing[0].tolist()
        raise MeshingError(
            f"The image {path} has {len(missing)} pixels that are no number (NaN or infinite), the "
            f"first at column {column}, row {row}; give them a label of their own, such as 0."
        )
    if np.array_equal(numbers, np.round(numbers)) and np.abs(numbers).max() < 2**53:
        return numbers.astype(np.int64)
    values, labels = np.unique(numbers, return_inverse=True)
    _check_count(len(values), "different fractions", path)
    log.warning(
        "The image %s holds fractions; its %d values %.4g ... %.4g are the labels 0 ... %d.",
        *(path, len(values), values[0], values[-1], len(values) - 1),
    )
    return labels.reshape(numbers.shape).astype(np.int64)


def _colours(pixels: npt.NDArray[np.generic], mode: str, path: str | Path) -> Ints:
    """Labels 0xRRGGBB, or the grey values if all colours are grey."""
    if mode in ("RGBA", "RGBa"):
        _note_transparency(pixels[:, :, 3], path)
    elif mode != "RGB":
        pixels = np.asarray(Image.fromarray(pixels, mode).convert("RGB"))
    colours = pixels[:, :, :3].astype(np.int64)
    if (colours == colours[:, :, :1]).all():
        return colours[:, :, 0]
    labels: Ints = colours @ INDEX_OF_COLOUR
    _check_count(len(np.unique(labels)), "colours", path)
    return labels


def _check_count(count: int, what: str, path: str | Path) -> None:
    if count > MOST_COLOURS:
        raise MeshingError(
            f"The image {path} has {count} {what}, so it is a photograph or was saved with blurred "
            "edges; segment it, and save the labels without compression losses or smoothing."
        )


def _note_transparency(alpha: npt.NDArray[np.generic], path: str | Path) -> None:
    if alpha.min() != alpha.max():
        log.warning("The transparency of the image %s is ignored.", path)
