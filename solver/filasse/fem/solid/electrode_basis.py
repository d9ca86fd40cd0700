"""A coarse basis of currents on an electrode in space, fine next to the cracks only.

Newton's method on the films holds every reactive node in a dense matrix: some hundred nodes on an
electrode, graded towards the cracks, stand for thousands of vertices of the mesh.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem.tagged_mesh import SurfaceData
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

MOST_NODES = 120
"""On one electrode: with 250 film nodes the dense system stays below 1000 unknowns."""

GRADING, COARSER = 0.25, 1.2
"""Distance of nodes over that to the nearest crack at first, and its growth until few enough."""

OUTSIDE = 1e-6
"""A point this far out of the triangles of the chosen nodes, over their size, is on their edge."""


class ElectrodeBasis(NamedTuple):
    """Functions on an electrode that sum up to one.

    Attributes:
        nodes: vertices that carry them, shape (k,).
        vertices: all vertices of the electrode, shape (v,).
        weights: of the functions at these vertices, shape (v, k).
    """

    nodes: IntArray
    vertices: IntArray
    weights: sp.csr_array


def electrode_basis(
    surfaces: SurfaceData, electrode: Surface, cracks: FloatArray, most: int = MOST_NODES
) -> ElectrodeBasis:
    """Choose vertices of a plane electrode, and interpolate linearly between them.

    Args:
        surfaces: of the body.
        electrode: the anode or the counter electrode, a rectangle across y.
        cracks: positions of film nodes [m], shape (n, 3); nodes are close together near these.
        most: largest number of nodes.
    """
    vertices = np.unique(surfaces.facets[surfaces.tags == electrode])
    position = surfaces.coordinates(vertices)
    plane = position[:, [0, 2]]
    chosen = _chosen(plane, _distance(position, cracks), most)
    return ElectrodeBasis(vertices[chosen], vertices, _weights(plane[chosen], plane))


def _distance(position: FloatArray, cracks: FloatArray) -> FloatArray:
    """Distance to the nearest crack; without any, one that makes nodes equally dense."""
    from scipy.spatial import cKDTree

    if not len(cracks):
        return np.full(len(position), float(np.ptp(position, axis=0).max()))
    return np.asarray(cKDTree(cracks).query(position)[0], dtype=np.float64)


def _chosen(plane: FloatArray, distance: FloatArray, most: int) -> IntArray:
    """Vertices apart in proportion to their distance from the cracks; all corners among them."""
    grading = GRADING
    while len(chosen := _apart(plane, grading * distance)) > most:
        grading *= COARSER
    return chosen


def _apart(plane: FloatArray, spacing: FloatArray) -> IntArray:
    """Take vertices one by one, corners first and then from the cracks outwards.

    A vertex counts if no other one within its spacing has been taken.
    """
    from scipy.spatial import cKDTree

    tree, size = cKDTree(plane), float(np.ptp(plane, axis=0).max())
    low, high = plane.min(axis=0), plane.max(axis=0)
    corners = [low, high, np.array([low[0], high[1]]), np.array([high[0], low[1]])]
    first = np.asarray(tree.query(corners)[1])
    order = np.concatenate([first, np.argsort(spacing, kind="stable")])
    radii = np.maximum(spacing, 1e-9 * size)  # both faces of a crack have a vertex at its mouth
    taken = np.zeros(len(plane), dtype=np.bool_)
    for vertex in order:
        if not taken[tree.query_ball_point(plane[vertex], radii[vertex])].any():
            taken[vertex] = True
    return np.flatnonzero(taken)


def _weights(nodes: FloatArray, points: FloatArray) -> sp.csr_array:
    """Barycentric weights of points in the Delaunay triangles of nodes, shape (n, k)."""
    from scipy.spatial import Delaunay

    triangles = Delaunay(nodes)
    cell = triangles.find_simplex(points, tol=OUTSIDE)
    transform = triangles.transform[cell]
    first = np.einsum("pij,pj->pi", transform[:, :2], points - transform[:, 2])
    parts = np.clip(np.column_stack([first, 1 - first.sum(axis=1)]), 0, None)
    parts = parts / parts.sum(axis=1)[:, None]
    rows = np.repeat(np.arange(len(points)), 3)
    entries = parts.ravel(), (rows, triangles.simplices[cell].ravel())
    return sp.csr_array(entries, shape=(len(points), len(nodes)))
