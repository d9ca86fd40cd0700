"""The sides of a slab as Gmsh's geometry, with what cracks leave on its edges and planes."""

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import gmsh
import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.solid.plane_mesh import CrackMesh

CORNERS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1))
"""Of the slab, relative to its lengths."""
EDGES = (
    *((0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6)),
    *((6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)),
)
"""Ends of the edges of the slab."""
SIDES = (
    *((1, 10, -5, -9), (1, 2, 3, 4), (5, 6, 7, 8)),
    *((2, 11, -6, -10), (3, 12, -7, -11), (4, 9, -8, -12)),
)
"""Edges, numbered from 1, around every side; the first side is the anode."""
LOW_SIDES = {0: 6, 2: 2}
"""The side that lies in a plane of symmetry, by the axis across it."""
ON_EDGE = 1e-9
"""Relative to the slab: how far points may be off its edges and corners."""


class FixedNodes(NamedTuple):
    """Geometry that carries the nodes of a crack.

    Attributes:
        point: number of the point at every vertex, 0 for none.
        front: points along the front.
        embedded: lines of one edge each within sides, by the number of the side.
        is_side: whether it lies in a side, which ends at its outline.
    """

    point: Ints
    front: list[int]
    embedded: Mapping[int, list[int]]
    is_side: bool


class _Line(NamedTuple):
    """A line and its ends."""

    tag: int
    start: int
    end: int

    @property
    def pair(self) -> frozenset[int]:
        return frozenset(self[1:])


def add_box(low: Floats, high: Floats, cracks: Sequence[CrackMesh]) -> list[FixedNodes]:
    """Add the sides of the slab, surfaces 1 to 6, and what carries the nodes of cracks.

    Args:
        low: its lowest corner [um], shape (3,).
        high: its highest corner.
        cracks: [um].
    """
    corners = np.where(CORNERS, high, low)
    for i, corner in enumerate(corners.tolist()):
        gmsh.model.geo.addPoint(*corner, 0, i + 1)
    points = [_add_points(crack, corners) for crack in cracks]
    legs = {pair for both in zip(cracks, points, strict=True) for pair in _leg_pairs(*both)}
    pieces = _add_edges(corners, _fixed_places(cracks, points), legs)
    on_edges = {line.pair for lines in pieces.values() for line in lines}
    fronts = [_add_front(*both) for both in zip(cracks, points, strict=True)]
    for number, side in enumerate(SIDES, 1):
        around = [line for edge in side for line in pieces[abs(edge)][:: 1 if edge > 0 else -1]]
        own = [i for i, c in enumerate(cracks) if c.inside and LOW_SIDES[c.inside.axis] == number]
        covered = {pair for i in own for pair in _leg_pairs(cracks[i], points[i])}
        outline = [line for line in around if line.pair not in covered]
        loops = _loops([*outline, *(line for i in own for line in fronts[i])])
        geo = gmsh.model.geo
        geo.addPlaneSurface([geo.addCurveLoop(loop) for loop in loops], number)
    return [
        FixedNodes(
            point,
            point[crack.front].tolist(),
            _add_embedded(crack, point, on_edges),
            crack.inside is not None,
        )
        for crack, point in zip(cracks, points, strict=True)
    ]


def _add_points(crack: CrackMesh, corners: Floats) -> Ints:
    """Add points on the front, which set the sizes, on the mouth and on planes of symmetry.

    Points that are added as discrete ones instead lose their nodes when Gmsh meshes the lines.

    Returns:
        The point of every vertex, 0 for none; that of a corner of the slab where it is one.
    """
    point = np.zeros(len(crack.points), dtype=np.int64)
    for vertex in functools.reduce(np.union1d, (crack.front, crack.mouth, crack.cut)):
        place = crack.points[vertex]
        away = np.abs(corners - place).max(axis=1)
        at_corner = away.min() < ON_EDGE * np.ptp(corners)
        point[vertex] = away.argmin() + 1 if at_corner else gmsh.model.geo.addPoint(*place.tolist())
    return point


def _leg_pairs(crack: CrackMesh, point: Ints) -> Iterator[frozenset[int]]:
    """Neighbouring points along the mouth and along planes of symmetry."""
    for vertices in (crack.mouth, *(line.vertices for line in crack.cuts)):
        yield from map(frozenset, itertools.pairwise(point[vertices].tolist()))


def _fixed_places(cracks: Sequence[CrackMesh], points: Sequence[Ints]) -> dict[int, Floats]:
    """Places of the points of cracks that planes of symmetry meet, by number."""
    return {
        int(point[vertex]): crack.points[vertex]
        for crack, point in zip(cracks, points, strict=True)
        for vertex in crack.cut.tolist() + (crack.mouth.tolist() if crack.inside else [])
    }


def _add_edges(
    corners: Floats, places: Mapping[int, Floats], legs: set[frozenset[int]]
) -> dict[int, list[_Line]]:
    """Add the edges of the slab, lines 1 to 12 and their further pieces between points on them."""
    geo, near = gmsh.model.geo, ON_EDGE * float(np.ptp(corners))
    ends = {}
    for number, (a, b) in enumerate(EDGES, 1):
        along = (corners[b] - corners[a]) / np.linalg.norm(corners[b] - corners[a])
        away = {point: place - corners[a] for point, place in places.items()}
        reach = {point: float(one @ along) for point, one in away.items() if point > len(CORNERS)}
        on_edge = [p for p, x in reach.items() if np.abs(away[p] - x * along).max() < near]
        ends[number] = [a + 1, *sorted(on_edge, key=reach.__getitem__), b + 1]
    pieces = {i: [_Line(geo.addLine(*at[:2], i), *at[:2])] for i, at in ends.items()}
    for i, at in ends.items():
        pieces[i] += [_Line(geo.addLine(*pair), *pair) for pair in itertools.pairwise(at[1:])]
    for line in itertools.chain.from_iterable(pieces.values()):
        if line.pair in legs:
            geo.mesh.setTransfiniteCurve(line.tag, 2)
    return pieces


def _add_front(crack: CrackMesh, point: Ints) -> list[_Line]:
    """Add the front of a crack that lies in a side; nothing of another."""
    if crack.inside is None:
        return []
    front = point[crack.front].tolist()
    if not (len(crack.cut) or len(crack.mouth)):
        front.append(front[0])
    return _add_lines(itertools.pairwise(front))


def _add_embedded(
    crack: CrackMesh, point: Ints, on_edges: set[frozenset[int]]
) -> dict[int, list[int]]:
    """Add lines of one edge each along the mouth and the cuts, but for those on edges."""
    lines = [(1, crack.mouth), *((LOW_SIDES[c.plane.axis], c.vertices) for c in crack.cuts)]
    embedded = {}
    for side, vertices in lines:
        pairs = itertools.pairwise(point[vertices].tolist())
        inner = [pair for pair in pairs if frozenset(pair) not in on_edges]
        if inner:
            embedded[side] = [line.tag for line in _add_lines(inner)]
    return embedded


def _add_lines(pairs: Iterable[tuple[int, int]]) -> list[_Line]:
    """Add lines of one edge each."""
    geo = gmsh.model.geo
    lines = [_Line(int(geo.addLine(*pair)), *pair) for pair in pairs]
    for line in lines:
        geo.mesh.setTransfiniteCurve(line.tag, 2)
    return lines


def _loops(lines: Sequence[_Line]) -> list[list[int]]:
    """Closed loops of lines, that of the first one first; negative where a line is turned."""
    left, loops = list(lines), []
    while left:
        tag, start, at = left.pop(0)
        loop = [tag]
        while at != start:
            line = next(one for one in left if at in one[1:])
            left.remove(line)
            loop.append(line.tag if line.start == at else -line.tag)
            at = line.end if line.start == at else line.start
        loops.append(loop)
    return loops
