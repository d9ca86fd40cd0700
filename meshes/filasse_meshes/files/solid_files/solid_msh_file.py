"""Read what a Gmsh .msh file of tetrahedra holds: nodes, cells, and triangles by group."""

from pathlib import Path
from typing import NamedTuple

import gmsh
import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.tags import CRACK_PREFIX
from filasse_meshes.files.kept_reading import kept_reading
from filasse_meshes.files.msh_checks import ON_SIDE
from filasse_meshes.files.msh_file import SAVE_AGAIN, declared_names, msh_version
from filasse_meshes.files.msh_groups import tidy_name
from filasse_meshes.meshing.triangulate import gmsh_model
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.body import right_handed

CORNERS = {"triangle": 3, "tetrahedron": 4}
"""Corners of the cells that are read; mid nodes of cells of higher order are dropped."""


class SolidMshFile(NamedTuple):
    """Content of a .msh file of tetrahedra, in the file's own unit of length.

    Attributes:
        nodes: shape (n, 3), corners of the tetrahedra, the lowest corner of all at the origin;
            those next to a side of the box around them lie exactly there.
        cells: tetrahedra, shape (c, 4), right-handed.
        surfaces: triangles of the physical surfaces by their names, shape (k, 3) each; -1 for a
            node of no tetrahedron.
        loose: the same of surfaces in no physical group, by Gmsh's number.
        volumes: names of the physical volumes.
    """

    nodes: Floats
    cells: Ints
    surfaces: dict[str, Ints]
    loose: dict[int, Ints]
    volumes: tuple[str, ...]

    @property
    def extent(self) -> tuple[float, float, float]:
        """Sizes along x, y and z."""
        x, y, z = self.nodes.max(axis=0).tolist()
        return x, y, z


@kept_reading(2)
def read_solid_file(path: Path) -> SolidMshFile:
    """Read a file of version 2 or 4, text or binary.

    Raises:
        MeshingError: it is no such file, damaged, or holds no tetrahedra.
    """
    # Gmsh takes what it does not know for a script, so it must not see anything else.
    msh_version(path)
    try:
        with gmsh_model():
            gmsh.merge(str(path))
            tags, x, _ = gmsh.model.mesh.getNodes()
            cells = _cells(3, -1, path)
            surfaces, loose = _surfaces(path)
            volumes = [gmsh.model.getPhysicalName(*g) for g in gmsh.model.getPhysicalGroups(3)]
    except MeshingError:
        raise
    except Exception as error:  # all that Gmsh raises
        reason = str(error).removesuffix(".")
        raise MeshingError(f"Cannot read {path} as a Gmsh mesh: {reason}. {SAVE_AGAIN}") from error
    if not len(cells):
        raise MeshingError(
            f"{path} holds no tetrahedra. Mesh the volume in three dimensions (Mesh > 3D), and put "
            "it into a physical group or save all elements."
        )
    _check_groups(path, surfaces)
    used, local = np.unique(cells, return_inverse=True)
    order = np.argsort(tags)
    nodes = x.reshape(-1, 3)[order[np.searchsorted(tags[order].astype(np.int64), used)]]
    if not np.isfinite(nodes).all():
        raise MeshingError(f"{path} has a node whose place is not a finite number; save it again.")
    nodes = _onto_sides(nodes)
    return SolidMshFile(
        nodes,
        right_handed(nodes, local.reshape(-1, 4)),
        {name: _numbered(triangles, used) for name, triangles in surfaces.items()},
        {number: _numbered(triangles, used) for number, triangles in loose.items()},
        tuple(map(tidy_name, volumes)),
    )


def _cells(dimension: int, entity: int, path: Path) -> Ints:
    """Corner nodes of the triangles or tetrahedra of an entity, of all with -1."""
    found = [np.empty((0, dimension + 1), dtype=np.int64)]
    kinds, _, nodes = gmsh.model.mesh.getElements(dimension, entity)
    for kind, ids in zip(kinds, nodes, strict=True):
        name, _, _, count, _, _ = gmsh.model.mesh.getElementProperties(kind)
        shape = name.lower().split()[0]
        if shape not in CORNERS and dimension == 3:
            raise MeshingError(
                f"{path} holds {shape} cells; mesh the volume with tetrahedra only, without "
                "Recombine and without Layers in an Extrude."
            )
        if shape in CORNERS:
            found.append(ids.astype(np.int64).reshape(-1, count)[:, : CORNERS[shape]])
    return np.concatenate(found)


def _surfaces(path: Path) -> tuple[dict[str, Ints], dict[int, Ints]]:
    """Triangles of the present model: of the physical surfaces by name, of others by number."""
    found: dict[str, list[Ints]] = {}
    owned: set[int] = set()
    for dimension, number in gmsh.model.getPhysicalGroups(2):
        name = tidy_name(gmsh.model.getPhysicalName(dimension, number)) or str(number)
        for entity in gmsh.model.getEntitiesForPhysicalGroup(dimension, number).tolist():
            found.setdefault(name, []).append(_cells(2, entity, path))
            owned.add(entity)
    loose = {tag: _cells(2, tag, path) for _, tag in gmsh.model.getEntities(2) if tag not in owned}
    groups = {name: np.concatenate(parts) for name, parts in found.items()}
    return groups, {tag: triangles for tag, triangles in loose.items() if len(triangles)}


def _check_groups(path: Path, surfaces: dict[str, Ints]) -> None:
    """A crack must not vanish because no element is in its group.

    Raises:
        MeshingError: one would.
    """
    declared = declared_names(path)
    if declared and not any(map(len, surfaces.values())) and msh_version(path) < 3:
        wanted = [name for (dimension, _), name in declared.items() if dimension == 2]
        if wanted:
            raise MeshingError(
                f"{path} names physical surfaces, but no element is in one: version 2 of the "
                "format loses them where all elements are saved. Switch off 'Save all elements' "
                "(Mesh.SaveAll = 0), or save it as version 4.1."
            )
    for (dimension, _), name in declared.items():
        tidy = tidy_name(name)
        if not tidy.startswith(CRACK_PREFIX) or (dimension == 2 and len(surfaces.get(tidy, ()))):
            continue
        if dimension != 2:
            what = ("point", "curve", "surface", "volume")[dimension]
            raise MeshingError(
                f"{path}: '{name}' is a physical {what}, but a crack of a body is a surface; put "
                "the surface into the group, and save again."
            )
        raise MeshingError(
            f"{path} names the physical group '{name}', but no triangle is in it; put the surface "
            "of the crack into the group and mesh it, or delete the group."
        )


def _onto_sides(nodes: Floats) -> Floats:
    """Put the lowest corner at the origin, and nodes next to a side exactly there."""
    nodes = nodes - nodes.min(axis=0)
    extent = nodes.max(axis=0)
    near = ON_SIDE * float(extent.max())
    nodes = np.where(nodes <= near, 0.0, nodes)
    return np.where(nodes >= extent - near, extent, nodes)


def _numbered(triangles: Ints, used: Ints) -> Ints:
    """Triangles by the places of their nodes among those used, -1 for others."""
    index = np.minimum(np.searchsorted(used, triangles), len(used) - 1)
    return np.where(used[index] == triangles, index, -1)
