"""Ionic conduction of the frozen geometry, condensed onto the reactive surfaces."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.linear.assembled import columns_of, sum_over_ranks, with_rows
from filasse.fem.linear.direct_solver import CholeskyFactor
from filasse.fem.linear.mumps import PLANAR, SOLID
from filasse.fem.linear.replication import Helping, solved
from filasse.fem.solid.curved_cells import cells_by_shape
from filasse.fem.solid.electrode_basis import MOST_NODES, electrode_basis
from filasse.fem.vertex_columns import cell_function, vertex_selection
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


DEGREE = 2
"""Degree of the potential: linear potentials go wild against linear currents at crack tips."""

REACTIVE = (
    Surface.ANODE,
    Surface.COUNTER,
    Surface.FACE_PLUS,
    Surface.FACE_MINUS,
    Surface.PORE_WALL,
)
"""Surfaces on which lithium is plated or stripped, in the order of the reactive nodes."""


@dataclass(frozen=True)
class ReactiveNodes:
    """Where current can pass between metal and electrolyte, one surface after the other.

    Attributes:
        surface: `Surface` of every node, shape (m,).
        vertex: vertex in the mesher's numbering, shape (m,).
        film: film node of a face node, -1 elsewhere, shape (m,).
        position: [m], shape (m, dim).
        anode_sides: pairs of the anode's nodes between which a side of the mesh lies, by their
            numbers among these, shape (k, 2); none in space, where nodes stand for many vertices.
    """

    surface: IntArray
    vertex: IntArray
    film: IntArray
    position: FloatArray
    anode_sides: IntArray

    @property
    def anode(self) -> IntArray:
        """The nodes on the anode, which come first."""
        return np.flatnonzero(self.surface == Surface.ANODE)


@dataclass(frozen=True)
class IonicResponse:
    """Mean potentials of the reactive nodes: phi = phi_0 - (resistance J) / areas, sum areas J = 0.

    Attributes:
        nodes: the reactive nodes.
        areas: integral of every node's function per unit depth [m], in space [m^2], shape (m,).
        resistance: symmetric, per current density [V m^3/A], in space [V m^4/A], shape (m, m).
    """

    nodes: ReactiveNodes
    areas: FloatArray
    resistance: FloatArray

    def repeated(self, times: int) -> IonicResponse:
        """What a body answers that is there several times: a node takes the current of them all."""
        return replace(self, areas=times * self.areas, resistance=times * self.resistance)


class IonicBody:
    """Conduction, assembled and factorised when needed, fixed to zero potential at one point."""

    def __init__(self, domain: Domain, conductivity: FloatArray, task: int = 0) -> None:
        """Prepare.

        Args:
            domain: the mesh.
            conductivity: kappa of every region [S/m], shape (n_regions,).
            task: number of the field, by which a team of ranks shares out the work.
        """
        import dolfinx

        self.domain, self._task = domain, task
        self.space = dolfinx.fem.functionspace(domain.mesh, ("Lagrange", DEGREE))
        self.conductivity = cell_function(domain, conductivity)
        self._pinned = np.array([0] if domain.comm.rank == 0 else [], dtype=np.int32)
        # Owned right-hand sides of the last condensation, on the rank that made it.
        self.columns = sp.csc_array((0, 0))

    @property
    def is_dealt(self) -> bool:
        """One rank of a team condenses it alone."""
        return False

    @functools.cached_property
    def factor(self) -> CholeskyFactor:
        """Assembled when it is first needed: on a team, by one rank only."""
        method = PLANAR if self.domain.dim == 2 else SOLID
        return CholeskyFactor(self._stiffness(), "ionic conduction", method)

    def prepare(self) -> None:
        """Compile what condensing needs; a collective call."""
        for degree in (1, DEGREE):
            forms.current(degree, self.domain.dim)
            forms.conduction(degree, self.domain.dim)

    def assist(self, grid: FilmGrid) -> Sequence[Helping]:
        """Nothing of it can be made apart."""
        return ()

    def condense(self, grid: FilmGrid) -> IonicResponse:
        """Solve for a current on every reactive node."""
        basis = _bases(self.domain, grid)
        nodes = _nodes(
            self.domain, grid, {surface: vertex for surface, (vertex, _) in basis.items()}
        )
        columns = [self._columns(surface, selection) for surface, (_, selection) in basis.items()]
        columns = sp.csc_array(sp.hstack(columns))
        areas = sum_over_ranks(self.domain.comm, np.asarray(columns.sum(axis=0), dtype=float))
        keep = np.ones(columns.shape[0])
        keep[self._pinned] = 0
        self.columns = with_rows(columns, keep)
        resistance = self.factor.condense(self.columns)
        response = IonicResponse(nodes, areas, (resistance + resistance.T) / 2)
        return response if grid.images == 1 else response.repeated(grid.images)

    def field(self, currents: FloatArray) -> Any:
        """Potential field [V], up to its constant, under current densities out of the solid."""
        import dolfinx

        phi = dolfinx.fem.Function(self.space)
        values = solved(
            self.domain.team, self._task, lambda: self.factor.solve(self.columns @ currents)
        )
        phi.x.array[: len(values)] = -values
        phi.x.scatter_forward()
        return phi

    def close(self) -> None:
        """Free PETSc's memory; a collective call."""
        if "factor" in self.__dict__:
            self.factor.destroy()

    def _stiffness(self) -> Any:
        import dolfinx
        from dolfinx.fem.petsc import assemble_matrix

        curved, straight = cells_by_shape(self.domain)
        form = forms.conduction(DEGREE, self.domain.dim).bind(
            self.domain,
            [self.space, self.space],
            curved,
            {"kappa": self.conductivity},
            straight=straight,
        )
        zero = dolfinx.fem.Function(self.space)
        matrix = assemble_matrix(form, bcs=[dolfinx.fem.dirichletbc(zero, self._pin_dofs())])
        matrix.assemble()
        return matrix

    def _pin_dofs(self) -> npt.NDArray[np.int32]:
        """The pinned degree of freedom: global number 0, also where it is a ghost."""
        index_map = self.space.dofmap.index_map
        count = index_map.size_local + index_map.num_ghosts
        everywhere = index_map.local_to_global(np.arange(count, dtype=np.int32))
        return np.flatnonzero(everywhere == 0).astype(np.int32)

    def _columns(self, surface: Surface, selection: sp.csc_array) -> sp.csc_array:
        spaces = [self.space, self.domain.vertex_space]
        form = forms.current(DEGREE, self.domain.dim)
        bound = form.bind(self.domain, spaces, self.domain.entities[surface])
        return columns_of(bound, selection)


def _bases(domain: Domain, grid: FilmGrid) -> dict[Surface, tuple[IntArray, sp.csc_array]]:
    """Vertices of the nodes of every surface, and their functions over all P1 unknowns."""
    walls = [np.empty(0, dtype=np.int64), *(pore.wall for pore in grid.reservoirs)]
    two_faced = ~grid.on_one_face[: len(grid.plus)]
    own = {
        Surface.FACE_PLUS: np.concatenate([grid.plus, grid.more_plus[:, 0]]),
        Surface.FACE_MINUS: np.concatenate([grid.minus[two_faced], grid.more_minus[:, 0]]),
        Surface.PORE_WALL: np.concatenate(walls),
    }
    electrodes = (Surface.ANODE, Surface.COUNTER)
    if domain.dim == 2:
        own |= {electrode: domain.surfaces.on(electrode) for electrode in electrodes}
    bases = {surface: (vertex, vertex_selection(domain, vertex)) for surface, vertex in own.items()}
    if domain.dim == 3:
        bases |= {electrode: _coarse(domain, grid, electrode) for electrode in electrodes}
    return {surface: bases[surface] for surface in REACTIVE}


def _coarse(domain: Domain, grid: FilmGrid, electrode: Surface) -> tuple[IntArray, sp.csc_array]:
    most = MOST_NODES // grid.images
    basis = electrode_basis(domain.surfaces, electrode, grid.position, most)
    selection = vertex_selection(domain, basis.vertices) @ sp.csc_array(basis.weights)
    return basis.nodes, sp.csc_array(selection)


def _nodes(domain: Domain, grid: FilmGrid, vertices: dict[Surface, IntArray]) -> ReactiveNodes:
    """Nodes of both electrodes, of the faces of every crack, and of the walls of reservoirs."""
    faces = np.arange(len(grid.plus))
    second = faces[~grid.on_one_face[faces]]
    none = np.full(sum(len(vertices[s]) for s in (Surface.ANODE, Surface.COUNTER)), -1)
    of_wall = np.repeat(
        np.array([pore.node for pore in grid.reservoirs], dtype=np.int64),
        [len(pore.wall) for pore in grid.reservoirs],
    )
    counts = [len(vertex) for vertex in vertices.values()]
    vertex = np.concatenate(list(vertices.values()))
    return ReactiveNodes(
        surface=np.repeat(np.array(list(vertices), dtype=np.int64), counts),
        vertex=vertex,
        film=np.concatenate(
            [none, faces, grid.more_plus[:, 1], second, grid.more_minus[:, 1], of_wall]
        ),
        position=domain.surfaces.coordinates(vertex),
        anode_sides=_anode_sides(domain, vertices[Surface.ANODE]),
    )


def _anode_sides(domain: Domain, vertices: IntArray) -> IntArray:
    """Sides of the mesh along the anode, as places of their ends among its vertices."""
    if domain.dim == 3:
        return np.empty((0, 2), dtype=np.int64)
    sides = domain.surfaces.facets[domain.surfaces.tags == Surface.ANODE]
    order = np.argsort(vertices)
    return np.asarray(order[np.searchsorted(vertices[order], sides)], dtype=np.int64)
