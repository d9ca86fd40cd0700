"""What stands before crack fronts: the sides of the slab, pores, and other cracks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.solid.crack_front import CrackFront

type FloatArray = npt.NDArray[np.float64]


def room_of(
    front: CrackFront,
    places: FloatArray,
    way: FloatArray,
    grid: FilmGrid,
    cracks: SolidGeometry,
    clearance: float,
) -> FloatArray:
    """How far a front may go before it comes too near to what stands there [m], shape (n,).

    That is a side, another crack, or a pore other than its own.

    Args:
        front: the front.
        places: along it [m], shape (n,).
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
    return room
