"""The topological cut on meshes small enough to count by hand."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from filasse_meshes.arrays import Bools, Floats, Ints
from filasse_meshes.meshing.split import cell_facets, split


def square(n: int) -> tuple[Floats, Ints]:
    """A square of n x n squares, each cut in two; vertex (i, j) is i + (n + 1) j."""
    i, j = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n)))
    a = i + (n + 1) * j
    b, c, d = a + 1, a + n + 2, a + n + 1
    triangles = np.vstack([np.column_stack([a, b, c]), np.column_stack([a, c, d])])
    x, y = np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0))
    return np.column_stack([x.ravel(), y.ravel()]), triangles


def chain(*vertices: int) -> Ints:
    return np.column_stack([vertices[:-1], vertices[1:]])


@pytest.mark.parametrize(
    ("cut", "copies"),
    [
        ([], 0),
        (chain(2, 7), 1),  # from the border inwards: the mouth opens, the tip does not
        (chain(2, 7, 12), 2),
        (chain(7, 12, 17), 1),  # buried: only the middle opens
        (chain(7, 12), 0),  # one buried edge cannot open
        (chain(2, 7, 12, 17, 22), 5),  # right through
        (np.vstack([chain(7, 12, 17), chain(11, 12, 13)]), 3),  # a crossing opens into four
        (np.vstack([chain(7, 12, 17), chain(12, 13)]), 2),  # a branch opens into three
    ],
)
def test_number_of_new_vertices(cut: Ints, copies: int) -> None:
    points, triangles = square(4)
    cut = np.asarray(cut, dtype=np.int64).reshape(-1, 2)
    opened = split(triangles, cut, len(points))
    assert len(opened.parent) - len(points) == copies
    np.testing.assert_array_equal(opened.parent[opened.cells], triangles)
    np.testing.assert_array_equal(opened.parent[: len(points)], np.arange(len(points)))


def test_edge_direction_does_not_matter() -> None:
    points, triangles = square(4)
    one = split(triangles, chain(2, 7, 12), len(points))
    other = split(triangles, chain(12, 7, 2), len(points))
    np.testing.assert_array_equal(one.cells, other.cells)


def cube(n: int) -> tuple[Floats, Ints]:
    """A cube of n^3 cubes, each cut in six; vertex (i, j, k) is i + (n + 1) (j + (n + 1) k)."""
    i, j, k = (a.ravel() for a in np.meshgrid(*(np.arange(n) for _ in range(3))))
    base = i + (n + 1) * (j + (n + 1) * k)
    steps = np.array([1, n + 1, (n + 1) ** 2])
    cells = []
    for order in itertools.permutations(range(3)):
        path = base[:, None] + np.concatenate([[0], np.cumsum(steps[list(order)])])
        even = np.linalg.det(np.eye(3)[list(order)]) > 0
        cells.append(path if even else path[:, [0, 1, 3, 2]])
    return np.stack(np.meshgrid(*(np.arange(n + 1.0) for _ in range(3))), -1), np.vstack(cells)


@pytest.mark.parametrize(
    ("inside", "copies"),
    [
        (lambda c: c[:, 1] < 2, 5 + 5),  # from the border inwards: the front does not open
        (lambda c: ((c > 1) & (c < 2)).all(axis=1), 0),  # one buried square cannot open
        (lambda c: ((c > 1) & (c < 3)).all(axis=1), 1),
        (lambda c: np.ones(len(c), bool), 25),  # right through
    ],
)
def test_a_cube_opens_along_a_plane(inside: Callable[[Floats], Bools], copies: int) -> None:
    _, cells = cube(4)
    facets = cell_facets(cells)
    on_plane = (facets // 25 == 2).all(axis=1)
    corner = np.stack([facets[on_plane] % 5, facets[on_plane] // 5 % 5], -1)
    middle = corner.mean(axis=1)
    cut = facets[on_plane][inside(middle)]
    opened = split(cells, cut, 125)
    assert len(opened.parent) - 125 == copies
    np.testing.assert_array_equal(opened.parent[opened.cells], cells)
