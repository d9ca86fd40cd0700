"""Fans of equal triangles around crack tips."""

import math

import numpy as np
import shapely
from shapely import LineString

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.planar.arrangement import GRID

SECTOR = math.radians(30.0)
"""Largest angle of a fan triangle at the tip: twelve triangles around a tip in one material."""
CLEARANCE = 0.4
"""Largest radius of a fan relative to the distance to the next feature."""
SMALLEST = 1e-3
"""Smallest radius of a fan relative to the tip size; below it, two features nearly touch."""


def rosettes(
    vertices: Floats, edges: Ints, tips: Floats, names: list[str], size: float
) -> list[LineString]:
    """Spokes and chords of the fan at every tip.

    Lines that meet at the tip, such as the crack itself or a grain boundary, become spokes.

    Args:
        vertices: [um], shape (n_vertices, 2), of the arrangement without fans.
        edges: shape (n_edges, 2), of the arrangement without fans.
        tips: [um], shape (n_tips, 2).
        names: the crack of every tip, for messages.
        size: [um], the radius wanted.

    Raises:
        MeshingError: another feature is too close to a tip.
    """
    tree = shapely.STRtree(shapely.linestrings(vertices[edges]))
    lines: list[LineString] = []
    for tip, name in zip(tips, names, strict=True):
        near = np.sort(tree.query(shapely.Point(tip), "dwithin", size / CLEARANCE + GRID))
        lines += _fan(tip, vertices[edges[near]], name, size)
    return lines


def _fan(tip: Floats, segments: Floats, name: str, size: float) -> list[LineString]:
    at_tip = np.linalg.norm(segments - tip, axis=2) < 2 * GRID
    meeting = at_tip.any(axis=1)
    outer = np.where(at_tip[meeting][:, :1], segments[meeting][:, 1], segments[meeting][:, 0])
    arms = outer - tip
    room = shapely.distance(shapely.Point(tip), shapely.linestrings(segments[~meeting]))
    lengths = np.linalg.norm(arms, axis=1)
    radius = float(min(size, CLEARANCE * np.min(room, initial=np.inf), CLEARANCE * lengths.min()))
    if radius < SMALLEST * size:
        raise MeshingError(
            f"The tip of crack '{name}' at ({tip[0]:.6g}, {tip[1]:.6g}) um is only "
            f"{radius / CLEARANCE * 1e3:.2g} nm from another feature or corner; move it away, "
            "or end it on that feature."
        )
    ring = tip + radius * _directions(np.arctan2(arms[:, 1], arms[:, 0]))
    spokes = [LineString([tip, corner]) for corner in ring]
    return spokes + [LineString(pair) for pair in zip(ring, np.roll(ring, -1, 0), strict=True)]


def _directions(arms: Floats) -> Floats:
    """Unit vectors that hold all arms [rad] and split the gaps between them evenly."""
    start = np.sort(arms)
    gap = np.diff(np.append(start, start[0] + 2 * math.pi))
    counts = np.maximum(1, np.ceil(gap / SECTOR - 1e-6)).astype(int)
    angle = np.concatenate(
        [s + g * np.arange(n) / n for s, g, n in zip(start, gap, counts, strict=True)]
    )
    return np.column_stack([np.cos(angle), np.sin(angle)])
