"""The spline through a crack front, by arc length."""

import math

import numpy as np

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_data import FrontLine, SurfaceCrack

FINE = 32
"""Steps per interval of the spline in which arc length is summed up."""


class FrontCurve:
    """A smooth curve through the points of a front."""

    def __init__(self, front: FrontLine, closed: bool) -> None:
        from scipy.interpolate import CubicSpline  # slow to import

        self.closed = closed
        values = np.hstack([front.uv, front.points, front.forward])
        if closed:
            values = np.vstack([values, values[:1]])
        steps = np.linalg.norm(np.diff(values[:, 2:5], axis=0), axis=1)
        knots = np.concatenate([[0.0], np.cumsum(steps)])
        self._spline = CubicSpline(knots, values, bc_type="periodic" if closed else "not-a-knot")
        self._parameter = np.interp(
            np.linspace(0, len(steps), FINE * len(steps) + 1), np.arange(len(knots)), knots
        )
        fine = self._spline(self._parameter)[:, 2:5]
        self._arc = np.concatenate(
            [[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))]
        )

    @property
    def length(self) -> float:
        """Arc length [m]."""
        return float(self._arc[-1])

    @property
    def radius(self) -> float:
        """Radius [m] of the circle, or half circle, that is as long."""
        return self.length / (2 * math.pi if self.closed else math.pi)

    def fractions(self, intervals: int) -> Floats:
        """Places of equally spaced points, as fractions of the length; a loop's end is left out."""
        return np.arange(intervals if self.closed else intervals + 1) / intervals

    def middles(self) -> Floats:
        """Middles [m], by arc length, of the intervals between the points given."""
        ends = self._arc[::FINE]
        return self.at((ends[1:] + ends[:-1]) / (2 * self.length)).points

    def at(self, fractions: Floats) -> FrontLine:
        """Points at fractions of the length; the ends of an open front lie on the anode."""
        parameter = np.interp(fractions * self.length, self._arc, self._parameter)
        values = self._spline(parameter)
        if not self.closed:
            at_end = (fractions == 0) | (fractions == 1)
            values[at_end, 1] = values[at_end, 3] = 0.0  # free of round-off
        tangent = self._spline(parameter, 1)[:, 2:5]
        tangent /= np.linalg.norm(tangent, axis=1)[:, None]
        return FrontLine(values[:, :2], values[:, 2:5], across(values[:, 5:], tangent))

    def tangents(self, fractions: Floats) -> Floats:
        """Unit tangents in the body, shape (n, 3)."""
        parameter = np.interp(fractions * self.length, self._arc, self._parameter)
        tangent: Floats = self._spline(parameter, 1)[:, 2:5]
        return tangent / np.linalg.norm(tangent, axis=1)[:, None]

    def plane_normals(self, fractions: Floats) -> Floats:
        """Unit normals out of the crack in the parameter plane, shape (n, 2)."""
        parameter = np.interp(fractions * self.length, self._arc, self._parameter)
        tangent = self._spline(parameter, 1)[:, :2]
        normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
        unit: Floats = normal / np.linalg.norm(normal, axis=1)[:, None]
        return unit


def across(vectors: Floats, tangent: Floats) -> Floats:
    """Unit vectors: what is left of vectors without their part along the tangents."""
    rest = vectors - np.sum(vectors * tangent, axis=1)[:, None] * tangent
    unit: Floats = rest / np.linalg.norm(rest, axis=1)[:, None]
    return unit


def front_curve(crack: SurfaceCrack) -> FrontCurve:
    """The present front of a crack."""
    return FrontCurve(crack.fronts[-1], crack.closed)
