"""Write a mesh for other programs."""

from collections.abc import Callable
from pathlib import Path

import meshio
import numpy as np

from filasse_meshes.arrays import Ints
from filasse_meshes.data.mesh import SlabMesh
from filasse_meshes.data.tags import CRACK_PREFIX, GRAIN_PREFIX, PORE_PREFIX, Surface
from filasse_meshes.meshing_error import MeshingError


def export_mesh(mesh: SlabMesh, path: str | Path) -> None:
    """Write a mesh, in metres, as .vtu (or another format of meshio) or as Gmsh's .msh.

    A .msh has straight 3-node triangles, closed cracks as curves `crack:NAME`, pore walls as
    curves `pore:NAME` and grains as areas `grain:NUMBER`, so that `import_mesh` and Gmsh read it;
    other formats show the open cracks.

    Raises:
        MeshingError: the file name has no known ending, or the file cannot be written.
    """
    write_mesh(path, mesh, _closed, _opened)


def write_mesh[M](
    path: str | Path,
    mesh: M,
    closed: Callable[[M], meshio.Mesh],
    opened: Callable[[M], meshio.Mesh],
) -> None:
    """Write a mesh of either dimension in the format that its file name asks for.

    Args:
        path: its ending names the format.
        mesh: the mesh.
        closed: what a .msh holds of it: cracks are surfaces inside.
        opened: what other formats hold: cracks have two faces.

    Raises:
        MeshingError: the file name has no known ending, or the file cannot be written.
    """
    path = Path(path)
    try:
        if path.suffix == ".msh":
            meshio.write(path, closed(mesh), file_format="gmsh22")
        else:
            meshio.write(path, opened(mesh))
    except (meshio.WriteError, meshio.ReadError, OSError) as error:
        raise MeshingError(f"Cannot write the mesh to {path}: {error} Try .vtu or .msh.") from error


def _opened(mesh: SlabMesh) -> meshio.Mesh:
    # VTK wants the mid nodes of edges 01, 12, 20; ours are opposite vertex 0, 1, 2.
    cells = mesh.cells[:, [0, 1, 2, 5, 3, 4]]
    data = {
        "region": [mesh.region, np.full(len(mesh.facets), -1, dtype=np.int32)],
        "grain": [mesh.grain, np.full(len(mesh.facets), -1, dtype=np.int32)],
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
    areas, area = _areas(mesh)
    curves = _curves(mesh)
    lines = np.concatenate(list(curves.values()))
    curve = np.repeat(np.arange(len(curves)), [len(edges) for edges in curves.values()])
    groups = [area + 1, curve + 1]
    return meshio.Mesh(
        _in_space(mesh)[kept],
        [("triangle", ids[mesh.cells[:, :3]]), ("line", ids[lines])],
        cell_data={"gmsh:physical": groups, "gmsh:geometrical": groups},
        field_data={name: np.array([i + 1, 2]) for i, name in enumerate(areas)}
        | {name: np.array([i + 1, 1]) for i, name in enumerate(curves)},
    )


def _areas(mesh: SlabMesh) -> tuple[list[str], Ints]:
    """Names of the physical areas, and the area of every cell; grains have their own."""
    grained = (mesh.grain >= 0) & (mesh.region == 0)
    area = np.where(grained, len(mesh.region_names) + mesh.grain, mesh.region).astype(np.int64)
    names = [*mesh.region_names, *(f"{GRAIN_PREFIX}{i}" for i in range(mesh.grain.max() + 1))]
    used, compact = np.unique(area, return_inverse=True)
    return [names[i] for i in used], compact


def _curves(mesh: SlabMesh) -> dict[str, Ints]:
    """Edges of the physical curves: sides, then pore walls, then cracks."""
    sides = (Surface.ANODE, Surface.COUNTER, Surface.LEFT, Surface.RIGHT)
    curves = {tag.name.lower(): mesh.facets[mesh.facet_tags == tag] for tag in sides}
    curves |= {PORE_PREFIX + pore.name: pore.facets for pore in mesh.pores}
    for trace in mesh.traces:
        curves[CRACK_PREFIX + trace.name] = np.column_stack([trace.plus[:-1], trace.plus[1:]])
    return curves


def _in_space(mesh: SlabMesh) -> np.ndarray:
    return np.column_stack([mesh.points, np.zeros(len(mesh.points))])
