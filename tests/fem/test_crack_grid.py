"""The grid of the films: nodes, edges and tips of cracks, and the domains of their K."""

import numpy as np
import pytest
from tests.builders.slabs import UM, centre_crack, edge_crack, meshed, sizes

from filasse.fem.crack_grid import FilmGrid
from filasse.fem.planar.path_grid import film_grid
from filasse_meshes import Crack, Slab

WIDTH = 60 * UM


def grid_of(slab: Slab) -> FilmGrid:
    return film_grid(meshed(slab, sizes(slab, tip=1 / 8, lip=1 / 4, far=1 / 4)).surfaces)


def test_an_edge_crack_has_a_mouth_and_a_tip() -> None:
    grid = grid_of(edge_crack(10 * UM, WIDTH, WIDTH))
    (tip,) = grid.tips
    assert tip.name == "crack"
    np.testing.assert_allclose(tip.position, [WIDTH / 2, 10 * UM], rtol=1e-12)
    np.testing.assert_allclose(tip.direction, [0, 1], atol=1e-9)
    assert tip.radius == pytest.approx(10 * UM, rel=1e-9)  # up to the mouth
    assert grid.plus[tip.node] == grid.minus[tip.node]
    assert list(grid.mouths) == [0]
    assert np.all(np.delete(grid.plus != grid.minus, tip.node))


def test_edges_follow_the_path() -> None:
    grid = grid_of(edge_crack(10 * UM, WIDTH, WIDTH))
    assert grid.lengths.sum() == pytest.approx(10 * UM, rel=1e-12)
    np.testing.assert_array_equal(np.diff(grid.edges, axis=1), 1)
    np.testing.assert_array_equal(grid.share, 0.5)
    assert np.all(np.diff(grid.arc) > 0)
    np.testing.assert_allclose(grid.position[:, 1], grid.arc, atol=1e-9 * UM)


def test_a_buried_crack_has_two_tips_and_no_mouth() -> None:
    grid = grid_of(centre_crack(10 * UM, WIDTH, WIDTH))
    assert [tip.name for tip in grid.tips] == ["crack:start", "crack:end"]
    start, end = grid.tips
    np.testing.assert_allclose(start.direction, -end.direction, atol=1e-9)
    assert len(grid.mouths) == 0


def test_the_domain_of_a_kinked_crack_ends_at_the_kink() -> None:
    path = ((WIDTH / 2, 0.0), (WIDTH / 2, 8 * UM), (WIDTH / 2 + 3 * UM, 12 * UM))
    grid = grid_of(Slab(WIDTH, WIDTH, (Crack("kinked", path, mouth=True),)))
    (tip,) = grid.tips
    np.testing.assert_allclose(tip.direction, [0.6, 0.8], atol=1e-9)
    assert tip.radius <= 5 * UM * (1 + 1e-9)
    assert grid.lengths.sum() == pytest.approx(13 * UM, rel=1e-12)


def test_two_cracks_are_numbered_one_after_the_other() -> None:
    cracks = tuple(
        Crack(name, ((x * UM, 0.0), (x * UM, 10 * UM)), mouth=True)
        for name, x in (("left", 20.0), ("right", 40.0))
    )
    grid = grid_of(Slab(WIDTH, WIDTH, cracks))
    assert grid.names == ("left", "right")
    assert grid.crack.tolist() == sorted(grid.crack)
    assert [tip.name for tip in grid.tips] == ["left", "right"]
    for index, mouth in enumerate(grid.mouths):
        assert grid.nodes_of(index)[0] == mouth
    crossing = grid.crack[grid.edges]
    np.testing.assert_array_equal(crossing[:, 0], crossing[:, 1])
