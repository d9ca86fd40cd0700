"""The distributed mesh of one geometry, with its surfaces by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filasse.fem.linear.replication import Parallel, is_replicated
from filasse.parallel import world

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


class Surface(IntEnum):
    """Tags of the boundary facets, as the mesher writes them."""

    ANODE = 1
    COUNTER = 2
    LEFT = 3
    RIGHT = 4
    LIP_PLUS = 5
    LIP_MINUS = 6
    PORE_WALL = 7


class PoreWall(Protocol):
    """One pore in a mesh: see `filasse_meshes.PoreTrace`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def facets(self) -> IntArray: ...  # noqa: D102


class Trace(Protocol):
    """One crack in a mesh: see `filasse_meshes.CrackTrace`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def mouth(self) -> bool: ...  # noqa: D102
    @property
    def plus(self) -> IntArray: ...  # noqa: D102
    @property
    def minus(self) -> IntArray: ...  # noqa: D102
    @property
    def arc(self) -> FloatArray: ...  # noqa: D102
    @property
    def from_pore(self) -> str | None: ...  # noqa: D102
    @property
    def into_pore(self) -> str | None: ...  # noqa: D102


class TaggedMesh(Protocol):
    """What a mesher must supply: see `filasse_meshes.SlabMesh`."""

    @property
    def points(self) -> FloatArray: ...  # noqa: D102
    @property
    def cells(self) -> IntArray: ...  # noqa: D102
    @property
    def region(self) -> npt.NDArray[np.int32]: ...  # noqa: D102
    @property
    def region_names(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def facets(self) -> IntArray: ...  # noqa: D102
    @property
    def facet_tags(self) -> npt.NDArray[np.int32]: ...  # noqa: D102
    @property
    def traces(self) -> tuple[Any, ...]: ...  # noqa: D102
    @property
    def pores(self) -> tuple[Any, ...]: ...  # noqa: D102


@dataclass(frozen=True)
class Surfaces:
    """Surface data, the same on every rank.

    Attributes:
        facets: vertices of the tagged facets, shape (n_facets, 2).
        tags: shape (n_facets,).
        vertices: coordinates of all vertices on these facets [m], shape (n, 2), with their ids.
        ids: ids of those vertices in the mesher's numbering, ascending, shape (n,).
        region_names: names of the regions.
        traces: one per crack.
        pores: one per pore.
    """

    facets: IntArray
    tags: npt.NDArray[np.int32]
    vertices: FloatArray
    ids: IntArray
    region_names: tuple[str, ...]
    traces: tuple[Trace, ...]
    pores: tuple[PoreWall, ...]

    def coordinates(self, ids: IntArray) -> FloatArray:
        """Positions of surface vertices [m], shape (len(ids), 2)."""
        return self.vertices[np.searchsorted(self.ids, ids)]

    def on(self, tag: Surface) -> IntArray:
        """Ids of the vertices on a surface, in order of appearance along x then y."""
        ids = np.unique(self.facets[self.tags == tag])
        order = np.lexsort(self.coordinates(ids).T[::-1])
        return np.asarray(ids[order], dtype=np.int64)


@dataclass(frozen=True)
class Domain:
    """A distributed mesh of six-node triangles.

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
    surfaces: Surfaces
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


def distribute(
    mesh: TaggedMesh,
    comm: Any = None,
    classes: npt.NDArray[np.int64] | None = None,
    parallel: Parallel = "distributed",
) -> Domain:
    """Distribute a mesh, or give all of it to every rank.

    Args:
        mesh: the mesh, the same on every rank.
        comm: communicator, the world by default.
        classes: material class of every cell, its region by default.
        parallel: how several ranks share the work.
    """
    comm = comm or world()
    team = comm if is_replicated(parallel, 2 * len(mesh.points), comm) else None
    if team is not None:
        from mpi4py import MPI

        comm = MPI.COMM_SELF
    import basix.ufl
    import dolfinx

    element = basix.ufl.element("Lagrange", "triangle", 2, shape=(2,))
    first = comm.rank == 0
    cells = mesh.cells if first else np.empty((0, 6), dtype=np.int64)
    points = mesh.points if first else np.empty((0, 2))
    distributed = dolfinx.mesh.create_mesh(comm, cells, element, points)
    surfaces = _surfaces(mesh)
    order = distributed.topology.original_cell_index
    space = dolfinx.fem.functionspace(distributed, ("Lagrange", 1))
    facets, entities = _locate(distributed, surfaces)
    return Domain(
        mesh=distributed,
        surfaces=surfaces,
        region=(mesh.region if classes is None else classes)[order],
        entities=entities,
        facets=facets,
        vertex_space=space,
        vertex_of_dof=_vertex_of_dof(distributed, space),
        team=team,
    )


def _surfaces(mesh: TaggedMesh) -> Surfaces:
    ids = np.unique(mesh.facets)
    return Surfaces(
        facets=mesh.facets,
        tags=mesh.facet_tags,
        vertices=mesh.points[ids],
        ids=ids,
        region_names=mesh.region_names,
        traces=mesh.traces,
        pores=mesh.pores,
    )


def _locate(
    mesh: Any, surfaces: Surfaces
) -> tuple[dict[Surface, npt.NDArray[np.int32]], dict[Surface, npt.NDArray[np.int32]]]:
    """Find the local facets of every surface by their vertices."""
    import dolfinx

    mesh.topology.create_connectivity(1, 2)
    mesh.topology.create_connectivity(1, 0)
    exterior = dolfinx.mesh.exterior_facet_indices(mesh.topology)
    nodes = dolfinx.mesh.entities_to_geometry(mesh, 1, exterior)[:, :2]
    ids = np.sort(mesh.geometry.input_global_indices[nodes], axis=1)
    known = np.sort(surfaces.facets, axis=1)
    size = 1 + max(int(known.max(initial=0)), int(ids.max(initial=0)))
    keys = known[:, 0] * size + known[:, 1]
    order = np.argsort(keys)
    wanted = ids[:, 0] * size + ids[:, 1]
    at = np.searchsorted(keys[order], wanted).clip(max=len(keys) - 1)
    tags = np.where(keys[order][at] == wanted, surfaces.tags[order][at], 0)
    facets = {tag: np.sort(exterior[tags == tag]) for tag in Surface}
    kind = dolfinx.fem.IntegralType.exterior_facet
    entities = {
        tag: dolfinx.fem.compute_integration_domains(kind, mesh.topology, facets[tag])
        for tag in Surface
    }
    return facets, entities


def _vertex_of_dof(mesh: Any, space: Any) -> IntArray:
    """Global P1 degree of freedom -> vertex in the mesher's numbering, on every rank."""
    count = space.dofmap.index_map.size_local
    vertex = np.empty(count + space.dofmap.index_map.num_ghosts, dtype=np.int64)
    corners = mesh.geometry.dofmaps[0][:, :3]
    vertex[space.dofmap.list] = mesh.geometry.input_global_indices[corners]
    return np.concatenate(mesh.comm.allgather(vertex[:count]))
