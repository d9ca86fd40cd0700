"""What the physical groups of a .msh file mean: sides, cracks, pores, grains and regions."""

import difflib
import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import MICROMETRE, Floats, Ints, Ints32
from filasse_meshes.data.tags import (
    CRACK_PREFIX,
    ELECTROLYTE,
    GRAIN_BOUNDARY,
    GRAIN_PREFIX,
    PORE_PREFIX,
)
from filasse_meshes.files.msh_file import Group, MshFile
from filasse_meshes.meshing.triangulate import counter_clockwise
from filasse_meshes.meshing_error import MeshingError

SIDES = {"anode": (1, 0), "counter": (1, 1), "left": (0, 0), "right": (0, 1)}
"""Axis and end (0 low, 1 high) of the side that a physical curve must lie on."""
NAME = re.compile(r"[\w +-]{1,40}")
"""Names of cracks and pores: they become names of columns and files."""
FLAT = 1e-6
"""How far nodes may lie off one plane, relative to the slab."""
WORDS = (*SIDES, ELECTROLYTE, GRAIN_BOUNDARY)

log = logging.getLogger(__name__)


class RawMesh(NamedTuple):
    """A mesh as the user made it.

    Attributes:
        nodes: [um], shape (n_nodes, 2), the lower left corner at the origin; every one is used.
        triangles: shape (n_cells, 3), counter-clockwise.
        region: shape (n_cells,), index into `region_names`.
        region_names: physical areas, "electrolyte" first if there is one.
        curves: edges of shape (k, 2) of every physical curve; -1 for a node of no triangle.
    """

    nodes: Floats
    triangles: Ints
    region: Ints32
    region_names: tuple[str, ...]
    curves: dict[str, Ints]


def sort_groups(file: MshFile, path: Path, unit: float) -> RawMesh:
    """Give names to all parts of a file.

    Args:
        file: its content.
        path: where it lies, for messages.
        unit: [m], the length that 1 stands for.

    Raises:
        MeshingError: a group is missing, unknown, or overlaps another.
    """
    check_flat(file, path)
    areas, curves = _named(file.areas, path, "area"), _named(file.curves, path, "curve")
    if len(file.loose):
        log.warning(
            "%s: %d triangles are in no physical area; they are taken as electrolyte.",
            path,
            len(file.loose),
        )
        none = np.empty((0, 3), dtype=np.int64)
        areas[ELECTROLYTE] = np.concatenate([areas.get(ELECTROLYTE, none), file.loose])
    _check_names(areas, curves, path)
    _check_unused(file, path)
    nodes, ids = _used_nodes(file, path, unit)
    names = sorted(areas, key=ELECTROLYTE.__ne__)
    triangles = ids[np.concatenate([areas[name] for name in names])]
    region = np.repeat(np.arange(len(names)), [len(areas[name]) for name in names])
    _check_once(triangles, region, names, nodes, path)
    edges = {name: ids[cells] for name, cells in curves.items()}
    owner = np.repeat(np.arange(len(edges)), [len(cells) for cells in edges.values()])
    _check_once(np.concatenate(list(edges.values())), owner, list(edges), nodes, path)
    return RawMesh(
        nodes, counter_clockwise(nodes, triangles), region.astype(np.int32), tuple(names), edges
    )


def check_flat(file: MshFile, path: Path) -> None:
    """Reject triangles that are no cross-section: turned ones, and the surfaces of a body.

    Raises:
        MeshingError: they leave the plane of x and y, or are a crack's surface alone.
    """
    cracks = [tidy_name(group.name) for group in file.areas]
    cracks = [name for name in cracks if name.startswith(CRACK_PREFIX)]
    points = file.points[np.unique(file.triangles)]
    if not len(points) or not np.isfinite(points).all():
        return
    size = np.ptp(points, axis=0)
    least = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[-1]
    if cracks or least > FLAT * size.max() * np.sqrt(len(points)):
        what = f"the surface '{cracks[0]}'" if cracks else "surfaces that are not flat"
        raise MeshingError(
            f"{path} holds {what}, but no tetrahedra. If a body is meant, mesh its volume "
            "(`gmsh -3`) and put it into a physical group, or Gmsh does not save it; in a "
            f"cross-section, areas are flat and '{CRACK_PREFIX}NAME' is a curve."
        )
    if size[2] > FLAT * size.max():
        where = "stands upright" if (size[:2] <= FLAT * size.max()).any() else "is not flat"
        raise MeshingError(
            f"{path}: the mesh {where}: its nodes reach over {size[0]:g} x {size[1]:g} x "
            f"{size[2]:g}. Turn it into the plane of x and y, with the anode at the bottom."
        )


def _check_unused(file: MshFile, path: Path) -> None:
    """Tell of groups that nothing is made of; a crack or a pore must not vanish in silence."""
    if file.others:
        log.warning(
            "%s: the physical points or volumes %s mean nothing here; sides, cracks and pores are "
            "curves.",
            *(path, ", ".join(file.others)),
        )
    for name in file.empty:
        if tidy_name(name).startswith((CRACK_PREFIX, PORE_PREFIX)):
            raise MeshingError(
                f"{path} names the physical group '{name}', but no element is in it; put the curve "
                "into the group and mesh it, or delete the group."
            )
        log.warning("%s: no element is in the physical group '%s'.", path, name)


def tidy_name(name: str) -> str:
    """A group's name with the spelling of the words that have a meaning."""
    name = name.strip()
    head, colon, rest = name.partition(":")
    prefix = head.strip().lower() + colon
    if prefix in (CRACK_PREFIX, PORE_PREFIX, GRAIN_PREFIX):
        return prefix + rest.strip()
    plain = name.lower().replace(" ", "_").replace("-", "_")
    return plain if plain in WORDS else name


def _named(groups: Iterable[Group], path: Path, kind: str) -> dict[str, Ints]:
    """Cells of the groups by their names."""
    found: dict[str, list[Ints]] = {}
    for group in groups:
        name = tidy_name(group.name)
        if not name or name.endswith(":"):
            raise MeshingError(
                f"{path}: the physical {kind} {name or group.number} has no name; name it, for "
                f"instance {_examples(kind)}."
            )
        own = name.partition(":")[2]
        if name.startswith((CRACK_PREFIX, PORE_PREFIX)) and not NAME.fullmatch(own):
            raise MeshingError(
                f"{path}: '{own}' is no good name for a crack or a pore; use up to 40 letters, "
                "digits, spaces, -, + and _."
            )
        found.setdefault(name, []).append(group.cells)
    return {name: np.concatenate(cells) for name, cells in found.items()}


def _examples(kind: str) -> str:
    if kind == "area":
        return f"'{ELECTROLYTE}', '{GRAIN_PREFIX}1', or as a region"
    return f"'anode', 'counter', 'left', 'right', '{CRACK_PREFIX}1', '{PORE_PREFIX}1'"


def _check_names(areas: dict[str, Ints], curves: dict[str, Ints], path: Path) -> None:
    known = (CRACK_PREFIX, PORE_PREFIX)
    odd = [name for name in curves if name not in SIDES and not name.startswith(known)]
    missing = [name for name in SIDES if name not in curves]
    if not any(name == ELECTROLYTE or name.startswith(GRAIN_PREFIX) for name in areas):
        missing.append(ELECTROLYTE)
    if missing:
        have = {*areas, *curves}
        near = {name: difflib.get_close_matches(name, have, n=1) for name in missing}
        hints = [f"is '{found[0]}' meant for '{name}'?" for name, found in near.items() if found]
        raise MeshingError(
            f"{path} lacks the physical groups {', '.join(missing)}; it has "
            f"{', '.join(sorted(have)) or 'none'}. "
            f"{' '.join(hints).capitalize() or 'Name the areas and the four sides in Gmsh.'}"
        )
    if odd:
        near_names = difflib.get_close_matches(odd[0].lower(), [*SIDES, *known], n=1)
        meant = f" (did you mean '{near_names[0]}'?)" if near_names else ""
        raise MeshingError(
            f"{path} has the unknown physical curve '{odd[0]}'{meant}; cracks are called "
            f"'{CRACK_PREFIX}NAME', pores '{PORE_PREFIX}NAME', the sides {', '.join(SIDES)}. "
            "Rename it, or delete the group."
        )
    misplaced = [n for n in areas if n in SIDES or n.startswith(known)]
    if misplaced:
        raise MeshingError(
            f"{path}: '{misplaced[0]}' is a physical area; a side, a crack and the wall of a pore "
            "are curves. The inside of a pore has no triangles."
        )


def _used_nodes(file: MshFile, path: Path, unit: float) -> tuple[Floats, Ints]:
    """Corners [um] of the triangles, and the new id of every old node, -1 for those not used."""
    used = np.unique(file.triangles)
    points = file.points[used]
    if not np.isfinite(points).all():
        raise MeshingError(f"{path} has a node whose place is not a finite number; save it again.")
    ids = np.full(len(file.points), -1, dtype=np.int64)
    ids[used] = np.arange(len(used))
    nodes = points[:, :2] * (unit / MICROMETRE)
    return nodes - nodes.min(axis=0), ids


def _check_once(cells: Ints, owner: Ints, names: list[str], nodes: Floats, path: Path) -> None:
    """Reject a triangle, or an edge of physical curves, that is there twice."""
    order = np.lexsort(np.sort(cells, axis=1).T)
    same = (np.diff(np.sort(cells, axis=1)[order], axis=0) == 0).all(axis=1)
    same &= (cells[order] >= 0).all(axis=1)[1:]
    if not same.any():
        return
    first = int(same.argmax())
    one, other = sorted(names[owner[order[i]]] for i in (first, first + 1))
    x, y = nodes[cells[order[first]]].mean(axis=0)
    what = "triangles" if cells.shape[1] == 3 else "edges"
    where = f"{path}: {int(same.sum())} {what}, the first at ({x:.6g}, {y:.6g}) um,"
    if one == other:
        raise MeshingError(
            f"{where} are twice in '{one}'; delete the doubled geometry (Coherence, or "
            "BooleanFragments) and mesh again."
        )
    raise MeshingError(
        f"{where} are in the two physical groups '{one}' and '{other}'; put every surface and "
        "every curve into one group only."
    )
