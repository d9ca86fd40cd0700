"""Walls of pores and notches in an opened mesh."""

from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.mesh import PoreTrace
from filasse_meshes.data.tags import Surface
from filasse_meshes.meshing.split import edge_keys
from filasse_meshes.meshing_error import MeshingError


class Wall(NamedTuple):
    """The wall of a void in the closed mesh.

    Attributes:
        name: of the pore or notch.
        is_pore: False for a notch, whose wall is part of the anode.
        edges: shape (k, 2), vertex ids of the closed mesh.
    """

    name: str
    is_pore: bool
    edges: Ints

    @property
    def tag(self) -> Surface:
        """Surface of the wall's facets."""
        return Surface.PORE_WALL if self.is_pore else Surface.ANODE


def find_facets(wall: Wall, facets: Ints, parent: Ints) -> Ints:
    """Indices of the boundary facets on a wall.

    Args:
        wall: the wall.
        facets: shape (n_facets, 2), of the opened mesh.
        parent: shape (n_vertices,), ids in the closed mesh.
    """
    count = len(parent)
    on_wall = np.isin(edge_keys(parent[facets], count), edge_keys(wall.edges, count))
    return np.flatnonzero(on_wall)


def pore_trace(wall: Wall, facets: Ints, vertices: Floats, parent: Ints) -> PoreTrace:
    """Put the facets of a pore in order around it.

    Args:
        wall: the wall.
        facets: shape (k, 2), its facets, the solid to the left.
        vertices: [m], shape (n_vertices, 2), of the opened mesh.
        parent: shape (n_vertices,), ids in the closed mesh.
    """
    follower = dict(zip(parent[facets[:, 0]].tolist(), range(len(facets)), strict=True))
    order = [0]
    for _ in range(len(facets) - 1):
        order.append(follower.get(int(parent[facets[order[-1], 1]]), 0))
    if len(set(order)) != len(facets) or len(facets) != len(wall.edges):
        raise MeshingError(f"The wall of pore '{wall.name}' is not one closed loop; move the pore.")
    ordered = facets[order]
    steps = np.linalg.norm(vertices[ordered[:, 1]] - vertices[ordered[:, 0]], axis=1)
    return PoreTrace(wall.name, ordered, np.concatenate([[0.0], np.cumsum(steps)]))
