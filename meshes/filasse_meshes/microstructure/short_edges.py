"""Remove the short edges that every random tiling has."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from filasse_meshes.arrays import Bools, Floats, Ints
from filasse_meshes.microstructure.power_diagram import PowerCells


def collapse_short_edges(cells: PowerCells, shortest: float, box: Floats) -> PowerCells:
    """Merge the ends of edges shorter than `shortest`, repeatedly.

    Vertices on the sides of the box stay on them, corners stay where they are.
    """
    while True:
        edges = _edges(cells)
        length = np.linalg.norm(np.diff(cells.vertices[edges], axis=1)[:, 0], axis=1)
        short = edges[(length < shortest) & ~_across(edges, cells.vertices, box)]
        if not len(short):
            return cells
        cells = _merged(cells, short, box)


def _edges(cells: PowerCells) -> Ints:
    pairs = [np.column_stack([loop, np.roll(loop, -1)]) for loop in cells.loops if len(loop)]
    unique: Ints = np.unique(np.sort(np.concatenate(pairs), axis=1), axis=0)
    return unique


def _walls(vertices: Floats, box: Floats) -> Ints:
    """Bits of the walls each vertex lies on."""
    on = np.column_stack([vertices == 0, vertices == box])
    bits: Ints = on @ np.array([1, 2, 4, 8])
    return bits


def _across(edges: Ints, vertices: Floats, box: Floats) -> Bools:
    """Edges between different walls, which must not be merged (two corners, or around one)."""
    first, second = _walls(vertices, box)[edges].T
    across: Bools = (first & ~second != 0) & (second & ~first != 0)
    return across


def _merged(cells: PowerCells, short: Ints, box: Floats) -> PowerCells:
    count = len(cells.vertices)
    links = coo_matrix((np.ones(len(short)), short.T), shape=(count, count))
    _, group = connected_components(links, directed=False)
    walls = _walls(cells.vertices, box)
    rank = np.array([int(w).bit_count() for w in walls])
    best = np.zeros(group.max() + 1, dtype=int)
    np.maximum.at(best, group, rank)
    counted = rank == best[group]
    number = np.bincount(group[counted])
    place = np.column_stack(
        [np.bincount(group[counted], cells.vertices[counted, i]) / number for i in (0, 1)]
    )
    loops = tuple(_without_repeats(group[loop]) for loop in cells.loops)
    return PowerCells(_pinned(place, cells.vertices, group, counted, box), loops)


def _pinned(place: Floats, vertices: Floats, group: Ints, counted: Bools, box: Floats) -> Floats:
    """Put means of wall vertices back on the wall to the last bit."""
    for axis in (0, 1):
        for wall in (0.0, box[axis]):
            on = counted & (vertices[:, axis] == wall)
            place[group[on], axis] = wall
    return place


def _without_repeats(loop: Ints) -> Ints:
    kept: Ints = loop[loop != np.roll(loop, 1)]
    return kept if len(kept) > 2 else kept[:0]
