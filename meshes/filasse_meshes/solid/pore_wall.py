"""Triangles on the wall of a spherical pore: two caps that share a circle."""

import math
from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.solid_data import WALL_PER_RADIUS, SolidSizes, SphericalPore
from filasse_meshes.meshing.triangulate import FaceToFill, triangulate
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.flat_cracks import crack_axes

GROWTH = 0.3
"""Of the edges from the circle to the poles."""
FEWEST = 12
"""Edges around the circle."""
SCALE = 100.0
"""[um] Radius at which every cap is meshed."""


class Circle(NamedTuple):
    """Where a plane cuts a pore.

    Attributes:
        axes: unit vectors of the plane, shape (2, 3).
        height: [m], of the plane above the pore's centre, along the cross product of the axes.
        radius: [m].
    """

    axes: Floats
    height: float
    radius: float


class WallMesh(NamedTuple):
    """A triangulated pore wall.

    Attributes:
        points: [m], shape (n, 3); those on the circle come first.
        triangles: shape (t, 3), seen from outside the pore counter-clockwise.
    """

    points: Floats
    triangles: Ints


def wall_size(pore: SphericalPore, sizes: SolidSizes) -> float:
    """Length [m] of the edges on a pore's wall."""
    return min(sizes.pore or WALL_PER_RADIUS * pore.radius, sizes.far)


def equator(pore: SphericalPore) -> Circle:
    """The circle of a pore that no crack meets."""
    return Circle(crack_axes(0.0, 0.0), 0.0, pore.radius)


def circle_nodes(circle: Circle, size: float) -> Floats:
    """Equally spaced nodes [m] on a circle, in coordinates along its axes, shape (n, 2)."""
    count = max(round(2 * math.pi * circle.radius / size), FEWEST)
    turn = np.arange(count) * (2 * math.pi / count)
    return circle.radius * np.column_stack([np.cos(turn), np.sin(turn)])


def mesh_wall(
    pore: SphericalPore, circle: Circle, nodes: Floats, points: Floats, size: float
) -> WallMesh:
    """Triangulate a pore's wall.

    Args:
        pore: the pore.
        circle: between the two caps.
        nodes: [m], shape (n, 2), on the circle, along its axes.
        points: [m], shape (n, 3), the same nodes in the body.
        size: [m], of edges away from the circle.
    """
    if size > pore.radius:
        raise MeshingError(
            f"Edges of {size * 1e6:.4g} um are too long for the wall of pore '{pore.name}', whose "
            f"radius is {pore.radius * 1e6:.4g} um; leave the size 'pore' out, or reduce it."
        )
    turn = nodes / circle.radius
    all_points, all_triangles, count = [points], [], len(points)
    for side in (1, -1):
        inner, triangles = _cap(pore, circle, turn, size, side)
        shift = np.where(triangles < len(nodes), 0, count - len(nodes))
        all_triangles.append((triangles + shift)[:, ::side])
        all_points.append(inner)
        count += len(inner)
    return WallMesh(np.vstack(all_points), np.vstack(all_triangles))


def _cap(
    pore: SphericalPore, circle: Circle, turn: Floats, size: float, side: int
) -> tuple[Floats, Ints]:
    """Points [m] inside the cap on one side of a circle, and its triangles.

    The cap is meshed in Lambert's equal-area map of the sphere, whose radius is 2 sin(angle / 2)
    for the angle from the pole.
    """
    rim = 2 * math.sin(math.acos(side * circle.height / pore.radius) / 2)
    every = np.arange(len(turn))
    patch = FaceToFill((every + 1,), np.empty(0, dtype=np.int64))
    edges = np.column_stack([every, np.roll(every, -1)])
    flat = triangulate(
        turn * rim * SCALE, edges, [patch], every, size / pore.radius * SCALE, GROWTH
    )
    xy = flat.nodes[len(turn) :] / SCALE
    square = np.sum(xy**2, axis=1)
    level = xy * np.sqrt(1 - square / 4)[:, None]
    up = side * (1 - square / 2)
    normal = np.cross(*circle.axes)
    points = pore.centre + pore.radius * (level @ circle.axes + up[:, None] * normal)
    return points, flat.triangles
