"""From a slab in space to an audited mesh."""

import logging
from dataclasses import replace

from filasse_meshes.data.solid_data import SolidMesh, SolidSizes, SolidSlab, SphericalPore
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.body import Inside, mesh_body
from filasse_meshes.solid.plane_mesh import CrackMesh, mesh_crack
from filasse_meshes.solid.pore_wall import WallMesh, circle_nodes, equator, mesh_wall, wall_size
from filasse_meshes.solid.solid_audit import audit_solid
from filasse_meshes.solid.solid_checks import check_meshed_cracks, check_solid
from filasse_meshes.solid.solid_opening import open_surfaces

ATTEMPTS = (1.0, 0.9, 0.75)
"""What is tried in turn: edges along the fronts, relative to those asked for."""

log = logging.getLogger(__name__)


def build_solid_mesh(slab: SolidSlab, sizes: SolidSizes) -> SolidMesh:
    """Mesh a slab with surface cracks; the same input gives the same mesh, bit for bit.

    Args:
        slab: what to mesh.
        sizes: the element sizes wanted.

    Raises:
        MeshingError: the slab cannot be meshed, or the mesh failed its audit.
    """
    check_solid(slab, sizes)
    failures: list[MeshingError] = []
    for scale in ATTEMPTS:
        try:
            finer = tuple(scale * size for size in sizes.fronts)
            mesh = _attempt(slab, replace(sizes, front=scale * sizes.front, fronts=finer))
            return replace(mesh, sizes=sizes)
        except MeshingError as error:
            log.debug("Attempt with %g of the front size: %s", scale, error)
            failures.append(error)
    raise failures[0]


def _attempt(slab: SolidSlab, sizes: SolidSizes) -> SolidMesh:
    """Triangulate the cracks, fill the slab, open the cracks, and audit the result."""
    pores = {pore.name: i for i, pore in enumerate(slab.pores)}
    owner = [None if crack.pore is None else pores[crack.pore] for crack in slab.cracks]
    cracks = [
        mesh_crack(
            crack, sizes.of_crack(i), None if pore is None else slab.pores[pore], slab.planes
        )
        for i, (crack, pore) in enumerate(zip(slab.cracks, owner, strict=True))
    ]
    check_meshed_cracks(cracks, slab, sizes)
    around = [cracks[owner.index(i)] if i in owner else None for i in range(len(slab.pores))]
    walls = [_mesh_wall(*pair, sizes) for pair in zip(slab.pores, around, strict=True)]
    inside = Inside(cracks, walls, owner)
    body = mesh_body(slab, inside, sizes)
    mesh = open_surfaces(body, inside, slab, sizes)
    audit_solid(mesh)
    return mesh


def _mesh_wall(pore: SphericalPore, crack: CrackMesh | None, sizes: SolidSizes) -> WallMesh:
    """Triangulate the wall of a pore, and through the rim of the crack around it, if any."""
    size = wall_size(pore, sizes)
    if crack is None or crack.circle is None:
        circle = equator(pore)
        nodes = circle_nodes(circle, size)
        return mesh_wall(pore, circle, nodes, pore.centre + nodes @ circle.axes, size)
    points = crack.points[crack.rim]
    nodes = (points - pore.centre) @ crack.circle.axes.T
    return mesh_wall(pore, crack.circle, nodes, points, size)
