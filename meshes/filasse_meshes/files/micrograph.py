"""Turn a segmented micrograph into a slab: grains, pores and regions."""

import logging
import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from shapely import Polygon

from filasse_meshes.arrays import Bools, Ints
from filasse_meshes.data.spec import Microstructure, Notch, Point, Pore, Region, Slab
from filasse_meshes.data.tags import ELECTROLYTE
from filasse_meshes.files.polygon_corners import corners_of
from filasse_meshes.files.raster_cleaning import CUTS, clean, closed_voids, share_out
from filasse_meshes.files.raster_outlines import SMOOTH, outlines
from filasse_meshes.meshing_error import MeshingError

GRAIN, PORE, BOUNDARY = "grain", "pore", "boundary"
"""Phases with a meaning; any other name is a region."""
LEAST_PIXELS, LEAST_BANDS = 3, 2.0
"""Narrower features are not kept by default, in pixels and in widths of the boundary band."""
SMOOTH_PER_FEATURE = 0.2
"""How far outlines are smoothed, relative to the smallest feature."""

MOST_CHANGED = 0.4
"""A larger share of pixels in too small parts: this is a photograph, or noise."""

log = logging.getLogger(__name__)


class Raster(NamedTuple):
    """A cleaned image.

    Attributes:
        labels: shape (rows, columns); those of pores are kept below the pores.
        void: shape (rows, columns), pores.
        kind: what each label is.
        pixel: [m].
        side: [pixels], width of the smallest feature.
    """

    labels: Ints
    void: Bools
    kind: Mapping[int, str]
    pixel: float
    side: int

    @property
    def smooth(self) -> float:
        """How far outlines are smoothed [pixels]."""
        return max(SMOOTH, SMOOTH_PER_FEATURE * self.side)

    def of_kind(self, kind: str) -> list[int]:
        """Labels of one kind."""
        return [value for value, name in self.kind.items() if name == kind]


def slab_from_labels(
    labels: Ints,
    pixel: float,
    phases: Mapping[int, str] | None = None,
    band: float = 0.0,
    smallest_feature: float | None = None,
    cut_pores: str = CUTS[0],
) -> Slab:
    """Make a slab whose grains, pores and regions are those of a labelled image.

    Args:
        labels: shape (rows, columns), the top row first; the bottom row is the anode side.
        pixel: [m], width of a pixel.
        phases: what each label is: "grain" (every connected part is one; so is a label that is
            not named), "pore", "boundary" (lines between grains, shared out to them),
            "electrolyte", or the name of a region.
        band: [m], width of the grain-boundary band.
        smallest_feature: [m], what is narrower goes to its neighbours. None for the larger of
            three pixels and twice the band.
        cut_pores: "clip" lets pores at the left, right and upper side end before it, "fill" fills
            them.

    Raises:
        MeshingError: the image cannot be turned into polygons.
    """
    if labels.ndim != 2 or min(labels.shape) < 2 or not pixel > 0:
        raise MeshingError(
            "A labelled image needs two rows and columns or more, and a pixel size > 0."
        )
    raster = _cleaned(labels, pixel, _kinds(labels, phases), band, smallest_feature, cut_pores)
    height, width = np.array(labels.shape) * pixel
    tiles = _tiles(raster)
    if band > 0 and len(tiles) < 2:
        log.warning("The image has no two grains, so that there are no grain boundaries.")
    found = Microstructure(tiles, band if len(tiles) > 1 else 0.0, *_voids(raster))
    return Slab(float(width), float(height), regions=_regions(raster), microstructure=found)


def _kinds(labels: Ints, phases: Mapping[int, str] | None) -> dict[int, str]:
    """What each label in the image is."""
    values, phases = np.unique(labels).tolist(), phases or {}
    absent = sorted(value for value in phases if value not in values)
    if absent:
        log.warning(
            "Labels %s have a phase, but are not in the image, which has %s.",
            *(_listed(absent), _listed(values)),
        )
    kind = {value: phases.get(value, GRAIN) for value in values}
    if all(name == PORE for name in kind.values()):
        raise MeshingError("The image is all pore; check the phases.")
    if all(name in (PORE, BOUNDARY) for name in kind.values()):
        raise MeshingError(
            "The image has no grain or region, only pores and boundaries; name others."
        )
    return kind


def _listed(values: list[int]) -> str:
    """Some labels; those of colours as #rrggbb."""
    texts = [str(v) if abs(v) < 1 << 16 else f"#{v:06x}" for v in values]
    return ", ".join(texts if len(texts) < 7 else [*texts[:5], "...", texts[-1]])


def _cleaned(
    labels: Ints,
    pixel: float,
    kind: Mapping[int, str],
    band: float,
    smallest: float | None,
    cut_pores: str,
) -> Raster:
    """Drop what is too small, and close the pores."""
    if smallest is None:
        smallest = max(LEAST_PIXELS * pixel, LEAST_BANDS * band)
    side = max(1, math.ceil(smallest / pixel - 1e-6))
    if side > min(labels.shape):
        raise MeshingError(
            f"The smallest feature, {smallest * 1e6:g} um or {side} pixels, is larger than the "
            f"image of {labels.shape[1]} x {labels.shape[0]} pixels; reduce image.smallest_feature."
        )
    lines = np.isin(labels, [v for v, name in kind.items() if name == BOUNDARY])
    tidy, lost = clean(share_out(labels, ~lines), side)
    changed = float((tidy != labels)[~lines].mean())
    if changed > MOST_CHANGED:
        raise MeshingError(
            f"{changed:.0%} of the image's pixels lie in parts less than {side} pixels wide, so it "
            "is no picture of labels; segment it, or reduce image.smallest_feature."
        )
    pores = [value for value, name in kind.items() if name == PORE]
    void, cut, loose = closed_voids(np.isin(tidy, pores), side, cut_pores)
    _report(lost, side * pixel, changed, cut, loose, cut_pores)
    present = set(np.unique(tidy).tolist())
    kept = {value: name for value, name in kind.items() if value in present}
    return Raster(tidy, void, kept, pixel, side)


def _report(
    lost: int, smallest: float, changed: float, cut: int, loose: int, cut_pores: str
) -> None:
    """Say what was changed in the picture."""
    if lost:
        log.warning(
            "%d parts of the image narrower than %.3g um, %.2g %% of its pixels, are absorbed by "
            "what surrounds them (image.smallest_feature).",
            *(lost, smallest * 1e6, 100 * changed),
        )
    if cut:
        done = "filled" if cut_pores == "fill" else f"closed {smallest * 1e6:.3g} um before it"
        log.warning(
            "%d pores that are cut by the left, right or upper side of the image are %s "
            "(image.cut_pores).",
            *(cut, done),
        )
    if loose:
        log.warning("%d loose pieces inside pores of the image are removed.", loose)


def _tiles(raster: Raster) -> tuple[tuple[Point, ...], ...]:
    """Outlines of the grains, which also fill the pores and regions between them."""
    known = np.isin(raster.labels, raster.of_kind(GRAIN)) & ~raster.void
    if not known.any():
        return ()
    # Pores may leave too little of a grain, which has to be wider than its boundaries.
    shared, _ = clean(share_out(raster.labels, known), raster.side)
    found = outlines(shared, raster.smooth)
    return tuple(corners_of(polygon, raster.pixel) for polygon, _ in found)


def _voids(raster: Raster) -> tuple[tuple[Pore, ...], tuple[Notch, ...]]:
    """Pores inside, and those at the lower side as notches."""
    if not raster.void.any():
        return (), ()
    pores, notches = [], []
    found = outlines(raster.void.astype(np.int64), raster.smooth)
    for i, polygon in enumerate((p for p, value in found if value), start=1):
        corners = corners_of(polygon, raster.pixel)
        if polygon.bounds[1] <= 0:
            notches.append(Notch(f"pore{i}", corners))
        else:
            pores.append(Pore(f"pore{i}", corners))
    return tuple(pores), tuple(notches)


def _regions(raster: Raster) -> tuple[Region, ...]:
    """Outlines of all phases, the larger first, so that what lies inside another wins."""
    names = sorted(set(raster.kind.values()) - {PORE})
    if names == [GRAIN]:
        return ()
    values = np.array(sorted(raster.kind), dtype=np.int64)
    number = np.array([names.index(k) if (k := raster.kind[v]) in names else -1 for v in values])
    phase = number[np.searchsorted(values, raster.labels)]
    solid = share_out(phase, (phase >= 0) & ~raster.void)
    found = sorted(outlines(solid, raster.smooth), key=lambda item: -Polygon(item[0].exterior).area)
    return tuple(
        Region(ELECTROLYTE if names[i] == GRAIN else names[i], corners_of(polygon, raster.pixel))
        for polygon, i in found
    )
