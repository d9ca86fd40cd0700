"""Let crack surfaces grow at their fronts."""

from dataclasses import replace

import numpy as np
import shapely
from shapely.affinity import scale

from filasse_meshes.arrays import Bools, Floats
from filasse_meshes.data.solid_data import HIGHEST_CUT, FrontLine, SphericalPore, SurfaceCrack
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.solid.flat_cracks import around_shape, fitted_plane
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

DENSE, AROUND = 512, 96
"""Points of a front that is led around a pore, before and after."""

SHAPE = (0, 2, 4)
"""Points, counted from the last one inside, whose parabola is led on to the anode."""


FILLET = 0.5
"""Largest corner of a notch that is rounded, over the square of the radius: a right angle takes
0.2. What takes more are parts of a front that come towards each other."""
LEAST_FILLET = 0.02
"""Smallest one, where a front turns by 45 degrees at once; less is within reach of its mesh."""


def advance_surface(
    crack: SurfaceCrack, distance: Floats, angle: Floats, notch: float = 0.0
) -> SurfaceCrack:
    """Grow a crack at its front, which leaves its surface by an angle.

    The new strip of the surface follows from advances at stations, equally spaced by arc length
    along the front, from its first point on: k of them around a closed front, and along an open
    one k with both its ends. Such are the front vertices of a mesh, or any coarser set.
    Ends of an open front are led back to the anode; folds of a concave front are cut off, and its
    corners rounded: K grows without bound as a notch gets sharper.

    Args:
        crack: what grows.
        distance: [m], shape (k,), zero or more.
        angle: [rad], shape (k,), from straight on, positive to the plus side.
        notch: least radius of a concave front [m].

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
    if notch > 0:
        front = _rounded(front, crack.closed, notch)
    return replace(crack, fronts=(*crack.fronts, front))


def _rounded(front: FrontLine, closed: bool, notch: float) -> FrontLine:
    """A front whose concave corners are no sharper than a radius [m]."""
    whole = _whole(front.uv, closed)
    if not whole.is_valid:
        return front
    added = whole.buffer(notch).buffer(-notch).difference(whole)
    corners = [
        part
        for part in getattr(added, "geoms", [added])
        if LEAST_FILLET * notch**2 < part.area < FILLET * notch**2
        and (closed or not part.bounds[1] <= 0 <= part.bounds[3])  # the anode's corner is none
    ]
    if not corners:
        return front
    shape = shapely.union_all([whole, *(part.buffer(SAME * notch) for part in corners)])
    ends = front.uv[:1] if closed else front.uv[[0, -1]]
    uv = around_shape(shape, ends, 0.0, len(front.uv) - (not closed))
    nearest = np.linalg.norm(uv[:, None] - front.uv, axis=2).argmin(axis=1)
    ahead, along = front.forward[nearest], _tangents(front.points, closed)[nearest]
    flat = _tangents(front.uv, closed)[nearest]
    away = uv - front.uv[nearest]
    forth = (away[:, 0] * flat[:, 1] - away[:, 1] * flat[:, 0])[:, None]
    points = front.points[nearest] + (away * flat).sum(axis=1)[:, None] * along + forth * ahead
    if not closed:
        points[[0, -1], 1] = 0.0
    return FrontLine(uv, points, ahead)


def _whole(uv: Floats, closed: bool) -> shapely.Polygon:
    """What a front goes around in the parameter plane, with its image beyond the anode."""
    return shapely.Polygon(uv if closed else np.vstack([uv, uv[-2:0:-1] * (1.0, -1.0)]))


def _tangents(line: Floats, closed: bool) -> Floats:
    """Unit vectors along a line at its points."""
    if closed:
        along = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    else:
        along = np.gradient(line, axis=0)
    unit: Floats = along / np.linalg.norm(along, axis=1)[:, None]
    return unit


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
    # By both diagonals: by one, a twisted strip would depend on the way that the front is told.
    quads = np.stack([old[here], old[after], new[after], new[here]], axis=1)
    corners = np.concatenate([np.roll(quads, -turn, axis=1)[:, :3] for turn in range(4)])
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
        where = in_um(front.points[inside[gap]]) if len(inside) else "both ends"
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


def surround_pore(
    crack: SurfaceCrack, pore: SphericalPore, margin: float, tolerance: float
) -> SurfaceCrack | None:
    """Lead the front of a crack that has come near a pore around it.

    The crack goes on in its plane, by a lobe around the circle in which that cuts the pore.

    Args:
        crack: without a pore of its own.
        pore: what it has come to.
        margin: distance of the new front from the pore [m].
        tolerance: how far the front may lie off a plane [m].

    Returns:
        The crack around the pore; None where its front is no plane's, where that plane does not cut
        the pore near its middle, or where the lobe would come to the anode.
    """
    curve = front_curve(crack)
    old = curve.at(curve.fractions(DENSE))
    plane = fitted_plane(old)
    flat = plane.origin + (old.uv - plane.middle) @ plane.axes
    off = np.linalg.norm(old.points - flat, axis=1).max()
    centre, height = plane.seen(np.array(pore.centre))
    if off > tolerance or abs(height) > HIGHEST_CUT * pore.radius:
        return None
    reach = float(np.sqrt(pore.radius**2 - height**2)) + margin
    if not crack.closed and centre[1] < reach + margin:
        return None
    uv = _with_lobe(old.uv, crack.closed, centre, reach, margin)
    nearest = np.linalg.norm(uv[:, None] - old.uv, axis=2).argmin(axis=1)
    points = plane.origin + (uv - plane.middle) @ plane.axes + (old.points - flat)[nearest]
    along = np.roll(uv, -1, axis=0) - np.roll(uv, 1, axis=0)
    if not crack.closed:
        along, points[[0, -1], 1], uv[[0, -1], 1] = np.gradient(uv, axis=0), 0.0, 0.0
    forward = np.column_stack([along[:, 1], -along[:, 0]]) @ plane.axes
    forward /= np.linalg.norm(forward, axis=1)[:, None]
    return replace(crack, fronts=(*crack.fronts, FrontLine(uv, points, forward)), pore=pore.name)


def _with_lobe(front: Floats, closed: bool, centre: Floats, reach: float, margin: float) -> Floats:
    """Points of a front that goes around a disc, too, in the parameter plane."""
    old, disc = _whole(front, closed), shapely.Point(centre).buffer(reach, quad_segs=32)
    near = old.intersection(disc.buffer(old.distance(disc) + margin))
    lobe = shapely.convex_hull(shapely.union(disc, near))
    discs = [lobe] if closed else [lobe, scale(lobe, yfact=-1.0, origin=(0, 0))]
    smooth = shapely.union_all([old, *discs]).buffer(margin).buffer(-margin)
    ends = front[:1] if closed else front[[0, -1]]
    return around_shape(smooth, ends, 0.1 * margin, AROUND)
