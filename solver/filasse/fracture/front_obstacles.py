"""What stands before crack fronts: sides of the slab, pores, other cracks, and themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.tagged_mesh import Mirror

type FloatArray = npt.NDArray[np.float64]

TOWARDS = 0.2
"""Least part of an advance by which parts of a front come nearer to each other."""

AROUND = 4.0
"""Way along a front between two parts of it over their distance: in a notch, which closes from its
root, it is less."""


def room_of(
    front: CrackFront,
    places: FloatArray,
    way: FloatArray,
    grid: FilmGrid,
    cracks: SolidGeometry,
    clearance: float,
) -> FloatArray:
    """How far a front may go before it comes too near to what stands there [m], shape (n,).

    That is a side, another crack, a pore other than its own, or the front itself, where two parts
    of it have gone around something and come towards each other.

    Args:
        front: the front.
        places: all along it [m], shape (n,).
        way: unit vectors in which it goes there, shape (n, 3).
        grid: film grid of all cracks.
        cracks: the slab.
        clearance: distance kept [m].
    """
    from scipy.spatial import cKDTree

    points = front.curve(places)
    room = np.full(len(places), np.inf)
    across = ((1, cracks.thickness),) if front.buried else ()  # both electrodes: it has no mouth
    for axis, size in ((0, cracks.width), (2, cracks.depth), *across):
        speed = np.maximum(np.abs(way[:, axis]), 1e-12)
        gap = np.where(way[:, axis] > 0, size - points[:, axis], points[:, axis])
        room = np.minimum(room, (gap - clearance) / speed)
    for other in range(len(cracks.cracks)):
        if other != front.crack:
            distance, _ = cKDTree(grid.position[grid.nodes_of(other)]).query(points)
            room = np.minimum(room, distance - clearance)
    for pore in cracks.pores:
        if pore.name != cracks.cracks[front.crack].pore:
            room = np.minimum(room, pore.distance(points) - clearance)
    own, period = Going(points, way, places), front.length if front.closed else None
    for onward in _onwards(front, own, grid.mirrors):
        gap, speed = approaches(own, onward, period)
        room = np.minimum(room, ((gap - clearance) / speed).min(axis=1))
    return room


class Going(NamedTuple):
    """Parts of a front that go somewhere.

    Attributes:
        points: [m], shape (n, 3).
        way: unit vectors, shape (n, 3).
        arc: places along the front [m], shape (n,).
    """

    points: FloatArray
    way: FloatArray
    arc: FloatArray


def _onwards(front: CrackFront, own: Going, mirrors: Sequence[Mirror]) -> Iterator[Going]:
    """The front, and its images in the planes of symmetry that its ends lie on."""
    yield own
    for mirror in mirrors:
        for end in (0.0, front.length):
            tip = front.curve(np.array([end]))
            if np.array_equal(mirror.reflected(tip), tip) and not front.in_plane:
                images = mirror.reflected(own.points)
                way = mirror.reflected(own.points + own.way) - images
                yield Going(images, way, 2 * end - own.arc)


def approaches(one: Going, other: Going, period: float | None) -> tuple[FloatArray, FloatArray]:
    """Parts of a front that come towards each other, around something, not along a mere notch.

    Args:
        one: parts of the front, n of them.
        other: the same, or an image, m of them.
        period: length of a front that goes around [m]; None of one that ends.

    Returns:
        What lies between pairs of parts [m], infinite where they do not come towards each other,
        and by how much of an advance of both it shrinks, shape (n, m) each.
    """
    away = other.points - one.points[:, None]
    gap = np.linalg.norm(away, axis=2)
    along = away / np.maximum(gap, 1e-15)[..., None]
    ahead, back = (along * one.way[:, None]).sum(axis=2), -(along * other.way).sum(axis=2)
    arc = np.abs(one.arc[:, None] - other.arc)
    arc = arc if period is None else np.minimum(arc, period - arc)
    comes = (ahead > TOWARDS) & (back > TOWARDS) & (arc > AROUND * gap)
    return np.where(comes, gap, np.inf), np.maximum(ahead + back, TOWARDS)
