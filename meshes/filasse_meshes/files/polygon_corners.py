"""Corners of polygons, as a slab has them."""

from __future__ import annotations

import shapely

from filasse_meshes.data.spec import Point


def corners_of(polygon: shapely.Polygon, unit: float) -> tuple[Point, ...]:
    """Corners of a polygon without its holes [m]; the first is not repeated.

    Args:
        polygon: in a unit of length of its own.
        unit: that unit [m].
    """
    xy = shapely.get_coordinates(polygon.exterior)[:-1] * unit
    return tuple((float(x), float(y)) for x, y in xy)
