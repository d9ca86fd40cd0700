"""Fields on the whole slab, rebuilt from the small solution for output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem import forms
from filasse.fem.condensed import Bodies
from filasse.fem.domain import Domain
from filasse.physics.elastic_constants import lame_parameters

type FloatArray = npt.NDArray[np.float64]

VTK_FROM_BASIX = (0, 1, 2, 5, 3, 4)
"""Edge nodes of a quadratic triangle: VTK numbers them along 01, 12, 20; basix opposite 0, 1, 2."""


@dataclass(frozen=True)
class SlabFields:
    """Fields on the cells that this rank owns.

    Attributes:
        points: geometry nodes [m], shape (n, 2).
        cells: nodes of the six-node triangles in VTK's order, shape (m, 6).
        displacement: at the points [m], shape (n, 2).
        potential: at the points [V], shape (n,).
        stress: mean over every cell's centre [Pa], xx, yy, xy, shape (m, 3).
        von_mises: with the out-of-plane stress of plane strain [Pa], shape (m,).
        current_density: at the centre of every cell [A/m^2], shape (m, 2).
        region: shape (m,).
    """

    points: FloatArray
    cells: npt.NDArray[np.int64]
    displacement: FloatArray
    potential: FloatArray
    stress: FloatArray
    von_mises: FloatArray
    current_density: FloatArray
    region: npt.NDArray[np.integer[Any]]


def slab_fields(
    domain: Domain, bodies: Bodies, loads: FloatArray, currents: FloatArray, offset: float
) -> SlabFields:
    """Solve once more for the fields of a known state; a collective call.

    Args:
        domain: the mesh.
        bodies: the factorised bodies.
        loads: lip tractions, then unit loads [Pa].
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
    u_cells = u.x.array.reshape(-1, 2)[u.function_space.dofmap.list[owned]]
    phi_cells = phi.x.array[phi.function_space.dofmap.list[owned]]
    stress, von_mises = cell_stress(domain, bodies, u, owned)
    kappa = bodies.ionic.conductivity.x.array[owned]
    return SlabFields(
        points=geometry.x[used, :2],
        cells=cells[:, VTK_FROM_BASIX].astype(np.int64),
        displacement=_at_points(u_cells, cells, len(used)),
        potential=_at_points(phi_cells[:, :, None], cells, len(used))[:, 0],
        stress=stress,
        von_mises=von_mises,
        current_density=-kappa[:, None] * np.einsum("cn,cnj->cj", phi_cells, gradient),
        region=domain.region[owned],
    )


def cell_stress(
    domain: Domain, bodies: Bodies, displacement: Any, owned: npt.NDArray[np.int32]
) -> tuple[FloatArray, FloatArray]:
    """Stress at the centres of cells, and von Mises' [Pa], shapes (m, 3) and (m,).

    Args:
        domain: the mesh.
        bodies: the factorised bodies.
        displacement: a function of the elastic space [m].
        owned: the cells.
    """
    values = displacement.x.array.reshape(-1, 2)[displacement.function_space.dofmap.list[owned]]
    slope = np.einsum("cni,cnj->cij", values, _centre_gradients(domain, owned))
    return _stress(bodies, (slope + slope.transpose(0, 2, 1)) / 2, owned)


def _at_points(by_cell: FloatArray, cells: npt.NDArray[np.int64], count: int) -> FloatArray:
    """Values of isoparametric functions at the geometry's nodes."""
    result = np.empty((count, by_cell.shape[2]))
    result[cells] = by_cell
    return result


def _centre_gradients(domain: Domain, owned: npt.NDArray[np.int32]) -> FloatArray:
    """Gradients of the six shape functions at the centre of every cell, shape (m, 6, 2)."""
    import basix

    element = basix.create_element(
        basix.ElementFamily.P, basix.CellType.triangle, 2, basix.LagrangeVariant.gll_warped
    )
    table = element.tabulate(1, np.array([[1 / 3, 1 / 3]]))[1:, 0, :, 0]
    x = domain.mesh.geometry.x[domain.mesh.geometry.dofmaps[0][owned], :2]
    jacobian = np.einsum("cni,dn->cid", x, table)
    return np.asarray(np.einsum("dn,cdj->cnj", table, np.linalg.inv(jacobian)), dtype=np.float64)


def _stress(
    bodies: Bodies, strain: FloatArray, owned: npt.NDArray[np.int32]
) -> tuple[FloatArray, FloatArray]:
    material: dict[str, Any] = bodies.elastic.material
    young, poisson = (material[name].x.array[owned] for name in ("young", "poisson"))
    lame, shear = lame_parameters(young, poisson)
    trace = strain[:, 0, 0] + strain[:, 1, 1]
    xx = lame * trace + 2 * shear * strain[:, 0, 0]
    yy = lame * trace + 2 * shear * strain[:, 1, 1]
    xy = 2 * shear * strain[:, 0, 1]
    zz = lame * trace
    if "eigen_x" in material:
        eigen_x, eigen_y = (material[name].x.array[owned] for name in ("eigen_x", "eigen_y"))
        xx, yy, zz = xx - eigen_x, yy - eigen_y, zz - eigen_x
    mises = np.sqrt(((xx - yy) ** 2 + (yy - zz) ** 2 + (zz - xx) ** 2) / 2 + 3 * xy**2)
    return np.column_stack([xx, yy, xy]), mises
