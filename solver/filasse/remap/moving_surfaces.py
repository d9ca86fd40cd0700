"""Lithium of an earlier time, followed from places on crack surfaces that move with the fronts.

Nodes of the present triangulation are led back to where they were on the smaller crack: those of
the front to the earlier front, those inside by the harmonic continuation of that displacement. Next
to a front lithium changes slowly there, while at a fixed place it jumps from nothing as the front
passes. Between two times the dual face of an edge, from its middle to the centres of its triangles,
sweeps over an area: that takes the part of the length that a place on a path moves by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.remap.surface_remap import SIDES, SurfaceProfile, outline, rim_edges

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

ON_MOUTH = 1e-6
"""Height over the mouth, over the size of the crack, that counts as none."""


@dataclass(frozen=True)
class SurfaceBounds:
    """Where the bounds between neighbouring nodes are, or were, in the unrolled planes.

    Attributes:
        grid: the present grid.
        areas: areas of crack surface at its nodes [m^2], shape (n,).
        uv: places of the nodes [m], shape (n, 2).
    """

    grid: FilmGrid
    areas: FloatArray
    uv: FloatArray

    def since(self, earlier: SurfaceBounds) -> FloatArray:
        """Area that bounds have swept from earlier places, to the second node [m^2], (n_edges,)."""
        grid, swept = self.grid, np.zeros(len(self.grid.edges))
        sign = np.sign(_doubled(grid.uv[grid.triangles]))
        before, now = earlier.uv[grid.triangles], self.uv[grid.triangles]
        for first, second in SIDES:
            ends = np.sort(grid.triangles[:, [first, second]], axis=1)
            forward = np.where(grid.triangles[:, first] == ends[:, 0], sign, -sign)
            start, stop = (_dual_face(corners, first, second) for corners in (before, now))
            # the diagonals of the quadrangle between the two
            area = _cross(stop[1] - start[0], stop[0] - start[1]) / 2
            np.add.at(swept, _edges_between(grid, ends), -forward * area)
        flat = nodal_areas(grid.triangles, grid.uv)
        scale = np.divide(self.areas, flat, out=np.ones_like(flat), where=flat > 0)
        return np.asarray(swept * scale[grid.edges].mean(axis=1), dtype=np.float64)


def nodal_areas(triangles: IntArray, uv: FloatArray) -> FloatArray:
    """A third of the triangles around every node [m^2], shape (len(uv),)."""
    third = np.repeat(np.abs(_doubled(uv[triangles])) / 6, 3)
    return np.bincount(triangles.ravel(), third, len(uv))


def earlier_places(grid: FilmGrid, crack: int, profile: SurfaceProfile) -> FloatArray:
    """Where the nodes of a crack were when it was as large as a profile's [m], shape (k, 2).

    Args:
        grid: the present grid.
        crack: index of the crack.
        profile: of its lithium at the earlier time.
    """
    nodes = grid.nodes_of(crack)
    uv, triangles = grid.uv[nodes], grid.triangles_of(crack)
    mouth, cut = np.isin(nodes, grid.mouths), np.isin(nodes, grid.cut)
    on_front = np.isin(nodes, grid.fronts[crack].nodes)
    moved = np.zeros_like(uv)
    moved[on_front] = _on_earlier_front(profile, uv[on_front], mouth[on_front]) - uv[on_front]
    rim = np.zeros(len(nodes), dtype=np.bool_)
    rim[rim_edges(triangles)] = True
    stiffness = _stiffness(triangles, uv)
    level, upright = mouth | (cut & (uv[:, 1] == 0)), cut & (uv[:, 0] == 0)
    for axis, slides in enumerate((level & ~upright, upright & ~level)):  # their corner stays
        known = on_front | (rim & ~slides)
        free = ~known
        right = -stiffness[np.ix_(free, known)] @ moved[known, axis]
        moved[free, axis] = np.linalg.solve(stiffness[np.ix_(free, free)], right)
    return uv + moved


def _on_earlier_front(
    profile: SurfaceProfile, points: FloatArray, at_mouth: npt.NDArray[np.bool_]
) -> FloatArray:
    """The nearest points of an earlier front; its ends for those at the mouth, shape (n, 2)."""
    rim = outline(profile.triangles, profile.uv)
    if at_mouth.any():
        low = np.abs(profile.uv[:, 1]) <= ON_MOUTH * float(np.ptp(profile.uv, axis=0).max())
        rim = rim[~low[rim].all(axis=1)]
        ends = profile.uv[np.intersect1d(rim, np.flatnonzero(low))]
    start, along = profile.uv[rim[:, 0]], profile.uv[rim[:, 1]] - profile.uv[rim[:, 0]]
    away = points[:, None] - start
    part = np.clip((away * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1)
    feet = start + part[..., None] * along
    distance = np.linalg.norm(points[:, None] - feet, axis=2)
    found = feet[np.arange(len(points)), distance.argmin(axis=1)]
    if at_mouth.any() and len(ends):
        nearest = np.linalg.norm(points[at_mouth][:, None] - ends, axis=2).argmin(axis=1)
        found[at_mouth] = ends[nearest]
    return np.asarray(found, dtype=np.float64)


def _stiffness(triangles: IntArray, uv: FloatArray) -> FloatArray:
    """Of Laplace's operator with linear elements, shape (k, k)."""
    corners = uv[triangles]
    opposite = corners[:, [2, 0, 1]] - corners[:, [1, 2, 0]]
    double = np.abs(_doubled(corners))
    values = np.einsum("tia,tja->tij", opposite, opposite) / (2 * double)[:, None, None]
    result = np.zeros((len(uv), len(uv)))
    np.add.at(result, (triangles[:, :, None], triangles[:, None, :]), values)
    return result


def _dual_face(corners: FloatArray, first: int, second: int) -> tuple[FloatArray, FloatArray]:
    """Ends of the dual face of an edge within triangles: its middle, and their centres."""
    return (corners[:, first] + corners[:, second]) / 2, corners.mean(axis=1)


def _edges_between(grid: FilmGrid, ends: IntArray) -> IntArray:
    """Edges of a grid by their nodes in ascending order, shape (len(ends),)."""
    keys = np.sort(grid.edges, axis=1) @ np.array([grid.size, 1])
    order = np.argsort(keys)
    found = order[np.searchsorted(keys[order], ends @ np.array([grid.size, 1]))]
    return np.asarray(found, dtype=np.int64)


def _doubled(corners: FloatArray) -> FloatArray:
    """Twice the areas of triangles, positive where they turn left [m^2]."""
    return _cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])
