"""What stays while cracks grow: sides, regions, grains, pores and notches as one tidy graph."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.spec import Microstructure, Point, Region, Slab
from filasse_meshes.microstructure.bands import shrink
from filasse_meshes.microstructure.tiling import tiling
from filasse_meshes.planar.arrangement import GRID, node
from filasse_meshes.planar.tidy import tidy

ON_LINE = 5 * GRID
"""[um] Corners of cracks this near to an edge are on it."""


@dataclass(frozen=True)
class SlabMatrix:
    """The slab without its cracks, in micrometres.

    Attributes:
        vertices: shape (n_vertices, 2).
        edges: shape (n_edges, 2).
        box: shape (2,), width and thickness.
        grains: grains without their part of the band; the index is the grain's id.
        band: width of the grain-boundary band.
        regions: outlines of the regions, within the slab.
        voids: pores, then notches.
        pore_count: number of pores among `voids`.
    """

    vertices: Floats
    edges: Ints
    box: Floats
    grains: tuple[shapely.Geometry, ...]
    band: float
    regions: tuple[shapely.Geometry, ...]
    voids: tuple[Polygon, ...]
    pore_count: int

    @property
    def plain(self) -> bool:
        """Whether there is nothing but the four sides."""
        return len(self.edges) == 4

    @property
    def lines(self) -> list[LineString]:
        """All edges as lines."""
        return list(shapely.linestrings(self.vertices[self.edges]))


def lines_through(matrix: SlabMatrix, points: Floats) -> list[LineString]:
    """The matrix' edges, cut at points that lie on them.

    A crack that ends on an edge at a grazing angle would otherwise cross it once more by round-off.

    Args:
        matrix: the slab without its cracks.
        points: [um], shape (n, 2), corners of crack paths.
    """
    lines = np.array(matrix.lines, dtype=object)
    places = shapely.points(points)
    point, edge = shapely.STRtree(lines).query(places, "dwithin", ON_LINE)
    ends = matrix.vertices[matrix.edges[edge]]
    inside = (np.linalg.norm(ends - points[point][:, None], axis=2) > ON_LINE).all(axis=1)
    point, edge = point[inside], edge[inside]
    pieces = [*np.delete(lines, edge)]
    for cut in np.unique(edge):
        on_edge = np.unique(points[point[edge == cut]], axis=0)
        arc = shapely.line_locate_point(lines[cut], shapely.points(on_edge))
        start, end = matrix.vertices[matrix.edges[cut]]
        chain = np.vstack([start, on_edge[np.argsort(arc)], end])
        pieces += list(shapely.linestrings(np.stack([chain[:-1], chain[1:]], axis=1)))
    return pieces


def matrix_of(slab: Slab, tolerance: float) -> SlabMatrix:
    """Draw the slab without its cracks; features closer than `tolerance` [um] are joined."""
    found = slab.microstructure or Microstructure()
    return _draw(slab.width, slab.thickness, slab.regions, found, tolerance)


@lru_cache(maxsize=4)
def _draw(
    width: float,
    thickness: float,
    regions: tuple[Region, ...],
    found: Microstructure,
    tolerance: float,
) -> SlabMatrix:
    """Drawn once for all steps of a growing crack."""
    box = np.array([width, thickness]) / MICROMETRE
    frame = shapely.box(0.0, 0.0, *box)
    band = found.band / MICROMETRE
    grains = shrink(tiling(found.grains, MICROMETRE), band, box)
    areas = tuple(_polygon(region.polygon).intersection(frame) for region in regions)
    pores = [_polygon(pore.outline) for pore in found.pores]
    notches = [_polygon(notch.outline) for notch in found.notches]
    empty = shapely.union_all([*pores, *notches])
    inside = shapely.difference(shapely.boundary([*grains, *areas]), empty)
    lines = [*sides(box), *(p.exterior for p in pores), *inside]
    lines += list(shapely.boundary(shapely.intersection(notches, frame)))
    walls = [p.exterior for p in (*pores, *notches)]
    vertices, edges = node([part for part in shapely.get_parts(lines) if not part.is_empty])
    if len(edges) > 4:
        vertices, edges = tidy(vertices, edges, tolerance, box, walls)
    return SlabMatrix(
        vertices, edges, box, tuple(grains), band, areas, (*pores, *notches), len(pores)
    )


def sides(box: Floats) -> list[LineString]:
    """The four sides [um]: anode, right, counter, left."""
    w, h = box.tolist()
    corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
    return [LineString([corners[i], corners[(i + 1) % 4]]) for i in range(4)]


def _polygon(corners: tuple[Point, ...]) -> Polygon:
    return Polygon(np.asarray(corners) / MICROMETRE)
