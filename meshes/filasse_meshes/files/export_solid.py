"""Write a mesh in space for other programs."""

from pathlib import Path

import meshio
import numpy as np

from filasse_meshes.arrays import Ints
from filasse_meshes.data.solid_data import SolidMesh
from filasse_meshes.data.tags import CRACK_PREFIX, ELECTROLYTE, PORE_PREFIX, Surface
from filasse_meshes.files.export import write_mesh

SIDES = (
    *(Surface.ANODE, Surface.COUNTER, Surface.LEFT),
    *(Surface.RIGHT, Surface.FRONT, Surface.BACK),
)


def export_solid_mesh(mesh: SolidMesh, path: str | Path) -> None:
    """Write a mesh, in metres, as .vtu (or another format of meshio) or as Gmsh's .msh.

    A .msh has straight 4-node tetrahedra, closed cracks as surfaces `crack:NAME` and the sides by
    their names, so that `import_solid_mesh` and Gmsh read it; other formats show the open cracks.

    Raises:
        MeshingError: the file name has no known ending, or the file cannot be written.
    """
    write_mesh(path, mesh, _closed, _opened)


def _opened(mesh: SolidMesh) -> meshio.Mesh:
    none = np.full(len(mesh.facets), -1, dtype=np.int32)
    data = {
        "grain": [mesh.grain, none],
        "boundary": [np.zeros(len(mesh.cells), dtype=np.int32), mesh.facet_tags],
    }
    cells = [("tetra10", mesh.cells), ("triangle", mesh.facets)]
    return meshio.Mesh(mesh.points, cells, cell_data=data)


def _closed(mesh: SolidMesh) -> meshio.Mesh:
    weld = np.arange(mesh.vertex_count)
    for crack in mesh.cracks:
        weld[crack.minus] = crack.plus
    kept, ids = np.unique(weld, return_inverse=True)
    surfaces = _surfaces(mesh)
    triangles = np.concatenate(list(surfaces.values()))
    number = np.repeat(np.arange(len(surfaces)), [len(part) for part in surfaces.values()])
    groups = [np.ones(len(mesh.cells), dtype=np.int64), number + 1]
    return meshio.Mesh(
        mesh.points[kept],
        [("tetra", ids[mesh.cells[:, :4]]), ("triangle", ids[triangles])],
        cell_data={"gmsh:physical": groups, "gmsh:geometrical": groups},
        field_data={ELECTROLYTE: np.array([1, 3])}
        | {name: np.array([i + 1, 2]) for i, name in enumerate(surfaces)},
    )


def _surfaces(mesh: SolidMesh) -> dict[str, Ints]:
    """Facets of the physical surfaces: sides, then walls of pores, then cracks."""
    surfaces = {tag.name.lower(): mesh.facets[mesh.facet_tags == tag] for tag in SIDES}
    surfaces |= {PORE_PREFIX + pore.name: pore.facets for pore in mesh.pores}
    for crack in mesh.cracks:
        surfaces[CRACK_PREFIX + crack.name] = crack.plus[crack.triangles]
    return surfaces
