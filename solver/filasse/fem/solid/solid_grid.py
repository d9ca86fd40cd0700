"""The film grid of cracks in space: a node per vertex of the crack faces, triangles, fronts.

A pore that a crack has grown around is a reservoir: one node, joined to those of the crack's rim.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.fem.solid.crack_front import (
    CLOSED_STATIONS,
    HALF_WIDTH,
    OPEN_STATIONS,
    CrackFront,
    by_arc_length,
    spline,
)
from filasse.fem.solid.pore_entrances import entered_spheres, mean_lengths, pore_entrances
from filasse.fem.tagged_mesh import Mirror, SurfaceData, TaggedCrackFaces

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

PART_OF_RADIUS = 0.3
"""Radius of integration domains over that of a disc with a front as long."""

PART_OF_CURVATURE = 0.6
"""The same over the front's own radius of curvature, where that is smaller."""

PART_OF_CLEARANCE = 0.9
"""The same over the distance to other surfaces."""

FLAT = 0.025
"""Height of the crack's surface over a plane within a domain, over its radius: the auxiliary
fields know no curved surfaces, and a radius of .05 over the curvature keeps K within 1 %."""

LEAST_EDGES = 1.5
"""Smallest radius in edges of the front."""


def solid_grid(surfaces: SurfaceData, every_pore: bool = False) -> FilmGrid:
    """Join the faces of all cracks, and the pores that they open into, in one grid.

    Args:
        surfaces: of the body.
        every_pore: take pores that no crack opens into along.
    """
    cracks = surfaces.cracks
    counts = [len(crack.plus) for crack in cracks]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    none: IntArray = np.empty(0, dtype=np.int64)
    plus = np.concatenate([none, *(crack.plus for crack in cracks)])
    position = surfaces.coordinates(plus)
    triangles = _numbered([crack.triangles for crack in cracks], first, none.reshape(0, 3))
    edges, lengths = _edges(triangles, position)
    spheres = surfaces.spheres if every_pore else entered_spheres(surfaces)
    centres = [pore.sphere.centre for pore in spheres]
    into = pore_entrances(cracks, first, spheres, position, mean_lengths(edges, lengths, len(plus)))
    return FilmGrid(
        plus=plus,
        minus=np.concatenate([none, *(crack.minus for crack in cracks)]),
        position=np.concatenate([position, np.reshape(centres, (-1, 3))]),
        arc=np.zeros(len(plus) + len(spheres)),
        crack=np.concatenate(
            [np.repeat(np.arange(len(cracks)), counts), np.full(len(spheres), -1)]
        ),
        edges=np.concatenate([edges, into.edges]),
        lengths=np.concatenate([lengths, into.lengths]),
        share=np.concatenate([np.full((len(edges), 2), 0.5), into.shares]),
        mouths=_numbered([crack.mouth for crack in cracks], first, none),
        names=tuple(crack.name for crack in cracks),
        tips=(),
        reservoirs=into.reservoirs,
        triangles=triangles,
        uv=np.concatenate([*(crack.uv for crack in cracks), np.zeros((len(spheres), 2))]),
        fronts=tuple(
            _front(surfaces, crack, index, int(first[index])) for index, crack in enumerate(cracks)
        ),
        cut=_numbered([crack.cut for crack in cracks], first, none),
        mirrors=surfaces.mirrors,
        one_faced=tuple(index for index, crack in enumerate(cracks) if crack.one_faced),
        entrances=into.widths,
    )


def _numbered(parts: Sequence[IntArray], first: IntArray, none: IntArray) -> IntArray:
    """Numbers of nodes in the grid, from those on their own cracks."""
    return np.concatenate([none, *(part + at for part, at in zip(parts, first, strict=False))])


def _edges(triangles: IntArray, position: FloatArray) -> tuple[IntArray, FloatArray]:
    """Edges of triangles, and their lengths [m]."""
    edges = np.unique(np.sort(triangles[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2)), axis=0)
    ends = position[edges]
    lengths: FloatArray = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    return edges, lengths


def _front(surfaces: SurfaceData, crack: TaggedCrackFaces, index: int, first: int) -> CrackFront:
    from scipy.interpolate import PchipInterpolator

    points = surfaces.coordinates(crack.plus)
    nodes = np.append(crack.front, crack.front[0]) if crack.closed else crack.front
    images = _Images.of(surfaces, crack)
    arc, whole, curve = images.by_arc_length(points[nodes], crack.closed)
    normals, inwards = _at_front(points, crack)
    rolled = normals[nodes]
    normal = spline(whole, images.joined(rolled, turns=True), crack.closed)
    along = curve(arc, 1)
    outwards = -(inwards[nodes] * np.cross(rolled, along)).sum(axis=1)
    side = 1 if outwards.sum() > 0 else -1
    stations = _stations(len(crack.front), arc[-1], crack, images)
    radius = _radii(surfaces, crack, index, points, arc, curve, normals)
    reach = PchipInterpolator(whole, images.joined(radius))
    return CrackFront(
        name=crack.name,
        crack=index,
        nodes=first + crack.front,
        node_places=arc[: len(crack.front)],
        closed=crack.closed,
        length=float(arc[-1]),
        curve=curve,
        normal=normal,
        side=side,
        stations=stations,
        centres=_centres(stations, crack.closed, curve, float(reach(arc).max()), images),
        reach=reach,
        first_wave=images.first_wave,
        mirrored=images.mirrored,
        in_plane=crack.one_faced,
        buried=not len(crack.mouth),
    )


class _Images(NamedTuple):
    """What continues a part of a front beyond its ends.

    Attributes:
        start: plane of symmetry that it starts on; None for none.
        end: that it ends on.
        of_loop: whether the whole front goes around.
    """

    start: Mirror | None
    end: Mirror | None
    of_loop: bool

    @classmethod
    def of(cls, surfaces: SurfaceData, crack: TaggedCrackFaces) -> _Images:
        """The planes across a crack that the ends of its front lie on."""
        points = surfaces.coordinates(crack.plus[crack.front])
        off = [np.abs(mirror.reflected(points) - points).max(axis=1) for mirror in surfaces.mirrors]
        planes = [pair for pair in zip(surfaces.mirrors, off, strict=True) if pair[1].any()]
        start, end = (next((one for one, gap in planes if gap[at] == 0), None) for at in (0, -1))
        return cls(start, end, of_loop=not len(crack.mouth))

    @property
    def mirrored(self) -> tuple[bool, bool]:
        """Whether its start, and its end, lie in a plane."""
        return self.start is not None, self.end is not None

    @property
    def parts(self) -> int:
        """Parts of the whole front, each the image of another."""
        axes = {mirror.axis for mirror in (self.start, self.end) if mirror is not None}
        return 1 << len(axes)

    @property
    def first_wave(self) -> int:
        """Of the waves around, or along, the whole front that are even at the ends of a part."""
        return max(self.parts // 2, 1) if self.of_loop else self.parts

    def joined(self, values: FloatArray, turns: bool = False) -> FloatArray:
        """Values with their images in reverse order; places are reflected, directions turned."""
        before, after = values[:0], values[:0]
        if self.start is not None:
            before = _reflected(self.start, values, turns)[:0:-1]
        if self.end is not None:
            after = _reflected(self.end, values, turns)[-2::-1]
        return np.concatenate([before, values, after])

    def by_arc_length(self, points: FloatArray, closed: bool) -> tuple[FloatArray, FloatArray, Any]:
        """Lengths along a part, along it with its images, and the curve as a spline of those."""
        whole, curve = by_arc_length(self.joined(points), closed)
        if self.start is not None:
            whole = whole - whole[len(points) - 1]
            curve = spline(whole, self.joined(points), closed)
        first = 0 if self.start is None else len(points) - 1
        return whole[first : first + len(points)], whole, curve


def _reflected(mirror: Mirror, values: FloatArray, turns: bool) -> FloatArray:
    if not turns:
        return mirror.reflected(values) if values.ndim == 2 else values
    images = values.copy()
    images[:, mirror.axis] *= -1
    return images


def _stations(nodes: int, length: float, crack: TaggedCrackFaces, images: _Images) -> FloatArray:
    most = CLOSED_STATIONS if crack.closed else (OPEN_STATIONS - 1) // images.parts + 1
    if images.of_loop and not crack.closed:
        most = CLOSED_STATIONS // images.parts + 1
    count = min(most, max(nodes, 3))
    return np.linspace(0, length, count, endpoint=not crack.closed)


def _centres(
    stations: FloatArray, closed: bool, curve: Any, radius: float, images: _Images
) -> FloatArray:
    """Stations at the ends of an open front move in, until their domains are cut by nothing.

    That of a plane of symmetry cuts none off: what lies beyond it is known.

    A domain is a piece of a tube; where the front meets the anode (y = 0) at an angle, the tube's
    end is oblique.
    """
    if closed:
        return stations
    length = float(stations[-1])
    half, most = HALF_WIDTH * length / (len(stations) - 1), 0.45 * length * images.parts
    margins = []
    for end, is_mirrored in zip((0.0, length), images.mirrored, strict=True):
        tangent = curve(end, 1) / np.linalg.norm(curve(end, 1))
        sine = max(abs(float(tangent[1])), 0.3)
        margin = min(half + radius * np.sqrt(1 - min(sine, 1.0) ** 2) / sine, most)
        margins.append(0.0 if is_mirrored else margin)
    return np.clip(stations, margins[0], length - margins[1])


def _at_front(points: FloatArray, crack: TaggedCrackFaces) -> tuple[FloatArray, FloatArray]:
    """Normals of the surface and directions into the crack, by triangle areas, at every node."""
    corners = points[crack.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    centre = corners.mean(axis=1)
    normals, inwards = np.zeros_like(points), np.zeros_like(points)
    for corner in crack.triangles.T:
        np.add.at(normals, corner, normal)
        np.add.at(inwards, corner, centre - points[corner])
    return normals / np.linalg.norm(normals, axis=1)[:, None], inwards


def _radii(
    surfaces: SurfaceData,
    crack: TaggedCrackFaces,
    index: int,
    points: FloatArray,
    arc: FloatArray,
    curve: Any,
    normals: FloatArray,
) -> FloatArray:
    """Largest radius of integration domains at places along the front [m], shape (k,)."""
    at, length = curve(arc), float(arc[-1])
    images = _Images.of(surfaces, crack)
    disc = length * images.parts / (2 * np.pi if images.of_loop else np.pi)
    bend = np.linalg.norm(curve(arc, 2), axis=1)
    radius = np.minimum(PART_OF_RADIUS * disc, PART_OF_CURVATURE / np.maximum(bend, 1e-3 / disc))
    radius = np.minimum(radius, PART_OF_CLEARANCE * _clearance(surfaces, crack, index, at))
    nodes = np.append(crack.front, crack.front[0]) if crack.closed else crack.front
    flat = _flat_radius(points, at, normals[nodes], radius)
    edge = length / (len(arc) - 1)
    return np.asarray(np.maximum(np.minimum(radius, flat), LEAST_EDGES * edge), dtype=np.float64)


def _flat_radius(
    points: FloatArray, at: FloatArray, normals: FloatArray, radius: FloatArray
) -> FloatArray:
    """Distance from each place within which the crack's surface is flat, at most `radius`."""
    away = points[None] - at[:, None]
    distance = np.linalg.norm(away, axis=2)
    height = np.abs((away * normals[:, None]).sum(axis=2))
    bent = (height > FLAT * distance) & (distance > 0)
    flat = np.where(bent, distance, np.inf).min(axis=1)
    return np.asarray(np.minimum(radius, flat), dtype=np.float64)


def _clearance(
    surfaces: SurfaceData, crack: TaggedCrackFaces, index: int, at: FloatArray
) -> FloatArray:
    """Distance to sides, pores and other cracks; a mouth's own side does not count."""
    from scipy.spatial import cKDTree

    low, high = surfaces.vertices.min(axis=0), surfaces.vertices.max(axis=0)
    sides = np.concatenate([at - low, high - at], axis=1)
    if len(crack.mouth):
        sides[:, 1] = np.inf
    sides[:, [mirror.axis for mirror in surfaces.mirrors]] = np.inf
    nearest = sides.min(axis=1)
    others: Sequence[TaggedCrackFaces] = [c for k, c in enumerate(surfaces.cracks) if k != index]
    for other in others:
        vertices = surfaces.coordinates(other.plus)
        nearest = np.minimum(nearest, cKDTree(vertices).query(at)[0])
    for pore in surfaces.spheres:
        nearest = np.minimum(nearest, pore.sphere.distance(at))
    return np.asarray(nearest, dtype=np.float64)
