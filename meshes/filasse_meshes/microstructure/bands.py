"""Grain-boundary bands of finite width: what is left between grains that shrink."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Polygon

from filasse_meshes.arrays import Floats
from filasse_meshes.meshing_error import MeshingError

OVERSHOOT = 10.0
"""How far boundaries run on beyond the sides, in band widths, so that bands end flush."""
NOISE = 1e-5
"""[um] Corners that deviate less than this from a straight line are dropped."""


def shrink(grains: Sequence[Polygon], band: float, box: Floats) -> list[shapely.Geometry]:
    """Take half a band off every grain along its borders with other grains.

    Args:
        grains: [um], tiling of the box.
        band: [um], width of the band.
        box: [um], shape (2,), width and thickness of the slab.

    Raises:
        MeshingError: a grain vanishes.
    """
    if band == 0:
        return list(grains)
    strips = [
        inner_border(grain, box, OVERSHOOT * band).buffer(
            band / 2, cap_style="flat", join_style="mitre", mitre_limit=10.0
        )
        for grain in grains
    ]
    # Buffers carry needless vertices on their straight parts.
    shrunk = list(shapely.simplify(shapely.difference(list(grains), strips), NOISE))
    for grain, rest in zip(grains, shrunk, strict=True):
        if rest.is_empty or rest.area < 1e-3 * grain.area:
            x, y = grain.centroid.coords[0]
            raise MeshingError(
                f"The grain-boundary band of {band:g} um is wider than the grain at "
                f"({x:.4g}, {y:.4g}) um; use a narrower band or larger grains."
            )
    return shrunk


def inner_border(grain: Polygon, box: Floats, overshoot: float) -> shapely.Geometry:
    """The border of a grain without the sides of the slab; open ends run on by `overshoot`."""
    corners, ring = shapely.get_coordinates(shapely.get_rings(grain), return_index=True)
    ends = np.stack([corners[:-1], corners[1:]], axis=1)[ring[:-1] == ring[1:]]
    on_side = ((ends == 0).all(axis=1) | (ends == box).all(axis=1)).any(axis=1)
    merged = shapely.line_merge(shapely.multilinestrings(ends[~on_side]))
    chains = [shapely.get_coordinates(part) for part in shapely.get_parts(merged)]
    return shapely.MultiLineString(
        [chain if _closed(chain) else _extended(chain, overshoot) for chain in chains]
    )


def _closed(chain: Floats) -> bool:
    return bool((chain[0] == chain[-1]).all())


def _extended(chain: Floats, overshoot: float) -> Floats:
    first, last = chain[0] - chain[1], chain[-1] - chain[-2]
    start = chain[0] + overshoot * first / np.linalg.norm(first)
    end = chain[-1] + overshoot * last / np.linalg.norm(last)
    return np.vstack([start, chain, end])
