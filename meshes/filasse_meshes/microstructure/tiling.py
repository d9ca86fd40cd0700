"""Grains as polygons that tile the slab, with grains inside grains."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Polygon

from filasse_meshes.data.spec import Point


def tiling(grains: Sequence[Sequence[Point]], unit: float = 1.0) -> list[Polygon]:
    """Polygons of grains; a grain that lies within another is cut out of it.

    Args:
        grains: [m], corners of each.
        unit: [m], of the polygons' coordinates.
    """
    whole = np.array([Polygon(np.asarray(corners) / unit) for corners in grains], dtype=object)
    inner, outer = shapely.STRtree(whole).query(shapely.point_on_surface(whole), "within")
    # The point inside a grain may lie in a grain that this one encloses.
    nested = shapely.area(whole[inner]) < shapely.area(whole[outer])
    inner, outer = inner[nested], outer[nested]
    tiles = list(whole)
    for grain in np.unique(outer).tolist():
        tiles[grain] = whole[grain].difference(shapely.union_all(whole[inner[outer == grain]]))
    return tiles
