"""Triangles on a crack, made in its unrolled parameter plane and lifted into the body."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.solid_data import (
    HIGHEST_CUT,
    FrontLine,
    MirrorPlane,
    SolidSizes,
    SphericalPore,
    SurfaceCrack,
)
from filasse_meshes.meshing.triangulate import FaceToFill, triangulate
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.flat_cracks import plane_around
from filasse_meshes.solid.front_curve import front_curve
from filasse_meshes.solid.mirrored import CrackSymmetry, begun_on_cut, part_of_front, symmetry_of
from filasse_meshes.solid.mouth_nodes import INSIDE, Legs, leg_nodes
from filasse_meshes.solid.pore_wall import Circle, circle_nodes, wall_size

FEWEST = {True: 12, False: 6}
"""Edges along a closed and an open front; with fewer there is no inside behind the ring."""
TURN_IN = 4
"""Front nodes over which the ring turns from the mouth's direction to the front's normal."""


class CutLine(NamedTuple):
    """Vertices of a crack in order along a plane of symmetry that cuts it, shape (c,)."""

    plane: MirrorPlane
    vertices: Ints


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
        cuts: what lies on planes of symmetry, from the end of the front on.
        circle: where it cuts its pore, if it surrounds one.
        inside: plane of symmetry that it lies in.
    """

    uv: Floats
    points: Floats
    triangles: Ints
    front: Ints
    middles: Floats
    mouth: Ints
    rim: Ints
    cuts: tuple[CutLine, ...]
    circle: Circle | None
    inside: MirrorPlane | None = None

    @property
    def cut(self) -> Ints:
        """Vertices on planes of symmetry that cut it, in order."""
        every = [np.empty(0, dtype=np.int64), *(line.vertices for line in self.cuts)]
        return np.array(list(dict.fromkeys(np.concatenate(every).tolist())), dtype=np.int64)


class _Flat(NamedTuple):
    """Nodes [m] in the parameter plane: front, ring, inner parts of cuts and mouth, rim, rest."""

    uv: Floats
    triangles: Ints
    mouth: Ints
    rim: Ints
    cuts: tuple[CutLine, ...]


class _Hole(NamedTuple):
    """The circle where a crack cuts its pore, with its middle [m] in the parameter plane."""

    circle: Circle
    middle: Floats
    nodes: Floats


def mesh_crack(
    crack: SurfaceCrack,
    sizes: SolidSizes,
    pore: SphericalPore | None = None,
    planes: Sequence[MirrorPlane] = (),
) -> CrackMesh:
    """Triangulate a crack: one ring of equal triangles at the front, coarser ones inside.

    Args:
        crack: what to mesh.
        sizes: of the edges.
        pore: that the crack surrounds.
        planes: of symmetry; what lies above them is meshed.

    Raises:
        MeshingError: the front's edges are too long for its shape, the pore is not inside, or the
            crack is not its own image.
    """
    symmetry = symmetry_of(crack, planes)
    crack = begun_on_cut(crack, symmetry)
    curve = front_curve(crack)
    count = symmetry.images * max(round(curve.length / symmetry.images / sizes.front), 1)
    if count < FEWEST[crack.closed]:
        raise MeshingError(
            f"The front of crack '{crack.name}' is {curve.length * 1e6:.4g} um long, too short for "
            f"edges of {sizes.front * 1e6:.4g} um; give a front size (mesh.tip) of at most "
            f"{curve.radius / 2 * 1e6:.3g} um (a tenth of the radius is usual)."
        )
    front = part_of_front(curve, count, crack.name, symmetry)
    hole = None if pore is None else _cut(crack, pore, sizes)
    flat = _mesh_plane(front.uv, crack, sizes, hole, symmetry)
    edges = count // symmetry.images
    middles = curve.at((np.arange(edges) + 0.5) / count).points
    points = _lift(flat, front, crack)
    for line in flat.cuts:
        points[line.vertices, line.plane.axis] = line.plane.place
    if symmetry.inside is not None:
        points[:, symmetry.inside.axis] = symmetry.inside.place
        middles[:, symmetry.inside.axis] = symmetry.inside.place
    if pore is not None and hole is not None:
        above = hole.circle.height * np.cross(*hole.circle.axes)
        points[flat.rim] = pore.centre + above + hole.nodes @ hole.circle.axes
    every, circle = np.arange(len(front.uv)), None if hole is None else hole.circle
    return CrackMesh(
        *(flat.uv, points, flat.triangles, every, middles, flat.mouth, flat.rim, flat.cuts),
        *(circle, symmetry.inside),
    )


def _cut(crack: SurfaceCrack, pore: SphericalPore, sizes: SolidSizes) -> _Hole:
    """Where the flat inside of the first front that goes around a pore cuts it."""
    plane = plane_around(crack, np.array(pore.centre))
    axes, (middle, height) = plane.axes, plane.seen(np.array(pore.centre))
    if abs(height) > HIGHEST_CUT * pore.radius:
        raise MeshingError(
            f"Crack '{crack.name}' does not cut pore '{pore.name}' near its middle; move it "
            f"nearer than {HIGHEST_CUT * pore.radius * 1e6:.4g} um to the pore's centre."
        )
    circle = Circle(axes, height, float(np.sqrt(pore.radius**2 - height**2)))
    size = min(wall_size(pore, sizes), sizes.face or 2 * sizes.front)
    if not _surrounds(crack, middle, circle.radius, size, 2 * sizes.front):
        raise MeshingError(
            f"Crack '{crack.name}' does not surround pore '{pore.name}' by two edges of its "
            f"front ({2 * sizes.front * 1e6:.4g} um) or more; make it larger, or the front size "
            "(mesh.tip) smaller."
        )
    return _Hole(circle, middle, circle_nodes(circle, size))


def _surrounds(
    crack: SurfaceCrack, middle: Floats, radius: float, to_mouth: float, to_front: float
) -> bool:
    """Whether a circle lies within the present front, and so far [m] from it and from the mouth."""
    front = crack.fronts[-1].uv
    line = shapely.LinearRing(front) if crack.closed else shapely.LineString(front)
    around = shapely.Point(middle).buffer(radius + to_mouth)
    room = float(line.distance(shapely.Point(middle))) - radius
    return room >= to_front and bool(shapely.Polygon(front).contains(around))


def _mesh_plane(
    front: Floats,
    crack: SurfaceCrack,
    sizes: SolidSizes,
    hole: _Hole | None,
    symmetry: CrackSymmetry,
) -> _Flat:
    """Mesh the inside of a front, or of its part, in the parameter plane."""
    count, legs = len(front), _legs(crack, symmetry)
    ring = _inset(front, legs, sizes.front, symmetry)
    largest, outline = sizes.face or 2 * sizes.front, ring
    first = second = np.empty(0, dtype=np.int64)
    if legs is not None:
        back = leg_nodes(ring, legs, sizes.front, largest)
        outline = np.vstack([ring, back.first, back.second])
        first, second = back.orders(count, legs)
    _check_outline(outline, ring, front, crack, sizes)
    rim = np.empty((0, 2)) if hole is None else hole.middle + hole.nodes
    loops = [np.arange(len(outline)), len(outline) + np.arange(len(rim))]
    every = np.concatenate(loops)
    segments = np.vstack([np.column_stack([loop, np.roll(loop, -1)]) for loop in loops])
    patch = FaceToFill(tuple(loop + 1 for loop in loops if len(loop)), np.empty(0, dtype=np.int64))
    nodes = np.vstack([outline, rim]) / MICROMETRE
    inside = triangulate(nodes, segments, [patch], every, largest / MICROMETRE, INSIDE)
    uv = np.vstack([front, inside.nodes * MICROMETRE])
    triangles = np.vstack([_ring_triangles(count, legs is None), inside.triangles + count])
    cuts = tuple(
        CutLine(cut.plane, line)
        for cut, line in ((symmetry.end, first), (symmetry.start, second))
        if cut is not None and len(line)
    )
    return _Flat(uv, triangles, second[:0] if crack.closed else second, count + loops[1], cuts)


def _legs(crack: SurfaceCrack, symmetry: CrackSymmetry) -> Legs | None:
    """What bounds a crack behind the ends of its front; None of a front that goes around."""
    start, end = (1 if cut is None else cut.axis for cut in (symmetry.start, symmetry.end))
    return None if crack.closed and symmetry.end is None else Legs(start, end)


def _inset(front: Floats, legs: Legs | None, width: float, symmetry: CrackSymmetry) -> Floats:
    """Move the nodes of a front into the crack by a width, the ends along what bounds them."""
    normal = _normals(front, legs is None)
    if legs is not None:
        weight = np.clip(1 - np.arange(len(front)) / TURN_IN, 0, 1)[:, None]
        ends = ((0, legs.start, symmetry.start, weight), (-1, legs.end, symmetry.end, weight[::-1]))
        for end, axis, cut, near in ends:
            along = np.zeros(2)
            along[1 - axis] = np.sign(front[end, 1 - axis] - front[-1 - end, 1 - axis])
            if cut is None:
                normal = normal + near * (along - normal)
            else:
                normal[end] = along
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
    """Reject fronts so sharp, or so near to themselves, that the ring behind them folds."""
    along, behind = (np.diff(line, axis=0) for line in (front, ring))
    folds = bool((np.sum(along * behind, axis=1) <= 0).any())
    if folds or not shapely.Polygon(outline).is_valid:
        raise MeshingError(
            f"The front of crack '{crack.name}' is sharper, or narrower, than edges of "
            f"{sizes.front * 1e6:.4g} um can follow; give a smaller front size (mesh.tip)."
        )


def _lift(flat: _Flat, front: FrontLine, crack: SurfaceCrack) -> Floats:
    """Points in the body: the front exactly, the rest linearly between all fronts so far."""
    from scipy.interpolate import LinearNDInterpolator  # slow to import

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
