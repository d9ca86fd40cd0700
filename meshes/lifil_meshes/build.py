"""From a slab to an audited mesh."""

import logging

import numpy as np

from lifil_meshes.arrays import MICROMETRE, Ints
from lifil_meshes.audit import audit
from lifil_meshes.boundary import tag_boundary
from lifil_meshes.check import check_slab
from lifil_meshes.errors import MeshError
from lifil_meshes.fill import Filling, cell_labels, fill
from lifil_meshes.geometry import Geometry, lay_out
from lifil_meshes.lines import LineMesh, mesh_lines
from lifil_meshes.mesh import SlabMesh
from lifil_meshes.quadratic import six_node_cells
from lifil_meshes.spec import Sizes, Slab
from lifil_meshes.split import split
from lifil_meshes.traces import trace
from lifil_meshes.triangulate import DELAUNAY, FRONTAL

log = logging.getLogger(__name__)


def build_mesh(slab: Slab, sizes: Sizes, quarter_point: bool = True) -> SlabMesh:
    """Mesh a slab; the same input gives the same mesh, bit for bit.

    Args:
        slab: what to mesh.
        sizes: the element sizes wanted.
        quarter_point: move the mid nodes of edges at crack tips to a quarter of the edge.

    Raises:
        MeshError: the slab cannot be meshed, or the mesh failed its audit.
    """
    check_slab(slab, sizes)
    geometry = lay_out(slab, sizes)
    lines = mesh_lines(
        geometry.arrangement.vertices, geometry.arrangement.edges, geometry.whole, geometry.size
    )
    try:
        return _finish(slab, sizes, geometry, lines, quarter_point, DELAUNAY)
    except MeshError as error:
        log.debug("Second try with the frontal algorithm: %s", error)
        return _finish(slab, sizes, geometry, lines, quarter_point, FRONTAL)


def _finish(
    slab: Slab,
    sizes: Sizes,
    geometry: Geometry,
    lines: LineMesh,
    quarter_point: bool,
    algorithm: int,
) -> SlabMesh:
    """Fill the faces, open the cracks, name the parts, and audit the result."""
    filling = fill(geometry, lines, algorithm)
    mesh = _open(slab, sizes, geometry, filling, _crack_edges(geometry, lines), quarter_point)
    audit(mesh)
    return mesh


def _crack_edges(geometry: Geometry, lines: LineMesh) -> list[Ints]:
    """Mesh edges of every crack."""
    owner = np.repeat(geometry.crack, np.diff(lines.first))
    return [lines.segments[owner == i] for i in range(int(geometry.crack.max()) + 1)]


def _open(
    slab: Slab,
    sizes: Sizes,
    geometry: Geometry,
    filling: Filling,
    crack_edges: list[Ints],
    quarter_point: bool,
) -> SlabMesh:
    nodes, triangles, _ = filling
    cut = np.concatenate([np.empty((0, 2), dtype=np.int64), *crack_edges])
    opened = split(triangles, cut, len(nodes))
    traces = tuple(
        trace(crack, edges, nodes, triangles, opened)
        for crack, edges in zip(slab.cracks, crack_edges, strict=True)
    )
    vertices = nodes[opened.parent] * MICROMETRE
    facets, facet_tags = tag_boundary(vertices, opened.triangles, traces, slab)
    tips = [t.plus[t.plus == t.minus] for t in traces] if quarter_point else []
    points, cells = six_node_cells(
        vertices, opened.triangles, np.concatenate([np.empty(0, dtype=np.int64), *tips])
    )
    return SlabMesh(
        points=points,
        cells=cells,
        region=cell_labels(filling, geometry),
        region_names=geometry.region_names,
        facets=facets,
        facet_tags=facet_tags,
        traces=traces,
        slab=slab,
        sizes=sizes,
    )
