"""Where a large cross-section is cut in two, so that two ranks can condense elasticity."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import Domain
from filasse.fem.elastic_matrices import part_of_stiffness
from filasse.fem.linear import schur
from filasse.fem.linear.joined_factor import JoinedFactor
from filasse.fem.linear.replication import helper_of, owner_of
from filasse.fem.linear.substructure import Substructure

type FloatArray = npt.NDArray[np.float64]
type CellNumbers = npt.NDArray[np.int32]

LARGE = 60_000
"""Displacements from which on elasticity is cut: one rank takes no longer for two parts then, and a
second one would gain little by less."""

SIZES, FIRST_PARTS = (70_000, 230_000), (0.78, 0.68)
"""Displacements, and what the first part has of the cells. The rank of the second part has stress
intensities and conduction to see to as well: both ranks are done together then, as measured."""

SPREAD = (-0.03, -0.01, 0.01, 0.03)
"""Of the cells: by how much the first part may differ for a cut with fewer vertices."""


class MeshCut(NamedTuple):
    """Two parts of a mesh.

    Attributes:
        cells: of both, ascending.
        inner: unknowns that one part has alone, ascending; none that is held.
        dofs: unknowns that both have, ascending; none that is held.
    """

    cells: tuple[CellNumbers, CellNumbers]
    inner: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    dofs: npt.NDArray[np.int64]


def is_cut(domain: Domain, space: Any) -> bool:
    """Whether elasticity is condensed in two parts; the same on every rank."""
    size = space.dofmap.index_map.size_global * space.dofmap.index_map_bs
    in_plane = domain.dim == 2 and domain.comm.size == 1
    return in_plane and size >= LARGE and schur.is_available()


def joined_stiffness(
    domain: Domain, space: Any, material: dict[str, Any], fixed: CellNumbers, task: int
) -> JoinedFactor:
    """Elasticity in two parts, which are assembled when they are eliminated.

    Args:
        domain: the mesh, all of it on this rank.
        space: of the displacements.
        material: elastic constants as functions on the cells.
        fixed: degrees of freedom that are held.
        task: number of elasticity, whose owner has the first part, and its helper the second.
    """
    cut, team = cut_in_two(domain, space, fixed), domain.team
    parts = [
        Substructure(
            functools.partial(part_of_stiffness, domain, space, material, cells),
            *(inner, cut.dofs, "elasticity"),
        )
        for cells, inner in zip(cut.cells, cut.inner, strict=True)
    ]
    size = space.dofmap.index_map.size_global * space.dofmap.index_map_bs
    ranks = (0, 0) if team is None else (owner_of(task, team), helper_of(task, team))
    return JoinedFactor(parts, cut.inner, cut.dofs, size, team, ranks)


def cut_in_two(domain: Domain, space: Any, fixed: CellNumbers) -> MeshCut:
    """Cut across one of the axes, where fewest vertices lie on the cut."""
    geometry = domain.mesh.geometry
    corners = geometry.dofmaps[0][:, :3]
    along = geometry.x[corners].mean(axis=1)[:, :2].T
    block = space.dofmap.index_map_bs
    part = float(np.interp(space.dofmap.index_map.size_local * block, SIZES, FIRST_PARTS))
    tries = [_tried(sign * x, corners, part) for x in along for sign in (1.0, -1.0)]
    _, is_first = min((one for some in tries for one in some), key=lambda one: one[0])
    cells = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    touched = [np.zeros(space.dofmap.index_map.size_local, dtype=bool) for _ in cells]
    for mask, some in zip(touched, cells, strict=True):
        mask[space.dofmap.list[some].ravel()] = True
    free = np.ones(len(touched[0]) * block, dtype=bool)
    free[fixed] = False
    first, second = (np.repeat(mask, block) & free for mask in touched)
    inner = np.flatnonzero(first & ~second), np.flatnonzero(second & ~first)
    numbers = tuple(some.astype(np.int32) for some in cells)
    return MeshCut((numbers[0], numbers[1]), inner, np.flatnonzero(first & second))


def _tried(
    places: FloatArray, corners: npt.NDArray[np.int32], share: float
) -> list[tuple[int, npt.NDArray[np.bool_]]]:
    """Vertices on cuts across an axis, and the cells before each, about a share of all."""
    count = int(corners.max()) + 1
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    for column in corners.T:
        np.minimum.at(least, column, places)
        np.maximum.at(most, column, places)
    found = []
    for more in SPREAD:
        level = np.quantile(places, share + more)
        found.append((int(((least < level) & (most >= level)).sum()), places < level))
    return found
