"""Elasticity of the frozen geometry, condensed onto the film grid and the tips."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.fem.domain import Domain
from filasse.fem.elastic_matrices import eigen_column, elastic_functions, stiffness_matrix
from filasse.fem.elastic_response import (
    ElasticMaterial,
    ElasticResponse,
    LoadLayout,
    layer_force,
    residual_intensities,
)
from filasse.fem.film_columns import face_pairs, film_areas, pore_walls
from filasse.fem.linear.assembled import columns_of, with_rows
from filasse.fem.linear.assistance import Announced, AnnouncedMatrix, Assistance
from filasse.fem.linear.direct_solver import CholeskyFactor
from filasse.fem.linear.joined_factor import CondensedParts, JoinedFactor
from filasse.fem.linear.multigrid import MultigridSolver
from filasse.fem.linear.mumps import LOW_RANK, PLANAR
from filasse.fem.linear.replication import Helping, owner_of, solved
from filasse.fem.planar.anode_knots import anode_surface, knot_functions
from filasse.fem.planar.cutting import is_cut, joined_stiffness
from filasse.fem.planar.layer_force import FACES, force_columns, stretching
from filasse.fem.planar.stress_intensity import TipFunctionals, tip_functionals
from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.solid.front_intensity import front_functionals
from filasse.fem.solid.solid_solver import linear_level, maker_of_matrix, solid_solver
from filasse.fem.supports import Support, fixed_dofs
from filasse.parallel import on_each
from filasse.solver_choice import LinearSolver
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type Solver = CholeskyFactor | MultigridSolver
type MadeElsewhere = Assistance[TipFunctionals] | Announced[TipFunctionals]

DOMAIN_SIZE = 0.9
"""Radius of the interaction domains over the largest possible, by default."""


class ElasticBody:
    """Elasticity, assembled and factorised when needed; alive as long as its geometry is."""

    def __init__(
        self,
        domain: Domain,
        material: ElasticMaterial,
        support: Support,
        task: int = 0,
        solver: LinearSolver = "direct",
    ) -> None:
        """Prepare; a collective call.

        Args:
            domain: the mesh.
            material: elastic constants per region.
            support: how the body is held.
            task: number of the field, by which a team of ranks shares out the work.
            solver: of a body in space; one in the plane is always solved for directly.
        """
        import dolfinx

        self.domain, self._task = domain, task
        self.space = dolfinx.fem.functionspace(domain.mesh, ("Lagrange", 2, (domain.dim,)))
        self.material = elastic_functions(domain, material)
        self._fixed = fixed_dofs(domain, self.space, support.rollers)
        self.support = support
        # Owned load columns of the last condensation, on the rank that made it: see `LoadLayout`.
        self.columns = sp.csc_array((0, 0))
        self._assistance: MadeElsewhere | None = None
        self._announced: AnnouncedMatrix | None = None
        self._matrix: sp.csr_array | None = None  # another rank's, until it is solved with
        self.solver = solid_solver(domain, solver) if domain.dim == 3 else None
        self._by_multigrid = self.solver is not None and self.solver.choice == "multigrid"

    @property
    def is_dealt(self) -> bool:
        """Whether the ranks of a team share out its columns."""
        return self._by_multigrid and self.domain.team is not None

    @functools.cached_property
    def factor(self) -> Solver:
        """What solves, assembled when it is first needed: on a team, by ranks that need it."""
        if self._by_multigrid:
            coarse = linear_level(self.domain, self.space, self.support.rollers)
            given, self._matrix = self._matrix, None
            matrix = self._stiffness() if given is None else given
            return MultigridSolver(matrix, coarse, "elasticity", self.domain.team)
        method = PLANAR if self.domain.dim == 2 else LOW_RANK
        return CholeskyFactor(self._stiffness(), "elasticity", method)

    @functools.cached_property
    def joined(self) -> JoinedFactor | None:
        """What solves for a large cross-section: two parts, of which a rank assembles its own."""
        if not is_cut(self.domain, self.space):
            return None
        of_body = self.domain, self.space, self.material, self._fixed
        return joined_stiffness(*of_body, self._task)

    def prepare(self) -> None:
        """Compile what condensing needs; a collective call."""
        dim = self.domain.dim
        for form in (forms.stiffness, forms.traction):
            form(dim)
        forms.current(1, dim)
        if dim == 3:
            return
        needed = [forms.interaction, forms.face_traction]
        if "eigen_x" in self.material:
            needed += [forms.eigen_load, forms.residual_interaction]
        if self.support.pulled:
            needed.append(stretching)
        for form in needed:
            form()

    def assist(self, grid: FilmGrid) -> Sequence[Helping]:
        """Another rank makes the interaction integrals beside the matrix and, in space, its factor.

        In space they take about half as long as the factor; in the plane, per tip, some tenth of
        it. Where columns are dealt out, every rank needs them, and the matrix.
        """
        team, task = self.domain.team, self._task
        if team is None:
            return ()
        make = functools.cache(functools.partial(self._functionals, grid, DOMAIN_SIZE, None))
        if not self.is_dealt:
            self._assistance = Assistance(team, task, make)
            if self.joined is None:
                return (self._assistance,)
            self.joined.elsewhere = Assistance(team, task, lambda: self._condensed(grid, make()))
            return self._assistance, self.joined.elsewhere
        assert self.solver is not None
        self._assistance = Announced(team, owner_of(task, team), make)
        maker = maker_of_matrix(self.solver, team, task)
        self._announced = AnnouncedMatrix(team, maker, self._stiffness)
        return self._assistance, self._announced

    def condense(
        self,
        grid: FilmGrid,
        domain_size: float = DOMAIN_SIZE,
        sites: Sequence[TipSite | CrackFront] | None = None,
    ) -> ElasticResponse:
        """Solve for every face pressure and load, and return what the integration needs.

        Args:
            grid: the film grid.
            domain_size: radius of the interaction domains over the largest possible.
            sites: tips or fronts at which K is wanted, those of the grid by default.
        """
        team = self.domain.team if self.is_dealt else None
        announced, self._announced = self._announced, None
        if announced is not None:
            self._matrix = announced.take()
        layout = on_each(team, self._made, grid) if team else self._made(grid)
        tip = self._assisted() or self._functionals(grid, domain_size, sites)
        answer = self._answer(self._free_rows(tip.displacement), layout)
        k = answer[:, layout.size :].T.reshape(*tip.pressure.shape[:2], layout.size)
        opened = answer[layout.faces]
        compliance = opened[:, layout.faces]
        response = ElasticResponse(
            areas=film_areas(self.domain, grid),
            compliance=(compliance + compliance.T) / 2,
            load_volumes=opened[:, layout.units],
            k_pressure=k[:, :, layout.faces] + tip.pressure,
            k_loads=k[:, :, layout.units] + residual_intensities(tip.residual, layout),
            modulus=tip.modulus,
            anode=anode_surface(self.domain, self.support, answer, layout),
            layer=layer_force(opened, k, layout),
            layout=layout,
        )
        return response if grid.images == 1 else response.repeated(grid.images)

    def field(self, loads: FloatArray) -> Any:
        """Displacement field [m] under the first of all loads, or all: see `LoadLayout.values`."""
        import dolfinx

        def load() -> FloatArray:
            return np.asarray(self.columns[:, : len(loads)] @ loads)

        u, team = dolfinx.fem.Function(self.space), self.domain.team
        if self.joined is not None:
            values = self.joined.solve(load)
        else:
            values = solved(team, self._task, lambda: self.factor.solve(load()))
        u.x.array[: len(values)] = values
        u.x.scatter_forward()
        return u

    def close(self) -> None:
        """Free PETSc's memory; a collective call."""
        for made in filter(None, map(self.__dict__.get, ("factor", "joined"))):
            made.destroy()

    def _made(self, grid: FilmGrid) -> LoadLayout:
        """Make what solves, and the columns of all loads; which of these is which."""
        faces = self._columns(FACES, face_pairs(self.domain, grid))
        walls = self._columns((Surface.PORE_WALL,), pore_walls(self.domain, grid))
        parts = [faces + walls, *self._unit_columns(), *self._force_columns(grid)]
        self.columns = sp.csc_array(sp.hstack(parts))
        solver = self.joined or self.factor  # assembled here, where errors are shared
        if isinstance(solver, JoinedFactor):
            solver.eliminate(self.columns)
        return LoadLayout.of(*(part.shape[1] for part in parts))

    def _condensed(self, grid: FilmGrid, tip: TipFunctionals) -> CondensedParts:
        """On the helper: its part of an elasticity that is cut, of which it keeps the factor."""
        self._made(grid)
        assert self.joined is not None
        return self.joined.condensed_parts(self.columns, self._free_rows(tip.displacement))

    def _answer(self, functionals: sp.csc_array, layout: LoadLayout) -> FloatArray:
        """The columns against the solutions for them and for the functionals."""
        solver = self.joined or self.factor
        if isinstance(solver, CholeskyFactor):
            return solver.condense(self.columns, functionals, layout.faces.stop)
        return solver.condense(self.columns, functionals)

    def _assisted(self) -> TipFunctionals | None:
        """What another rank has made, factorising meanwhile; None without."""
        assistance, self._assistance = self._assistance, None
        if assistance is None:
            return None
        if self.joined is None:
            self.factor.factorise()
        return assistance.take()

    def _functionals(
        self, grid: FilmGrid, size: float, sites: Sequence[Any] | None
    ) -> TipFunctionals:
        of_body = self.domain, self.space, self.material, grid
        if self.domain.dim == 2:
            return tip_functionals(*of_body, grid.tips if sites is None else sites, size)
        return front_functionals(*of_body, grid.fronts if sites is None else sites, size)

    def _stiffness(self) -> Any:
        return stiffness_matrix(
            self.domain, self.space, self.material, self._fixed, as_arrays=self._by_multigrid
        )

    def _columns(self, surfaces: Sequence[Surface], selection: sp.csc_array) -> sp.csc_array:
        """Owned load columns of P1 pressures on surfaces, without the fixed rows."""
        entities = np.concatenate([self.domain.entities[s].reshape(-1, 2) for s in surfaces])
        spaces = [self.space, self.domain.vertex_space]
        form = forms.traction(self.domain.dim).bind(self.domain, spaces, entities)
        return self._free_rows(columns_of(form, selection))

    def _free_rows(self, columns: sp.csc_array) -> sp.csc_array:
        """Columns without the rows of fixed degrees of freedom."""
        keep = np.ones(columns.shape[0])
        keep[self._fixed[self._fixed < len(keep)]] = 0
        return with_rows(columns, keep)

    def _unit_columns(self) -> tuple[sp.csc_array, ...]:
        """Columns of the unit loads: on surfaces, of residual stresses, at knots of the anode."""
        ones = sp.csc_array(np.ones((len(self.domain.vertex_of_dof), 1)))
        loads = [self._columns(surfaces, ones) for surfaces in self.support.loads]
        surfaces, residual = sp.csc_array(sp.hstack([self._none, *loads])), self._none
        if "eigen_x" in self.material:
            load = eigen_column(self.domain, self.space, self.material)
            residual = self._free_rows(sp.csc_array(load[:, None]))
        return (
            surfaces,
            residual,
            self._columns((Surface.ANODE,), knot_functions(self.domain, self.support)),
        )

    def _force_columns(self, grid: FilmGrid) -> tuple[sp.csc_array, ...]:
        """Columns of forces along the anode side and crack faces; none unless a layer pulls."""
        if not self.support.pulled:
            return self._none, self._none
        return tuple(map(self._free_rows, force_columns(self.domain, self.space, grid)))

    @property
    def _none(self) -> sp.csc_array:
        """No column."""
        return sp.csc_array((int(self.space.dofmap.index_map.size_local * self.domain.dim), 0))
