"""What the command ``filasse mesh`` does with a mesh."""

from pathlib import Path

from matplotlib import pyplot
from matplotlib.figure import Figure

import filasse_meshes
from filasse.errors import MeshError, UsageError

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
    except filasse_meshes.MeshError as error:
        raise MeshError(str(error)) from None


def show_mesh(mesh: filasse_meshes.SlabMesh) -> None:
    """Open a window with the mesh."""
    if pyplot.get_backend().lower() == "agg":
        raise UsageError("there is no display for a window; write a picture with -o mesh.png")
    draw(mesh)
    pyplot.show()


def draw(mesh: filasse_meshes.SlabMesh) -> Figure:
    """Draw the edges of the cells, in micrometres."""
    figure, axes = pyplot.subplots(figsize=(8, 8), layout="constrained")
    x, y = (1e6 * mesh.points).T
    axes.triplot(x, y, mesh.cells[:, :3], linewidth=0.3)
    axes.set(aspect="equal", xlabel="x (um)", ylabel="y (um)")
    return figure
