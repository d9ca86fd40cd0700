"""What the command ``filasse mesh`` does with a mesh."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import pyplot
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

import filasse_meshes
from filasse.errors import MeshError, UsageError
from filasse.output.folder.atomic_files import disk_errors
from filasse_meshes.solid.solid_audit import dihedral_angles
from filasse_meshes.solid.tetrahedra import EDGES

type Ints = npt.NDArray[np.integer]

PICTURES = (".png", ".pdf", ".svg")


type AnyMesh = filasse_meshes.SlabMesh | filasse_meshes.SolidMesh


def stats_lines(mesh: AnyMesh) -> list[str]:
    """Numbers and qualities of the cells, one a line."""
    if isinstance(mesh, filasse_meshes.SolidMesh):
        return _solid_lines(mesh)
    stats = filasse_meshes.mesh_stats(mesh)
    tips = ", ".join(f"{1e6 * size:.4g}" for size in stats.tip_sizes)
    areas = [f"{name} {1e12 * area:.6g} um^2" for name, area in stats.region_areas.items()]
    return [
        f"cells                  {stats.cells}",
        f"vertices               {stats.vertices}",
        f"nodes                  {stats.nodes}",
        f"displacement unknowns  {stats.displacement_dofs}",
        f"smallest angle         {stats.smallest_angle:.1f} deg",
        f"shortest edge          {1e6 * stats.shortest_edge:.4g} um",
        f"longest edge           {1e6 * stats.longest_edge:.4g} um",
        f"largest edge at tips   {tips} um" if stats.tip_sizes else "no tips",
        *(f"area of {text}" for text in areas),
    ]


def _solid_lines(mesh: filasse_meshes.SolidMesh) -> list[str]:
    ends = mesh.points[mesh.cells[:, EDGES]]
    edges = np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2)
    angles = dihedral_angles(mesh.points, mesh.cells[:, :4])
    fronts = ", ".join(f"{crack.name} {len(crack.front)}" for crack in mesh.cracks)
    return [
        f"cells                  {len(mesh.cells)}",
        f"vertices               {mesh.vertex_count}",
        f"nodes                  {len(mesh.points)}",
        f"displacement unknowns  {mesh.points.size}",
        f"smallest dihedral      {angles.min():.1f} deg",
        f"shortest edge          {1e6 * edges.min():.4g} um",
        f"longest edge           {1e6 * edges.max():.4g} um",
        f"vertices on cracks     {sum(len(crack.plus) for crack in mesh.cracks)}",
        f"vertices on fronts     {fronts}" if fronts else "no cracks",
    ]


def save_mesh(mesh: AnyMesh, path: Path) -> None:
    """Write a picture or a mesh file, by the ending of its name."""
    if path.suffix.lower() in PICTURES:
        with disk_errors(path):
            draw_cells(_in_plane(mesh)).savefig(path, dpi=200)
        return
    try:
        if isinstance(mesh, filasse_meshes.SolidMesh):
            filasse_meshes.export_solid_mesh(mesh, path)
        else:
            filasse_meshes.export_mesh(mesh, path)
    except filasse_meshes.MeshingError as error:
        raise MeshError(str(error)) from None


def _in_plane(mesh: AnyMesh) -> filasse_meshes.SlabMesh:
    if isinstance(mesh, filasse_meshes.SolidMesh):
        raise UsageError(
            "a mesh in space is not drawn; write a file with -o mesh.vtu and open it in ParaView"
        )
    return mesh


def show_mesh(mesh: AnyMesh) -> None:
    """Open a window with the mesh."""
    plane = _in_plane(mesh)
    if pyplot.get_backend().lower() == "agg":
        raise UsageError("there is no display for a window; write a picture with -o mesh.png")
    draw_cells(plane)
    pyplot.show()


def draw_cells(mesh: filasse_meshes.SlabMesh) -> Figure:
    """Draw the cells, a colour per grain or region, and borders between them; in micrometres."""
    figure, axes = pyplot.subplots(figsize=(8, 8), layout="constrained")
    x, y = (1e6 * mesh.points).T
    parts = _parts(mesh)
    look: Any = {"cmap": "tab20", "vmin": 0, "vmax": 20, "alpha": 0.55, "rasterized": True}
    if parts.any():
        axes.tripcolor(x, y, mesh.cells[:, :3], facecolors=_shuffled(parts), **look)
    axes.triplot(x, y, mesh.cells[:, :3], linewidth=0.3, color="#456")
    borders = 1e6 * mesh.points[_borders(mesh.cells[:, :3], parts)]
    axes.add_collection(LineCollection(list(borders), colors="black", linewidths=1.2))
    axes.set(aspect="equal", xlabel="x (µm)", ylabel="y (µm)")
    return figure


def _parts(mesh: filasse_meshes.SlabMesh) -> Ints:
    """Number of the grain and region of every cell, from 0."""
    pairs = np.column_stack([mesh.region, mesh.grain])
    return np.asarray(np.unique(pairs, axis=0, return_inverse=True)[1]).ravel()


def _shuffled(parts: Ints) -> Ints:
    """Colours 0 to 19 that differ between parts of neighbouring numbers."""
    return parts * 7 % 20


def _borders(corners: Ints, parts: Ints) -> Ints:
    """Edges between cells of different parts, shape (k, 2)."""
    edges = np.sort(np.concatenate([corners[:, pair] for pair in ([0, 1], [1, 2], [2, 0])]), axis=1)
    unique, index = np.unique(edges, axis=0, return_inverse=True)
    low, high = np.full(len(unique), len(parts)), np.full(len(unique), -1)
    np.minimum.at(low, index.ravel(), np.tile(parts, 3))
    np.maximum.at(high, index.ravel(), np.tile(parts, 3))
    return np.asarray(unique[low < high])
