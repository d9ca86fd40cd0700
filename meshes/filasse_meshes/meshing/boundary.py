"""Tagged boundary facets of an opened mesh."""

from collections.abc import Sequence

import numpy as np

from filasse_meshes.arrays import Floats, Ints, Ints32
from filasse_meshes.data.mesh import CrackTrace
from filasse_meshes.data.spec import Slab
from filasse_meshes.data.tags import Surface
from filasse_meshes.meshing.split import directed_edges, edge_keys

ON = 1e-9
"""Relative to the slab: how near a vertex is to the side it lies on."""


def boundary_edges(triangles: Ints, vertex_count: int) -> Ints:
    """Edges with one cell, run with the cell on the left, shape (n, 2)."""
    edges = directed_edges(triangles)
    keys = edge_keys(edges, vertex_count)
    _, index, count = np.unique(keys, return_index=True, return_counts=True)
    border: Ints = edges[np.sort(index[count == 1])]
    return border


def tag_boundary(
    points: Floats, triangles: Ints, traces: Sequence[CrackTrace], slab: Slab
) -> tuple[Ints, Ints32]:
    """Facets on the outline and on the faces with their tags; 0 for a facet that is on neither.

    Args:
        points: [m], shape (n_vertices, 2), of the opened mesh.
        triangles: shape (n_cells, 3), of the opened mesh.
        traces: the cracks.
        slab: the outline.
    """
    facets = boundary_edges(triangles, len(points))
    tags = np.zeros(len(facets), dtype=np.int32)
    near = ON * max(slab.width, slab.thickness)
    sides = [
        (Surface.LEFT, 0, 0.0),
        (Surface.RIGHT, 0, slab.width),
        (Surface.ANODE, 1, 0.0),
        (Surface.COUNTER, 1, slab.thickness),
    ]
    for tag, axis, place in sides:
        tags[(np.abs(points[facets][:, :, axis] - place) < near).all(axis=1)] = tag
    keys = edge_keys(facets, len(points))
    for found in traces:
        for tag, face in ((Surface.FACE_PLUS, found.plus), (Surface.FACE_MINUS, found.minus)):
            steps = np.column_stack([face[:-1], face[1:]])
            tags[np.isin(keys, edge_keys(steps, len(points)))] = tag
    return facets, tags
