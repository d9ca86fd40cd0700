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

type Ints = npt.NDArray[np.integer]

PICTURES = (".png", ".pdf", ".svg")


def stats_lines(mesh: filasse_meshes.SlabMesh) -> list[str]:
    """Numbers and qualities of the cells, one a line."""
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


def save_mesh(mesh: filasse_meshes.SlabMesh, path: Path) -> None:
    """Write a picture or a mesh file, by the ending of its name."""
    if not path.parent.is_dir():
        raise UsageError(f"{path}: the folder {path.parent} does not exist; create it")
    if path.suffix in PICTURES:
        draw(mesh).savefig(path, dpi=200)
        return
    try:
        filasse_meshes.export_mesh(mesh, path)
    except filasse_meshes.MeshingError as error:
        raise MeshError(str(error)) from None


def show_mesh(mesh: filasse_meshes.SlabMesh) -> None:
    """Open a window with the mesh."""
    if pyplot.get_backend().lower() == "agg":
        raise UsageError("there is no display for a window; write a picture with -o mesh.png")
    draw(mesh)
    pyplot.show()


def draw(mesh: filasse_meshes.SlabMesh) -> Figure:
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
