"""Read the arrays and names of a Gmsh .msh file."""

from pathlib import Path
from typing import NamedTuple

import meshio
import numpy as np

from filasse_meshes.arrays import MICROMETRE, Floats, Ints, Ints32
from filasse_meshes.data.tags import CRACK_PREFIX, ELECTROLYTE, GRAIN_PREFIX, PORE_PREFIX
from filasse_meshes.errors import MeshError
from filasse_meshes.meshing.triangulate import counter_clockwise

SIDES = {"anode": (1, 0), "counter": (1, 1), "left": (0, 0), "right": (0, 1)}
"""Axis and end (0 low, 1 high) of the side that a physical curve must lie on."""


class RawMesh(NamedTuple):
    """A mesh as the user made it.

    Attributes:
        nodes: [um], shape (n_nodes, 2), the lower left corner at the origin.
        triangles: shape (n_cells, 3), counter-clockwise.
        region: shape (n_cells,), index into `region_names`.
        region_names: physical areas, "electrolyte" first if there is one.
        curves: edges of shape (k, 2) of every physical curve.
    """

    nodes: Floats
    triangles: Ints
    region: Ints32
    region_names: tuple[str, ...]
    curves: dict[str, Ints]


def read_msh(path: Path, unit: float) -> RawMesh:
    """Read a file and check its groups; `unit` [m] is the length that 1 stands for in it."""
    mesh = _load(path)
    _check_names(mesh, path)
    nodes, ids = _used_nodes(mesh, unit)
    cells, label = _blocks(mesh, "triangle")
    lines, curve = _blocks(mesh, "line")
    groups = {name: (int(tag), int(dim)) for name, (tag, dim) in mesh.field_data.items()}
    areas = sorted((n for n, (_, dim) in groups.items() if dim == 2), key=ELECTROLYTE.__ne__)
    region = np.full(len(cells), -1, dtype=np.int32)
    for i, name in enumerate(areas):
        region[label == groups[name][0]] = i
    if (region < 0).any():
        raise MeshError(f"{path} has triangles in no named physical area; give each area a name.")
    curves = {n: ids[lines[curve == tag]] for n, (tag, dim) in groups.items() if dim == 1}
    raw = RawMesh(nodes, counter_clockwise(nodes, ids[cells]), region, tuple(areas), curves)
    _check_sides(raw, path)
    return raw


def _load(path: Path) -> meshio.Mesh:
    try:
        return meshio.read(path, file_format="gmsh")
    except (meshio.ReadError, OSError, ValueError, KeyError, SystemExit) as error:
        raise MeshError(f"Cannot read {path} as a Gmsh mesh: {error}") from error


def _check_names(mesh: meshio.Mesh, path: Path) -> None:
    found = {name: int(dim) for name, (_, dim) in mesh.field_data.items()}
    wanted = dict.fromkeys(SIDES, 1)
    if not any(name.startswith(GRAIN_PREFIX) for name in found):
        wanted[ELECTROLYTE] = 2
    missing = [name for name, dim in wanted.items() if found.get(name) != dim]
    if missing:
        raise MeshError(
            f"{path} lacks the physical groups {', '.join(missing)}; it has "
            f"{', '.join(sorted(found)) or 'none'}. Name the areas and the four sides in Gmsh."
        )
    odd = [n for n, dim in found.items() if dim == 1 and n not in SIDES]
    odd = [name for name in odd if not name.startswith((CRACK_PREFIX, PORE_PREFIX))]
    if odd:
        raise MeshError(
            f"{path} has the unknown physical curve '{odd[0]}'; cracks are called "
            f"'{CRACK_PREFIX}NAME', pores '{PORE_PREFIX}NAME', the sides {', '.join(SIDES)}."
        )


def _blocks(mesh: meshio.Mesh, kind: str) -> tuple[Ints, Ints]:
    """Corners and physical numbers of all cells of a kind, of first or second order."""
    corners = {"triangle": 3, "line": 2}[kind]
    order = {"triangle": ("triangle", "triangle6"), "line": ("line", "line3")}[kind]
    cells, tags = [np.empty((0, corners), np.int64)], [np.empty(0, np.int64)]
    for block, physical in zip(mesh.cells, mesh.cell_data["gmsh:physical"], strict=True):
        if block.type in order:
            cells.append(block.data[:, :corners].astype(np.int64))
            tags.append(np.asarray(physical, dtype=np.int64))
        elif block.type not in ("vertex", "triangle", "triangle6", "line", "line3"):
            raise MeshError(f"The mesh has cells of type '{block.type}'; use triangles only.")
    return np.concatenate(cells), np.concatenate(tags)


def _used_nodes(mesh: meshio.Mesh, unit: float) -> tuple[Floats, Ints]:
    """Corner nodes [um] of the triangles, and the new id of every old node."""
    used = np.unique(_blocks(mesh, "triangle")[0])
    ids = np.full(len(mesh.points), -1, dtype=np.int64)
    ids[used] = np.arange(len(used))
    nodes = mesh.points[used, :2] * (unit / MICROMETRE)
    return nodes - nodes.min(axis=0), ids


def _check_sides(raw: RawMesh, path: Path) -> None:
    size = raw.nodes.max(axis=0)
    for name, (axis, end) in SIDES.items():
        off = np.abs(raw.nodes[np.unique(raw.curves[name]), axis] - end * size[axis])
        if off.size == 0 or off.max() > 1e-6 * size.max():
            raise MeshError(
                f"The curve '{name}' of {path} is not on the {_place(axis, end)} side of the "
                "slab; the mesh must be a rectangle with the anode at the bottom."
            )
        # Files carry rounded numbers; sides must be straight to the last bit.
        raw.nodes[np.unique(raw.curves[name]), axis] = end * size[axis]


def _place(axis: int, end: int) -> str:
    return (("left", "right"), ("lower", "upper"))[axis][end]
