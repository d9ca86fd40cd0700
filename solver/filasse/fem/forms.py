"""Variational forms, compiled once per process and bound to each new mesh."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import CELLS, Domain
from filasse.fem.linear.kernel_cache import compile_safely
from filasse.parallel import world
from filasse.physics import elasticity
from filasse.physics.fracture import tip_fields

QUADRATURE_DEGREE = {2: 4, 3: 5}
"""By dimension, as the quarter-point cells have a Jacobian that is not constant. In triangles six
points; in tetrahedra the rule of degree 4 has points on edges, where that Jacobian vanishes along
a crack front: its matrices would not be numbers."""

STRAIGHT_DEGREE = 2
"""Of quadratic functions in straight tetrahedra, where their gradients are linear: exact."""

TIP_QUADRATURE_DEGREE = 8
"""For the auxiliary fields around a tip, which are not polynomials."""


@dataclass(frozen=True)
class Compiled:
    """A compiled form with the names of the data to bind.

    Attributes:
        form: dolfinx's compiled form.
        coefficients: placeholders by name.
        constants: placeholders by name.
        integral: "cell" or "exterior_facet"; the integral's subdomain id is 1.
    """

    form: Any
    coefficients: Mapping[str, Any]
    constants: Mapping[str, Any]
    integral: str

    def bind(
        self,
        domain: Domain,
        spaces: list[Any],
        entities: npt.NDArray[np.int32],
        coefficients: Mapping[str, Any] | None = None,
        constants: Mapping[str, Any] | None = None,
        straight: npt.NDArray[np.int32] | None = None,
    ) -> Any:
        """Return the form on a mesh.

        Args:
            domain: the mesh.
            spaces: function spaces of the arguments, test first.
            entities: cells, or pairs of cell and local facet, to integrate over.
            coefficients: functions by name.
            constants: values by name, or dolfinx constants whose values will change.
            straight: cells of a form over a volume in space that are integrated by the lower rule.
        """
        from dolfinx import fem

        kind = getattr(fem.IntegralType, self.integral)
        functions = {self.coefficients[k]: f for k, f in (coefficients or {}).items()}
        values = {
            self.constants[k]: v if isinstance(v, fem.Constant) else constant(domain, v)
            for k, v in (constants or {}).items()
        }
        subdomains = {kind: [(1, np.asarray(entities, dtype=np.int32).reshape(-1))]}
        if straight is not None:
            subdomains[kind].append((2, straight))
        return fem.create_form(self.form, spaces, domain.mesh, subdomains, functions, values)


def constant(domain: Domain, value: npt.ArrayLike) -> Any:
    """A constant of a form, whose value may be changed."""
    from dolfinx import fem

    return fem.Constant(domain.mesh, np.asarray(value, dtype=np.float64))


def all_cells(domain: Domain) -> npt.NDArray[np.int32]:
    """Cells owned by this rank."""
    return np.arange(domain.mesh.topology.index_map(domain.dim).size_local, dtype=np.int32)


def share_of_cells(domain: Domain) -> npt.NDArray[np.int32]:
    """Cells that this rank writes: those that it owns, or its part of the whole mesh."""
    cells = all_cells(domain)
    team = domain.team
    return cells if team is None else np.array_split(cells, team.size)[team.rank]


@functools.cache
def stiffness(dim: int = 2) -> Compiled:
    """Int sigma(u) : eps(v) dx on P2 vectors, with `lame` and `shear` per cell."""
    import ufl

    mesh = _mesh(dim)
    space = _space(mesh, 2, vector=True)
    lame, shear = _per_cell(mesh), _per_cell(mesh)
    trial, test = ufl.TrialFunction(space), ufl.TestFunction(space)
    form = elasticity.elastic_energy_form(trial, test, lame, shear, _volume(mesh))
    return _compile(form, {"lame": lame, "shear": shear}, {}, "cell")


@functools.cache
def traction(dim: int = 2) -> Compiled:
    """Int -p n . v ds: work of a P1 pressure on P2 displacements."""
    import ufl

    mesh = _mesh(dim)
    test = ufl.TestFunction(_space(mesh, 2, vector=True))
    pressure = ufl.TrialFunction(_space(mesh, 1))
    ds = _measure("ds", mesh)
    form = -pressure * ufl.dot(ufl.FacetNormal(mesh), test) * ds
    return _compile(form, {}, {}, "exterior_facet")


def on_surface() -> tuple[Any, Any, Any, Any]:
    """P2 test and P1 trial function in the plane, normal and measure of what acts on a surface."""
    import ufl

    mesh = _mesh()
    test, trial = ufl.TestFunction(_space(mesh, 2, vector=True)), ufl.TrialFunction(_space(mesh, 1))
    return test, trial, ufl.FacetNormal(mesh), _measure("ds", mesh)


def compiled(form: Any, integral: str) -> Compiled:
    """A form without coefficients and constants."""
    return _compile(form, {}, {}, integral)


@functools.cache
def conduction(degree: int, dim: int = 2) -> Compiled:
    """Int kappa grad phi . grad psi dx, with the conductivity per cell."""
    import ufl

    mesh = _mesh(dim)
    space = _space(mesh, degree)
    kappa = _per_cell(mesh)
    trial, test = ufl.TrialFunction(space), ufl.TestFunction(space)
    form = kappa * ufl.inner(ufl.grad(trial), ufl.grad(test)) * _volume(mesh)
    return _compile(form, {"kappa": kappa}, {}, "cell")


@functools.cache
def current(degree: int, dim: int = 2) -> Compiled:
    """Int i psi ds: a P1 current density entering the potential's equations."""
    import ufl

    mesh = _mesh(dim)
    test = ufl.TestFunction(_space(mesh, degree))
    density = ufl.TrialFunction(_space(mesh, 1))
    form = density * test * _measure("ds", mesh)
    return _compile(form, {}, {}, "exterior_facet")


@functools.cache
def interaction() -> Compiled:
    """Interaction integral as a vector over P2 displacements."""
    import ufl

    mesh = _mesh()
    tip, constants = _tip_frame(mesh)
    young, poisson, lame, shear = (_per_cell(mesh) for _ in range(4))
    test = ufl.TestFunction(_space(mesh, 2, vector=True))
    dx = _measure("dx", mesh, TIP_QUADRATURE_DEGREE)
    x = ufl.SpatialCoordinate(mesh)
    form = tip_fields.interaction_form(tip, test, x, young, poisson, lame, shear, dx)
    coefficients = {"young": young, "poisson": poisson, "lame": lame, "shear": shear}
    return _compile(form, coefficients, constants, "cell")


@functools.cache
def residual_interaction() -> Compiled:
    """Part of the interaction integral that a residual stress has without any displacement."""
    import ufl

    mesh = _mesh()
    tip, constants = _tip_frame(mesh)
    eigen_x, eigen_y = _per_cell(mesh), _per_cell(mesh)
    dx = _measure("dx", mesh, TIP_QUADRATURE_DEGREE)
    x = ufl.SpatialCoordinate(mesh)
    form = tip_fields.residual_interaction_form(tip, x, eigen_x, eigen_y, dx)
    return _compile(form, {"eigen_x": eigen_x, "eigen_y": eigen_y}, constants, "cell")


@functools.cache
def eigen_load() -> Compiled:
    """Load of eigenstresses, the integral of S* : eps(v), on P2 displacements."""
    import ufl

    mesh = _mesh()
    eigen_x, eigen_y = _per_cell(mesh), _per_cell(mesh)
    gradient = ufl.grad(ufl.TestFunction(_space(mesh, 2, vector=True)))
    dx = _measure("dx", mesh)
    form = (eigen_x * gradient[0, 0] + eigen_y * gradient[1, 1]) * dx
    return _compile(form, {"eigen_x": eigen_x, "eigen_y": eigen_y}, {}, "cell")


@functools.cache
def face_traction() -> Compiled:
    """Face-traction term of K_I as a vector over P1 pressures."""
    import ufl

    mesh = _mesh()
    tip, constants = _tip_frame(mesh)
    test = ufl.TestFunction(_space(mesh, 1))
    ds = _measure("ds", mesh, TIP_QUADRATURE_DEGREE)
    form = tip_fields.face_form(tip, test, ufl.SpatialCoordinate(mesh), ds)
    return _compile(
        form, {}, {k: constants[k] for k in ("position", "direction", "radii")}, "exterior_facet"
    )


def _tip_frame(mesh: Any) -> tuple[tip_fields.TipFrame, dict[str, Any]]:
    import ufl

    names = ("position", "direction", "radii", "weights", "elastic")
    constants = {name: ufl.Constant(mesh, shape=(2,)) for name in names}
    return tip_fields.TipFrame(**constants), constants


def _compile(
    form: Any, coefficients: dict[str, Any], constants: dict[str, Any], integral: str
) -> Compiled:
    from dolfinx import fem

    comm, options = world(), {"scalar_type": np.float64}

    def compile_in(cache: Path) -> Any:
        return fem.compile_form(comm, form, options, {"cache_dir": cache})

    compiled = _shortened(compile_safely(comm, compile_in), [*coefficients.values()], constants)
    return Compiled(compiled, coefficients, constants, integral)


def _shortened(compiled: Any, coefficients: list[Any], constants: Mapping[str, Any]) -> Any:
    """The compiled form with a short symbolic form of the same data.

    Every `bind` lets dolfinx search the symbolic form for these, which takes longer than some
    integrals.
    """
    import ufl

    if not coefficients and not constants:
        return compiled
    data = [*coefficients, *(item[0] for item in constants.values())]
    domain = ufl.domain.extract_unique_domain(data[0])
    short = sum(data[1:], data[0]) * ufl.dx(domain=domain)
    return dataclasses.replace(compiled, ufl_form=short)


def _measure(kind: str, mesh: Any, degree: int | None = None, number: int = 1) -> Any:
    import ufl

    degree = QUADRATURE_DEGREE[mesh.topological_dimension] if degree is None else degree
    measure = ufl.Measure(kind, domain=mesh, metadata={"quadrature_degree": degree})
    return measure(number)


def _volume(mesh: Any) -> Any:
    """Measure of cells: id 1 of any, in space id 2 of straight ones."""
    any_cell = _measure("dx", mesh)
    if mesh.topological_dimension == 2:
        return any_cell
    return any_cell + _measure("dx", mesh, STRAIGHT_DEGREE, number=2)


@functools.cache
def _mesh(dim: int = 2) -> Any:
    import basix.ufl
    import ufl

    return ufl.Mesh(basix.ufl.element("Lagrange", CELLS[dim], 2, shape=(dim,)))


def _space(mesh: Any, degree: int, vector: bool = False) -> Any:
    import basix.ufl
    import ufl

    cell, shape = str(mesh.ufl_cell()), mesh.ufl_coordinate_element().reference_value_shape
    element = basix.ufl.element("Lagrange", cell, degree, shape=shape if vector else ())
    return ufl.FunctionSpace(mesh, element)


def _per_cell(mesh: Any) -> Any:
    import basix.ufl
    import ufl

    element = basix.ufl.element("DG", str(mesh.ufl_cell()), 0)
    return ufl.Coefficient(ufl.FunctionSpace(mesh, element))
