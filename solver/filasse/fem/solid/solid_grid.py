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
        mirror=surfaces.mirror,
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
    image = _Image(surfaces.mirror if len(crack.cut) else None)
    whole, curve = by_arc_length(image.joined(points[nodes]), crack.closed)
    arc = whole[: len(nodes)]
    normals, inwards = _at_front(points, crack)
    rolled = normals[nodes]
    normal = spline(whole, image.joined(rolled, turns=True), crack.closed)
    along = curve(arc, 1)
    outwards = -(inwards[nodes] * np.cross(rolled, along)).sum(axis=1)
    side = 1 if outwards.sum() > 0 else -1
    first_wave = 2 if len(crack.cut) else 1
    stations = _stations(len(crack.front), arc[-1], crack.closed, first_wave)
    radius = _radii(surfaces, crack, index, points, arc, curve, normals)
    reach = PchipInterpolator(whole, image.joined(radius))
    return CrackFront(
        name=crack.name,
        crack=index,
        nodes=first + crack.front,
        closed=crack.closed,
        length=float(arc[-1]),
        curve=curve,
        normal=normal,
        side=side,
        stations=stations,
        centres=_centres(
            stations, arc[-1], crack.closed, curve, float(reach(arc).max()), first_wave
        ),
        reach=reach,
        first_wave=first_wave,
    )


class _Image(NamedTuple):
    """Continues what is known along half of a front beyond the plane of symmetry, if any."""

    mirror: Mirror | None

    def joined(self, values: FloatArray, turns: bool = False) -> FloatArray:
        """Values with their images in reverse order; places are reflected, directions turned."""
        if self.mirror is None:
            return values
        images = self.mirror.reflected(values) if values.ndim == 2 else values
        if turns:
            images = values.copy()
            images[:, self.mirror.axis] *= -1
        return np.concatenate([values, images[-2::-1]])


def _stations(nodes: int, length: float, closed: bool, first_wave: int) -> FloatArray:
    most = CLOSED_STATIONS if closed else (OPEN_STATIONS - 1) // first_wave + 1
    count = min(most, max(nodes, 3))
    return np.linspace(0, length, count, endpoint=not closed)


def _centres(
    stations: FloatArray,
    length: float,
    closed: bool,
    curve: Any,
    radius: float,
    first_wave: int,
) -> FloatArray:
    """Stations at the ends of an open front move in, until their domains are cut by nothing.

    That of a plane of symmetry cuts none off: what lies beyond it is known.

    A domain is a piece of a tube; where the front meets the anode (y = 0) at an angle, the tube's
    end is oblique.
    """
    if closed:
        return stations
    half = HALF_WIDTH * length / (len(stations) - 1)
    margins = []
    for end in (0.0, length):
        tangent = curve(end, 1) / np.linalg.norm(curve(end, 1))
        sine = max(abs(float(tangent[1])), 0.3)
        margins.append(half + radius * np.sqrt(1 - min(sine, 1.0) ** 2) / sine)
    most = 0.45 * length * first_wave
    if first_wave > 1:
        return np.maximum(stations, min(margins[0], most))
    return np.clip(stations, min(margins[0], most), length - min(margins[1], most))


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
    disc = length / (2 * np.pi if crack.closed else np.pi)
    if len(crack.cut):
        disc *= 2
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
    if not crack.closed:
        sides[:, 1] = np.inf
    if len(crack.cut) and surfaces.mirror is not None:
        sides[:, surfaces.mirror.axis] = np.inf
    nearest = sides.min(axis=1)
    others: Sequence[TaggedCrackFaces] = [c for k, c in enumerate(surfaces.cracks) if k != index]
    for other in others:
        vertices = surfaces.coordinates(other.plus)
        nearest = np.minimum(nearest, cKDTree(vertices).query(at)[0])
    for pore in surfaces.spheres:
        nearest = np.minimum(nearest, pore.sphere.distance(at))
    return np.asarray(nearest, dtype=np.float64)
