"""From a slab in space to an audited mesh."""

import logging
from dataclasses import replace

from filasse_meshes.data.solid import SolidMesh, SolidSizes, SolidSlab
from filasse_meshes.errors import MeshError
from filasse_meshes.solid.body import mesh_body
from filasse_meshes.solid.faces import open_surfaces
from filasse_meshes.solid.plane_mesh import mesh_crack
from filasse_meshes.solid.solid_audit import audit_solid
from filasse_meshes.solid.solid_checks import check_meshed_cracks, check_solid

ATTEMPTS = (1.0, 0.9, 0.75)
"""What is tried in turn: edges along the fronts, relative to those asked for."""

log = logging.getLogger(__name__)


def build_solid_mesh(slab: SolidSlab, sizes: SolidSizes) -> SolidMesh:
    """Mesh a slab with surface cracks; the same input gives the same mesh, bit for bit.

    Args:
        slab: what to mesh.
        sizes: the element sizes wanted.

    Raises:
        MeshError: the slab cannot be meshed, or the mesh failed its audit.
    """
    check_solid(slab, sizes)
    failures: list[MeshError] = []
    for scale in ATTEMPTS:
        try:
            mesh = _attempt(slab, replace(sizes, front=scale * sizes.front))
            return replace(mesh, sizes=sizes)
        except MeshError as error:
            log.debug("Attempt with %g of the front size: %s", scale, error)
            failures.append(error)
    raise failures[0]


def _attempt(slab: SolidSlab, sizes: SolidSizes) -> SolidMesh:
    """Triangulate the cracks, fill the slab, open the cracks, and audit the result."""
    cracks = [mesh_crack(crack, sizes) for crack in slab.cracks]
    check_meshed_cracks(cracks, slab, sizes)
    body = mesh_body(slab, cracks, sizes)
    mesh = open_surfaces(body, cracks, slab, sizes)
    audit_solid(mesh)
    return mesh
