"""Flat cracks: elliptic ones inside the body, half-elliptic ones at the anode."""

import math
from typing import NamedTuple

import numpy as np
import shapely

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_data import FrontLine, SurfaceCrack
from filasse_meshes.meshing_error import MeshingError

STATIONS = 128
"""Intervals of the first front; a spline through them leaves a circle by 1e-8 of its radius."""


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
