"""Flat cracks in space: where they reach, and how far they are from each other."""

from __future__ import annotations

import math

from filasse.config.sections.flaws_section import FlawSection
from filasse.config.sections.geometry_section import GeometrySection

type Point = tuple[float, float, float]
type Flat = tuple[float, float]

CORNERS = 64  # of the polygon that stands for a crack: it leaves the ellipse by 0.1 % of its size
WEIGHT = 1e3  # of the condition that weights add up to 1, over that of the distance


def room(geometry: GeometrySection, flaw: FlawSection) -> float:
    """Least distance of a flaw from the four sides of a slab with a depth [m]."""
    middles = (flaw.position, geometry.z_of(flaw))
    sizes = (geometry.width, geometry.depth or 0.0)
    reaches = (crack_reach(flaw, axis) for axis in (0, 1))
    return min(
        min(middle + low, size - middle - high)
        for middle, size, (low, high) in zip(middles, sizes, reaches, strict=True)
    )


def crack_reach(flaw: FlawSection, axis: int) -> tuple[float, float]:
    """How far the front reaches along x (0) or z (1) from the middle of the mouth [m]."""
    level, up = flaw_axes(flaw)
    along, across = flaw.half_mouth * level[2 * axis], flaw.length * up[2 * axis]
    far = math.hypot(along, across)
    if flaw.height is not None:
        return -far, far
    high = far if across > 0.0 else abs(along)
    low = far if across < 0.0 else abs(along)
    return -low, high


def flaw_axes(flaw: FlawSection) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Unit vectors along the mouth, and along the crack away from the anode."""
    sine, cosine = math.sin(flaw.azimuth), math.cos(flaw.azimuth)
    lean = math.sin(flaw.angle)
    return (sine, 0.0, cosine), (lean * cosine, math.cos(flaw.angle), -lean * sine)


def gap_between(geometry: GeometrySection, one: FlawSection, other: FlawSection) -> float:
    """Least distance [m] of two flat cracks, as that of the convex hulls of their fronts."""
    reach = [max(flaw.length, flaw.half_mouth) for flaw in (one, other)]
    apart = math.dist(_middle(geometry, one), _middle(geometry, other)) - sum(reach)
    if apart > 0.0:
        return apart
    import numpy as np  # costs a moment: only when flaws are near each other
    from scipy.optimize import nnls

    scale = max(reach)
    fronts = [np.array(crack_front(geometry, flaw)).T / scale for flaw in (one, other)]
    ones, none = np.full(CORNERS + 1, WEIGHT), np.zeros(CORNERS + 1)
    rows = [np.hstack([fronts[0], -fronts[1]]), np.hstack([ones, none]), np.hstack([none, ones])]
    weights, _ = nnls(np.vstack(rows), np.array([0.0, 0.0, 0.0, WEIGHT, WEIGHT]))
    return scale * float(np.linalg.norm(rows[0] @ weights))


def crack_front(geometry: GeometrySection, flaw: FlawSection) -> list[tuple[float, ...]]:
    """Points of a front [m]."""
    level, up = flaw_axes(flaw)
    middle = _middle(geometry, flaw)
    return [
        tuple(m + u * a + v * b for m, a, b in zip(middle, level, up, strict=True))
        for u, v in _corners(flaw)
    ]


def _middle(geometry: GeometrySection, flaw: FlawSection) -> Point:
    """Middle of a buried crack, or of the mouth of one at the anode [m]."""
    return flaw.position, flaw.height or 0.0, geometry.z_of(flaw)


def _corners(flaw: FlawSection) -> list[Flat]:
    """Points of a front along the axes of its crack [m]; a closed one ends where it starts."""
    turn = math.pi if flaw.height is None else 2 * math.pi
    turns = [turn * part / CORNERS for part in range(CORNERS + 1)]
    return [(flaw.half_mouth * math.cos(t), flaw.length * math.sin(t)) for t in turns]


def distance_to_crack(geometry: GeometrySection, flaw: FlawSection, point: Point) -> float:
    """Distance [m] of a point from a flat crack."""
    height, inside = height_over(geometry, flaw, point), depth_in_crack(geometry, flaw, point)
    return math.hypot(height, min(inside, 0.0))


def height_over(geometry: GeometrySection, flaw: FlawSection, point: Point) -> float:
    """How far a point lies off the plane of a flat crack [m]."""
    level, up = flaw_axes(flaw)
    away = _from_middle(geometry, flaw, point)
    normal = (
        level[1] * up[2] - level[2] * up[1],
        level[2] * up[0] - level[0] * up[2],
        level[0] * up[1] - level[1] * up[0],
    )
    return math.fsum(n * a for n, a in zip(normal, away, strict=True))


def depth_in_crack(geometry: GeometrySection, flaw: FlawSection, point: Point) -> float:
    """How far inside the edge of a flat crack a point of its plane lies [m]; negative outside.

    A crack that opens at the anode ends there, too. Points off its plane count with their foot.
    """
    away = _from_middle(geometry, flaw, point)
    along, across = (
        math.fsum(a * d for a, d in zip(axis, away, strict=True)) for axis in flaw_axes(flaw)
    )
    corners = _corners(flaw)
    if flaw.height is not None:
        corners = corners[:-1]
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    distance = min(_to_segment((along, across), *side) for side in sides)
    is_inside = all(_turn(start, end, (along, across)) >= 0.0 for start, end in sides)
    return distance if is_inside else -distance


def _from_middle(geometry: GeometrySection, flaw: FlawSection, point: Point) -> Point:
    x, y, z = (p - m for p, m in zip(point, _middle(geometry, flaw), strict=True))
    return x, y, z


def _turn(start: Flat, end: Flat, point: Flat) -> float:
    """Positive for points to the left of a segment."""
    (x, y), (u, v) = start, end
    return (u - x) * (point[1] - y) - (v - y) * (point[0] - x)


def _to_segment(point: Flat, start: Flat, end: Flat) -> float:
    """Distance [m] of a point from a segment."""
    along = (end[0] - start[0], end[1] - start[1])
    away = (point[0] - start[0], point[1] - start[1])
    part = (away[0] * along[0] + away[1] * along[1]) / (along[0] ** 2 + along[1] ** 2)
    part = min(max(part, 0.0), 1.0)
    return math.hypot(away[0] - part * along[0], away[1] - part * along[1])
