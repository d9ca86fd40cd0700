"""Six-node triangles, with quarter-point mid nodes around crack tips."""

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.meshing.split import directed_edges, edge_keys


def six_node_cells(points: Floats, triangles: Ints, quarter_points: Ints) -> tuple[Floats, Ints]:
    """Add a mid node to every edge.

    A mid node a quarter of the way from the tip makes the element reproduce the square-root
    displacement of linear fracture mechanics (Henshell & Shaw 1975, Barsoum 1976).

    Args:
        points: shape (n_vertices, 2).
        triangles: shape (n_cells, 3).
        quarter_points: vertex ids of the tips whose edges get their mid node at a quarter.

    Returns:
        All nodes, vertices first, and cells of shape (n_cells, 6).
    """
    edges = directed_edges(triangles)
    keys = edge_keys(edges, len(points))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    start, end = edges[first].T
    weight = np.full(len(first), 0.5)
    weight[np.isin(start, quarter_points)] = 0.75
    weight[np.isin(end, quarter_points)] = 0.25
    middle = weight[:, None] * points[start] + (1 - weight[:, None]) * points[end]
    mid_ids = len(points) + inverse.reshape(-1, 3)
    return np.vstack([points, middle]), np.hstack([triangles, mid_ids])
