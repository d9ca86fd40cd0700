"""Taylor-Hood elements on six-node triangles, tabulated at quadrature points.

Displacement gradients have five components, (11, 12, 21, 22, 33): in plane strain the last is
zero, with axial symmetry it is the hoop stretch u_r / r.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from filasse.compat import prepare_dolfinx
from filasse.errors import ConvergenceError
from filasse.lithium_body.body_mesh import BodyMesh, IntArray

type FloatArray = npt.NDArray[np.float64]

QUADRATURE_DEGREE = 4
"""Six points: exact for products of strains on straight cells."""


class Symmetry(Enum):
    """What lies out of the plane."""

    PLANE = "plane strain"
    AXIAL = "axial symmetry"


@dataclass(frozen=True)
class Reference:
    """Shape functions on the reference triangle.

    Attributes:
        points: quadrature points, shape (n_q, 2).
        weights: shape (n_q,).
        quadratic: six functions, shape (n_q, 6).
        slopes: their derivatives, shape (2, n_q, 6).
        linear: three functions, shape (n_q, 3).
    """

    points: FloatArray
    weights: FloatArray
    quadratic: FloatArray
    slopes: FloatArray
    linear: FloatArray


@dataclass(frozen=True)
class Kernel:
    """What a mesh contributes to integrals over its cells.

    Attributes:
        gradient: nodal displacements -> gradient, shape (n_cells, n_q, 5, 12).
        weight: area, or volume around the axis, shape (n_cells, n_q).
        linear: pressures at vertices -> pressure, shape (n_q, 3).
        positions: quadrature points [m], shape (n_cells, n_q, 2).
    """

    gradient: FloatArray
    weight: FloatArray
    linear: FloatArray
    positions: FloatArray


@functools.cache
def reference() -> Reference:
    """Tabulate once."""
    prepare_dolfinx()
    import basix

    triangle, lagrange = basix.CellType.triangle, basix.ElementFamily.P
    points, weights = basix.make_quadrature(triangle, QUADRATURE_DEGREE)
    variant = basix.LagrangeVariant.gll_warped
    two = basix.create_element(lagrange, triangle, 2, variant).tabulate(1, points)[..., 0]
    one = basix.create_element(lagrange, triangle, 1, variant).tabulate(0, points)[0, :, :, 0]
    return Reference(points, weights, two[0], two[1:], one)


def kernel(mesh: BodyMesh, symmetry: Symmetry) -> Kernel:
    """Tabulate the elements of a mesh.

    Raises:
        ConvergenceError: a cell is turned over.
    """
    ref = reference()
    corners = mesh.points[mesh.cells]
    jacobian = np.einsum("dqa,mac->mqcd", ref.slopes, corners)
    weight = _weights(corners, jacobian)
    slopes = np.einsum("dqa,mqdc->mqac", ref.slopes, np.linalg.inv(jacobian))
    positions = np.einsum("qa,mac->mqc", ref.quadratic, corners)
    gradient = np.zeros((*weight.shape, 5, 12))
    gradient[:, :, 0, 0::2], gradient[:, :, 1, 0::2] = slopes[..., 0], slopes[..., 1]
    gradient[:, :, 2, 1::2], gradient[:, :, 3, 1::2] = slopes[..., 0], slopes[..., 1]
    if symmetry is Symmetry.AXIAL:
        radius = positions[..., 0]
        gradient[:, :, 4, 0::2] = ref.quadratic / radius[..., None]
        weight = weight * 2 * np.pi * radius
    return Kernel(gradient, weight, ref.linear, positions)


def plane_weights(mesh: BodyMesh) -> FloatArray:
    """Areas of the quadrature points of a plane body [m^2], shape (n_cells, n_q).

    A third of the work of its kernel.

    Raises:
        ConvergenceError: a cell is turned over.
    """
    corners = mesh.points[mesh.cells]
    return _weights(corners, np.einsum("dqa,mac->mqcd", reference().slopes, corners))


def _weights(corners: FloatArray, jacobian: FloatArray) -> FloatArray:
    determinant = np.linalg.det(jacobian)
    if determinant.min() <= 0:
        cell = int(np.argmin(determinant.min(axis=1)))
        x, y = corners[cell].mean(axis=0)
        raise ConvergenceError(
            f"A cell of the lithium body is turned over at ({x:.4g}, {y:.4g}) m. "
            "Take smaller steps, or mesh the body again before it distorts this much."
        )
    return np.asarray(determinant * reference().weights, dtype=np.float64)


def quality(mesh: BodyMesh) -> FloatArray:
    """Shape of every cell: 1 if equilateral, 0 if flat, negative if turned over.

    4 sqrt(3) area over the squares of the sides, times the least ratio of a local to the mean
    Jacobian determinant; shape (n_cells,).
    """
    corners = mesh.points[mesh.cells]
    jacobian = np.einsum("dqa,mac->mqcd", reference().slopes, corners)
    determinant = np.linalg.det(jacobian)
    sides = corners[:, [1, 2, 0]] - corners[:, [0, 1, 2]]
    area = (sides[:, 0, 0] * sides[:, 1, 1] - sides[:, 0, 1] * sides[:, 1, 0]) / 2
    shape = 4 * np.sqrt(3) * np.abs(area) / np.sum(sides**2, axis=(1, 2))
    mean = np.abs(determinant).mean(axis=1)
    return np.asarray(shape * determinant.min(axis=1) / mean, dtype=np.float64)


_POINTS = (1 + np.array([-np.sqrt(0.6), 0.0, np.sqrt(0.6)])) / 2
_WEIGHTS = np.array([5.0, 8.0, 5.0]) / 18
_ON_EDGE = np.column_stack(
    [(1 - _POINTS) * (1 - 2 * _POINTS), _POINTS * (2 * _POINTS - 1), 4 * _POINTS * (1 - _POINTS)]
)
_EDGE_SLOPES = np.column_stack([4 * _POINTS - 3, 4 * _POINTS - 1, 4 - 8 * _POINTS])


def edge_normals(
    points: FloatArray, edges: IntArray, symmetry: Symmetry
) -> tuple[FloatArray, FloatArray]:
    """Integrals of shape function times outward normal over boundary edges.

    Args:
        points: nodes [m].
        edges: start, end, middle, shape (n, 3).
        symmetry: out of the plane.

    Returns:
        The integrals, shape (n, 3, 2), and their derivatives by the nodes' positions, shape
        (n, 3, 2, 3, 2).
    """
    corners = points[edges]
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    normal = np.einsum("gb,ebc,dc->egd", _EDGE_SLOPES, corners, turn)
    around = np.ones((len(edges), 3))
    if symmetry is Symmetry.AXIAL:
        around = 2 * np.pi * np.einsum("gb,eb->eg", _ON_EDGE, corners[..., 0])
    value = np.einsum("g,ga,eg,egd->ead", _WEIGHTS, _ON_EDGE, around, normal)
    slope = np.einsum("g,ga,eg,gb,dc->eadbc", _WEIGHTS, _ON_EDGE, around, _EDGE_SLOPES, turn)
    if symmetry is Symmetry.AXIAL:
        hoop = 2 * np.pi * np.einsum("g,ga,gb,egd->eadb", _WEIGHTS, _ON_EDGE, _ON_EDGE, normal)
        slope[..., 0] += hoop
    return value, slope


def edge_shares(points: FloatArray, edges: IntArray, symmetry: Symmetry) -> FloatArray:
    """Length, or area around the axis, that each node of an edge stands for, shape (n, 3)."""
    corners = points[edges]
    length = np.linalg.norm(np.einsum("gb,ebc->egc", _EDGE_SLOPES, corners), axis=-1)
    if symmetry is Symmetry.AXIAL:
        length = length * 2 * np.pi * np.einsum("gb,eb->eg", _ON_EDGE, corners[..., 0])
    return np.asarray(np.einsum("g,ga,eg->ea", _WEIGHTS, _ON_EDGE, length), dtype=np.float64)
