"""Structured meshes, elements and boundary integrals."""

import numpy as np
import pytest

from filasse.errors import ConvergenceError
from filasse.lithium_body.body_mesh import BodyMesh, grid, mapped, strip
from filasse.lithium_body.taylor_hood import Symmetry, edge_normals, edge_shares, kernel, quality


def curved() -> BodyMesh:
    square = grid(np.linspace(1, 2, 4), np.linspace(0, 0.5, 3))
    return mapped(square, lambda x: x + 0.05 * np.sin(3 * x[:, ::-1]))


def test_area_and_divergence_theorem() -> None:
    mesh = curved()
    tables = kernel(mesh, Symmetry.PLANE)
    edges = np.concatenate(list(mesh.edges.values()))
    normals, _ = edge_normals(mesh.points, edges, Symmetry.PLANE)
    assert normals.sum(axis=(0, 1)) == pytest.approx([0, 0], abs=1e-14)
    flux = np.sum(normals * mesh.points[edges])
    assert flux == pytest.approx(2 * tables.weight.sum(), rel=1e-12)


def test_volume_of_a_ring() -> None:
    mesh = grid(np.linspace(1, 2, 3), np.linspace(0, 1, 3))
    assert kernel(mesh, Symmetry.AXIAL).weight.sum() == pytest.approx(3 * np.pi)
    top = edge_shares(mesh.points, mesh.edges["top"], Symmetry.AXIAL)
    assert top.sum() == pytest.approx(3 * np.pi)


@pytest.mark.parametrize("symmetry", Symmetry)
def test_gradient_of_a_linear_field(symmetry: Symmetry) -> None:
    mesh = curved()
    field = mesh.points @ np.array([[2.0, -1.0], [0.0, 3.0]])
    local = field[mesh.cells].reshape(len(mesh.cells), 12)
    gradient = np.einsum("mqia,ma->mqi", kernel(mesh, symmetry).gradient, local)
    hoop = 2.0 if symmetry is Symmetry.AXIAL else 0.0
    assert gradient == pytest.approx(np.broadcast_to([2, 0, -1, 3, hoop], gradient.shape))


@pytest.mark.parametrize("symmetry", Symmetry)
def test_pressure_load_has_its_derivative(symmetry: Symmetry) -> None:
    mesh, small = curved(), 1e-6
    edges = mesh.edges["top"]
    _, slope = edge_normals(mesh.points, edges, symmetry)
    for corner in range(3):
        for axis in range(2):
            ends = []
            for sign in (1, -1):
                points = mesh.points.copy()
                points[edges[0, corner], axis] += sign * small
                ends.append(edge_normals(points, edges[:1], symmetry)[0])
            numeric = (ends[0] - ends[1]) / (2 * small)
            assert slope[:1, :, :, corner, axis] == pytest.approx(numeric, abs=1e-8)


def test_strip_follows_its_curves() -> None:
    columns = np.linspace(0, 2, 5)
    at = np.linspace(0, 2, 9)
    mesh = strip(columns, 0 * at, 1 + 0.1 * at, np.linspace(0, 1, 3))
    top = mesh.points[mesh.nodes("top")]
    assert top[:, 1] == pytest.approx(1 + 0.1 * top[:, 0])
    assert kernel(mesh, Symmetry.PLANE).weight.sum() == pytest.approx(2.2)
    assert quality(mesh).min() > 0.5


def test_turned_cells_are_refused() -> None:
    mesh = grid(np.linspace(0, 1, 3), np.linspace(0, 1, 3))
    points = mesh.points.copy()
    points[mesh.nodes("top"), 1] = -1
    assert quality(mesh.moved(points)).min() < 0
    with pytest.raises(ConvergenceError, match="turned over at"):
        kernel(mesh.moved(points), Symmetry.PLANE)
