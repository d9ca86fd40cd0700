"""Write a mesh for other programs."""

from pathlib import Path

import meshio
import numpy as np

from lifil_meshes.errors import MeshError
from lifil_meshes.mesh import SlabMesh
from lifil_meshes.tags import CRACK_PREFIX, Tag


def export_mesh(mesh: SlabMesh, path: str | Path) -> None:
    """Write a mesh, in metres, as .vtu (or another format of meshio) or as Gmsh's .msh.

    A .msh has straight 3-node triangles, closed cracks as curves `crack:NAME`, and physical
    groups, so that `import_mesh` and Gmsh read it; other formats show the open cracks.

    Raises:
        MeshError: the file name has no known ending, or the file cannot be written.
    """
    path = Path(path)
    try:
        if path.suffix == ".msh":
            meshio.write(path, _closed(mesh), file_format="gmsh22")
        else:
            meshio.write(path, _opened(mesh))
    except (meshio.WriteError, meshio.ReadError, OSError) as error:
        raise MeshError(f"Cannot write the mesh to {path}: {error} Try .vtu or .msh.") from error


def _opened(mesh: SlabMesh) -> meshio.Mesh:
    # VTK wants the mid nodes of edges 01, 12, 20; ours are opposite vertex 0, 1, 2.
    cells = mesh.cells[:, [0, 1, 2, 5, 3, 4]]
    data = {
        "region": [mesh.region, np.full(len(mesh.facets), -1, dtype=np.int32)],
        "boundary": [np.zeros(len(cells), dtype=np.int32), mesh.facet_tags],
    }
    return meshio.Mesh(
        _in_space(mesh), [("triangle6", cells), ("line", mesh.facets)], cell_data=data
    )


def _closed(mesh: SlabMesh) -> meshio.Mesh:
    weld = np.arange(mesh.vertex_count)
    for trace in mesh.traces:
        weld[trace.minus] = trace.plus
    kept, ids = np.unique(weld, return_inverse=True)
    sides = mesh.facet_tags <= Tag.RIGHT
    chains = [np.column_stack([t.plus[:-1], t.plus[1:]]) for t in mesh.traces]
    names = [tag.name.lower() for tag in (Tag.ANODE, Tag.COUNTER, Tag.LEFT, Tag.RIGHT)]
    names += [CRACK_PREFIX + trace.name for trace in mesh.traces]
    curve = [mesh.facet_tags[sides], *(np.full(len(c), 5 + i) for i, c in enumerate(chains))]
    curves = np.concatenate(curve).astype(np.int64)
    groups = [mesh.region.astype(np.int64) + 1, curves]
    return meshio.Mesh(
        _in_space(mesh)[kept],
        [
            ("triangle", ids[mesh.cells[:, :3]]),
            ("line", ids[np.concatenate([mesh.facets[sides], *chains])]),
        ],
        cell_data={"gmsh:physical": groups, "gmsh:geometrical": groups},
        field_data={name: np.array([i + 1, 2]) for i, name in enumerate(mesh.region_names)}
        | {name: np.array([i + 1, 1]) for i, name in enumerate(names)},
    )


def _in_space(mesh: SlabMesh) -> np.ndarray:
    return np.column_stack([mesh.points, np.zeros(len(mesh.points))])
