"""Flat cracks: elliptic ones inside the body, half-elliptic ones at the anode, two made one."""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import shapely

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_data import FrontLine, SurfaceCrack
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.front_curve import front_curve

STATIONS = 128
"""Intervals of the first front; a spline through them leaves a circle by 1e-8 of its radius."""

DENSE, UNITED = 512, 96
"""Intervals of fronts that become one, before and after."""
LEAST_HEIGHT = 0.1
"""Of the radius that notches are rounded with: points of a new front that are nearer to the anode
than that are left to its ends."""


def anode_crack(
    name: str,
    x: float,
    z: float,
    depth: float,
    half_width: float | None = None,
    *,
    lean: float = 0.0,
    azimuth: float = 0.0,
    pore: str | None = None,
) -> SurfaceCrack:
    """A half-elliptic crack at the anode; a half-penny without `half_width`.

    Args:
        name: unique name.
        x: [m], middle of the mouth along the width.
        z: [m], middle of the mouth along the depth of the slab.
        depth: [m], from the mouth to the deepest point, along the crack.
        half_width: [m], half the length of the mouth.
        lean: [rad], from the anode's normal; with azimuth 0 towards +x, as in the plane.
        azimuth: [rad], turn about the anode's normal; at 0 the mouth runs along z, and at a
            quarter turn along x.
        pore: name of the pore that the crack has grown around, and into which it opens.

    Raises:
        MeshingError: a length is not positive.
    """
    angles = np.linspace(0.0, math.pi, STATIONS + 1)
    _check(name, depth=depth, half_width=half_width)
    radii = (depth if half_width is None else half_width, depth)
    front = _flat_front(angles, radii, np.array([x, 0.0, z]), lean, azimuth)
    front.uv[[0, -1], 1] = front.points[[0, -1], 1] = 0.0  # sin(pi) is not zero
    return SurfaceCrack(name, (front,), closed=False, pore=pore)


def buried_crack(
    name: str,
    centre: tuple[float, float, float],
    radius: float,
    second_radius: float | None = None,
    *,
    lean: float = 0.0,
    azimuth: float = 0.0,
    pore: str | None = None,
) -> SurfaceCrack:
    """An elliptic crack inside the body; a penny without `second_radius`.

    Args:
        name: unique name.
        centre: [m].
        radius: [m], along the direction that is level with the anode.
        second_radius: [m], across that, along the thickness unless the crack leans.
        lean: [rad], from the anode's normal; with azimuth 0 towards +x. At a quarter turn the
            crack lies level.
        azimuth: [rad], turn about the anode's normal; at 0 the level direction is z.
        pore: name of the pore that the crack surrounds, and into which it opens.

    Raises:
        MeshingError: a length is not positive.
    """
    angles = np.linspace(0.0, 2 * math.pi, STATIONS, endpoint=False)
    _check(name, radius=radius, second_radius=second_radius)
    radii = (radius, radius if second_radius is None else second_radius)
    front = _flat_front(angles, radii, np.array(centre, dtype=np.float64), lean, azimuth)
    return SurfaceCrack(name, (front,), closed=True, pore=pore)


def _check(name: str, **lengths: float | None) -> None:
    for what, length in lengths.items():
        if length is not None and not (math.isfinite(length) and length > 0):
            raise MeshingError(
                f"The {what.replace('_', ' ')} of crack '{name}' is {length * 1e6:g} um; give a "
                "positive, finite number."
            )


def _flat_front(
    angles: Floats, radii: tuple[float, float], origin: Floats, lean: float, azimuth: float
) -> FrontLine:
    """Points of an ellipse at eccentric angles, closer where it is sharper."""
    axes = crack_axes(lean, azimuth)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    uv = circle * radii
    outward = circle * radii[::-1]
    outward /= np.linalg.norm(outward, axis=1)[:, None]
    return FrontLine(uv, origin + uv @ axes, outward @ axes)


def crack_axes(lean: float, azimuth: float) -> Floats:
    """Directions of u and v in the body, shape (2, 3)."""
    level = np.array([math.sin(azimuth), 0.0, math.cos(azimuth)])
    across = np.array([math.cos(azimuth), 0.0, -math.sin(azimuth)])
    up = math.cos(lean) * np.array([0.0, 1.0, 0.0]) + math.sin(lean) * across
    return np.vstack([level, up])


class FittedPlane(NamedTuple):
    """The plane of a front.

    Attributes:
        middle: of its points in the parameter plane [m], shape (2,).
        origin: the same place in the body [m], shape (3,).
        axes: directions of u and v in the body, shape (2, 3).
    """

    middle: Floats
    origin: Floats
    axes: Floats

    def seen(self, point: Floats) -> tuple[Floats, float]:
        """Where a point of the body lies in the parameter plane [m], and how far below it [m]."""
        away = point - self.origin
        return self.middle + self.axes @ away, float(-away @ np.cross(*self.axes))

    def lifted(self, uv: Floats) -> Floats:
        """Places in the body [m] of points of the parameter plane; the anode stays at y = 0."""
        points: Floats = self.origin + (uv - self.middle) @ self.axes
        points[uv[:, 1] == 0.0, 1] = 0.0
        return points

    @property
    def at_right_angles(self) -> "FittedPlane":
        """The same with unit axes at right angles; those of a bent surface are so only nearly."""
        u = self.axes[0] / np.linalg.norm(self.axes[0])
        v = self.axes[1] - (self.axes[1] @ u) * u
        return self._replace(axes=np.vstack([u, v / np.linalg.norm(v)]))


def fitted_plane(front: FrontLine) -> FittedPlane:
    """The plane through the points of a front, by least squares."""
    middle, origin = front.uv.mean(axis=0), front.points.mean(axis=0)
    axes = np.linalg.lstsq(front.uv - middle, front.points - origin, rcond=None)[0]
    return FittedPlane(middle, origin, axes)


def plane_around(crack: SurfaceCrack, point: Floats) -> FittedPlane:
    """The plane of the first front that goes around a point; of the first one if none does."""
    planes = [fitted_plane(front) for front in crack.fronts]
    for number, (plane, front) in enumerate(zip(planes, crack.fronts, strict=True)):
        if shapely.Polygon(front.uv).contains(shapely.Point(plane.seen(point)[0])):
            return plane.at_right_angles if number else plane
    return planes[0]


class UnitedCracks(NamedTuple):
    """Two cracks at the anode, in one plane, that have become one.

    Attributes:
        crack: the one; it has the name of the first.
        turn: from the parameter plane of the second crack to that of the first, shape (2, 2).
        shift: what is added then [m], shape (2,).
        area: of what was not cracked before [m^2].
    """

    crack: SurfaceCrack
    turn: Floats
    shift: Floats
    area: float


def unite_cracks(
    first: SurfaceCrack, second: SurfaceCrack, reach: float, tolerance: float, stretch: float
) -> UnitedCracks | None:
    """Make two cracks at the anode one, where they lie in one plane.

    What lies between them where they are nearest is cracked, too, down to the anode, and notches in
    the new front are rounded. What it grew from is told as a smaller copy of it.

    Args:
        first: one crack.
        second: the other.
        reach: radius of the notches [m].
        tolerance: how far both fronts may lie off the plane [m].
        stretch: length of the new front over that which it is told to have grown from.

    Returns:
        The one crack; None where the cracks lie in no common plane.
    """
    fronts = [curve.at(curve.fractions(DENSE)) for curve in map(front_curve, (first, second))]
    plane = fitted_plane(fronts[0]).at_right_angles
    seen = [plane.middle + (front.points - plane.origin) @ plane.axes.T for front in fronts]
    off = [np.abs((front.points - plane.origin) @ np.cross(*plane.axes)).max() for front in fronts]
    if max(off) > tolerance or not _is_level(plane, fronts, tolerance):
        return None
    for uv in seen:
        uv[[0, -1], 1] = 0.0
    whole = [shapely.Polygon(np.vstack([uv, uv[-2:0:-1] * (1.0, -1.0)])) for uv in seen]
    shape = _bridged(whole[0], whole[1], reach)
    if shape is None:
        return None
    outer = _front_on_anode(shape, plane, reach)
    fronts_so_far: tuple[FrontLine, ...] = (outer,)
    if stretch > 1:
        middle = (outer.uv[0] + outer.uv[-1]) / 2
        inner = middle + (outer.uv - middle) / stretch
        fronts_so_far = (FrontLine(inner, plane.lifted(inner), outer.forward), outer)
    own = fitted_plane(fronts[1])
    turn = plane.axes @ own.axes.T
    shift = plane.middle + plane.axes @ (own.origin - plane.origin) - turn @ own.middle
    area = shapely.Polygon(outer.uv).area - sum(shapely.Polygon(uv).area for uv in seen)
    return UnitedCracks(replace(first, fronts=fronts_so_far), turn, shift, area)


def _is_level(plane: FittedPlane, fronts: list[FrontLine], tolerance: float) -> bool:
    """Whether v = 0 of a parameter plane lies on the anode, as far as some fronts reach."""
    ends = np.vstack([front.points[[0, -1]] for front in fronts])
    heights = plane.middle[1] + (ends - plane.origin) @ plane.axes[1]
    return bool(np.abs(heights).max() <= tolerance)


def _bridged(one: shapely.Polygon, other: shapely.Polygon, reach: float) -> shapely.Polygon | None:
    """Two shapes and what lies between them where they are nearest, without notches and holes."""
    far = one.distance(other) + reach
    near = (one.intersection(other.buffer(far)), other.intersection(one.buffer(far)))
    bridge = shapely.convex_hull(shapely.union_all(near))
    smooth = shapely.union_all([one, other, bridge]).buffer(reach).buffer(-reach)
    joined = shapely.union_all([smooth, one, other])  # arcs of buffers are polygons
    return shapely.Polygon(joined.exterior) if joined.geom_type == "Polygon" else None


def _front_on_anode(shape: shapely.Polygon, plane: FittedPlane, reach: float) -> FrontLine:
    """The part of an outline above the anode as a front, from its end at the largest u on."""
    low, _, high, _ = shape.intersection(shapely.box(-1.0, -1e-12, 1.0, 1e-12)).bounds
    ends = np.array([[high, 0.0], [low, 0.0]])
    uv = around_shape(shape, ends, LEAST_HEIGHT * reach, UNITED)
    along = np.gradient(uv, axis=0)
    forward = np.column_stack([along[:, 1], -along[:, 0]]) @ plane.axes
    return FrontLine(uv, plane.lifted(uv), forward / np.linalg.norm(forward, axis=1)[:, None])


def around_shape(shape: shapely.Polygon, ends: Floats, least: float, count: int) -> Floats:
    """Points evenly along an outline in the parameter plane, counter-clockwise, shape (k, 2).

    Args:
        shape: the outline.
        ends: of a front at the anode, to which points lower than `least` are left, shape (2, 2); or
            where one that goes around begins, shape (1, 2).
        least: height [m].
        count: intervals between the points.
    """
    ring = shapely.LinearRing(shape.exterior)
    line = np.array(ring.coords)[:-1]
    line = line if ring.is_ccw else line[::-1]
    line = np.roll(line, -int(np.linalg.norm(line - ends[0], axis=1).argmin()), axis=0)
    is_loop = len(ends) == 1
    if is_loop:
        line = np.vstack([line, line[:1]])
    else:
        line = np.vstack([ends[:1], line[line[:, 1] > least], ends[1:]])
    path = shapely.LineString(line)
    places = np.linspace(0, 1, count + (not is_loop), endpoint=not is_loop)
    return np.array([path.interpolate(place, normalized=True).coords[0] for place in places])
