"""Elasticity of the frozen geometry, condensed onto the film grid and the tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from lifil.discretisation import forms
from lifil.discretisation.domain import Domain, Surface
from lifil.discretisation.film_grid import FilmGrid, TipSite
from lifil.discretisation.linear import Factor, columns_of, sum_over_ranks
from lifil.physics.elasticity import lame_parameters, plane_strain_modulus

type FloatArray = npt.NDArray[np.float64]

LIPS = (Surface.LIP_PLUS, Surface.LIP_MINUS)


@dataclass(frozen=True)
class ElasticMaterial:
    """Elastic constants of every region.

    Attributes:
        young: E [Pa], shape (n_regions,).
        poisson: nu [-], shape (n_regions,).
    """

    young: FloatArray
    poisson: FloatArray


@dataclass(frozen=True)
class Support:
    """How the slab is held, and the unit loads that act on it.

    Attributes:
        rollers: surfaces that slide on a rigid plane.
        loads: surfaces of each unit pressure, one tuple a load.
    """

    rollers: tuple[Surface, ...]
    loads: tuple[tuple[Surface, ...], ...]


@dataclass(frozen=True)
class ElasticResponse:
    """All that the elastic body answers: linear in the lip pressure and in the unit loads.

    Attributes:
        areas: lip area of every film node per depth, int phi_i ds [m], shape (n,).
        compliance: opened volume of node i per pressure on node j [m^2/Pa], shape (n, n),
            symmetric.
        load_volumes: opened volume per unit load [m^2/Pa], shape (n, n_loads).
        k_pressure: K_I and K_II per pressure [m^0.5], shape (n_tips, 2, n).
        k_loads: K_I and K_II per unit load [m^0.5], shape (n_tips, 2, n_loads).
        modulus: E' = E/(1 - nu^2) at every tip [Pa], shape (n_tips,).
    """

    areas: FloatArray
    compliance: FloatArray
    load_volumes: FloatArray
    k_pressure: FloatArray
    k_loads: FloatArray
    modulus: FloatArray


class ElasticBody:
    """Assembled and factorised elasticity; alive as long as its geometry is."""

    def __init__(self, domain: Domain, material: ElasticMaterial, support: Support) -> None:
        """Assemble and factorise."""
        import dolfinx

        self.domain = domain
        self.space = dolfinx.fem.functionspace(domain.mesh, ("Lagrange", 2, (2,)))
        self.material = _per_cell(domain, material)
        self._fixed = _fixed_dofs(domain, self.space, support.rollers)
        self.factor = Factor(self._stiffness(), "elasticity")
        self.support = support

    def condense(
        self, grid: FilmGrid, domain_size: float = 0.9, tips: Sequence[TipSite] | None = None
    ) -> tuple[ElasticResponse, sp.csc_array]:
        """Solve for every lip pressure and load, and return what the march needs.

        Args:
            grid: the film grid.
            domain_size: radius of the interaction domains over the largest possible.
            tips: tips at which K is wanted, those of the grid by default.

        Returns:
            The response, and the owned load columns (pressures first) for `displacement`.
        """
        tips = grid.tips if tips is None else tips
        lips = self._columns(LIPS, _pairs(self.domain, grid))
        loads = self._load_columns()
        functionals, lip_terms = self._functionals(grid, tips, domain_size)
        columns = sp.csc_array(sp.hstack([lips, loads]))
        answer = self.factor.condense(columns, sp.csc_array(sp.hstack([columns, functionals])))
        n, n_loads = grid.size, loads.shape[1]
        compliance = answer[:n, :n]
        k = answer[:, n + n_loads :].T.reshape(len(tips), 2, n + n_loads)
        response = ElasticResponse(
            areas=self._areas(grid),
            compliance=(compliance + compliance.T) / 2,
            load_volumes=answer[:n, n : n + n_loads],
            k_pressure=k[:, :, :n] + lip_terms,
            k_loads=k[:, :, n:],
            modulus=np.array([plane_strain_modulus(*self._constants(tip)) for tip in tips]),
        )
        return response, columns

    def displacement(self, columns: sp.csc_array, loads: FloatArray) -> Any:
        """Displacement field [m] under given lip pressures and loads (a dolfinx function)."""
        import dolfinx

        u = dolfinx.fem.Function(self.space)
        owned = self.factor.rows
        u.x.array[:owned] = self.factor.solve(columns @ loads)
        u.x.scatter_forward()
        return u

    def destroy(self) -> None:
        """Free PETSc's memory; a collective call."""
        self.factor.destroy()

    def _stiffness(self) -> Any:
        from dolfinx.fem import dirichletbc
        from dolfinx.fem.petsc import assemble_matrix

        names = ("lame", "shear")
        form = forms.stiffness().bind(
            self.domain,
            [self.space, self.space],
            forms.all_cells(self.domain),
            {name: self.material[name] for name in names},
        )
        bcs = [
            dirichletbc(0.0, self._fixed[self._fixed % 2 == component], self.space.sub(component))
            for component in (0, 1)
        ]
        matrix = assemble_matrix(form, bcs=bcs)
        matrix.assemble()
        return matrix

    def _columns(self, surfaces: Sequence[Surface], selection: sp.csc_array) -> sp.csc_array:
        """Owned load columns of P1 pressures on surfaces, without the fixed rows."""
        entities = np.concatenate([self.domain.entities[s].reshape(-1, 2) for s in surfaces])
        spaces = [self.space, self.domain.vertex_space]
        form = forms.traction().bind(self.domain, spaces, entities)
        columns = sp.csr_array(columns_of(form, selection))
        keep = np.ones(columns.shape[0])
        keep[self._fixed[self._fixed < len(keep)]] = 0
        return sp.csc_array(sp.diags_array(keep) @ columns)

    def _load_columns(self) -> sp.csc_array:
        ones = sp.csc_array(np.ones((len(self.domain.vertex_of_dof), 1)))
        loads = [self._columns(surfaces, ones) for surfaces in self.support.loads]
        return sp.csc_array(sp.hstack(loads)) if loads else sp.csc_array((self.factor.rows, 0))

    def _areas(self, grid: FilmGrid) -> FloatArray:
        """Integral of every pressure function over one lip, by the current form of degree 1."""
        space = self.domain.vertex_space
        entities = self.domain.entities[Surface.LIP_PLUS]
        form = forms.current(1).bind(self.domain, [space, space], entities)
        columns = columns_of(form, vertex_selection(self.domain, grid.plus))
        return sum_over_ranks(self.domain.comm, np.asarray(columns.sum(axis=0), dtype=np.float64))

    def _functionals(
        self, grid: FilmGrid, tips: Sequence[TipSite], size: float
    ) -> tuple[sp.csc_array, FloatArray]:
        """Interaction integrals over displacements, and their lip-traction terms."""
        columns = []
        lip_terms = np.zeros((len(tips), 2, grid.size))
        to_film = vertex_selection(self.domain, grid.plus)
        for index, tip in enumerate(tips):
            young, poisson = self._constants(tip)
            radius = size * tip.radius
            frame = {
                "position": tip.position,
                "direction": tip.direction,
                "radii": np.array([0.25 * radius, radius]),
            }
            lip_terms[index, 0] = self._lip_term(frame, to_film)
            scale = plane_strain_modulus(young, poisson) / 2
            for weights in ((1.0, 0.0), (0.0, 1.0)):
                constants = frame | {"weights": weights, "elastic": (young, poisson)}
                columns.append(scale * self._interaction(constants))
        keep = np.ones(self.factor.rows)
        keep[self._fixed[self._fixed < len(keep)]] = 0
        stacked = np.column_stack(columns) if columns else np.empty((self.factor.rows, 0))
        return sp.csc_array(stacked * keep[:, None]), lip_terms

    def _interaction(self, constants: dict[str, Any]) -> FloatArray:
        cells = _cells_within(self.domain, constants["position"], constants["radii"][1])
        form = forms.interaction().bind(self.domain, [self.space], cells, self.material, constants)
        return _assemble_owned(form)

    def _lip_term(self, frame: dict[str, Any], to_film: sp.csc_array) -> FloatArray:
        space, entities = self.domain.vertex_space, self.domain.entities[Surface.LIP_PLUS]
        form = forms.lip().bind(self.domain, [space], entities, constants=frame)
        owned = _assemble_owned(form)
        everywhere = np.concatenate(self.domain.comm.allgather(owned))
        return np.asarray(to_film.T @ everywhere, dtype=np.float64)

    def _constants(self, tip: TipSite) -> tuple[float, float]:
        """Young's modulus and Poisson's ratio of the cells at a tip, on every rank."""
        domain = self.domain
        corners = domain.mesh.geometry.x[domain.mesh.geometry.dofmap[:, :3], :2]
        distance = np.linalg.norm(corners - tip.position, axis=2).min(axis=1)
        best = int(np.argmin(distance)) if len(distance) else -1
        mine = (np.inf, 0.0, 0.0)
        if best >= 0:
            young, poisson = (self.material[k].x.array[best] for k in ("young", "poisson"))
            mine = (float(distance[best]), float(young), float(poisson))
        _, young, poisson = min(domain.comm.allgather(mine))
        return float(young), float(poisson)


def vertex_selection(domain: Domain, vertices: npt.NDArray[np.int64]) -> sp.csc_array:
    """Sparse map from global P1 degrees of freedom to given vertices, shape (n_dofs, n)."""
    dof_of_vertex = np.empty(domain.vertex_of_dof.max() + 1, dtype=np.int64)
    dof_of_vertex[domain.vertex_of_dof] = np.arange(len(domain.vertex_of_dof))
    rows, columns = dof_of_vertex[vertices], np.arange(len(vertices))
    shape = (len(domain.vertex_of_dof), len(vertices))
    return sp.csc_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _pairs(domain: Domain, grid: FilmGrid) -> sp.csc_array:
    """One column per film node, acting on both of its vertices (once at a tip)."""
    both = vertex_selection(domain, grid.plus) + vertex_selection(domain, grid.minus)
    both.data[:] = 1.0
    return sp.csc_array(both)


def _per_cell(domain: Domain, material: ElasticMaterial) -> dict[str, Any]:
    """Elastic constants as functions that are constant on every cell."""
    lame, shear = lame_parameters(material.young, material.poisson)
    values = {"young": material.young, "poisson": material.poisson, "lame": lame, "shear": shear}
    return {name: cell_function(domain, value) for name, value in values.items()}


def cell_function(domain: Domain, by_region: FloatArray) -> Any:
    """A function with one value per cell, given one value per region."""
    import dolfinx

    function = dolfinx.fem.Function(dolfinx.fem.functionspace(domain.mesh, ("DG", 0)))
    function.x.array[:] = by_region[domain.region]
    return function


def _fixed_dofs(domain: Domain, space: Any, rollers: tuple[Surface, ...]) -> npt.NDArray[np.int32]:
    """Degrees of freedom held by rollers, and by pins against what rigid motion is left."""
    import dolfinx

    normal = {Surface.LEFT: 0, Surface.RIGHT: 0, Surface.ANODE: 1, Surface.COUNTER: 1}
    held = [
        2 * dolfinx.fem.locate_dofs_topological(space, 1, domain.facets[s]) + normal[s]
        for s in rollers
    ]
    components = {normal[s] for s in rollers}
    held += [_corner_dof(domain, space, *pin) for pin in _pins(components)]
    return np.unique(np.concatenate(held)).astype(np.int32)


def _pins(held: set[int]) -> list[tuple[int, int]]:
    """Corners (0 top left, 1 top right) and components to pin: loads are in balance."""
    if held == {0, 1}:
        return []
    if held == {1}:
        return [(0, 0)]
    if held == {0}:
        return [(0, 1)]
    return [(0, 0), (0, 1), (1, 1)]


def _corner_dof(domain: Domain, space: Any, corner: int, component: int) -> npt.NDArray[np.int32]:
    """The degree of freedom of a component at a top corner, on the ranks that see it."""
    import dolfinx

    x = domain.surfaces.vertices
    target = np.array([x[:, 0].min() if corner == 0 else x[:, 0].max(), x[:, 1].max()])
    size = np.ptp(x, axis=0).max()

    def at_corner(points: FloatArray) -> npt.NDArray[np.bool_]:
        return np.asarray(np.linalg.norm(points[:2].T - target, axis=1) < 1e-9 * size)

    dofs = dolfinx.fem.locate_dofs_geometrical(space, at_corner)
    return np.asarray(2 * dofs + component, dtype=np.int32)


def _cells_within(domain: Domain, point: FloatArray, radius: float) -> npt.NDArray[np.int32]:
    """Owned cells that may meet a circle's inside."""
    corners = domain.mesh.geometry.x[domain.mesh.geometry.dofmap[:, :3], :2]
    reach = np.linalg.norm(corners - corners.mean(axis=1, keepdims=True), axis=2).max(axis=1)
    near = np.linalg.norm(corners.mean(axis=1) - point, axis=1) <= radius + 2 * reach
    owned = forms.all_cells(domain)
    return np.asarray(owned[near[: len(owned)]], dtype=np.int32)


def _assemble_owned(form: Any) -> FloatArray:
    """Assemble a vector and return its owned entries, the other ranks' shares added."""
    import dolfinx

    vector = dolfinx.fem.assemble_vector(form)
    vector.scatter_reverse(dolfinx.la.InsertMode.add)
    index_map, block = vector.index_map, vector.block_size
    return np.array(vector.array[: index_map.size_local * block])
