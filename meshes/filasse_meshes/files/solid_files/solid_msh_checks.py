"""Reject .msh files of tetrahedra that are not sound, in words that help in Gmsh."""

import itertools
import logging
import math
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.tags import CRACK_PREFIX, ELECTROLYTE, PORE_PREFIX
from filasse_meshes.files.msh_checks import MERGE, ONE_PLACE
from filasse_meshes.files.msh_groups import NAME
from filasse_meshes.files.solid_files.solid_msh_file import SolidMshFile
from filasse_meshes.meshing.split import cell_facets, directed_edges, edge_keys, facet_keys
from filasse_meshes.meshing_error import MeshingError, in_um

SENSIBLE = (1e-8, 0.1)
"""Sides of a slab [m]; others stem from a wrong unit."""
SIDES = {
    "anode": (1, 0, "least y"),
    "counter": (1, 1, "largest y"),
    "left": (0, 0, "least x"),
    "right": (0, 1, "largest x"),
    "front": (2, 0, "least z"),
    "back": (2, 1, "largest z"),
}
"""Axis, end (0 low, 1 high) and words of the side that a physical surface must lie on."""

log = logging.getLogger(__name__)


def crack_surfaces(content: SolidMshFile) -> dict[str, Ints]:
    """Triangles of every crack, by its name."""
    found = {n: t for n, t in content.surfaces.items() if n.startswith(CRACK_PREFIX)}
    return {name.removeprefix(CRACK_PREFIX): triangles for name, triangles in found.items()}


def check_unit(unit: float) -> None:
    """A unit is a length."""
    if not (isinstance(unit, int | float) and math.isfinite(unit) and unit > 0.0):
        raise MeshingError(
            f"The unit of the mesh file is {unit!r}; give the length in metres that 1 stands for, "
            "such as 1e-6 for micrometres."
        )


def check_extent(extent: Floats, path: Path) -> None:
    """The slab has a size that slabs have.

    Args:
        extent: width, thickness and depth [m].
        path: the file, for messages.
    """
    if not SENSIBLE[0] <= extent.min() <= extent.max() <= SENSIBLE[1]:
        size = " x ".join(f"{length:.4g}" for length in extent)
        raise MeshingError(
            f"{path} is {size} m large, but sides of slabs have 1e-8 to 0.1 m; tell which length "
            "1 stands for in the file, such as unit=1e-6 for micrometres."
        )


def check_sides(content: SolidMshFile, path: Path) -> None:
    """A physical surface that is called like a side lies on it, or the body is turned."""
    extent = content.nodes.max(axis=0)
    for name, triangles in content.surfaces.items():
        if name.startswith(PORE_PREFIX):
            raise MeshingError(
                f"{path}: the physical surface '{name}' is the wall of a pore, but bodies with "
                "holes are not read; fill it, or leave the mesh file out and give the pore in "
                "geometry.microstructure.placed_pores."
            )
        axis, end, words = SIDES.get(name, (0, 0, ""))
        corners = content.nodes[triangles[triangles >= 0], axis]
        if words and (corners != end * extent[axis]).any():
            raise MeshingError(
                f"{path}: the physical surface '{name}' is not the side of {words}. The anode is "
                "the side of least y and the counter electrode that of largest y: turn the body, "
                "or rename the group."
            )


def check_joined(nodes: Floats, extent: Floats, path: Path) -> None:
    """Parts that touch share their nodes, and no crack is open yet."""
    pairs = cKDTree(nodes).query_pairs(ONE_PLACE * float(extent.max()), output_type="ndarray")
    if len(pairs):
        raise MeshingError(
            f"{path} has {len(pairs)} pairs of nodes at one place, the first at "
            f"{in_um(nodes[pairs[0, 0]])}. Cracks are given closed, without Gmsh's Crack plugin. "
            f"{MERGE}"
        )


def check_crack_surfaces(content: SolidMshFile, nodes: Floats, path: Path) -> None:
    """No crack is lost by its name, and none meets another.

    Args:
        content: of the file.
        nodes: [m], shape (n, 3), the lowest corner at the origin.
        path: the file, for messages.
    """
    extent, cracks = nodes.max(axis=0), crack_surfaces(content)
    inside = _between_cells(content)
    for name, triangles in content.surfaces.items():
        if name.startswith(CRACK_PREFIX):
            _check_name(name, path)
            _check_once(name, triangles, nodes, path)
            _check_off_sides(name, nodes[triangles[triangles >= 0]], extent, path)
        elif np.isin(facet_keys(triangles, len(nodes)), inside).any():
            raise MeshingError(
                f"{path}: the physical surface '{name}' lies inside the body; if it is a crack, "
                f"call it '{CRACK_PREFIX}NAME', or else delete the group."
            )
    for (one, first), (other, second) in itertools.combinations(cracks.items(), 2):
        common = np.intersect1d(first[first >= 0], second)
        if len(common):
            raise MeshingError(
                f"{path}: '{CRACK_PREFIX}{one}' and '{CRACK_PREFIX}{other}' meet at "
                f"{in_um(nodes[common[0]])}; cracks that cross or touch cannot be opened: move "
                "one of the two."
            )


def _check_name(surface: str, path: Path) -> None:
    name = surface.removeprefix(CRACK_PREFIX)
    if not NAME.fullmatch(name):
        raise MeshingError(
            f"{path}: the physical surface '{surface}' gives its crack no plain name; use letters, "
            "digits, spaces, - and _ after the colon, at most 40."
        )


def _check_once(surface: str, triangles: Ints, nodes: Floats, path: Path) -> None:
    """No triangle of a crack is there twice."""
    within = triangles[(triangles >= 0).all(axis=1)]
    _, first, count = np.unique(
        facet_keys(within, len(nodes)), return_index=True, return_counts=True
    )
    if count.max(initial=0) > 1:
        twice = within[first[count.argmax()]]
        raise MeshingError(
            f"{path}: {int((count > 1).sum())} triangles, the first at "
            f"{in_um(nodes[twice].mean(axis=0))}, are twice in '{surface}'; delete the doubled "
            "geometry (Coherence, or BooleanFragments) and mesh again."
        )


def _check_off_sides(surface: str, corners: Floats, extent: Floats, path: Path) -> None:
    """Fronts run within the body; its only side that cracks open at is the anode."""
    on_side = (corners == 0.0) & (np.arange(3) != 1) | (corners == extent)
    if on_side.any():
        raise MeshingError(
            f"{path}: '{surface}' reaches a side of the slab at "
            f"{in_um(corners[on_side.any(axis=1)][0])}; it may open at the anode, the side of "
            "least y, but must end some cells before the others."
        )


def _between_cells(content: SolidMshFile) -> Ints:
    """Keys of the facets that two tetrahedra share."""
    facets = cell_facets(content.cells)
    keys, owners = np.unique(facet_keys(facets, len(content.nodes)), return_counts=True)
    shared: Ints = keys[owners == 2]
    return shared


def open_ends(content: SolidMshFile) -> tuple[str, ...]:
    """Surfaces of no physical group that end inside the body, as cracks do, in words.

    Those between parts of the body go on in other surfaces, or end on a side.
    """
    inside, count = _between_cells(content), len(content.nodes)
    loose = {
        number: triangles[np.isin(facet_keys(triangles, count), inside)]
        for number, triangles in content.loose.items()
    }
    drawn = [*crack_surfaces(content).values(), *loose.values()]
    drawn = [triangles[(triangles >= 0).all(axis=1)] for triangles in drawn]
    uses = Counter(k for t in drawn if len(t) for k in edge_keys(directed_edges(t), count).tolist())
    places = {number: _open_end(content, triangles, uses) for number, triangles in loose.items()}
    return tuple(
        f"the surface {number}, which ends at ({', '.join(f'{x:.6g}' for x in place)})"
        for number, place in places.items()
        if place is not None
    )


def _open_end(content: SolidMshFile, triangles: Ints, uses: Counter[int]) -> Floats | None:
    """A place where an edge of a surface bounds no other triangle, off all sides."""
    edges = directed_edges(triangles) if len(triangles) else np.empty((0, 2), dtype=np.int64)
    ends = content.nodes[edges]
    on_side = ((ends == 0) | (ends == content.nodes.max(axis=0))).all(axis=1).any(axis=1)
    alone = [uses[key] == 1 for key in edge_keys(edges, len(content.nodes)).tolist()]
    found = np.flatnonzero(np.array(alone, dtype=bool) & ~on_side)
    return ends[found[0]].mean(axis=0) if len(found) else None


def warn_of_forgotten(content: SolidMshFile, path: Path) -> None:
    """Warn of what may be a crack, but is in no physical group."""
    if not crack_surfaces(content):
        log.warning(
            "%s: no crack is opened, for no physical surface is called '%sNAME'.",
            *(path, CRACK_PREFIX),
        )
    for what in open_ends(content):
        log.warning(
            "%s: %s, is in no physical group and stays shut; if it is a crack, put it into a group "
            "'%sNAME'.",
            *(path, what, CRACK_PREFIX),
        )


def tell_of_unused(content: SolidMshFile, path: Path) -> None:
    """Warn of volumes that nothing tells apart."""
    others = [name for name in content.volumes if name and name != ELECTROLYTE]
    if len(content.volumes) > 1 and others:
        log.warning(
            "%s: the physical volumes %s are one electrolyte: a slab with a depth has no regions.",
            *(path, ", ".join(sorted(others))),
        )
