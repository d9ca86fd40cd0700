"""Lithium on a crack surface in space, from one triangulation to the next, its volume conserved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.planar.point_location import CellLocator

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


SIDES = ((0, 1), (1, 2), (2, 0))
"""Local corners at the ends of each side of a triangle."""


@dataclass(frozen=True)
class SurfaceProfile:
    """Lithium in one crack on its unrolled surface, which growth only adds to.

    Attributes:
        uv: places of the nodes in the unrolled plane [m], shape (k, 2).
        triangles: shape (t, 3).
        thickness: lithium volume per area [m], shape (k,).
        pressure: of the lithium [Pa], shape (k,).
        volume: lithium volume [m^3].
    """

    uv: FloatArray
    triangles: IntArray
    thickness: FloatArray
    pressure: FloatArray
    volume: float

    def shifted(self, distance: float) -> SurfaceProfile:
        """Return the profile itself: places on a surface stay as it grows."""
        return self

    def beside(self, other: SurfaceProfile) -> SurfaceProfile:
        """The lithium of two cracks that lie in one unrolled plane, without touching each other."""
        return SurfaceProfile(
            np.concatenate([self.uv, other.uv]),
            np.concatenate([self.triangles, other.triangles + len(self.uv)]),
            np.concatenate([self.thickness, other.thickness]),
            np.concatenate([self.pressure, other.pressure]),
            self.volume + other.volume,
        )

    def on(self, places: FloatArray, areas: FloatArray) -> FloatArray:
        """Distribute the lithium over the nodes of the next triangulation [m^3], shape (n,).

        The square of the thickness is interpolated, which is smooth up to the front, where the
        thickness itself goes like the root of the distance. New crack faces get nothing; nodes
        in the slivers between two polygons around a pore have what is next to them.

        Args:
            places: of the new nodes in the unrolled plane [m], shape (n, 2).
            areas: crack area of the new nodes [m^2], shape (n,).
        """
        shares = areas * np.sqrt(np.maximum(self._taken_along(self.thickness**2, places), 0.0))
        total = shares.sum()
        return np.asarray(shares * (self.volume / total if total > 0 else 0.0), dtype=np.float64)

    def pressures(self, places: FloatArray) -> FloatArray:
        """Pressures where they were, none on new crack faces [Pa], shape (n,).

        Args:
            places: of the new nodes in the unrolled plane [m], shape (n, 2).
        """
        return np.maximum(self._taken_along(self.pressure, places), 0.0)

    def _taken_along(self, values: FloatArray, places: FloatArray) -> FloatArray:
        """Values of the nodes at other places; beyond the triangles 0, but next to a pore."""
        found = _interpolated(self, values, places, outside=np.nan)
        outside = np.flatnonzero(np.isnan(found))
        inner = inner_nodes(self.triangles, self.uv) if len(outside) else outside
        if not len(inner):
            found[outside] = 0.0
            return found
        nearest = np.linalg.norm(places[outside, None] - self.uv, axis=2).argmin(axis=1)
        found[outside] = np.where(np.isin(nearest, inner), values[nearest], 0.0)
        return found

    def stretched_pressure(self, places: FloatArray) -> FloatArray:
        """Pressures, stretched to the extent of a larger crack [Pa], shape (n,): a first guess."""
        low, size = self.uv.min(axis=0), np.ptp(self.uv, axis=0)
        reach = low + (places - places.min(axis=0)) * size / np.ptp(places, axis=0)
        found = _interpolated(self, self.pressure, reach, outside=np.nan)
        nearest = np.linalg.norm(reach[:, None] - self.uv, axis=2).argmin(axis=1)
        return np.where(np.isnan(found), self.pressure[nearest], found)


def outline(triangles: IntArray, uv: FloatArray) -> IntArray:
    """Edges around a crack, but for those around a pore within it, shape (n, 2).

    Args:
        triangles: shape (t, 3).
        uv: places of the nodes in the unrolled plane [m], shape (k, 2).
    """
    edges, is_inner = _rims(triangles, uv)
    return np.asarray(edges[~is_inner], dtype=np.int64)


def inner_nodes(triangles: IntArray, uv: FloatArray) -> IntArray:
    """Nodes around a pore within a crack, shape (n,)."""
    edges, is_inner = _rims(triangles, uv)
    return np.unique(edges[is_inner])


def rim_edges(triangles: IntArray) -> IntArray:
    """Edges of one triangle only, around a crack and around pores within it, shape (n, 2)."""
    sides = np.sort(triangles[:, SIDES].reshape(-1, 2), axis=1)
    every, counts = np.unique(sides, axis=0, return_counts=True)
    return np.asarray(every[counts == 1], dtype=np.int64)


def _rims(triangles: IntArray, uv: FloatArray) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Edges of one triangle only, shape (n, 2), and which of them are around a pore, shape (n,)."""
    import scipy.sparse as sp
    from scipy.sparse.csgraph import connected_components

    edges = rim_edges(triangles)
    graph = sp.coo_array((np.ones(len(edges)), tuple(edges.T)), shape=(len(uv),) * 2)
    loop = connected_components(graph, directed=False)[1][edges[:, 0]]
    # Seen along the edges of the triangles, surface lies to the left: a pore's rim turns right.
    start, end = uv[_along_triangles(triangles, uv, edges)].transpose(1, 0, 2)
    turned = np.bincount(loop, start[:, 0] * end[:, 1] - start[:, 1] * end[:, 0])
    return edges, np.asarray(turned[loop] < 0, dtype=np.bool_)


def _along_triangles(triangles: IntArray, uv: FloatArray, edges: IntArray) -> IntArray:
    """Edges of one triangle only, in the direction in which that goes around, shape (n, 2)."""
    one, other = (
        uv[triangles[:, 1]] - uv[triangles[:, 0]],
        uv[triangles[:, 2]] - uv[triangles[:, 0]],
    )
    left = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0] > 0
    sides = np.where(left[:, None], triangles, triangles[:, ::-1])[:, SIDES].reshape(-1, 2)
    numbers = {tuple(side): side for side in sides.tolist()}
    return np.array([numbers.get((a, b), [b, a]) for a, b in edges.tolist()], dtype=np.int64)


def _interpolated(
    profile: SurfaceProfile, values: FloatArray, uv: FloatArray, outside: float
) -> FloatArray:
    """Linear on each of the old triangles; at an old node the value itself."""
    corners = profile.uv[profile.triangles]
    cell = CellLocator(corners).find(uv)
    three = corners[cell]
    edges = np.stack([three[:, 1] - three[:, 0], three[:, 2] - three[:, 0]], axis=2)
    rest = np.linalg.solve(edges, (uv - three[:, 0])[:, :, None])[:, :, 0]
    parts = np.column_stack([1 - rest.sum(axis=1), rest])
    found = (parts * values[profile.triangles[cell]]).sum(axis=1)
    return np.asarray(np.where(cell >= 0, found, outside), dtype=np.float64)
