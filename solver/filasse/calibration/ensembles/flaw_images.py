"""Lengths of flaws from a micrograph: what is dark, or light, and how long it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.calibration.ensembles.ensemble_document import FlawImage, LoadedEnsemble
from filasse.calibration.further_packages import HOW_TO_INSTALL
from filasse.errors import ConfigError, UsageError

type FloatArray = npt.NDArray[np.float64]

FEWEST = 5
"""Flaws below which a picture says nothing of their sizes."""

COLOURS = ("RGB", "RGBA", "P", "CMYK", "YCbCr", "LAB", "HSV", "LA", "PA")
"""Modes of pictures that are turned into grey first; others hold one number a pixel."""


class FlawsSeen(NamedTuple):
    """What a picture shows.

    Attributes:
        lengths: of the flaws that lie inside it [m], shape (n,).
        weights: how many flaws each stands for, shape (n,): a long one lies inside less often.
        density: flaws per area [1/m^2].
        told: the same in words.
    """

    lengths: FloatArray
    weights: FloatArray
    density: float
    told: str


def flaws_in(loaded: LoadedEnsemble, image: FlawImage) -> FlawsSeen:
    """Find the flaws in a picture.

    A flaw that the edge cuts has an unknown length and is left out. Of those inside, one with a
    bounding box (b, h) in a picture (B, H) stands for B H / ((B - b) (H - h)) flaws, the inverse of
    the chance that it lies inside: without that, long flaws would be too few (Miles 1974).

    Raises:
        ConfigError: the picture cannot be read, or shows too few flaws.
        UsageError: scikit-image is missing.
    """
    grey = _grey(loaded, loaded.path.parent / image.file)
    measure, threshold = _skimage("measure"), _threshold(loaded, image, grey)
    dark = image.phase == "dark"
    chosen = grey <= threshold if dark else grey > threshold
    found = measure.regionprops(measure.label(chosen, connectivity=2))
    found = [item for item in found if item.area >= image.smallest]
    inside = [item for item in found if _is_inside(item.bbox, grey.shape)]
    if len(inside) < FEWEST:
        raise loaded.reject(("flaws", "image", "file"), _too_few(image, found, inside, threshold))
    boxes = np.array([(b[2] - b[0], b[3] - b[1]) for b in (item.bbox for item in inside)])
    size = np.array(grey.shape)
    weights = np.prod(size / np.maximum(size - boxes, 1), axis=1)
    lengths = image.pixel_size * np.array([_extent(item, image.extent) for item in inside])
    density = float(weights.sum() / (size.prod() * image.pixel_size**2))
    told = (
        f"{image.file}: {len(inside)} flaws {'darker' if dark else 'lighter'} than "
        f"{threshold:.4g}, {1e6 * lengths.min():.3g} to {1e6 * lengths.max():.3g} um long, "
        f"{density / 1e4:.3g} per cm^2; {len(found) - len(inside)} more are cut by its edges, and "
        "made up for by weights."
    )
    return FlawsSeen(lengths, weights, density, told)


def _too_few(image: FlawImage, found: list[Any], inside: list[Any], threshold: float) -> str:
    """What a picture with too few flaws shows, and what helps."""
    other = "light" if image.phase == "dark" else "dark"
    darker = "darker" if image.phase == "dark" else "lighter"
    cut = len(found) - len(inside)
    if cut > len(inside):
        advice = f"{cut} more are cut by its edges: take a larger picture"
        if cut <= FEWEST:
            advice += f", or write `phase: {other}` if that is the rest and not the flaws"
    else:
        advice = (
            f"give another `threshold`, `phase: {other}`, a smaller `smallest` (now "
            f"{image.smallest} pixels), or a larger picture"
        )
    law = "or measure lengths into a table; `fit` needs flaws to fit to, a law (`distribution: "
    law += "pareto` with `scale` and `shape`) needs none"
    return (
        f"= {image.file!r} shows {len(inside)} whole flaws {darker} than {threshold:.4g}, and "
        f"{FEWEST} are needed; {advice}; {law}"
    )


def _grey(loaded: LoadedEnsemble, path: Path) -> FloatArray:
    """The picture as one number a pixel, shape (height, width)."""
    from PIL import Image

    try:
        with Image.open(path) as opened:
            picture = opened.convert("L") if opened.mode in COLOURS else opened
            return np.asarray(picture, dtype=np.float64)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ConfigError(
            f"{path}: cannot be read as a picture ({error}); flaws.image.file of {loaded.path} "
            "takes png, tiff, jpeg and others"
        ) from error


def _threshold(loaded: LoadedEnsemble, image: FlawImage, grey: FloatArray) -> float:
    if image.threshold is not None:
        return image.threshold
    if np.ptp(grey) == 0:
        message = f"= {image.file!r} has one grey only, so that nothing can be told apart in it"
        raise loaded.reject(("flaws", "image", "file"), message)
    return float(_skimage("filters").threshold_otsu(grey))


def _is_inside(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    return box[0] > 0 and box[1] > 0 and box[2] < shape[0] and box[3] < shape[1]


def _extent(item: Any, extent: str) -> float:
    """Length of a region in pixels."""
    if extent == "vertical":
        return float(item.bbox[2] - item.bbox[0])
    return float(item.feret_diameter_max)


def _skimage(part: str) -> Any:
    import importlib

    try:
        return importlib.import_module(f"skimage.{part}")
    except ImportError as error:
        raise UsageError(
            "Measuring flaws in pictures needs scikit-image, which is not installed: "
            f"{HOW_TO_INSTALL}."
        ) from error
