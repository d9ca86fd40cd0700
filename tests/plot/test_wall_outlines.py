"""Loops of edges, such as the walls of pores."""

import numpy as np

from filasse.plot.slab_outlines import closed_loops


def test_edges_become_loops_in_order() -> None:
    square, triangle = [(0, 3), (3, 5), (7, 5), (0, 7)], [(10, 12), (11, 10), (12, 11)]
    loops = closed_loops(np.array([*square, *triangle]))
    assert [loop.tolist() for loop in loops] == [[0, 3, 5, 7], [10, 12, 11]]


def test_an_open_wall_is_followed_from_its_end() -> None:
    (loop,) = closed_loops(np.array([(5, 1), (1, 9), (9, 2)]))
    assert loop.tolist() == [2, 9, 1, 5]
    assert closed_loops(np.empty((0, 2), dtype=np.int64)) == []
