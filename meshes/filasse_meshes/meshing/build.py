"""From a slab to an audited mesh."""

import logging
from dataclasses import replace

import numpy as np

from filasse_meshes.arrays import Ints
from filasse_meshes.checks.slab_checks import check_slab
from filasse_meshes.data.mesh import SlabMesh
from filasse_meshes.data.spec import Microstructure, Sizes, Slab
from filasse_meshes.meshing.audit import audit
from filasse_meshes.meshing.fill import Share, fill_faces, in_sequence
from filasse_meshes.meshing.opening import ClosedMesh, open_cracks
from filasse_meshes.meshing.triangulate import DELAUNAY, FRONTAL
from filasse_meshes.meshing.walls import Wall
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.planar.edge_nodes import LineMesh
from filasse_meshes.planar.gaps import mesh_all_lines
from filasse_meshes.planar.slab_arrangement import SlabArrangement, lay_out

ATTEMPTS = (
    *((1.0, DELAUNAY, 1.0), (1.0, FRONTAL, 1.0), (3.0, DELAUNAY, 1.0)),
    *((1.0, DELAUNAY, 0.5), (1.0, DELAUNAY, 0.25)),
)
"""What is tried in turn: how far features are joined, relative to usual, Gmsh's algorithm, and the
size along crack faces, relative to that asked for: Gmsh loses long edges of a crack within a thin
band."""

log = logging.getLogger(__name__)


def build_mesh(
    slab: Slab, sizes: Sizes, quarter_point: bool = True, share: Share = in_sequence
) -> SlabMesh:
    """Mesh a slab; the same input gives the same mesh, bit for bit.

    Args:
        slab: what to mesh.
        sizes: the element sizes wanted.
        quarter_point: move the mid nodes of edges at crack tips to a quarter of the edge.
        share: does tasks that can be pickled, which other processes may do: both sides of a seam
            through a large slab are filled apart.

    Raises:
        MeshingError: the slab cannot be meshed, or the mesh failed its audit.
    """
    check_slab(slab, sizes)
    failures: list[MeshingError] = []
    for snap, algorithm, finer in ATTEMPTS:
        finest = replace(sizes, lip=max(finer * sizes.lip, min(sizes.tip, sizes.lip)))
        try:
            return _attempt(slab, finest, quarter_point, share, snap, algorithm)
        except MeshingError as error:
            log.debug("Attempt with %g, %d and %g: %s", snap, algorithm, finer, error)
            failures.append(error)
    raise failures[0]


def _attempt(
    slab: Slab, sizes: Sizes, quarter_point: bool, share: Share, snap: float, algorithm: int
) -> SlabMesh:
    """Fill the faces, open the cracks, name the parts, and audit the result."""
    geometry = lay_out(slab, sizes, snap)
    lines = mesh_all_lines(geometry)
    filling = fill_faces(geometry, lines, algorithm, share)
    closed = ClosedMesh(
        nodes=filling.nodes,
        triangles=filling.triangles,
        region=geometry.region[filling.face],
        region_names=geometry.region_names,
        grain=geometry.grain[filling.face],
        crack_edges=tuple(_edges_of(geometry.crack, len(slab.cracks), lines)),
        walls=_walls(geometry, lines),
    )
    mesh = open_cracks(closed, geometry.slab, sizes, quarter_point)
    audit(mesh)
    return mesh


def _edges_of(owner: Ints, count: int, lines: LineMesh) -> list[Ints]:
    """Mesh edges of every crack or void, given the owner of every edge of the arrangement."""
    of_segment = np.repeat(owner, np.diff(lines.first))
    return [lines.segments[of_segment == i] for i in range(count)]


def _walls(geometry: SlabArrangement, lines: LineMesh) -> tuple[Wall, ...]:
    found = geometry.slab.microstructure or Microstructure()
    names = [pore.name for pore in found.pores] + [notch.name for notch in found.notches]
    edges = _edges_of(geometry.void, len(names), lines)
    kinds = [i < len(found.pores) for i in range(len(names))]
    return tuple(map(Wall, names, kinds, edges))
