"""Turn a segmented micrograph into a slab: grains, pores and regions."""

import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from PIL import Image, UnidentifiedImageError
from scipy import ndimage
from shapely import Polygon

from filasse_meshes.arrays import Ints
from filasse_meshes.data.spec import Microstructure, Notch, Point, Pore, Region, Slab
from filasse_meshes.data.tags import ELECTROLYTE
from filasse_meshes.errors import MeshError
from filasse_meshes.files.raster import absorb_specks, outlines

GRAIN, PORE = "grain", "pore"
"""Phases with a meaning; any other name is a region."""

log = logging.getLogger(__name__)


def read_labels(path: str | Path) -> Ints:
    """Labels of a .png or .tif, shape (rows, columns), the top row first.

    Colour images get one label per colour, in the order of their RGB values.

    Raises:
        MeshError: the file is no image.
    """
    try:
        with Image.open(path) as image:
            pixels = np.asarray(image)
    except (OSError, UnidentifiedImageError) as error:
        raise MeshError(f"Cannot read the image {path}: {error}") from error
    if pixels.ndim == 2:
        return pixels.astype(np.int64)
    colours = pixels[:, :, :3].reshape(-1, 3).astype(np.int64) @ np.array([65536, 256, 1])
    labels: Ints = np.unique(colours, return_inverse=True)[1].reshape(pixels.shape[:2])
    return labels


def slab_from_labels(
    labels: Ints,
    pixel: float,
    phases: Mapping[int, str] | None = None,
    band: float = 0.0,
    least_pixels: int = 9,
) -> Slab:
    """Make a slab whose grains, pores and regions are those of a labelled image.

    Args:
        labels: shape (rows, columns), the top row first; the bottom row is the anode side.
        pixel: [m], width of a pixel.
        phases: what each label is: "grain" (every connected part is one), "pore", "electrolyte",
            or the name of a region. None makes all of them grains.
        band: [m], width of the grain-boundary band.
        least_pixels: smaller parts are absorbed by what surrounds them.

    Raises:
        MeshError: the image cannot be turned into polygons.
    """
    phases = _complete(labels, phases, pixel)
    clean, absorbed = absorb_specks(labels, least_pixels)
    if absorbed:
        log.warning("%d parts of the image below %d pixels absorbed.", absorbed, least_pixels)
    kind = {value: phases[value] for value in np.unique(clean).tolist()}
    pores = [v for v, name in kind.items() if name == PORE]
    regions = [v for v, name in kind.items() if name not in (PORE, GRAIN)]
    grains = [v for v, name in kind.items() if name == GRAIN]
    height, width = np.array(clean.shape) * pixel
    holes, notches = _voids(clean, pores, pixel)
    microstructure = Microstructure(
        grains=_tiles(absorb_specks(_spread(clean, grains), least_pixels)[0], pixel)
        if grains
        else (),
        band=band if grains else 0.0,
        pores=holes,
        notches=notches,
    )
    solid = _spread(clean, [*regions, *grains])
    return Slab(
        float(width),
        float(height),
        regions=_regions(solid, kind, pixel) if regions else (),
        microstructure=microstructure,
    )


def _complete(labels: Ints, phases: Mapping[int, str] | None, pixel: float) -> Mapping[int, str]:
    values = np.unique(labels).tolist()
    if labels.ndim != 2 or min(labels.shape) < 2 or not pixel > 0:
        raise MeshError(
            "A labelled image needs two rows and columns or more, and a pixel size > 0."
        )
    if phases is None:
        return dict.fromkeys(values, GRAIN)
    unknown = [value for value in values if value not in phases]
    if unknown:
        raise MeshError(
            f"The image has the labels {unknown[:5]} without a phase; known are {sorted(phases)}."
        )
    if all(phases[value] == PORE for value in values):
        raise MeshError("The image is all pore; check the phases.")
    return phases


def _spread(labels: Ints, kept: list[int]) -> Ints:
    """Give every other pixel the nearest label that is kept."""
    away = ~np.isin(labels, kept)
    if not away.any():
        return labels
    nearest = ndimage.distance_transform_edt(away, return_distances=False, return_indices=True)
    spread: Ints = labels[tuple(nearest)]
    return spread


def _tiles(labels: Ints, pixel: float) -> tuple[tuple[Point, ...], ...]:
    found = [polygon for polygon, _ in outlines(labels)]
    ring = next((polygon for polygon in found if polygon.interiors), None)
    if ring is not None:
        x, y = ring.interiors[0].centroid.coords[0]
        raise MeshError(
            f"A grain encloses another at pixel ({x:.0f}, {len(labels) - y:.0f}); absorb larger "
            "specks, or make one of them a region."
        )
    return tuple(_corners(polygon, pixel) for polygon in found)


def _voids(
    labels: Ints, values: list[int], pixel: float
) -> tuple[tuple[Pore, ...], tuple[Notch, ...]]:
    """Pores inside, and those at the lower side as notches."""
    empty = np.where(np.isin(labels, values), 1, 0)
    found = [polygon for polygon, value in outlines(empty) if value == 1]
    height, width = labels.shape
    pores, notches = [], []
    for i, polygon in enumerate(found, start=1):
        x0, y0, x1, y1 = polygon.bounds
        name = f"pore{i}"
        if x0 <= 0 or x1 >= width or y1 >= height:
            raise MeshError(
                f"The pore at pixel ({polygon.centroid.x:.0f}, {height - polygon.centroid.y:.0f}) "
                "meets the left, right or upper side of the image; crop the image or fill the pore."
            )
        if y0 <= 0:
            notches.append(Notch(name, _corners(polygon, pixel)))
        else:
            pores.append(Pore(name, _corners(polygon, pixel)))
    return tuple(pores), tuple(notches)


def _regions(labels: Ints, kind: Mapping[int, str], pixel: float) -> tuple[Region, ...]:
    """Outlines of all phases, the larger first, so that what lies inside another wins."""
    names = sorted(set(kind.values()))
    phase = np.vectorize(lambda value: names.index(kind[value]))(labels)
    found = sorted(outlines(phase), key=lambda item: -Polygon(item[0].exterior).area)
    return tuple(
        Region(ELECTROLYTE if names[i] == GRAIN else names[i], _corners(polygon, pixel))
        for polygon, i in found
    )


def _corners(polygon: Polygon, pixel: float) -> tuple[Point, ...]:
    xy = shapely.get_coordinates(polygon.exterior)[:-1] * pixel
    return tuple((float(x), float(y)) for x, y in xy)
