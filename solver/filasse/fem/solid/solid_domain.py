"""The distributed mesh of a body in space."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import Domain, distribute_cells
from filasse.fem.linear.replication import Parallel
from filasse.fem.tagged_mesh import SurfaceData, TaggedSolidMesh

FROM_VTK = (0, 1, 2, 3, 9, 8, 5, 7, 6, 4)
"""Nodes of a ten-node tetrahedron of VTK in the order of dolfinx."""


def distribute_solid(
    mesh: TaggedSolidMesh,
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
    by_cell = mesh.region if classes is None else classes
    cells = mesh.cells[:, FROM_VTK]
    surfaces = SurfaceData.of(mesh, cracks=mesh.cracks, mirrors=mesh.planes, spheres=mesh.pores)
    return distribute_cells(mesh.points, cells, by_cell, surfaces, comm, parallel)
