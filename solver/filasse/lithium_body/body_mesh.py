"""Meshes of bodies: six-node triangles as plain arrays, and structured ones of simple shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class BodyMesh:
    """Six-node triangles with named parts of the boundary.

    Attributes:
        points: nodes [m], shape (n_nodes, 2); (r, z) if axisymmetric.
        cells: shape (n_cells, 6), counter-clockwise: vertices 0, 1, 2, then the mid nodes of the
            edges opposite to them.
        edges: name -> nodes (start, end, middle) of boundary edges with the body on their left,
            shape (n_edges, 3).
    """

    points: FloatArray
    cells: IntArray
    edges: Mapping[str, IntArray]

    @cached_property
    def vertices(self) -> IntArray:
        """Nodes that are vertices, ascending."""
        return np.unique(self.cells[:, :3])

    def nodes(self, name: str) -> IntArray:
        """Nodes on a part of the boundary, in the order of its edges."""
        order = self.edges[name][:, [0, 2, 1]].reshape(-1)
        _, first = np.unique(order, return_index=True)
        return np.asarray(order[np.sort(first)], dtype=np.int64)

    def moved(self, points: FloatArray) -> BodyMesh:
        """The same cells with other nodes [m]."""
        mesh = BodyMesh(points, self.cells, self.edges)
        mesh.__dict__["vertices"] = self.vertices
        return mesh


def grid(columns: FloatArray, rows: FloatArray) -> BodyMesh:
    """Mesh a rectangle along given lines; its sides are bottom, right, top and left.

    Args:
        columns: x of the vertical lines [m], ascending, shape (n_columns + 1,).
        rows: y of the horizontal lines [m], ascending, shape (n_rows + 1,).
    """
    x, y = _with_middles(columns), _with_middles(rows)
    wide, high = len(x), len(y)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    node = np.arange(wide * high).reshape(high, wide)
    i, j = np.meshgrid(np.arange(len(columns) - 1), np.arange(len(rows) - 1))
    # Diagonals run into the corners: no cell has all its vertices on the boundary.
    rising = (2 * i < len(columns) - 1) == (2 * j < len(rows) - 1)
    cells = np.concatenate([_rising(node)[rising], _falling(node)[~rising]]).reshape(-1, 6)
    edges = {
        "bottom": _edges(node[0]),
        "right": _edges(node[:, -1]),
        "top": _edges(node[-1, ::-1]),
        "left": _edges(node[::-1, 0]),
    }
    return BodyMesh(points, cells, edges)


def mapped(mesh: BodyMesh, mapping: Callable[[FloatArray], FloatArray]) -> BodyMesh:
    """The mesh with its nodes at other places; the mapping must not turn cells over."""
    return mesh.moved(np.asarray(mapping(mesh.points), dtype=np.float64))


def quadratic(points: FloatArray, triangles: IntArray, sides: Mapping[str, int]) -> BodyMesh:
    """Six-node triangles from three-node ones.

    Args:
        points: [m], shape (n, 2); those of the boundary come first, in order around the body.
        triangles: counter-clockwise, shape (n_cells, 3).
        sides: named parts of the boundary in order, with their numbers of edges.
    """
    opposite = triangles[:, [[1, 2], [2, 0], [0, 1]]]
    ends, edge = np.unique(np.sort(opposite, axis=2).reshape(-1, 2), axis=0, return_inverse=True)
    middle = len(points) + edge.reshape(-1, 3)
    outer = sum(sides.values())
    start = np.arange(outer)
    pairs = np.column_stack([start, (start + 1) % outer])
    keys = ends[:, 0] * len(points) + ends[:, 1]
    wanted = np.sort(pairs, axis=1) @ np.array([len(points), 1])
    round_it = np.column_stack([pairs, len(points) + np.searchsorted(keys, wanted)])
    parts = np.split(round_it, np.cumsum(list(sides.values()))[:-1])
    return BodyMesh(
        np.vstack([points, points[ends].mean(axis=1)]),
        np.hstack([triangles, middle]),
        dict(zip(sides, parts, strict=True)),
    )


def strip(columns: FloatArray, bottom: FloatArray, top: FloatArray, layers: FloatArray) -> BodyMesh:
    """Mesh the area between two curves over x in columns.

    Args:
        columns: x of the vertical lines [m], ascending, shape (n + 1,).
        bottom: y of the lower curve [m] at the lines and midway between them, shape (2 n + 1,).
        top: y of the upper curve [m], likewise.
        layers: heights of the horizontal lines, from 0 at the bottom to 1 at the top.
    """
    at = _with_middles(columns)

    def raised(points: FloatArray) -> FloatArray:
        low, high = np.interp(points[:, 0], at, bottom), np.interp(points[:, 0], at, top)
        return np.column_stack([points[:, 0], low + points[:, 1] * (high - low)])

    return mapped(grid(columns, layers), raised)


def _with_middles(lines: FloatArray) -> FloatArray:
    every = np.empty(2 * len(lines) - 1)
    every[::2] = lines
    every[1::2] = (lines[1:] + lines[:-1]) / 2
    return every


def _corners(node: IntArray) -> list[list[IntArray]]:
    """The 3 x 3 nodes of every rectangle, as arrays over the rectangles."""
    return [
        [node[a : node.shape[0] - 2 + a : 2, b : node.shape[1] - 2 + b : 2] for b in range(3)]
        for a in range(3)
    ]


def _rising(node: IntArray) -> IntArray:
    n = _corners(node)
    lower = [n[0][0], n[0][2], n[2][2], n[1][2], n[1][1], n[0][1]]
    upper = [n[0][0], n[2][2], n[2][0], n[2][1], n[1][0], n[1][1]]
    return np.stack([np.stack(lower, axis=-1), np.stack(upper, axis=-1)], axis=-2)


def _falling(node: IntArray) -> IntArray:
    n = _corners(node)
    lower = [n[0][0], n[0][2], n[2][0], n[1][1], n[1][0], n[0][1]]
    upper = [n[0][2], n[2][2], n[2][0], n[2][1], n[1][1], n[1][2]]
    return np.stack([np.stack(lower, axis=-1), np.stack(upper, axis=-1)], axis=-2)


def _edges(line: IntArray) -> IntArray:
    return np.column_stack([line[:-2:2], line[2::2], line[1:-1:2]])
