"""Open the cracks of a plain mesh and name all its parts."""

from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import MICROMETRE, Floats, Ints, Ints32
from filasse_meshes.data.mesh import SlabMesh
from filasse_meshes.data.spec import Sizes, Slab
from filasse_meshes.meshing.boundary import tag_boundary
from filasse_meshes.meshing.quadratic import six_node_cells
from filasse_meshes.meshing.split import split
from filasse_meshes.meshing.traces import trace
from filasse_meshes.meshing.walls import Wall, find_facets, pore_trace


class ClosedMesh(NamedTuple):
    """Triangles before any crack is opened.

    Attributes:
        nodes: [um], shape (n_nodes, 2).
        triangles: shape (n_cells, 3), counter-clockwise.
        region: shape (n_cells,), index into `region_names`.
        region_names: cell labels.
        grain: shape (n_cells,), -1 outside grains.
        crack_edges: per crack the mesh edges on it, shape (k, 2).
        walls: of pores and notches.
    """

    nodes: Floats
    triangles: Ints
    region: Ints32
    region_names: tuple[str, ...]
    grain: Ints32
    crack_edges: tuple[Ints, ...]
    walls: tuple[Wall, ...] = ()


def open_cracks(closed: ClosedMesh, slab: Slab, sizes: Sizes, quarter_point: bool) -> SlabMesh:
    """Split the mesh along its cracks, pair the crack faces, tag the boundary, add mid nodes."""
    none = np.empty(0, dtype=np.int64)
    cut = np.concatenate([none.reshape(0, 2), *closed.crack_edges])
    opened = split(closed.triangles, cut, len(closed.nodes))
    traces = tuple(
        trace(crack, edges, closed.nodes, closed.triangles, opened)
        for crack, edges in zip(slab.cracks, closed.crack_edges, strict=True)
    )
    vertices = closed.nodes[opened.parent] * MICROMETRE
    facets, facet_tags = tag_boundary(vertices, opened.cells, traces, slab)
    found = [find_facets(wall, facets, opened.parent) for wall in closed.walls]
    for wall, place in zip(closed.walls, found, strict=True):
        facet_tags[place] = wall.tag
    tips = [t.tips for t in traces] if quarter_point else []
    points, cells = six_node_cells(vertices, opened.cells, np.concatenate([none, *tips]))
    return SlabMesh(
        points=points,
        cells=cells,
        region=closed.region,
        region_names=closed.region_names,
        facets=facets,
        facet_tags=facet_tags,
        traces=traces,
        slab=slab,
        sizes=sizes,
        grain=closed.grain,
        pores=tuple(
            pore_trace(wall, facets[place], vertices, opened.parent)
            for wall, place in zip(closed.walls, found, strict=True)
            if wall.is_pore
        ),
    )
