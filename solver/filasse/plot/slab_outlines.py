"""Lines between the parts of a slab: grain boundaries, regions and the walls of pores."""

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy.spatial import KDTree

type Ints = npt.NDArray[np.int64]


def part_borders(slab: pv.UnstructuredGrid, film: pv.DataSet | None) -> Ints:
    """Edges between cells of different regions, and those of pores.

    Args:
        slab: six-node triangles with the cell data `region`.
        film: the cracks, whose faces are left out; None without cracks.

    Returns:
        Points at the ends of every edge, shape (k, 2).
    """
    cells = slab.cells_dict[pv.CellType.QUADRATIC_TRIANGLE][:, :3].astype(np.int64)
    edges = np.sort(np.concatenate([cells[:, [0, 1]], cells[:, [1, 2]], cells[:, [2, 0]]]), axis=1)
    region = np.tile(np.asarray(slab.cell_data["region"]), 3)
    unique, index, counts = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    low, high = np.full(len(unique), np.iinfo(np.int64).max), np.full(len(unique), -1)
    np.minimum.at(low, index, region)
    np.maximum.at(high, index, region)
    walls = unique[counts == 1]
    return np.concatenate([unique[low < high], walls[_in_pores(slab, walls, film)]])


def pore_wall_edges(slab: pv.UnstructuredGrid, film: pv.DataSet) -> Ints:
    """Edges of the walls of pores, notches left out, as points at their ends, shape (k, 2)."""
    cells = slab.cells_dict[pv.CellType.QUADRATIC_TRIANGLE][:, :3].astype(np.int64)
    edges = np.sort(np.concatenate([cells[:, [0, 1]], cells[:, [1, 2]], cells[:, [2, 0]]]), axis=1)
    unique, counts = np.unique(edges, axis=0, return_counts=True)
    walls = unique[counts == 1]
    return np.asarray(walls[_in_pores(slab, walls, film)])


def closed_loops(edges: Ints) -> list[Ints]:
    """Join edges to closed loops; what does not close is closed by a straight line.

    Args:
        edges: Points at the ends of every edge, shape (k, 2).

    Returns:
        Points of every loop in order.
    """
    neighbours: dict[int, list[int]] = {}
    for one, other in edges.tolist():
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    loops, left = [], set(neighbours)
    while left:
        start = min(left, key=lambda point: (len(neighbours[point]), point))  # an open end first
        loop, here = [], start
        while here in left:
            left.remove(here)
            loop.append(here)
            here = next((point for point in neighbours[here] if point in left), here)
        loops.append(np.array(loop, dtype=np.int64))
    return [loop for loop in loops if len(loop) > 2]


def _in_pores(
    slab: pv.UnstructuredGrid, edges: Ints, film: pv.DataSet | None
) -> npt.NDArray[np.bool_]:
    """Tell which boundary edges lie neither on the sides of the slab nor on the faces of cracks."""
    left, right, bottom, top = slab.bounds[:4]
    ends, size = slab.points[edges][..., :2], max(right - left, top - bottom)
    away = np.abs(ends[..., [0, 0, 1, 1]] - [left, right, bottom, top])
    inside = ~(away < 1e-9 * size).all(axis=1).any(axis=1)
    if film is None:
        return np.asarray(inside)
    distance = KDTree(film.points[:, :2]).query(ends)[0]
    return np.asarray(inside & (distance > 1e-9 * size).any(axis=1))
