"""The distributed mesh of a body in space."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import (
    CrackFaces,
    Domain,
    FloatArray,
    IntArray,
    Surfaces,
    distribute_cells,
)
from filasse.fem.linear.replication import Parallel

FROM_VTK = (0, 1, 2, 3, 9, 8, 5, 7, 6, 4)
"""Nodes of a ten-node tetrahedron of VTK in the order of dolfinx."""


class TaggedSolid(Protocol):
    """What a mesher must supply: see `filasse_meshes.SolidMesh`."""

    @property
    def points(self) -> FloatArray: ...  # noqa: D102
    @property
    def cells(self) -> IntArray: ...  # noqa: D102
    @property
    def regions(self) -> npt.NDArray[np.int32]: ...  # noqa: D102
    @property
    def region_names(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def facets(self) -> IntArray: ...  # noqa: D102
    @property
    def facet_tags(self) -> npt.NDArray[np.int32]: ...  # noqa: D102
    @property
    def cracks(self) -> tuple[CrackFaces, ...]: ...  # noqa: D102


def distribute_solid(
    mesh: TaggedSolid,
    comm: Any = None,
    classes: npt.NDArray[np.int64] | None = None,
    parallel: Parallel = "distributed",
) -> Domain:
    """Distribute a mesh of ten-node tetrahedra, or give all of it to every rank.

    Args:
        mesh: the mesh, the same on every rank.
        comm: communicator, the world by default.
        classes: material class of every cell, its region by default.
        parallel: how several ranks share the work.
    """
    ids = np.unique(mesh.facets)
    surfaces = Surfaces(
        facets=mesh.facets,
        tags=mesh.facet_tags,
        vertices=mesh.points[ids],
        ids=ids,
        region_names=mesh.region_names,
        traces=(),
        pores=(),
        cracks=mesh.cracks,
    )
    by_cell = mesh.regions if classes is None else classes
    cells = mesh.cells[:, FROM_VTK]
    return distribute_cells(mesh.points, cells, by_cell, surfaces, comm, parallel)
