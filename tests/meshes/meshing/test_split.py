"""The topological cut on meshes small enough to count by hand."""

import numpy as np
import pytest

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.meshing.split import split


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
    np.testing.assert_array_equal(opened.parent[opened.triangles], triangles)
    np.testing.assert_array_equal(opened.parent[: len(points)], np.arange(len(points)))


def test_edge_direction_does_not_matter() -> None:
    points, triangles = square(4)
    one = split(triangles, chain(2, 7, 12), len(points))
    other = split(triangles, chain(12, 7, 2), len(points))
    np.testing.assert_array_equal(one.triangles, other.triangles)
