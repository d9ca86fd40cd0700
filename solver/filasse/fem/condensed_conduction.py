"""Ionic conduction of the frozen geometry, condensed onto the reactive surfaces."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain, Surface
from filasse.fem.linear.direct_solver import Factor, columns_of, sum_over_ranks
from filasse.fem.linear.replication import solved
from filasse.fem.vertex_columns import cell_function, vertex_selection

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


DEGREE = 2
"""Degree of the potential: linear potentials go wild against linear currents at crack tips."""

REACTIVE = (
    Surface.ANODE,
    Surface.COUNTER,
    Surface.LIP_PLUS,
    Surface.LIP_MINUS,
    Surface.PORE_WALL,
)
"""Surfaces on which lithium is plated or stripped, in the order of the reactive nodes."""


@dataclass(frozen=True)
class ReactiveNodes:
    """Where current can pass between metal and electrolyte, one surface after the other.

    Attributes:
        surface: `Surface` of every node, shape (m,).
        vertex: vertex in the mesher's numbering, shape (m,).
        film: film node of a lip node, -1 elsewhere, shape (m,).
        position: [m], shape (m, 2).
    """

    surface: IntArray
    vertex: IntArray
    film: IntArray
    position: FloatArray

    @property
    def anode(self) -> IntArray:
        """The nodes on the anode, which come first."""
        return np.flatnonzero(self.surface == Surface.ANODE)


@dataclass(frozen=True)
class IonicResponse:
    """Mean potentials of the reactive nodes: phi = phi_0 - (resistance J) / areas, sum areas J = 0.

    Attributes:
        nodes: the reactive nodes.
        areas: integral of every node's function per depth [m], shape (m,).
        resistance: symmetric, per current density [V m^3/A], shape (m, m).
    """

    nodes: ReactiveNodes
    areas: FloatArray
    resistance: FloatArray


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

    @functools.cached_property
    def factor(self) -> Factor:
        """Assembled when it is first needed: on a team, by one rank only."""
        return Factor(self._stiffness(), "ionic conduction")

    def prepare(self) -> None:
        """Compile what condensing needs; a collective call."""
        for degree in (1, DEGREE):
            forms.current(degree)
            forms.conduction(degree)

    def condense(self, grid: FilmGrid) -> IonicResponse:
        """Solve for a current on every reactive node."""
        nodes = reactive_nodes(self.domain, grid)
        columns = sp.csc_array(
            sp.hstack(
                [
                    self._columns(surface, nodes.vertex[nodes.surface == surface])
                    for surface in REACTIVE
                ]
            )
        )
        areas = sum_over_ranks(self.domain.comm, np.asarray(columns.sum(axis=0), dtype=float))
        keep = np.ones(columns.shape[0])
        keep[self._pinned] = 0
        self.columns = sp.csc_array(sp.diags_array(keep) @ columns)
        resistance = self.factor.condense(self.columns)
        return IonicResponse(nodes, areas, (resistance + resistance.T) / 2)

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

        form = forms.conduction(DEGREE).bind(
            self.domain,
            [self.space, self.space],
            forms.all_cells(self.domain),
            {"kappa": self.conductivity},
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

    def _columns(self, surface: Surface, vertices: IntArray) -> sp.csc_array:
        spaces = [self.space, self.domain.vertex_space]
        form = forms.current(DEGREE).bind(self.domain, spaces, self.domain.entities[surface])
        return columns_of(form, vertex_selection(self.domain, vertices))


def reactive_nodes(domain: Domain, grid: FilmGrid) -> ReactiveNodes:
    """Nodes of both electrodes, of both lips of every crack, and of the walls of reservoirs."""
    anode = domain.surfaces.on(Surface.ANODE)
    counter = domain.surfaces.on(Surface.COUNTER)
    lips = np.arange(len(grid.plus))
    none = np.full(len(anode) + len(counter), -1)
    walls = np.concatenate([lips[:0], *(pore.wall for pore in grid.reservoirs)])
    of_wall = np.repeat(
        np.array([pore.node for pore in grid.reservoirs], dtype=np.int64),
        [len(pore.wall) for pore in grid.reservoirs],
    )
    counts = (len(anode), len(counter), len(lips), len(lips), len(walls))
    vertex = np.concatenate([anode, counter, grid.plus, grid.minus, walls])
    return ReactiveNodes(
        surface=np.repeat(np.array(REACTIVE, dtype=np.int64), counts),
        vertex=vertex,
        film=np.concatenate([none, lips, lips, of_wall]),
        position=domain.surfaces.coordinates(vertex),
    )
