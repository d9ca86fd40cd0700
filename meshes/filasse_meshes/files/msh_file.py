"""Read what a Gmsh .msh file holds, whatever its version: nodes, triangles and edges by group."""

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import NamedTuple

import gmsh
import meshio
import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.files.kept_reading import kept_reading
from filasse_meshes.meshing.triangulate import gmsh_model
from filasse_meshes.meshing_error import MeshingError

SAVE_AGAIN = "In Gmsh, save it again as version 4.1 (File > Export, or Mesh.MshFileVersion = 4.1)."
CORNERS = {"vertex": 1, "point": 1, "line": 2, "triangle": 3, "quad": 4}
"""Corners of the cells that are read; mid nodes of cells of higher order are dropped."""


class SolidCellsError(MeshingError):
    """A file that was to be flat holds cells in space."""


class Group(NamedTuple):
    """A physical group.

    Attributes:
        name: as written; empty for a group that has only a number.
        number: its number.
        cells: corners of its elements, indices of points: shape (k, 3) for an area, (k, 2) for a
            curve.
    """

    name: str
    number: int
    cells: Ints


class MshFile(NamedTuple):
    """Content of a .msh file, in the file's own unit of length.

    Attributes:
        points: shape (n_points, 3), all of them; some may be used by no triangle.
        areas: physical surfaces.
        curves: physical curves.
        loose: corners of the triangles that are in no physical surface, shape (k, 3).
        loose_edges: edges that are in no physical curve, shape (k, 2).
        others: names of physical points and volumes, which mean nothing here.
        empty: names of physical curves and surfaces that no element is in.
    """

    points: Floats
    areas: tuple[Group, ...]
    curves: tuple[Group, ...]
    loose: Ints
    loose_edges: Ints
    others: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def triangles(self) -> Ints:
        """Corners of all triangles, shape (n_cells, 3)."""
        return np.concatenate([self.loose, *(group.cells for group in self.areas)])

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of what the triangles cover, in the file's unit of length."""
        used = self.points[np.unique(self.triangles), :2]
        width, height = (used.max(axis=0) - used.min(axis=0)).tolist()
        return width, height


class _ElementBlock(NamedTuple):
    """Elements of one kind in one physical group; group 0 stands for none."""

    dimension: int
    number: int
    cells: Ints


@kept_reading(2)
def read_msh_file(path: Path) -> MshFile:
    """Read a file of version 2 or 4, text or binary.

    Raises:
        MeshingError: it is no such file, damaged, or holds no triangles.
    """
    # Gmsh takes what it does not know for a script, so it must not see anything else.
    read = _with_meshio if msh_version(path) < 3 else _with_gmsh
    points, names, blocks = read(path)
    areas = _groups(blocks, names, 2)
    loose = np.concatenate([np.empty((0, 3), np.int64), *(g.cells for g in areas if not g.number)])
    filled = {(block.dimension, block.number) for block in blocks if block.number}
    names = declared_names(path) | names
    others = {names.get(key, "") or str(key[1]) for key in {*names, *filled} if key[0] in (0, 3)}
    edges = [b.cells for b in blocks if b.dimension == 1 and not b.number]
    file = MshFile(
        points,
        areas=tuple(g for g in areas if g.number),
        curves=tuple(_groups(blocks, names, 1)),
        loose=loose,
        loose_edges=np.concatenate([np.empty((0, 2), np.int64), *edges]),
        others=tuple(sorted(others)),
        empty=tuple(sorted(names[key] for key in names.keys() - filled if key[0] in (1, 2))),
    )
    if not len(file.triangles):
        raise MeshingError(
            f"{path} holds no triangles. Mesh the surface in two dimensions, and put it into a "
            "physical group or save all elements."
        )
    return file


def msh_version(path: Path) -> float:
    """Version of the format: 2.2, 4.0, 4.1, ..."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MeshingError(f"Cannot read {path}: {error.strerror}.") from error
    found = re.match(rb"\$MeshFormat\s+(\d+\.?\d*)", content)
    if found is None:
        old = content.startswith(b"$NOD")
        what = "of version 1, which has no names of groups" if old else "no Gmsh mesh"
        raise MeshingError(f"Cannot read {path} as a Gmsh mesh: it is {what}. {SAVE_AGAIN}")
    if b"$EndElements" not in content:
        raise MeshingError(
            f"Cannot read {path} as a Gmsh mesh: it holds no elements, or ends too early. "
            f"{SAVE_AGAIN}"
        )
    return float(found[1])


type _Names = dict[tuple[int, int], str]
type _Content = tuple[Floats, _Names, list[_ElementBlock]]


def declared_names(path: Path) -> dict[tuple[int, int], str]:
    """Names of all groups by dimension and number; Gmsh forgets those that have no elements."""
    found = re.search(rb"\$PhysicalNames(.*?)\$EndPhysicalNames", path.read_bytes(), re.DOTALL)
    lines = re.findall(rb'(\d) +(\d+) +"(.*)"', found[1]) if found is not None else []
    return {(int(d), int(n)): name.decode("utf-8", "replace") for d, n, name in lines}


def _groups(blocks: list[_ElementBlock], names: _Names, dimension: int) -> list[Group]:
    """Join the blocks of every group; groups of one name are one."""
    cells: dict[tuple[str, int], list[Ints]] = {}
    numbers: dict[str, int] = {}
    for block in blocks:
        if block.dimension == dimension and (block.number or dimension == 2):
            name = names.get((dimension, block.number), "")
            number = numbers.setdefault(name, block.number) if name else block.number
            cells.setdefault((name, number), []).append(block.cells)
    return [Group(name, number, np.concatenate(c)) for (name, number), c in cells.items()]


def _with_gmsh(path: Path) -> _Content:
    """Versions 4.x: groups belong to the entities of a geometry."""
    try:
        with gmsh_model():
            gmsh.merge(str(path))
            tags, x, _ = gmsh.model.mesh.getNodes()
            order = np.argsort(tags)
            names, blocks = _entities(path)
            ids = tags[order].astype(np.int64)
            found = [block._replace(cells=np.searchsorted(ids, block.cells)) for block in blocks]
            return x.reshape(-1, 3)[order].copy(), names, found
    except MeshingError:
        raise
    except Exception as error:  # all that Gmsh raises
        reason = str(error).removesuffix(".")
        raise MeshingError(f"Cannot read {path} as a Gmsh mesh: {reason}. {SAVE_AGAIN}") from error


def _entities(path: Path) -> tuple[_Names, list[_ElementBlock]]:
    """Names of the groups and elements of the present model, with the node tags of Gmsh."""
    groups = [(int(d), int(n)) for d, n in gmsh.model.getPhysicalGroups()]
    names = {key: gmsh.model.getPhysicalName(*key) for key in groups}
    parts = [(*key, gmsh.model.getEntitiesForPhysicalGroup(*key).tolist()) for key in groups]
    owned = {(d, entity) for d, _, entities in parts for entity in entities}
    there = set(gmsh.model.getEntities())
    parts += [(d, 0, [entity]) for d, entity in sorted(there - owned) if d >= 1]
    blocks = [
        _ElementBlock(d, n, cells)
        for d, n, entities in parts
        for entity in entities
        if (d, entity) in there
        for cells in _cells_of(d, entity, path)
    ]
    return names, blocks


def _cells_of(dimension: int, entity: int, path: Path) -> Iterator[Ints]:
    """Corner nodes of the elements of an entity, quadrangles cut in two."""
    kinds, _, nodes = gmsh.model.mesh.getElements(dimension, entity)
    for kind, ids in zip(kinds, nodes, strict=True):
        name, _, _, count, _, corners = gmsh.model.mesh.getElementProperties(kind)
        kind_name = "quad" if "quad" in name.lower() else name.lower().split()[0]
        cells = ids.astype(np.int64).reshape(-1, count)[:, :corners]
        yield _flat(kind_name, cells, path)


def _with_meshio(path: Path) -> _Content:
    """Versions 2.x: every element has a group of its own."""
    try:
        with redirect_stderr(io.StringIO()):  # its remarks on tags of partitions
            mesh = meshio.read(path, file_format="gmsh")
    except (Exception, SystemExit) as error:  # meshio raises whatever a broken file makes it meet
        reason = f"it is damaged ({type(error).__name__}: {error})".replace("\n", " ")
        raise MeshingError(f"Cannot read {path} as a Gmsh mesh: {reason}. {SAVE_AGAIN}") from error
    names = {(int(dim), int(n)): name for name, (n, dim) in mesh.field_data.items()}
    physical = mesh.cell_data.get("gmsh:physical") or [np.zeros(len(b.data)) for b in mesh.cells]
    if names and not any(np.any(numbers) for numbers in physical):
        raise MeshingError(
            f"{path} names physical groups, but no element is in one: version 2 of the format "
            "loses them where all elements are saved. Switch off 'Save all elements' "
            "(Mesh.SaveAll = 0), or save it as version 4.1."
        )
    blocks = []
    for block, numbers in zip(mesh.cells, physical, strict=True):
        kind = re.match("[a-z]+", block.type.lower())
        name = kind[0] if kind else block.type
        data = block.data[:, : CORNERS.get(name, 4)].astype(np.int64)
        for number in np.unique(numbers).tolist():
            cells = _flat(name, data[numbers == number], path)
            blocks.append(_ElementBlock(cells.shape[1] - 1, int(number), cells))
    points = np.zeros((len(mesh.points), 3))
    points[:, : mesh.points.shape[1]] = mesh.points
    return points, names, blocks


def _flat(kind: str, cells: Ints, path: Path) -> Ints:
    """Corners of points, edges and triangles; quadrangles are cut in two, solids rejected."""
    if kind not in CORNERS:
        raise SolidCellsError(
            f"{path} holds {kind} cells, which are three-dimensional; mesh a flat slab in two "
            "dimensions (Mesh > 2D) and save that."
        )
    if kind == "quad":
        return cells[:, [[0, 1, 2], [0, 2, 3]]].reshape(-1, 3)
    return cells
