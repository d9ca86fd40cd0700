"""Finer sizes where a crack runs close beside something else."""

from dataclasses import replace

import numpy as np
import shapely

from filasse_meshes.arrays import Bools, Floats, Ints
from filasse_meshes.planar.edge_nodes import LineMesh, mesh_lines
from filasse_meshes.planar.sizes import point_sources
from filasse_meshes.planar.slab_arrangement import SlabArrangement

SLENDER = 10.0
"""Largest length of a face segment relative to the gap beside it."""
PASSES = 3  # shorter segments lie elsewhere, so their gaps are measured again


def mesh_all_lines(geometry: SlabArrangement) -> LineMesh:
    """Place nodes on all edges; faces beside narrow gaps get shorter segments."""
    edges, size = geometry.arrangement.edges, geometry.size
    on_crack = np.flatnonzero(geometry.crack >= 0)
    for _ in range(PASSES):
        lines = mesh_lines(
            geometry.arrangement.vertices, edges, geometry.whole, geometry.largest, size
        )
        places, gaps = _gaps(lines, edges, on_crack)
        narrow = SLENDER * gaps < 0.8 * size(places)
        if not narrow.any():
            break
        extra = point_sources(places[narrow], SLENDER * gaps[narrow], size.far)
        size = replace(size, points=size.points + extra)
    return lines


def _gaps(lines: LineMesh, edges: Ints, on_crack: Ints) -> tuple[Floats, Floats]:
    """Middles of segments on cracks and the distance to the nearest edge not joined to theirs."""
    owner = np.repeat(np.arange(len(edges)), np.diff(lines.first))
    chosen = np.flatnonzero(np.isin(owner, on_crack))
    ends = lines.nodes[lines.segments[chosen]]
    middle = shapely.points(ends.mean(axis=1))
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    straight = shapely.linestrings(lines.nodes[edges])
    item, edge = shapely.STRtree(straight).query(middle, "dwithin", length / SLENDER)
    apart = ~_share_vertex(edges[owner[chosen[item]]], edges[edge])
    item, edge = item[apart], edge[apart]
    gap = np.full(len(chosen), np.inf)
    np.minimum.at(gap, item, shapely.distance(middle[item], straight[edge]))
    near = np.isfinite(gap)
    return shapely.get_coordinates(middle[near]), gap[near]


def _share_vertex(first: Ints, second: Ints) -> Bools:
    shared: Bools = (first[:, :, None] == second[:, None, :]).any(axis=(1, 2))
    return shared
