"""Reject .msh files of tetrahedra that are not sound, in words that help in Gmsh."""

import itertools
import logging
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.tags import CRACK_PREFIX
from filasse_meshes.files.msh_checks import MERGE, ONE_PLACE
from filasse_meshes.files.msh_groups import NAME
from filasse_meshes.meshing.split import cell_facets, facet_keys
from filasse_meshes.meshing_error import MeshingError, in_um

SENSIBLE = (1e-8, 0.1)
"""Sides of a slab [m]; others stem from a wrong unit."""

log = logging.getLogger(__name__)


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


def check_joined(nodes: Floats, extent: Floats, path: Path) -> None:
    """Parts that touch share their nodes, and no crack is open yet."""
    pairs = cKDTree(nodes).query_pairs(ONE_PLACE * float(extent.max()), output_type="ndarray")
    if len(pairs):
        raise MeshingError(
            f"{path} has {len(pairs)} pairs of nodes at one place, the first at "
            f"{in_um(nodes[pairs[0, 0]])}. Cracks are given closed, without Gmsh's Crack plugin. "
            f"{MERGE}"
        )


def check_crack_surfaces(
    surfaces: Mapping[str, Ints], nodes: Floats, cells: Ints, path: Path
) -> None:
    """No crack is lost by its name, and none meets another.

    Args:
        surfaces: triangles of the physical surfaces, by name.
        nodes: [m], shape (n, 3), the lowest corner at the origin.
        cells: tetrahedra, shape (k, 4).
        path: the file, for messages.
    """
    extent = nodes.max(axis=0)
    cracks = {name: cut for name, cut in surfaces.items() if name.startswith(CRACK_PREFIX)}
    inside = _between_cells(cells, len(nodes))
    for name, triangles in surfaces.items():
        if name in cracks:
            _check_name(name, path)
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
                f"{path}: '{one}' and '{other}' meet at {in_um(nodes[common[0]])}; cracks that "
                "cross or touch cannot be opened: move one of the two."
            )
    if not cracks:
        log.warning(
            "%s: no crack is opened, for no physical surface is called '%sNAME'.",
            path,
            CRACK_PREFIX,
        )


def _check_name(surface: str, path: Path) -> None:
    name = surface.removeprefix(CRACK_PREFIX)
    if not NAME.fullmatch(name):
        raise MeshingError(
            f"{path}: the physical surface '{surface}' gives its crack no plain name; use letters, "
            "digits, spaces, - and _ after the colon, at most 40."
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


def _between_cells(cells: Ints, count: int) -> Ints:
    """Keys of the facets that two tetrahedra share."""
    keys, owners = np.unique(facet_keys(cell_facets(cells), count), return_counts=True)
    shared: Ints = keys[owners == 2]
    return shared
