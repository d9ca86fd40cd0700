"""A rigid face along a polyline: the anode side of the electrolyte with its notches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from filasse.lithium_body.body_mesh import FloatArray
from filasse.lithium_body.unilateral_contact import NodewiseFaces

KINK = 0.35
"""Turn between two parts of an outline beyond which the corner is a kink [rad]: it gets a node."""


@dataclass(frozen=True)
class Outline:
    """A polyline from the left to the right, the body on its right-hand side: below.

    Attributes:
        corners: (x, y) [m], two or more.
    """

    corners: tuple[tuple[float, float], ...]

    @cached_property
    def points(self) -> FloatArray:
        """Corners as an array [m], shape (n, 2)."""
        return np.array(self.corners)

    @cached_property
    def arcs(self) -> FloatArray:
        """Distance of the corners from the start along the outline [m], shape (n,)."""
        sides = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        return np.concatenate([[0.0], np.cumsum(sides)])

    @property
    def length(self) -> float:
        """Along the outline [m]."""
        return float(self.arcs[-1])

    @property
    def width(self) -> float:
        """Between its ends [m]."""
        return float(self.points[-1, 0] - self.points[0, 0])

    @property
    def is_flat(self) -> bool:
        """Whether it is a straight line."""
        return bool(np.all(self.points[:, 1] == 0))

    @cached_property
    def kinks(self) -> FloatArray:
        """Distances along the outline at which it turns sharply [m]."""
        headings = np.arctan2(*np.diff(self.points, axis=0).T[::-1])
        turns = np.abs((np.diff(headings) + np.pi) % (2 * np.pi) - np.pi)
        return np.asarray(self.arcs[1:-1][turns > KINK], dtype=np.float64)

    @cached_property
    def dips(self) -> FloatArray:
        """Notches: where they start along the outline [m], wall [m] and area [m^2], (n, 3)."""
        off = np.concatenate([[False], self.points[:, 1] != 0, [False]])
        starts = np.flatnonzero(~off[:-1] & off[1:]) - 1
        ends = np.flatnonzero(off[:-1] & ~off[1:])
        x, y = self.points.T
        below = np.concatenate([[0.0], np.cumsum(np.diff(x) * (y[1:] + y[:-1]) / 2)])
        walls = self.arcs[ends] - self.arcs[starts]
        return np.column_stack([self.arcs[starts], walls, below[ends] - below[starts]])

    def at(self, along: FloatArray) -> FloatArray:
        """Points at distances along the outline [m], shape (n, 2)."""
        return np.column_stack([np.interp(along, self.arcs, part) for part in self.points.T])

    def along(self, points: FloatArray) -> FloatArray:
        """Distance along the outline of what is nearest to points [m], shape (n,)."""
        start, side = self.points[:-1], np.diff(self.points, axis=0)
        away = np.asarray(points)[:, None, :] - start
        part = np.clip((away * side).sum(axis=2) / (side**2).sum(axis=1), 0.0, 1.0)
        apart = np.linalg.norm(away - part[..., None] * side, axis=2)
        nearest, row = apart.argmin(axis=1), np.arange(len(points))
        return np.asarray(self.arcs[nearest] + part[row, nearest] * np.diff(self.arcs)[nearest])

    def seen_from(self, points: FloatArray, reach: FloatArray) -> NodewiseFaces:
        """The planes that stand for the face around points, each over its own reach [m]."""
        along = self.along(points)
        low, high = np.maximum(along - reach, 0.0), np.minimum(along + reach, self.length)
        chord = self.at(high) - self.at(low)
        inward = np.column_stack([chord[:, 1], -chord[:, 0]])
        return NodewiseFaces(self.at(along), inward / np.linalg.norm(inward, axis=1)[:, None])


def straight(width: float) -> Outline:
    """A flat face over a width [m] at y = 0."""
    return Outline(((0.0, 0.0), (width, 0.0)))
