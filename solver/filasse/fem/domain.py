"""The mesh of one geometry, spread over the ranks or held whole by each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.linear.replication import Parallel, is_replicated
from filasse.fem.tagged_mesh import SurfaceData, TaggedPlanarMesh
from filasse.parallel import world
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


CELLS = {2: "triangle", 3: "tetrahedron"}
"""Cells by dimension; all of second order."""


@dataclass(frozen=True)
class Domain:
    """A distributed mesh of six-node triangles, or of ten-node tetrahedra.

    Attributes:
        mesh: the dolfinx mesh.
        surfaces: tagged facets and cracks, the same on every rank.
        region: material class of every local cell, ghosts included, shape (n_local_cells,).
        entities: integration entities (cell, local facet) of every surface on this rank.
        facets: local facets of every surface on this rank.
        vertex_space: P1 functions; one degree of freedom per vertex.
        vertex_of_dof: mesher's vertex id of every global P1 degree of freedom.
        team: communicator of ranks that hold the whole mesh each; None where it is distributed,
            or there is one rank.
    """

    mesh: Any
    surfaces: SurfaceData
    region: npt.NDArray[np.integer[Any]]
    entities: dict[Surface, npt.NDArray[np.int32]]
    facets: dict[Surface, npt.NDArray[np.int32]]
    vertex_space: Any
    vertex_of_dof: IntArray
    team: Any = None

    @property
    def comm(self) -> Any:
        """Communicator of the mesh."""
        return self.mesh.comm

    @property
    def sharing(self) -> str:
        """How the ranks of the run share the work: `numerics.parallel` as it was decided."""
        alone = "distributed" if self.comm.size > 1 else "one rank"
        return alone if self.team is None else "replicated"

    @property
    def dim(self) -> int:
        """Dimension of space: 2 or 3."""
        return int(self.mesh.topology.dim)


def distribute(
    mesh: TaggedPlanarMesh,
    comm: Any = None,
    classes: npt.NDArray[np.int64] | None = None,
    parallel: Parallel = "distributed",
) -> Domain:
    """Distribute a mesh in the plane, or give all of it to every rank.

    Args:
        mesh: the mesh, the same on every rank.
        comm: communicator, the world by default.
        classes: material class of every cell, its region by default.
        parallel: how several ranks share the work.
    """
    by_cell = mesh.region if classes is None else classes
    surfaces = SurfaceData.of(mesh, mesh.traces, mesh.pores)
    return distribute_cells(mesh.points, mesh.cells, by_cell, surfaces, comm, parallel)


def distribute_cells(
    points: FloatArray,
    cells: IntArray,
    region: npt.NDArray[np.integer[Any]],
    surfaces: SurfaceData,
    comm: Any = None,
    parallel: Parallel = "distributed",
) -> Domain:
    """Distribute cells of second order, or give all of them to every rank.

    Args:
        points: nodes [m], shape (n, dim), the same on every rank.
        cells: nodes of every cell in the order of dolfinx, shape (c, 6) or (c, 10).
        region: material class of every cell, shape (c,).
        surfaces: tagged facets and cracks.
        comm: communicator, the world by default.
        parallel: how several ranks share the work.
    """
    comm, dim = comm or world(), points.shape[1]
    team = comm if is_replicated(parallel, points.size, comm) else None
    if team is not None:
        from mpi4py import MPI

        comm = MPI.COMM_SELF
    import basix.ufl
    import dolfinx

    element = basix.ufl.element("Lagrange", CELLS[dim], 2, shape=(dim,))
    some = slice(None) if comm.rank == 0 else slice(0)
    distributed = dolfinx.mesh.create_mesh(comm, cells[some], element, points[some])
    space = dolfinx.fem.functionspace(distributed, ("Lagrange", 1))
    facets, entities = _locate(distributed, surfaces)
    return Domain(
        mesh=distributed,
        surfaces=surfaces,
        region=region[distributed.topology.original_cell_index],
        entities=entities,
        facets=facets,
        vertex_space=space,
        vertex_of_dof=_vertex_of_dof(distributed, space),
        team=team,
    )


def _locate(
    mesh: Any, surfaces: SurfaceData
) -> tuple[dict[Surface, npt.NDArray[np.int32]], dict[Surface, npt.NDArray[np.int32]]]:
    """Find the local facets of every surface by their vertices."""
    import dolfinx

    dim = mesh.topology.dim
    mesh.topology.create_connectivity(dim - 1, dim)
    mesh.topology.create_connectivity(dim - 1, 0)
    exterior = dolfinx.mesh.exterior_facet_indices(mesh.topology)
    nodes = dolfinx.mesh.entities_to_geometry(mesh, dim - 1, exterior)[:, :dim]
    wanted = _keys(surfaces, mesh.geometry.input_global_indices[nodes])
    keys = _keys(surfaces, surfaces.facets)
    order = np.argsort(keys)
    at = np.searchsorted(keys[order], wanted).clip(max=len(keys) - 1)
    tags = np.where(keys[order][at] == wanted, surfaces.tags[order][at], 0)
    facets = {tag: np.sort(exterior[tags == tag]) for tag in Surface}
    kind = dolfinx.fem.IntegralType.exterior_facet
    entities = {
        tag: dolfinx.fem.compute_integration_domains(kind, mesh.topology, facets[tag])
        for tag in Surface
    }
    return facets, entities


def _keys(surfaces: SurfaceData, facets: npt.NDArray[np.integer[Any]]) -> IntArray:
    """One number per facet, whatever the order of its vertices; -1 with one off all surfaces."""
    ids, size = surfaces.ids, len(surfaces.ids)
    at = np.searchsorted(ids, facets).clip(max=size - 1)
    known = (ids[at] == facets).all(axis=1)
    places = np.sort(at, axis=1).astype(np.int64)
    keys = np.zeros(len(facets), dtype=np.int64)
    for column in places.T:
        keys = keys * size + column
    return np.where(known, keys, -1)


def _vertex_of_dof(mesh: Any, space: Any) -> IntArray:
    """Global P1 degree of freedom -> vertex in the mesher's numbering, on every rank."""
    count = space.dofmap.index_map.size_local
    vertex = np.empty(count + space.dofmap.index_map.num_ghosts, dtype=np.int64)
    corners = mesh.geometry.dofmaps[0][:, : mesh.topology.dim + 1]
    vertex[space.dofmap.list] = mesh.geometry.input_global_indices[corners]
    return np.concatenate(mesh.comm.allgather(vertex[:count]))
