"""Lead crack paths through features that they would nearly touch."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely

from filasse_meshes.arrays import MICROMETRE, Floats
from filasse_meshes.data.spec import Crack
from filasse_meshes.planar.slab_matrix import SlabMatrix


def snap_crack(crack: Crack, matrix: SlabMatrix, tolerance: float) -> Crack:
    """Move corners of a path onto features, and bend it through vertices, within `tolerance` [um].

    Open ends go exactly onto the wall they belong to. A path that is near nothing is returned
    as it is, to the last bit.
    """
    path = np.asarray(crack.path) / MICROMETRE
    tree = shapely.STRtree(matrix.lines)
    corners = [_onto_feature(xy, matrix, tree, tolerance) for xy in path]
    for end, is_open in zip((0, -1), crack.open_ends, strict=True):
        if is_open:
            corners[end] = _onto_wall(path[end], matrix, tree, tolerance)
    snapped = _through_vertices(np.array(corners), matrix, tolerance)
    if np.array_equal(snapped, path):
        return crack
    return replace(crack, path=tuple((float(x), float(y)) for x, y in snapped * MICROMETRE))


def _onto_feature(
    xy: Floats, matrix: SlabMatrix, tree: shapely.STRtree, tolerance: float
) -> Floats:
    distance = np.linalg.norm(matrix.vertices - xy, axis=1)
    if distance.min() < tolerance:
        return _row(matrix.vertices, distance)
    place = shapely.Point(xy)
    near = tree.query(place, "dwithin", tolerance)
    if not len(near) or not (xy > tolerance).all() or not (xy < matrix.box - tolerance).all():
        return xy
    return _closest(place, tree.geometries[near])


def _onto_wall(xy: Floats, matrix: SlabMatrix, tree: shapely.STRtree, tolerance: float) -> Floats:
    """The nearest vertex within tolerance, or else the nearest point of an edge within it."""
    distance = np.linalg.norm(matrix.vertices - xy, axis=1)
    if distance.min() < tolerance:
        return _row(matrix.vertices, distance)
    place = shapely.Point(xy)
    near = tree.query(place, "dwithin", tolerance)
    return _closest(place, tree.geometries[near]) if len(near) else xy


def _closest(place: shapely.Point, lines: np.ndarray) -> Floats:
    line = lines[shapely.distance(place, lines).argmin()]
    on_line = line.interpolate(line.project(place))
    # A point already on the line to round-off stays as given.
    if on_line.distance(place) < 1e-12:
        on_line = place
    xy: Floats = shapely.get_coordinates(on_line)[0]
    return xy


def _row(points: Floats, distance: Floats) -> Floats:
    nearest: Floats = points[distance.argmin()]
    return nearest


def _through_vertices(path: Floats, matrix: SlabMatrix, tolerance: float) -> Floats:
    pieces = [path[:1]]
    for start, end in pairwise(path):
        segment = shapely.LineString([start, end])
        near = shapely.dwithin(shapely.points(matrix.vertices), segment, tolerance)
        between = matrix.vertices[near]
        apart = np.minimum(*(np.linalg.norm(between - p, axis=1) for p in (start, end)))
        between = between[apart > tolerance]
        arc = shapely.line_locate_point(segment, shapely.points(between))
        pieces += [between[np.argsort(arc)], end[None]]
    snapped = np.concatenate(pieces)
    distinct: Floats = snapped[np.append(True, (np.diff(snapped, axis=0) != 0).any(axis=1))]
    return distinct
