"""Check every mesh of a solid before anybody computes on it."""

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.solid_data import CrackFaces, PoreFaces, SolidMesh, SphericalPore
from filasse_meshes.data.tags import Surface
from filasse_meshes.meshing.split import OPPOSITE, cell_facets, facet_keys
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.solid.body import signed_volumes
from filasse_meshes.solid.tetrahedra import is_curved, smallest_jacobians

SMALLEST_DIHEDRAL = 1.0
"""[deg] A mesh with a smaller angle between facets of a cell is rejected."""
VOLUME_ERROR = 1e-9
"""Relative error of the slab's volume: round-off, but never a lost cell."""
SMALLEST_HOLE = 0.6
"""Least volume of the polyhedron that is cut out for a pore, relative to the sphere's."""
REMEDY = "Use smaller sizes or a smaller growth, or move the nearest crack a little."


def audit_solid(mesh: SolidMesh) -> None:
    """Raise MeshingError unless the mesh is sound."""
    cells = mesh.cells[:, :4]
    _check_volume(mesh, signed_volumes(mesh.points, cells))
    _check_angles(mesh)
    _check_curved(mesh)
    keys = facet_keys(cell_facets(cells), mesh.vertex_count)
    if np.unique(keys, return_counts=True)[1].max() > 2:
        raise MeshingError(f"A facet of the mesh has more than two cells. {REMEDY}")
    if len(np.unique(cells)) != mesh.vertex_count:
        raise MeshingError(f"The mesh has vertices without cells. {REMEDY}")
    _check_tags(mesh)
    for faces in mesh.cracks:
        _check_faces(faces)


def dihedral_angles(points: Floats, cells: Ints) -> Floats:
    """Smallest angle [deg] between two facets of every tetrahedron, shape (c,)."""
    corners = points[cells[:, OPPOSITE[4]]]
    normals = np.cross(corners[:, :, 1] - corners[:, :, 0], corners[:, :, 2] - corners[:, :, 0])
    normals /= np.linalg.norm(normals, axis=2)[:, :, None]
    cosines = -np.einsum("cix,cjx->cij", normals, normals)
    first, second = np.triu_indices(4, 1)
    angles: Floats = np.degrees(np.arccos(np.clip(cosines[:, first, second].max(axis=1), -1, 1)))
    return angles


def _check_volume(mesh: SolidMesh, volumes: Floats) -> None:
    if (volumes <= 0).any():
        raise MeshingError(f"{(volumes <= 0).sum()} cells of the mesh have no volume. {REMEDY}")
    whole = float(np.prod(mesh.slab.high - mesh.slab.low))
    pores = zip(mesh.pores, mesh.slab.pores, strict=True)
    holes = sum(_hole(wall, pore, mesh) for wall, pore in pores)
    error = (volumes.sum() + holes) / whole - 1
    if abs(error) > VOLUME_ERROR:
        raise MeshingError(f"The mesh's volume is wrong by {error:.2g} of the slab's. {REMEDY}")


def _hole(wall: PoreFaces, pore: SphericalPore, mesh: SolidMesh) -> float:
    """Volume [m^3] that a pore takes away: a polyhedron in its sphere, nearly as large."""
    corners = mesh.points[wall.facets] - pore.centre
    volume = float(np.abs(np.linalg.det(corners).sum()) / 6)
    sphere = 4 / 3 * np.pi * pore.radius**3
    if not SMALLEST_HOLE * sphere < volume < sphere:
        raise MeshingError(
            f"The hole of pore '{pore.name}' has {volume / sphere:.3g} of its volume. Use a "
            "smaller size 'pore'."
        )
    return volume


def _check_angles(mesh: SolidMesh) -> None:
    angles = dihedral_angles(mesh.points, mesh.cells[:, :4])
    worst = int(angles.argmin())
    if angles[worst] < SMALLEST_DIHEDRAL:
        where = in_um(mesh.points[mesh.cells[worst, :4]].mean(axis=0))
        raise MeshingError(
            f"The smallest dihedral angle of the mesh is {angles[worst]:.2g} degrees at {where}, "
            f"below {SMALLEST_DIHEDRAL:g}. {REMEDY}"
        )


def _check_curved(mesh: SolidMesh) -> None:
    curved = mesh.cells[is_curved(mesh.points, mesh.cells)]
    if not len(curved):
        return
    jacobians = smallest_jacobians(mesh.points, curved)
    worst = int(jacobians.argmin())
    if jacobians[worst] <= 0:
        where = in_um(mesh.points[curved[worst, :4]].mean(axis=0))
        raise MeshingError(
            f"A cell at a crack front folds over at {where}: the front is too sharply curved for "
            f"edges of {mesh.sizes.front * 1e6:.3g} um. Use a smaller front size (mesh.tip)."
        )


def _check_tags(mesh: SolidMesh) -> None:
    nameless = mesh.facet_tags == 0
    if nameless.any():
        where = in_um(mesh.points[mesh.facets[nameless][0]].mean(axis=0))
        raise MeshingError(f"The mesh has an unnamed boundary at {where}. {REMEDY}")
    for tag in (
        Surface.ANODE,
        Surface.COUNTER,
        Surface.LEFT,
        Surface.RIGHT,
        Surface.FRONT,
        Surface.BACK,
    ):
        if not (mesh.facet_tags == tag).any():
            raise MeshingError(f"The boundary '{tag.name.lower()}' is empty. {REMEDY}")
    for tag in (Surface.FACE_PLUS, Surface.FACE_MINUS):
        every = tag == Surface.FACE_PLUS
        wanted = sum(len(faces.triangles) for faces in mesh.cracks if every or not faces.one_faced)
        found = int((mesh.facet_tags == tag).sum())
        if found != wanted:
            raise MeshingError(
                f"The cracks have {wanted} triangles, but {found} facets on their "
                f"'{tag.name.lower()}'. {REMEDY}"
            )


def _check_faces(faces: CrackFaces) -> None:
    """The faces meet on the front and nowhere else."""
    meet = np.flatnonzero(faces.plus == faces.minus)
    if not faces.one_faced and not np.array_equal(meet, np.sort(faces.front)):
        raise MeshingError(
            f"The faces of crack '{faces.name}' meet at {len(meet)} vertices, not at the "
            f"{len(faces.front)} of its front. {REMEDY}"
        )
    if np.isin(faces.triangles, faces.front).all(axis=1).any():
        raise MeshingError(f"A triangle of crack '{faces.name}' cannot open. {REMEDY}")
