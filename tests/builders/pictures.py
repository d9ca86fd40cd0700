"""Pictures of different origin, segmented in a few lines as people do, and saved in different ways.

Those of scikit-image are photographs that it ships: coins, bricks, gravel and the shape of a horse.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage
from skimage import data, filters, measure, segmentation


class Picture(NamedTuple):
    """One picture.

    Attributes:
        write: writes it into a folder and returns its path.
        phases: what its labels are, in YAML.
        flaw: where a flaw starts, relative to the width.
    """

    write: Callable[[Path], Path]
    phases: str
    flaw: float


def _saved(pixels: npt.NDArray[np.generic], path: Path) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def coins(folder: Path) -> Path:
    """Bright coins on a dark ground as pores: a mask of 0 and 1 bit."""
    image = filters.gaussian(data.coins(), 2)
    mask = ndimage.binary_fill_holes(image > filters.threshold_local(image, 151))
    return _saved(ndimage.binary_opening(mask, iterations=4), folder / "coins.png")


def bricks(folder: Path) -> Path:
    """Bricks as grains, mortar as lines between them, some of it unseen: 16 bits."""
    image = filters.gaussian(data.brick(), 2)
    stones = measure.label(image < filters.threshold_otsu(image))
    return _saved(stones.astype(np.uint16), folder / "bricks.tif")


def gravel(folder: Path) -> Path:
    """Stones by a watershed with lines between them: whole numbers of 32 bits."""
    image = filters.gaussian(data.gravel(), 6)
    seeds = measure.label(image > ndimage.maximum_filter(image, 41) - 1e-12)
    stones = segmentation.watershed(-image, seeds, watershed_line=True)
    return _saved(stones.astype(np.int32), folder / "gravel.tif")


def horse(folder: Path) -> Path:
    """The shape of a horse as a pore: grey with transparency."""
    shape = np.where(data.horse(), 7, 0).astype(np.uint8)
    return _saved(np.stack([shape, np.full_like(shape, 255)], axis=2), folder / "horse.png")


def blobs(folder: Path) -> Path:
    """Two phases that percolate: colours."""
    found = data.binary_blobs(200, blob_size_fraction=0.12, volume_fraction=0.5, rng=2)
    colours = np.where(found[:, :, None], (200, 30, 30), (10, 10, 90))
    return _saved(colours.astype(np.uint8), folder / "blobs.png")


def ebsd(folder: Path) -> Path:
    """Grains in steps of coarse pixels, some not indexed (-1), one within another."""
    random = np.random.default_rng(4)
    seeds = random.random((20, 2)) * 60
    place = np.indices((60, 60)).reshape(2, -1).T[:, None]
    grains = np.linalg.norm(place - seeds, axis=2).argmin(axis=1).reshape(60, 60)
    grains[25:33, 25:33] = 99
    grains[random.random(grains.shape) < 0.03] = -1
    return _saved(np.kron(grains, np.ones((3, 3))).astype(np.int32), folder / "ebsd.tif")


PICTURES = {
    "coins": Picture(coins, "{1: pore}", 0.19),
    "bricks": Picture(bricks, "{0: boundary}", 0.5),
    "gravel": Picture(gravel, "{0: boundary}", 0.5),
    "horse": Picture(horse, "{0: pore}", 0.5),
    "blobs": Picture(blobs, '{"#c81e1e": coating, "#0a0a5a": grain}', 0.5),
    "ebsd": Picture(ebsd, "{-1: boundary}", 0.5),
}
