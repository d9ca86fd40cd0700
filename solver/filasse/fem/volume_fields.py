"""Fields on the whole slab, rebuilt from the small solution for output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from filasse.fem import forms
from filasse.fem.condensed import Bodies
from filasse.fem.domain import CELLS, Domain
from filasse.fem.solid.solid_domain import FROM_VTK
from filasse.physics.elastic_constants import lame_parameters
from filasse.quantity import Quantity

type FloatArray = npt.NDArray[np.float64]

VTK_FROM_BASIX = (0, 1, 2, 5, 3, 4)
"""Edge nodes of a quadratic triangle: VTK numbers them along 01, 12, 20; basix opposite 0, 1, 2."""

_VTK_ORDER = {2: VTK_FROM_BASIX, 3: tuple(np.argsort(FROM_VTK).tolist())}
_STRESSES = {2: ((0, 0), (1, 1), (0, 1)), 3: ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (0, 2))}
"""Components that are told, by dimension, in VTK's order."""


@dataclass(frozen=True)
class SlabFields:
    """Fields on the cells that this rank owns.

    Attributes:
        points: geometry nodes [m], shape (n, dim).
        cells: nodes of the six-node triangles, or ten-node tetrahedra, in VTK's order, shape
            (m, 6) or (m, 10).
    """

    points: FloatArray
    cells: npt.NDArray[np.int64]
    displacement: Annotated[FloatArray, Quantity("m", "Displacement.", at="points")]
    potential: Annotated[FloatArray, Quantity("V", "Ionic potential.", at="points")]
    stress: Annotated[
        FloatArray,
        Quantity(
            "Pa",
            "Stress at the centre: xx, yy, xy; in a slab with a depth xx, yy, zz, xy, yz, xz.",
            at="cells",
        ),
    ]
    current_density: Annotated[
        FloatArray, Quantity("A/m^2", "Current density at the centre.", at="cells")
    ]
    von_mises: Annotated[
        FloatArray,
        Quantity("Pa", "Equivalent stress there; in plane strain with that out of it.", at="cells"),
    ]
    region: Annotated[
        npt.NDArray[np.integer[Any]],
        Quantity("1", "Number of the grain or other part of the electrolyte.", at="cells"),
    ]


def slab_fields(
    domain: Domain, bodies: Bodies, loads: FloatArray, currents: FloatArray, offset: float
) -> SlabFields:
    """Solve once more for the fields of a known state; a collective call.

    Args:
        domain: the mesh.
        bodies: the factorised bodies.
        loads: values of all loads: see `LoadLayout.values`.
        currents: current densities out of the electrolyte [A/m^2], shape (m,).
        offset: constant of the potential [V].
    """
    u = bodies.elastic.field(loads)
    phi = bodies.ionic.field(currents)
    phi.x.array[:] += offset
    owned = forms.share_of_cells(domain)
    geometry = domain.mesh.geometry
    nodes = geometry.dofmaps[0][owned]
    used, local = np.unique(nodes, return_inverse=True)
    cells = local.reshape(nodes.shape)
    gradient = _centre_gradients(domain, owned)
    u_cells = u.x.array.reshape(-1, domain.dim)[u.function_space.dofmap.list[owned]]
    phi_cells = phi.x.array[phi.function_space.dofmap.list[owned]]
    stress, von_mises = cell_stress(domain, bodies, u, owned)
    kappa = bodies.ionic.conductivity.x.array[owned]
    return SlabFields(
        points=geometry.x[used, : domain.dim],
        cells=cells[:, _VTK_ORDER[domain.dim]].astype(np.int64),
        displacement=_at_points(u_cells, cells, len(used)),
        potential=_at_points(phi_cells[:, :, None], cells, len(used))[:, 0],
        stress=stress,
        von_mises=von_mises,
        current_density=-kappa[:, None] * np.einsum("cn,cnj->cj", phi_cells, gradient),
        region=domain.region[owned],
    )


def node_values(domain: Domain, function: Any) -> FloatArray:
    """Values of a quadratic function at `SlabFields.points`, shape (n,), of vectors (n, k).

    Args:
        domain: the mesh.
        function: a dolfinx function of its quadratic elements.
    """
    owned, space = forms.share_of_cells(domain), function.function_space
    used, local = np.unique(domain.mesh.geometry.dofmaps[0][owned], return_inverse=True)
    nodes = space.dofmap.list[owned]
    by_cell = function.x.array.reshape(-1, space.dofmap.index_map_bs)[nodes]
    values = _at_points(by_cell, local.reshape(nodes.shape), len(used))
    return values[:, 0] if values.shape[1] == 1 else values


def cell_stress(
    domain: Domain, bodies: Bodies, displacement: Any, owned: npt.NDArray[np.int32]
) -> tuple[FloatArray, FloatArray]:
    """Stress at the centres of cells as in `SlabFields`, and von Mises' [Pa], shape (m,).

    Args:
        domain: the mesh.
        bodies: the factorised bodies.
        displacement: a function of the elastic space [m].
        owned: the cells.
    """
    nodes = displacement.function_space.dofmap.list[owned]
    values = displacement.x.array.reshape(-1, domain.dim)[nodes]
    slope = np.einsum("cni,cnj->cij", values, _centre_gradients(domain, owned))
    return _stress(bodies, (slope + slope.transpose(0, 2, 1)) / 2, owned)


def _at_points(by_cell: FloatArray, cells: npt.NDArray[np.int64], count: int) -> FloatArray:
    """Values of isoparametric functions at the geometry's nodes."""
    result = np.empty((count, by_cell.shape[2]))
    result[cells] = by_cell
    return result


def _centre_gradients(domain: Domain, owned: npt.NDArray[np.int32]) -> FloatArray:
    """Gradients of the shape functions at the centre of every cell, shape (m, 6 or 10, dim)."""
    import basix

    dim = domain.dim
    element = basix.create_element(
        basix.ElementFamily.P,
        getattr(basix.CellType, CELLS[dim]),
        2,
        basix.LagrangeVariant.gll_warped,
    )
    table = element.tabulate(1, np.full((1, dim), 1 / (dim + 1)))[1:, 0, :, 0]
    x = domain.mesh.geometry.x[domain.mesh.geometry.dofmaps[0][owned], :dim]
    jacobian = np.einsum("cni,dn->cid", x, table)
    return np.asarray(np.einsum("dn,cdj->cnj", table, np.linalg.inv(jacobian)), dtype=np.float64)


def _stress(
    bodies: Bodies, strain: FloatArray, owned: npt.NDArray[np.int32]
) -> tuple[FloatArray, FloatArray]:
    """Stress of Hooke's law, in the plane under plane strain, and von Mises'."""
    material: dict[str, Any] = bodies.elastic.material
    young, poisson = (material[name].x.array[owned] for name in ("young", "poisson"))
    lame, shear = lame_parameters(young, poisson)
    dim = strain.shape[1]
    full = np.zeros((len(strain), 3, 3))
    full[:, :dim, :dim] = (2 * shear)[:, None, None] * strain
    full[:, range(3), range(3)] += (lame * np.trace(strain, axis1=1, axis2=2))[:, None]
    if "eigen_x" in material:
        eigen_x, eigen_y = (material[name].x.array[owned] for name in ("eigen_x", "eigen_y"))
        full[:, range(3), range(3)] -= np.column_stack([eigen_x, eigen_y, eigen_x])
    return np.column_stack([full[:, i, j] for i, j in _STRESSES[dim]]), _von_mises(full)


def _von_mises(stress: FloatArray) -> FloatArray:
    xx, yy, zz = (stress[:, axis, axis] for axis in range(3))
    normal = ((xx - yy) ** 2 + (yy - zz) ** 2 + (zz - xx) ** 2) / 2
    shear = stress[:, 0, 1] ** 2 + stress[:, 1, 2] ** 2 + stress[:, 0, 2] ** 2
    return np.asarray(np.sqrt(normal + 3 * shear), dtype=np.float64)
