"""Turn a user's .msh of tetrahedra into an opened mesh: one physical surface per crack."""

from pathlib import Path

import numpy as np

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_data import SolidMesh, SolidSizes, SolidSlab
from filasse_meshes.files.solid_files.imported_crack import ImportedCrack, follow_crack
from filasse_meshes.files.solid_files.solid_msh_checks import (
    check_crack_surfaces,
    check_extent,
    check_joined,
    check_sides,
    check_unit,
    crack_surfaces,
    tell_of_unused,
    warn_of_forgotten,
)
from filasse_meshes.files.solid_files.solid_msh_file import SolidMshFile, read_solid_file
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.body import ClosedBody, Inside, signed_volumes
from filasse_meshes.solid.solid_audit import audit_solid
from filasse_meshes.solid.solid_opening import open_surfaces

COVERED = 1e-6
"""Largest relative error of the volume that a file fills."""


def import_solid_mesh(path: str | Path, unit: float = 1.0, *, quiet: bool = False) -> SolidMesh:
    """Read a .msh of a box of tetrahedra, and open its cracks.

    The cracks are closed in the file, that is, ordinary facets between cells, each in a physical
    surface `crack:NAME`. They are flat, and lie inside or open at the anode, the side of least y.
    Of cells of higher order the corners count. Growing cracks are meshed again from `slab` of the
    result.

    Args:
        path: the file, of version 2 or 4.
        unit: [m], the length that 1 stands for in the file.
        quiet: do not warn of what may be a crack without a group; a configuration notes it.

    Raises:
        MeshingError: the file cannot be read, or holds an unsound mesh.
    """
    path = Path(path)
    check_unit(unit)
    content = read_solid_file(path)
    nodes = content.nodes * unit
    extent = nodes.max(axis=0)
    check_extent(extent, path)
    check_sides(content, path)
    _check_cover(content, nodes, path)
    check_joined(nodes, extent, path)
    check_crack_surfaces(content, nodes, path)
    if not quiet:
        warn_of_forgotten(content, path)
    tell_of_unused(content, path)
    parts = [
        follow_crack(name, triangles, nodes, content.cells, f"{path}: crack '{name}'")
        for name, triangles in crack_surfaces(content).items()
    ]
    width, thickness, depth = extent.tolist()
    slab = SolidSlab(width, thickness, depth, tuple(part.crack for part in parts))
    body = ClosedBody(nodes, content.cells, tuple(part.nodes for part in parts), ())
    inside = Inside([part.mesh for part in parts], [], [None] * len(parts))
    mesh = open_surfaces(body, inside, slab, _sizes(body, parts))
    audit_solid(mesh)
    return mesh


def _check_cover(content: SolidMshFile, nodes: Floats, path: Path) -> None:
    extent = nodes.max(axis=0)
    covered = float(signed_volumes(nodes, content.cells).sum() / np.prod(extent))
    if not abs(covered - 1) <= COVERED:
        size = " x ".join(f"{length * 1e6:.4g}" for length in extent)
        raise MeshingError(
            f"{path} fills {covered:.4%} of its box of {size} um; the body must be a box, along "
            "the axes and without holes."
        )


def _sizes(body: ClosedBody, parts: list[ImportedCrack]) -> SolidSizes:
    """Sizes like those of the file, with which grown cracks are meshed again."""
    corners = body.nodes[body.cells]
    far = float(np.linalg.norm(corners[:, 0] - corners[:, 1], axis=1).max())
    steps = [np.diff(part.crack.fronts[0].points, axis=0) for part in parts]
    front = min((float(np.linalg.norm(s, axis=1).mean()) for s in steps), default=far)
    return SolidSizes(front=front, far=far)
