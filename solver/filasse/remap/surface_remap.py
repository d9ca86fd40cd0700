"""Lithium on a crack surface in space, from one triangulation to the next, its volume conserved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.point_location import CellLocator

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


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


def lithium_on_surface(profile: SurfaceProfile, uv: FloatArray, areas: FloatArray) -> FloatArray:
    """Distribute a crack's lithium over the nodes of its next triangulation [m^3], shape (n,).

    The square of the thickness is interpolated, which is smooth up to the front, where the
    thickness itself goes like the root of the distance. New crack faces get nothing.

    Args:
        profile: lithium on the old triangulation.
        uv: places of the new nodes in the unrolled plane [m], shape (n, 2).
        areas: crack area of the new nodes [m^2], shape (n,).
    """
    squares = _interpolated(profile, profile.thickness**2, uv, outside=0.0)
    shares = areas * np.sqrt(np.maximum(squares, 0.0))
    total = shares.sum()
    return np.asarray(shares * (profile.volume / total if total > 0 else 0.0), dtype=np.float64)


def pressure_on_surface(profile: SurfaceProfile, uv: FloatArray) -> FloatArray:
    """Pressures of a crack at other places [Pa], shape (n,): a first guess; zero on new faces."""
    return _interpolated(profile, profile.pressure, uv, outside=0.0)


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
