"""Read the labels of a segmented micrograph from an image file, whatever its kind of pixels."""

import logging
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from filasse_meshes.arrays import Ints
from filasse_meshes.errors import MeshError

MOST_PIXELS = 16_000_000
"""A larger image takes minutes and gigabytes, and no mesh needs its detail."""
MOST_COLOURS = 1000
"""More colours, or different fractions, than this are no labels but a photograph."""
UNEQUAL = 0.01
"""Relative difference of the two resolution tags that is worth a note."""
LOSSLESS = ("PNG", "TIFF", "BMP", "GIF")
"""Formats inside the file that keep labels as they are."""
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
        MeshError: the file is no image, or its pixels are no labels.
    """
    pixels, mode = _pixels(Path(path), page)
    if pixels.size == 0:
        raise MeshError(f"The image {path} is empty.")
    if pixels.ndim == 2:
        return _whole(pixels, path)
    if mode in ("LA", "PA", "La"):
        _note_transparency(pixels[:, :, 1], path)
        return pixels[:, :, 0].astype(np.int64)
    return _colours(pixels, mode, path)


def _pixels(path: Path, page: int | None) -> tuple[npt.NDArray[np.generic], str]:
    """Pixels of one page, and Pillow's name of their kind."""
    try:
        with warnings.catch_warnings():
            # Pillow only warns of images that are refused below.
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                _check_file(image, path)
                _turn_to(image, path, page)
                return np.asarray(image), image.mode
    except MeshError:
        raise
    except Image.DecompressionBombError as error:
        raise MeshError(
            f"The image {path} has too many pixels, more than {MOST_PIXELS:.3g}; coarsen it."
        ) from error
    except Exception as error:  # Pillow raises whatever a broken file makes it meet
        raise MeshError(
            f"Cannot read the image {path}: {error}. Open it in an image program and save it again."
        ) from error


def _check_file(image: Image.Image, path: Path) -> None:
    columns, rows = image.size
    if columns * rows > MOST_PIXELS:
        raise MeshError(
            f"The image {path} has too many pixels, {columns} x {rows}, more than "
            f"{MOST_PIXELS:.3g}; coarsen it."
        )
    if image.format not in LOSSLESS:
        raise MeshError(
            f"The image {path} is a {image.format} file inside, which blurs labels; "
            "export the labels as .png or .tif."
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
    pages = getattr(image, "n_frames", 1)
    if page is None and pages > 1:
        log.warning("The image %s has %d pages; page 1 is used (image.page).", path, pages)
    if not 1 <= (page or 1) <= pages:
        raise MeshError(f"The image {path} has {pages} pages, so there is no page {page}.")
    image.seek((page or 1) - 1)


def _whole(pixels: npt.NDArray[np.generic], path: str | Path) -> Ints:
    """Numbers as labels; fractions are numbered by value."""
    if not np.issubdtype(pixels.dtype, np.floating):
        return pixels.astype(np.int64)
    numbers = pixels.astype(np.float64)
    if not np.isfinite(numbers).all():
        missing = np.argwhere(~np.isfinite(numbers))
        row, column = missing[0].tolist()
        raise MeshError(
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
        raise MeshError(
            f"The image {path} has {count} {what}, so it is a photograph or was saved with blurred "
            "edges; segment it, and save the labels without compression losses or smoothing."
        )


def _note_transparency(alpha: npt.NDArray[np.generic], path: str | Path) -> None:
    if alpha.min() != alpha.max():
        log.warning("The transparency of the image %s is ignored.", path)
