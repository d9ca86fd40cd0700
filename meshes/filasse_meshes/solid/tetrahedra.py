"""Ten-node tetrahedra, curved along crack fronts and with quarter points next to them."""

from collections.abc import Sequence

import numpy as np

from filasse_meshes.arrays import Bools, Floats, Ints
from filasse_meshes.meshing.split import facet_keys

EDGES = np.array([[0, 1], [1, 2], [0, 2], [0, 3], [1, 3], [2, 3]])
"""Corners of the edges in VTK's order."""
STRAIGHT = 1e-9
"""Relative to an edge: a mid node that is off its middle by less makes it no curve."""
SAMPLES = np.array(
    [
        (0.25, 0.25, 0.25, 0.25),
        *np.where(np.eye(4) == 1, 0.5854101966249685, 0.1381966011250105),
        *np.where(np.eye(4) == 1, 0.85, 0.05),
    ]
)
"""Places inside a tetrahedron, in barycentric coordinates, where its map must not fold."""
FLATTEST = 0.1
"""Least Jacobian of a cell at a wall, over that of its straight-edged one: below, its edges on the
wall are made straight. A front keeps its curve, which K needs, as long as no cell folds."""
ROUNDS = 3
"""Of making edges straight: each may spoil a neighbour whose other edges are curved."""


def ten_node_cells(
    vertices: Floats,
    cells: Ints,
    fronts: Sequence[tuple[Ints, Floats]],
    walls: Sequence[tuple[Ints, Floats]] = (),
) -> tuple[Floats, Ints]:
    """Add a mid node to every edge.

    A mid node a quarter of the way from the front makes the element reproduce the square-root
    displacement of linear fracture mechanics (Henshell & Shaw 1975, Barsoum 1976).

    Args:
        vertices: [m], shape (n, 3).
        cells: shape (c, 4).
        fronts: edges along crack fronts, shape (k, 2), and their mid nodes [m], shape (k, 3).
        walls: other curved edges and their mid nodes.

    Returns:
        All nodes, vertices first, and cells of shape (c, 10).
    """
    every = cells[:, EDGES].reshape(-1, 2)
    keys, first, inverse = np.unique(
        facet_keys(every, len(vertices)), return_index=True, return_inverse=True
    )
    start, end = every[first].T
    at_front = np.zeros(len(vertices), dtype=bool)
    for edges, _ in fronts:
        at_front[edges] = True
    weight = 0.5 + 0.25 * at_front[start] - 0.25 * at_front[end]
    middle = weight[:, None] * vertices[start] + (1 - weight[:, None]) * vertices[end]
    for edges, there in (*walls, *fronts):
        middle[np.searchsorted(keys, facet_keys(edges, len(vertices)))] = there
    mid_ids = len(vertices) + inverse.reshape(-1, len(EDGES))
    return np.vstack([vertices, middle]), np.hstack([cells, mid_ids])


def unfolded(
    points: Floats, cells: Ints, curved: Sequence[tuple[Ints, Floats]], flattest: float
) -> Floats:
    """Nodes [m] where cells at curved edges that fold, or nearly, have straight ones.

    Args:
        points: [m], shape (n, 3), vertices first.
        cells: shape (c, 10).
        curved: edges of walls or fronts, and their mid nodes.
        flattest: Jacobian over that of a straight-edged cell, at or below which a cell folds.
    """
    if not curved:
        return points
    points, count = points.copy(), len(points)
    keys = np.concatenate([facet_keys(edges, count) for edges, _ in curved])
    touching = cells[np.isin(cells[:, 4:], _middles(cells, keys, count)).any(axis=1)]
    for _ in range(ROUNDS):
        bad = touching[smallest_jacobians(points, touching) <= flattest]
        if not len(bad):
            break
        ends, middles = bad[:, EDGES].reshape(-1, 2), bad[:, 4:].ravel()
        chosen = np.isin(facet_keys(ends, count), keys)
        points[middles[chosen]] = points[ends[chosen]].mean(axis=1)
    return points


def _middles(cells: Ints, keys: Ints, count: int) -> Ints:
    """Mid nodes of the edges with given keys."""
    every = facet_keys(cells[:, EDGES].reshape(-1, 2), count)
    found: Ints = np.unique(cells[:, 4:].ravel()[np.isin(every, keys)])
    return found


def is_curved(points: Floats, cells: Ints) -> Bools:
    """Whether a mid node of a cell is elsewhere than in the middle of its edge, shape (c,)."""
    ends = points[cells[:, EDGES]]
    off = np.abs(points[cells[:, 4:]] - ends.mean(axis=2)).max(axis=2)
    length = np.abs(ends[:, :, 1] - ends[:, :, 0]).max(axis=2)
    curved: Bools = (off > STRAIGHT * length).any(axis=1)
    return curved


def smallest_jacobians(points: Floats, cells: Ints) -> Floats:
    """Smallest Jacobian of every cell at `SAMPLES`, over that of its straight-edged one."""
    corners = points[cells[:, :4]]
    straight = np.linalg.det(corners[:, 1:] - corners[:, :1])
    smallest = np.min([jacobians(points, cells, place) for place in SAMPLES], axis=0)
    result: Floats = smallest / np.abs(straight)
    return result


def jacobians(points: Floats, cells: Ints, place: Floats) -> Floats:
    """Determinant [m^3] of every cell's map at a place in barycentric coordinates, shape (c,)."""
    steps = np.einsum("nd,cnx->cdx", _gradients(place), points[cells])
    determinants: Floats = np.linalg.det(steps)
    return determinants


def _gradients(place: Floats) -> Floats:
    """Derivatives of the ten shape functions by the last three barycentric coordinates, (10, 3)."""
    slope = np.vstack([-np.ones(3), np.eye(3)])
    corner = (4 * place - 1)[:, None] * slope
    a, b = EDGES.T
    edge = 4 * (place[a, None] * slope[b] + place[b, None] * slope[a])
    return np.vstack([corner, edge])
