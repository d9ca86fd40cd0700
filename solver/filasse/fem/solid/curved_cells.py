"""Quadrature on curved ten-node tetrahedra and on their facets, in numpy."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem import forms
from filasse.fem.domain import Domain
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]
type CellNumbers = npt.NDArray[np.int32]

EDGES = np.array([(2, 3), (1, 3), (1, 2), (0, 3), (0, 2), (0, 1)])
"""Of a tetrahedron, in the order of the nodes on their middles (basix)."""

STRAIGHT = 1e-9
"""Of a cell's size: as far from the middle of its edge a node of a straight one may lie."""


class Quadrature(NamedTuple):
    """Points in some cells, or on some of their facets.

    Attributes:
        points: [m], shape (c, q, 3).
        weights: with the volume or area element [m^3 or m^2], shape (c, q).
        gradients: of the ten shape functions [1/m], shape (c, q, 10, 3).
    """

    points: FloatArray
    weights: FloatArray
    gradients: FloatArray


class FacetRule(NamedTuple):
    """A rule on one facet of the reference tetrahedron.

    Attributes:
        tables: shape functions and their derivatives at its points, shape (4, q, 10).
        weights: shape (q,).
        edges: two edge vectors of the facet, shape (2, 3).
        corners: vertices of the cell that it has, shape (3,).
        barycentric: linear functions of these at the points, shape (q, 3).
    """

    tables: FloatArray
    weights: FloatArray
    edges: FloatArray
    corners: IntArray
    barycentric: FloatArray


def cell_nodes(domain: Domain, cells: IntArray) -> FloatArray:
    """Positions of the nodes of cells [m], shape (c, 10, 3)."""
    geometry = domain.mesh.geometry
    return np.asarray(geometry.x[geometry.dofmaps[0][cells]], dtype=np.float64)


def cells_by_shape(domain: Domain) -> tuple[CellNumbers, CellNumbers | None]:
    """Cells owned by this rank: curved ones and, in space, straight ones apart."""
    cells = forms.all_cells(domain)
    if domain.dim == 2:
        return cells, None
    nodes = cell_nodes(domain, cells)
    middles = nodes[:, EDGES].mean(axis=2)
    size = np.ptp(nodes, axis=1).max(axis=1, initial=0)
    off = np.abs(nodes[:, 4:] - middles).max(axis=(1, 2), initial=0)
    is_straight = off <= STRAIGHT * size
    return cells[~is_straight], cells[is_straight]


def in_cells(nodes: FloatArray, degree: int) -> Quadrature:
    """Quadrature in cells with given nodes, shape (c, 10, 3)."""
    tables, weights = _cell_rule(degree)
    jacobian = np.einsum("dqa,cai->cqid", tables[1:], nodes)
    scaled = weights * np.abs(np.linalg.det(jacobian))
    return Quadrature(tables[0] @ nodes, scaled, _gradients(tables, jacobian))


def on_facets(nodes: FloatArray, rule: FacetRule) -> Quadrature:
    """Quadrature on the same facet of cells with given nodes, shape (c, 10, 3)."""
    jacobian = np.einsum("dqa,cai->cqid", rule.tables[1:], nodes)
    first, second = jacobian @ rule.edges[0], jacobian @ rule.edges[1]
    area = np.linalg.norm(np.cross(first, second), axis=-1)
    gradients = _gradients(rule.tables, jacobian)
    return Quadrature(rule.tables[0] @ nodes, rule.weights * area, gradients)


def _gradients(tables: FloatArray, jacobian: FloatArray) -> FloatArray:
    inverse = np.linalg.inv(jacobian)
    return np.asarray(tables[1:].transpose(1, 2, 0) @ inverse, dtype=np.float64)


def facets_of(domain: Domain, surface: Surface) -> npt.NDArray[np.int32]:
    """Pairs of a cell of this rank and its local facet on a surface, shape (n, 2)."""
    return domain.entities[surface].reshape(-1, 2)


@functools.cache
def _cell_rule(degree: int) -> tuple[FloatArray, FloatArray]:
    import basix

    points, weights = basix.make_quadrature(basix.CellType.tetrahedron, degree)
    return _tabulated(points), weights


@functools.cache
def facet_rules(degree: int) -> tuple[FacetRule, ...]:
    """A rule for every local facet of a tetrahedron."""
    import basix

    cell = basix.CellType.tetrahedron
    points, weights = basix.make_quadrature(basix.CellType.triangle, degree)
    barycentric = np.column_stack([1 - points.sum(axis=1), points])
    rules = []
    for corners in basix.topology(cell)[2]:
        vertices = basix.geometry(cell)[corners]
        tables = _tabulated(barycentric @ vertices)
        edges = vertices[1:] - vertices[0]
        rules.append(FacetRule(tables, weights, edges, np.array(corners), barycentric))
    return tuple(rules)


def _tabulated(points: FloatArray) -> FloatArray:
    """Values and derivatives of the shape functions, shape (4, q, 10)."""
    import basix.ufl

    element = basix.ufl.element("Lagrange", "tetrahedron", 2).basix_element
    return np.asarray(element.tabulate(1, points)[..., 0], dtype=np.float64)
