"""The anode side of a slab with its notches, and meshes of the lithium that fills it."""

import numpy as np
import shapely

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.spec import Point, Slab
from filasse_meshes.meshing.triangulate import FaceToFill, triangulate
from filasse_meshes.meshing_error import MeshingError

SAME = 1e-12
"""[m] Distance below which two corners are one."""


def anode_outline(slab: Slab) -> tuple[Point, ...]:
    """Corners [m] of the anode side from the left to the right, through all notches.

    Raises:
        MeshingError: a notch takes a lower corner of the slab away.
    """
    notches = slab.microstructure.notches if slab.microstructure else ()
    solid = shapely.box(0.0, 0.0, slab.width, slab.thickness).difference(
        shapely.union_all([shapely.Polygon(notch.outline) for notch in notches])
    )
    largest = max(shapely.get_parts(solid), key=lambda part: float(part.area))
    outer = shapely.geometry.polygon.orient(largest).exterior
    ring = shapely.get_coordinates(shapely.remove_repeated_points(outer, SAME))[:-1]
    first, last = ((ring == (x, 0.0)).all(axis=1) for x in (0.0, slab.width))
    if not (first.any() and last.any()):
        raise MeshingError("A notch takes a lower corner of the slab away; move it inside.")
    path = np.roll(ring, -int(first.argmax()), axis=0)
    path = path[: int((path == (slab.width, 0.0)).all(axis=1).argmax()) + 1]
    return tuple((float(x), float(y)) for x, y in path)


def fill_outline(outline: Floats, largest: float, grading: float) -> tuple[Floats, Ints]:
    """Mesh the inside of a closed outline; no triangle has all its corners on it.

    Args:
        outline: [m], shape (n, 2), counter-clockwise; its edges become edges of triangles.
        largest: [m], size of triangles.
        grading: growth of the size per distance from the outline.

    Returns:
        Points [m], those of the outline first, and triangles, counter-clockwise.

    Raises:
        MeshingError: Gmsh fails, for instance because the outline crosses itself.
    """
    count = len(outline)
    every = np.arange(count)
    segments = np.column_stack([every, np.roll(every, -1)])
    patch = FaceToFill((every + 1,), np.empty(0, dtype=np.int64))
    meshed = triangulate(
        outline / MICROMETRE, segments, [patch], every, largest / MICROMETRE, grading
    )
    return _with_middles(meshed.nodes * MICROMETRE, meshed.triangles, count)


def _with_middles(points: Floats, triangles: Ints, outer: int) -> tuple[Floats, Ints]:
    """Split triangles all of whose corners are on the outline at their middles."""
    stuck = (triangles < outer).all(axis=1)
    middles = points[triangles[stuck]].mean(axis=1)
    new = len(points) + np.arange(len(middles))
    a, b, c = triangles[stuck].T
    parts = [np.column_stack([*pair, new]) for pair in ((a, b), (b, c), (c, a))]
    return np.vstack([points, middles]), np.vstack([triangles[~stuck], *parts])
