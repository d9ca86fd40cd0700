"""Triangles on a crack, made in its unrolled parameter plane and lifted into the body."""

from typing import NamedTuple

import numpy as np
import shapely
from scipy.interpolate import LinearNDInterpolator

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.solid_data import FrontLine, SolidSizes, SphericalPore, SurfaceCrack
from filasse_meshes.meshing.triangulate import FaceToFill, triangulate
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.front_curve import front_curve
from filasse_meshes.solid.pore_wall import Circle, circle_nodes, wall_size

INSIDE = 0.3
"""Growth of the size from the front, and the mouth, into the crack."""
FEWEST = {True: 12, False: 6}
"""Edges along a closed and an open front; with fewer there is no inside behind the ring."""
HIGHEST = 0.8
"""Of a pore's radius: farther off its centre a crack would cut it at too small an angle."""
TURN_IN = 4
"""Front nodes over which the ring turns from the mouth's direction to the front's normal."""


class CrackMesh(NamedTuple):
    """A triangulated crack.

    Attributes:
        uv: [m], shape (m, 2).
        points: [m], shape (m, 3).
        triangles: shape (t, 3), counter-clockwise in the parameter plane.
        front: shape (k,), the front's vertices in order: 0 .. k-1.
        middles: [m], shape (k or k - 1, 3), middles of the curved front edges.
        mouth: shape (j,), vertices on the anode, from the end of the front to its start.
        rim: shape (r,), vertices on the wall of its pore, in order around it.
        circle: where it cuts its pore, if it surrounds one.
    """

    uv: Floats
    points: Floats
    triangles: Ints
    front: Ints
    middles: Floats
    mouth: Ints
    rim: Ints
    circle: Circle | None


class _Flat(NamedTuple):
    """Nodes [m] in the parameter plane: front, ring, inner part of the mouth, rim, rest."""

    uv: Floats
    triangles: Ints
    mouth: Ints
    rim: Ints


class _Hole(NamedTuple):
    """The circle where a crack cuts its pore, with its middle [m] in the parameter plane."""

    circle: Circle
    middle: Floats
    nodes: Floats


def mesh_crack(
    crack: SurfaceCrack, sizes: SolidSizes, pore: SphericalPore | None = None
) -> CrackMesh:
    """Triangulate a crack: one ring of equal triangles at the front, coarser ones inside.

    Args:
        crack: what to mesh.
        sizes: of the edges.
        pore: that the crack surrounds.

    Raises:
        MeshingError: the front's edges are too long for its shape, or the pore is not inside.
    """
    curve = front_curve(crack)
    count = max(round(curve.length / sizes.front), 1)
    if count < FEWEST[crack.closed]:
        raise MeshingError(
            f"The front of crack '{crack.name}' is {curve.length * 1e6:.4g} um long, too short for "
            f"edges of {sizes.front * 1e6:.4g} um; give a front size of at most "
            f"{curve.radius / 2 * 1e6:.3g} um (a tenth of the radius is usual)."
        )
    places = curve.fractions(count)
    front = curve.at(places)
    hole = None if pore is None else _cut(crack, pore, sizes)
    flat = _mesh_plane(front.uv, crack, sizes, hole)
    middles = curve.at((np.arange(count) + 0.5) / count).points
    points = _lift(flat, front, crack)
    if pore is not None and hole is not None:
        above = hole.circle.height * np.cross(*hole.circle.axes)
        points[flat.rim] = pore.centre + above + hole.nodes @ hole.circle.axes
    every = np.arange(len(front.uv))
    circle = None if hole is None else hole.circle
    return CrackMesh(flat.uv, points, flat.triangles, every, middles, flat.mouth, flat.rim, circle)


def _cut(crack: SurfaceCrack, pore: SphericalPore, sizes: SolidSizes) -> _Hole:
    """Where the flat inside of the first front cuts a pore."""
    flat = crack.fronts[0]
    origin = flat.points.mean(axis=0)
    axes = np.linalg.lstsq(flat.uv - flat.uv.mean(axis=0), flat.points - origin, rcond=None)[0]
    away = np.array(pore.centre) - origin
    height = float(-away @ np.cross(*axes))
    middle = flat.uv.mean(axis=0) + axes @ away
    if abs(height) > HIGHEST * pore.radius:
        raise MeshingError(
            f"Crack '{crack.name}' does not cut pore '{pore.name}' near its middle; move it "
            f"nearer than {HIGHEST * pore.radius * 1e6:.4g} um to the pore's centre."
        )
    circle = Circle(axes, height, float(np.sqrt(pore.radius**2 - height**2)))
    around = shapely.Point(middle).buffer(circle.radius + 2 * sizes.front)
    if not shapely.Polygon(flat.uv).contains(around):
        raise MeshingError(
            f"Crack '{crack.name}' does not surround pore '{pore.name}' by two edges of its "
            f"front ({2 * sizes.front * 1e6:.4g} um) or more; make it larger, or the front size "
            "smaller."
        )
    size = min(wall_size(pore, sizes), sizes.face or 2 * sizes.front)
    return _Hole(circle, middle, circle_nodes(circle, size))


def _mesh_plane(front: Floats, crack: SurfaceCrack, sizes: SolidSizes, hole: _Hole | None) -> _Flat:
    """Mesh the inside of a front in the parameter plane."""
    count = len(front)
    ring = _inset(front, crack.closed, sizes.front)
    largest = sizes.face or 2 * sizes.front
    mouth = _mouth_nodes(ring, sizes.front, largest) if not crack.closed else np.empty((0, 2))
    outline = np.vstack([ring, mouth])
    _check_outline(outline, ring, front, crack, sizes)
    rim = np.empty((0, 2)) if hole is None else hole.middle + hole.nodes
    loops = [np.arange(len(outline)), len(outline) + np.arange(len(rim))]
    every = np.concatenate(loops)
    segments = np.vstack([np.column_stack([loop, np.roll(loop, -1)]) for loop in loops])
    patch = FaceToFill(tuple(loop + 1 for loop in loops if len(loop)), np.empty(0, dtype=np.int64))
    nodes = np.vstack([outline, rim]) / MICROMETRE
    inside = triangulate(nodes, segments, [patch], every, largest / MICROMETRE, INSIDE)
    uv = np.vstack([front, inside.nodes * MICROMETRE])
    triangles = np.vstack([_ring_triangles(count, crack.closed), inside.triangles + count])
    mouth_order = _mouth_order(count, len(mouth), crack.closed)
    return _Flat(uv, triangles, mouth_order, count + loops[1])


def _inset(front: Floats, closed: bool, width: float) -> Floats:
    """Move the nodes of a front into the crack by a width; ends along the mouth, v = 0."""
    normal = _normals(front, closed)
    if not closed:
        weight = np.clip(1 - np.arange(len(front)) / TURN_IN, 0, 1)[:, None]
        along = np.array([np.sign(front[0, 0] - front[-1, 0]), 0.0])
        normal = normal + weight * (along - normal)
        normal = normal + weight[::-1] * (-along - normal)
        normal /= np.linalg.norm(normal, axis=1)[:, None]
    inset: Floats = front - width * normal
    return inset


def _normals(front: Floats, closed: bool) -> Floats:
    """Outward unit normals of a front in the parameter plane."""
    if closed:
        tangent = np.roll(front, -1, axis=0) - np.roll(front, 1, axis=0)
    else:
        tangent = np.gradient(front, axis=0)
    normal = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    unit: Floats = normal / np.linalg.norm(normal, axis=1)[:, None]
    return unit


def _mouth_nodes(ring: Floats, smallest: float, largest: float) -> Floats:
    """Nodes on the mouth between the ends of the ring, sizes growing away from both."""
    start, end = ring[-1, 0], ring[0, 0]
    u = np.linspace(start, end, 1001)
    size = np.minimum(smallest + INSIDE * np.minimum(u - start, end - u), largest)
    density = np.concatenate([[0.0], np.cumsum(np.diff(u) * 2 / (size[:-1] + size[1:]))])
    count = max(round(density[-1]), 1)
    inner = np.interp(np.arange(1, count) * (density[-1] / count), density, u)
    return np.column_stack([inner, np.zeros(count - 1)])


def _mouth_order(count: int, inner: int, closed: bool) -> Ints:
    """Vertices along the mouth, from the end of the front to its start."""
    if closed:
        return np.empty(0, dtype=np.int64)
    middle = 2 * count + np.arange(inner)
    return np.concatenate([[count - 1, 2 * count - 1], middle, [count, 0]])


def _ring_triangles(count: int, closed: bool) -> Ints:
    """Quadrilaterals between the front (0 .. count-1) and the ring behind it, cut in two."""
    i = np.arange(count if closed else count - 1)
    j = (i + 1) % count
    a, b, c, d = i, j, count + j, count + i
    # Alternating diagonals: no direction along the front is preferred.
    even = (i % 2 == 0)[:, None]
    first = np.where(even, np.column_stack([a, b, d]), np.column_stack([a, b, c]))
    second = np.where(even, np.column_stack([b, c, d]), np.column_stack([a, c, d]))
    return np.vstack([first, second])


def _check_outline(
    outline: Floats, ring: Floats, front: Floats, crack: SurfaceCrack, sizes: SolidSizes
) -> None:
    """Refuse fronts so sharp, or so near to themselves, that the ring behind them folds."""
    along, behind = (np.diff(line, axis=0) for line in (front, ring))
    folds = bool((np.sum(along * behind, axis=1) <= 0).any())
    if folds or not shapely.Polygon(outline).is_valid:
        raise MeshingError(
            f"The front of crack '{crack.name}' is sharper, or narrower, than edges of "
            f"{sizes.front * 1e6:.4g} um can follow; give a smaller front size."
        )


def _lift(flat: _Flat, front: FrontLine, crack: SurfaceCrack) -> Floats:
    """Points in the body: the front exactly, the rest linearly between all fronts so far."""
    known = np.vstack([line.uv for line in crack.fronts])
    there = np.vstack([line.points for line in crack.fronts])
    scale = 1 / np.ptp(known, axis=0).max()
    points = np.empty((len(flat.uv), 3))
    if not crack.closed:
        points[flat.mouth] = _lift_mouth(flat.uv[flat.mouth, 0], crack)
    rest = np.setdiff1d(np.arange(len(front.uv), len(flat.uv)), flat.mouth)
    points[rest] = LinearNDInterpolator(known * scale, there)(flat.uv[rest] * scale)
    points[: len(front.uv)] = front.points
    if not np.isfinite(points).all():
        raise MeshingError(
            f"The surface of crack '{crack.name}' cannot be followed inside its front; advance "
            "it by smaller steps."
        )
    return points


def _lift_mouth(u: Floats, crack: SurfaceCrack) -> Floats:
    """Points on the anode between the ends of all fronts so far."""
    ends = np.concatenate([line.uv[[0, -1], 0] for line in crack.fronts])
    there = np.vstack([line.points[[0, -1]] for line in crack.fronts])
    order = np.argsort(ends)
    points = np.column_stack([np.interp(u, ends[order], x[order]) for x in there.T])
    points[:, 1] = 0.0
    return points
