"""The front of a crack in space: a curve with a frame, and the stations where K is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

CLOSED_STATIONS, OPEN_STATIONS = 32, 25
"""Enough along a front: K of a circle varies slowly, and its noise is that of the mesh."""

HALF_WIDTH = 1.25
"""Half width of the virtual advance at a station, in distances of stations. K is a mean under this
hat: a wave cos(phi) of K around a disc is .4 % too flat. With 1.5 it is .6 %, but the noise of the
mesh .10 % instead of .14 %; with 1, .25 and .20 %."""

SAMPLES = 8
"""Points per edge of the front among which the nearest is looked for before Newton's method."""

SYMMETRY = np.array([1.0, 1.0, -1.0])
"""Of K_I, K_II and K_III in a plane across the front."""

NEWTON_STEPS = 4
"""From a sample this near, each doubles the digits: the nearest place to round-off."""


class Projection(NamedTuple):
    """Points seen from their nearest points on a front.

    Attributes:
        arc: place along the front [m], shape (n,).
        x: coordinates along n and b [m], shape (n, 2).
        frame: n, b and t as rows, shape (n, 3, 3).
        curvature: within the surface, positive where the crack is convex [1/m], shape (n,).
    """

    arc: FloatArray
    x: FloatArray
    frame: FloatArray
    curvature: FloatArray


@dataclass(frozen=True)
class CrackFront:
    """One front, with n out of the crack, b from the minus to the plus face, and t = n x b.

    Attributes:
        name: of the crack.
        crack: index of the crack.
        nodes: film nodes along it, shape (k,).
        node_places: their places [m], shape (k,): even, but for those of a user's mesh.
        closed: whether it closes on itself.
        length: [m].
        curve: place [m] -> position [m], a spline.
        normal: place [m] -> normal of the crack's surface, a spline.
        side: 1 where places ascend along t, -1 where they descend.
        stations: places where K is wanted, evenly along the front [m], shape (n_stations,).
        centres: places where it is measured: those, or the nearest ones whose integration domain
            does not reach out of the body [m], shape (n_stations,).
        reach: place [m] -> largest radius of an integration domain [m].
        first_wave: number of the first even wave of a part of a front that ends at its images, as
            one of the whole front; else 1.
        mirrored: whether it starts, and whether it ends, in a plane of symmetry, beyond which its
            image lies.
        in_plane: whether it lies in a plane of symmetry, so that half of the body around it is
            meshed.
        buried: whether its crack has no mouth.
    """

    name: str
    crack: int
    nodes: IntArray
    node_places: FloatArray
    closed: bool
    length: float
    curve: Any
    normal: Any
    side: int
    stations: FloatArray
    centres: FloatArray
    reach: Any
    first_wave: int = 1
    mirrored: tuple[bool, bool] = (False, False)
    in_plane: bool = False
    buried: bool = False

    @property
    def half_width(self) -> float:
        """Half width of the virtual advance at a station [m]."""
        return HALF_WIDTH * self.length / (len(self.stations) - (not self.closed))

    @property
    def advance_places(self) -> FloatArray:
        """As many places as nodes, evenly along the front [m], shape (k,): advances are of them."""
        return np.linspace(0, self.length, len(self.nodes), endpoint=not self.closed)

    def frames(self, arc: FloatArray) -> FloatArray:
        """(n, b, t) as rows at places, shape (n, 3, 3)."""
        tangent = self.side * _unit(self.curve(arc, 1))
        normal = self.normal(arc)
        normal = _unit(normal - (normal * tangent).sum(axis=1)[:, None] * tangent)
        return np.stack([np.cross(normal, tangent), normal, tangent], axis=1)

    def project(self, points: FloatArray) -> Projection:
        """See points from the front.

        Args:
            points: [m], shape (n, 3).
        """
        arc = self._nearest(points)
        frame = self.frames(arc)
        local = np.einsum("pki,pi->pk", frame, points - self.curve(arc))
        bend = self.curve(arc, 2) / np.linalg.norm(self.curve(arc, 1), axis=1)[:, None] ** 2
        curvature = -(bend * frame[:, 0]).sum(axis=1)
        return Projection(arc, local[:, :2], frame, curvature)

    def distance(self, station: int, arc: FloatArray) -> FloatArray:
        """Distance along the front from the centre of a station to places [m]."""
        return np.abs(self._offset(station, arc))

    def advance(self, station: int, arc: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The hat l of a station at places, a cos^2, and its derivative along t by place [1/m].

        What of a hat lies beyond a plane of symmetry is folded back: K_I and K_II are the same
        there, and K_III is the opposite. So are the displacements, and nothing is cut off.

        Returns:
            Each of shape (..., 1), or (..., 3) by mode where that matters.
        """
        hat, slope = (part[..., None] for part in self._hat(station, arc))
        for is_mirrored, end in zip(self.mirrored, (0.0, self.length), strict=True):
            if is_mirrored:
                beyond, falling = self._hat(station, 2 * end - arc)
                hat = hat + beyond[..., None] * SYMMETRY
                slope = slope - falling[..., None] * SYMMETRY
        return hat, slope

    def _hat(self, station: int, arc: FloatArray) -> tuple[FloatArray, FloatArray]:
        phase = np.pi * np.clip(self._offset(station, arc) / self.half_width, -1, 1) / 2
        slope = -self.side * np.pi / (2 * self.half_width) * np.sin(2 * phase)
        return np.cos(phase) ** 2, slope

    def _offset(self, station: int, arc: FloatArray) -> FloatArray:
        offset = arc - self.centres[station]
        if self.closed:
            offset = (offset + self.length / 2) % self.length - self.length / 2
        return np.asarray(offset, dtype=np.float64)

    def samples(self) -> FloatArray:
        """Places close together along the front [m]."""
        return np.linspace(0, self.length, SAMPLES * len(self.nodes) + 1)

    def _nearest(self, points: FloatArray) -> FloatArray:
        from scipy.spatial import cKDTree

        samples = self.samples()
        arc = samples[cKDTree(self.curve(samples)).query(points)[1]]
        for _ in range(NEWTON_STEPS):
            along, away = self.curve(arc, 1), points - self.curve(arc)
            slope = (along**2).sum(axis=1) - (away * self.curve(arc, 2)).sum(axis=1)
            arc = arc + (away * along).sum(axis=1) / np.maximum(slope, 0.1)
            arc = arc % self.length if self.closed else np.clip(arc, 0, self.length)
        return np.asarray(arc, dtype=np.float64)


def _unit(vectors: FloatArray) -> FloatArray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1)[:, None], dtype=np.float64)


def spline(arc: FloatArray, values: FloatArray, closed: bool) -> Any:
    """A cubic spline through values at places; of a closed front the first comes again last."""
    from scipy.interpolate import CubicSpline

    return CubicSpline(arc, values, bc_type="periodic" if closed else "not-a-knot")


def by_arc_length(points: FloatArray, closed: bool) -> tuple[FloatArray, Any]:
    """Lengths along a curve through points, and the curve as a spline of them.

    Args:
        points: [m], shape (k, 3); of a closed curve the first comes again last.
        closed: whether the curve closes on itself.
    """
    arc = _accumulated(np.linalg.norm(np.diff(points, axis=0), axis=1))
    curve = spline(arc, points, closed)
    nodes, weights = np.polynomial.legendre.leggauss(5)
    inside = arc[:-1, None] + np.diff(arc)[:, None] * (1 + nodes) / 2
    speed = np.linalg.norm(curve(inside, 1), axis=-1)
    arc = _accumulated(np.diff(arc) * (speed @ weights) / 2)
    return arc, spline(arc, points, closed)


def _accumulated(lengths: FloatArray) -> FloatArray:
    return np.concatenate([[0.0], np.cumsum(lengths)])
