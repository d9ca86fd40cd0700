"""Let crack surfaces grow at their fronts."""

from dataclasses import replace

import numpy as np
import shapely

from filasse_meshes.arrays import Bools, Floats
from filasse_meshes.data.solid_data import FrontLine, SurfaceCrack
from filasse_meshes.meshing_error import MeshingError, place
from filasse_meshes.solid.front_curve import FrontCurve, front_curve

FEWEST = 64
"""Intervals of a new front, or as many as it has stations: a spline through so many points leaves
a circle by 1e-6 of its radius, and more would only carry the noise of the advances."""
SAME = 1e-9
"""Relative to the size of a crack: nearer points are one."""
PATCH = 1e-6
"""Relative to the size of a crack, squared: smaller holes are round-off."""
STEEP = 0.3
"""Least slope at which an end of a front is led along itself, and not straight, to the anode."""

SHAPE = (0, 2, 4)
"""Points, counted from the last one inside, whose parabola is led on to the anode."""


def advance_surface(crack: SurfaceCrack, distance: Floats, angle: Floats) -> SurfaceCrack:
    """Grow a crack at its front, which leaves its surface by an angle.

    The new strip of the surface follows from advances at stations, equally spaced by arc length
    along the front, from its first point on: k of them around a closed front, and along an open
    one k with both its ends. Such are the front vertices of a mesh, or any coarser set.
    Ends of an open front are led back to the anode; folds of a concave front are cut off.

    Args:
        crack: what grows.
        distance: [m], shape (k,), zero or more.
        angle: [rad], shape (k,), from straight on, positive to the plus side.

    Raises:
        MeshingError: the front cannot advance so.
    """
    _check(crack, distance, angle)
    if not distance.any():
        return crack
    curve = front_curve(crack)
    places = curve.fractions(max(FEWEST, len(distance)))
    front = _advanced(curve, places, distance, angle)
    kept = _on_outline(crack, curve.at(places).uv, front.uv)
    front = _chosen(front, kept)
    if not crack.closed:
        front = _ended_on_anode(front, crack.name)
    return replace(crack, fronts=(*crack.fronts, front))


def _check(crack: SurfaceCrack, distance: Floats, angle: Floats) -> None:
    if distance.ndim != 1 or distance.shape != angle.shape or len(distance) < 4:
        raise MeshingError(
            f"Crack '{crack.name}' has advances of shape {distance.shape} and angles of shape "
            f"{angle.shape}; give one of each for four stations or more."
        )
    if not (np.isfinite(distance).all() and np.isfinite(angle).all() and (distance >= 0).all()):
        raise MeshingError(
            f"An advance of crack '{crack.name}' is negative or not finite; give distances of "
            "zero or more, and angles."
        )


def _advanced(curve: FrontCurve, places: Floats, distance: Floats, angle: Floats) -> FrontLine:
    """Move points of a front."""
    front, tangent = curve.at(places), curve.tangents(places)
    reach = _between(distance, places, curve.closed)[:, None]
    turn = _between(angle, places, curve.closed)[:, None]
    upward = np.cross(front.forward, tangent)
    ahead = np.cos(turn) * front.forward + np.sin(turn) * upward
    # What has not moved has not turned either.
    ahead = np.where(reach > 0, ahead, front.forward)
    uv = front.uv + reach * curve.plane_normals(places)
    return FrontLine(uv, front.points + reach * ahead, ahead)


def _between(values: Floats, places: Floats, closed: bool) -> Floats:
    """Values between stations, smoothly and without overshoot: an advance stays positive."""
    from scipy.interpolate import PchipInterpolator  # slow to import

    if closed:
        around = np.arange(-3, len(values) + 4)
        curve = PchipInterpolator(around / len(values), np.take(values, around, mode="wrap"))
    else:
        curve = PchipInterpolator(np.linspace(0.0, 1.0, len(values)), values)
    between: Floats = curve(places)
    return between


def _on_outline(crack: SurfaceCrack, old: Floats, new: Floats) -> Bools:
    """Which new points bound the crack: where a concave front folds, some do not.

    Raises:
        MeshingError: the front has closed around an uncracked patch.
    """
    scale = 1 / np.ptp(new, axis=0).max()
    old, new = old * scale, new * scale
    after = np.roll(np.arange(len(new)), -1)
    if not crack.closed:
        after = after[:-1]
    here = np.arange(len(after))
    corners = np.concatenate(
        [
            np.stack([old[here], old[after], new[here]], axis=1),
            np.stack([old[after], new[after], new[here]], axis=1),
        ]
    )
    swept = shapely.polygons(corners)
    whole = shapely.union_all([shapely.make_valid(shapely.Polygon(old)), *swept], grid_size=SAME)
    holes = [shapely.Polygon(ring).area for ring in getattr(whole, "interiors", ())]
    if whole.geom_type != "Polygon" or max(holes, default=0.0) > PATCH:
        raise MeshingError(
            f"The front of crack '{crack.name}' runs into itself; grow it by smaller steps."
        )
    outline = whole.exterior
    kept: Bools = shapely.distance(outline, shapely.points(new)) < 10 * SAME
    return kept


def _chosen(front: FrontLine, which: Bools) -> FrontLine:
    """Some points of a front, without those that coincide with the one before."""
    step = np.linalg.norm(np.diff(front.points[which], axis=0), axis=1)
    apart = np.concatenate([[True], step > SAME * np.ptp(front.points, axis=0).max()])
    index = np.flatnonzero(which)[apart]
    return FrontLine(front.uv[index], front.points[index], front.forward[index])


def _ended_on_anode(front: FrontLine, name: str) -> FrontLine:
    """Cut off what has left the body at the ends, and lead the ends to the anode y = 0.

    Raises:
        MeshingError: the front between its ends has come back to the anode.
    """
    spacing = np.median(np.linalg.norm(np.diff(front.points, axis=0), axis=1))
    # Points next to the anode would have neighbours too near for a smooth spline.
    height = np.minimum(front.points[:, 1], front.uv[:, 1])
    inside = np.flatnonzero(height > spacing / 2)
    if len(inside) < len(height) / 2 or (np.diff(inside) > 1).any():
        gap = len(inside) // 2 if len(inside) < 2 else int(np.diff(inside).argmax())
        where = place(front.points[inside[gap]]) if len(inside) else "both ends"
        raise MeshingError(
            f"The front of crack '{name}' has come back to the anode near {where}; end its growth "
            "there."
        )
    line = FrontLine(front.uv[inside], front.points[inside], front.forward[inside])
    backward = FrontLine(line.uv[::-1], line.points[::-1], line.forward[::-1])
    start, end = _end(line), _end(backward)
    return FrontLine(
        np.vstack([start.uv, line.uv, end.uv]),
        np.vstack([start.points, line.points, end.points]),
        np.vstack([start.forward, line.forward, end.forward]),
    )


def _end(line: FrontLine) -> FrontLine:
    """The point on the anode to which the start of a front inside leads."""
    return FrontLine(_down(line.uv), _down(line.points), line.forward[:1])


def _down(points: Floats) -> Floats:
    """Lead the start of a line to where its second coordinate is 0."""
    near = points[list(SHAPE)]
    steps = np.diff(near, axis=0)
    there = near[:1].copy()
    if (steps[:, 1] > STEEP * np.linalg.norm(steps, axis=1)).all():
        from scipy.interpolate import BarycentricInterpolator

        there = BarycentricInterpolator(near[:, 1], near)(np.zeros(1))
    there[:, 1] = 0.0
    return there
