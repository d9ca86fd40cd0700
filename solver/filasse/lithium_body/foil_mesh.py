"""Meshes of the anode foil: lines of a rectangle, or triangles where it reaches into notches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, IntArray, grid, mapped, quadratic
from filasse.lithium_body.body_remap import remesh_four_sided
from filasse.lithium_body.rigid_outline import Outline
from filasse.lithium_body.taylor_hood import quality

type Fill = Callable[[FloatArray, float, float], tuple[FloatArray, IntArray]]
"""Meshes the inside of an outline: corners, largest size, grading -> points, triangles."""

CELLS_PER_DENT = 12
"""Width of a dent over the size of the cells at its rims."""

CELLS_PER_NOTCH, CELLS_ACROSS = 16, 4
"""Wall of a notch, and its mean width, over the size of the cells along it."""

BENT = 0.1
"""Distance of an edge's middle from that of its chord, over its length, at which it is split."""


@dataclass(frozen=True)
class Dent:
    """A gap of the foil at the start: depth (1 - (2 x/width)^2) around its middle.

    Attributes:
        position: x of its middle [m].
        width: [m].
        depth: [m].
    """

    position: float
    width: float
    depth: float


@dataclass(frozen=True)
class FoilShape:
    """Geometry and cell sizes of a foil.

    Attributes:
        outline: of the electrolyte's side.
        thickness: below y = 0 [m].
        size: largest cell [m].
        mouths: crack mouths, along the outline [m].
        spread: half width of surface that shares the lithium of a mouth; cells there are half
            as large [m].
        grading: growth of the cell size per distance.
        dents: gaps at the start.
        fill: mesher, needed if the outline is not flat; helps where deep voids open.
    """

    outline: Outline
    thickness: float
    size: float
    mouths: tuple[float, ...] = ()
    spread: float = 1e-6
    grading: float = 0.3
    dents: tuple[Dent, ...] = ()
    fill: Fill | None = field(default=None, compare=False)

    @property
    def width(self) -> float:
        """Of the foil [m]."""
        return self.outline.width

    @property
    def fine(self) -> tuple[tuple[float, float], ...]:
        """Places along the outline that need small cells, with their size [m]."""
        rims = (
            (self._along(dent.position + part * dent.width), dent.width / CELLS_PER_DENT)
            for dent in self.dents
            for part in (-0.5, 0.0, 0.5)
        )
        walls = (
            (float(place), min(wall / CELLS_PER_NOTCH, 2 * area / wall / CELLS_ACROSS))
            for start, wall, area in self.outline.dips
            for place in np.linspace(start, start + wall, CELLS_PER_NOTCH + 1)
        )
        return (*((along, self.spread / 2) for along in self.mouths), *rims, *walls)

    def _along(self, x: float) -> float:
        return float(self.outline.along(np.array([[x, 0.0]]))[0])


def first_mesh(shape: FoilShape) -> BodyMesh:
    """Mesh the foil at the start, with its dents."""
    if shape.outline.is_flat:
        flat = grid(_columns(shape), _rows(shape, shape.thickness) - shape.thickness)
        return mapped(flat, lambda points: _dented(shape, points))
    along = _places(shape)
    top = shape.outline.at(along)
    top[:, 1] -= _depth(shape, top[:, 0])
    return _filled(shape, top[::-1], shape.thickness)


def mesh_again(shape: FoilShape, mesh: BodyMesh, worst: float) -> BodyMesh:
    """Mesh a foil that has flowed.

    Args:
        shape: of the foil at the start.
        mesh: as it has become.
        worst: quality of cells below which lines give way to triangles.
    """
    thickness = -float(mesh.points[mesh.nodes("bottom"), 1].mean())
    if shape.outline.is_flat:
        rows = _rows(shape, thickness) / thickness
        fresh = remesh_four_sided(mesh, _columns(shape) / shape.width, rows)
        if shape.fill is None or quality(fresh).min() >= worst:
            return fresh
    return _filled(shape, straightened(mesh.points[mesh.nodes("top")]), thickness)


def straightened(side: FloatArray) -> FloatArray:
    """Vertices and middles of a side, its much bent edges replaced by two straight ones each."""
    result = [side[:1]]
    for start, middle, end in zip(side[:-2:2], side[1::2], side[2::2], strict=True):
        bent = np.linalg.norm(middle - (start + end) / 2) > BENT * np.linalg.norm(end - start)
        halves = [(start + middle) / 2, middle, (middle + end) / 2, end]
        result.append(np.array(halves if bent else [middle, end]))
    return np.vstack(result)


def surface_height(mesh: BodyMesh) -> float:
    """Mean height of the cells at the upper side [m]."""
    middles, ends = mesh.edges["top"][:, 2], mesh.edges["top"][:, :2]
    cells = mesh.cells[np.isin(mesh.cells[:, 3:], middles).any(axis=1), :3]
    a, b, c = (mesh.points[cells[:, i]] for i in range(3))
    areas = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    sides = np.linalg.norm(np.diff(mesh.points[ends], axis=1)[:, 0], axis=1)
    return float(areas.sum() / sides.sum())


def _filled(shape: FoilShape, top: FloatArray, thickness: float) -> BodyMesh:
    """Mesh below the nodes of the upper side, given from the right to the left."""
    if shape.fill is None:
        raise ValueError("a foil with notches needs a mesher")
    right, left = (_rising(shape, side, thickness) for side in (top[0], top[-1]))
    x = lines(shape.width, (), shape)
    bottom = np.column_stack([x, np.full_like(x, -thickness)])
    sides = {"bottom": bottom, "right": right, "top": top[::2], "left": left[::-1]}
    corners = np.vstack([side[:-1] for side in sides.values()])
    points, triangles = shape.fill(corners, shape.size, shape.grading)
    counts = {name: len(side) - 1 for name, side in sides.items()}
    mesh = quadratic(points, triangles, counts)
    moved = mesh.points.copy()
    moved[mesh.nodes("top")[1::2]] = top[1::2]
    return mesh.moved(moved)


def _rising(shape: FoilShape, top: FloatArray, thickness: float) -> FloatArray:
    """Vertices of a side from the bottom to the end of the upper side [m]."""
    heights = _rows(shape, thickness + float(top[1])) - thickness
    return np.column_stack([np.full_like(heights, top[0]), heights])


def _columns(shape: FoilShape) -> FloatArray:
    return lines(shape.width, shape.fine, shape)


def _rows(shape: FoilShape, thickness: float) -> FloatArray:
    """Heights from the bottom [m]."""
    near = min((size for _, size in shape.fine), default=shape.spread / 2)
    return lines(thickness, ((thickness, near),), shape)


def _places(shape: FoilShape) -> FloatArray:
    """Nodes along the outline and midway between them [m]; vertices at its kinks."""
    ends = np.unique(np.concatenate([[0.0], shape.outline.kinks, [shape.outline.length]]))
    parts = [np.zeros(1)]
    for start, end in pairwise(ends.tolist()):
        fine = tuple((place - start, size) for place, size in shape.fine)
        parts.append(start + lines(end - start, fine, shape)[1:])
    vertices = np.concatenate(parts)
    every = np.empty(2 * len(vertices) - 1)
    every[::2], every[1::2] = vertices, (vertices[1:] + vertices[:-1]) / 2
    return every


def _dented(shape: FoilShape, points: FloatArray) -> FloatArray:
    x, height = points[:, 0], 1 + points[:, 1] / shape.thickness
    return np.column_stack([x, points[:, 1] - _depth(shape, x) * height])


def _depth(shape: FoilShape, x: FloatArray) -> FloatArray:
    """Depth of the dents [m]."""
    depth = np.zeros_like(x)
    for dent in shape.dents:
        away = 2 * (x - dent.position) / dent.width
        depth = np.maximum(depth, dent.depth * np.maximum(1 - away**2, 0))
    return depth


def lines(length: float, fine: tuple[tuple[float, float], ...], shape: FoilShape) -> FloatArray:
    """Divide a length into cells that are fine around some places and grow away from them.

    Args:
        length: [m].
        fine: places and the sizes of cells there [m].
        shape: sizes and grading.
    """
    x = np.linspace(0, length, 20001)
    sizes = np.full_like(x, shape.size)
    for place, size in fine:
        near = size + shape.grading * np.abs(x - place)
        sizes = np.minimum(sizes, near)
    count = np.concatenate([[0], np.cumsum((1 / sizes[1:] + 1 / sizes[:-1]) / 2 * np.diff(x))])
    cells = max(2, int(np.ceil(count[-1])))
    result = np.interp(np.linspace(0, count[-1], cells + 1), count, x)
    result[[0, -1]] = 0, length
    return result
