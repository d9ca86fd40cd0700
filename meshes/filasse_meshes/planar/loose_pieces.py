"""Pieces of electrolyte that cracks have cut loose: found, and taken out of the slab.

A piece that is cut loose floats in the anode's lithium: it bears no load and passes no current. So
it leaves the slab, as a notch whose wall is part of the anode, together with pores that open onto
it. What is left of a crack opens at that wall.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.arrays import MICROMETRE, Bools, Floats, Ints
from filasse_meshes.data.spec import Crack, Microstructure, Notch, Point, Pore, Region, Slab
from filasse_meshes.planar.arrangement import GRID, Arrangement, arrange

TOUCHING = 10 * GRID
"""[um] Shapes this near to each other touch."""

type Outline = tuple[Point, ...]


@dataclass(frozen=True)
class Loosened:
    """A slab whose cracks have cut pieces loose.

    Attributes:
        cracks: what is left of the cracks; one that is cut opens where the piece was.
        starts: [m], where on its former path each of them starts.
        pieces: [m], outlines of what came loose, with pores that open onto it.
        area: [m^2], of the pieces, without the pores.
        pores: names of those that open onto the pieces.
    """

    cracks: tuple[Crack, ...]
    starts: tuple[float, ...]
    pieces: tuple[Outline, ...]
    area: float
    pores: tuple[str, ...] = ()


def has_loose_piece(slab: Slab) -> bool:
    """Whether cracks and pores cut a piece off the rest of a slab, at the anode or within."""
    return len(_faces(slab, slab.microstructure or Microstructure()).loose) > 0


def cut_loose(slab: Slab) -> Loosened | None:
    """Find the pieces that cracks have cut off the rest of a slab.

    Cracks may touch each other and the anode here.

    Returns:
        None if nothing is loose, or if a loose piece lies away from the anode, within cracks.
    """
    found = slab.microstructure or Microstructure()
    faces = _faces(slab, found)
    loose = faces.loose
    reached, pores = _joined_to_anode(faces, loose)
    if not len(loose) or len(reached) < len(loose):
        return None
    polygons = [faces.arrangement.faces[i].polygon for i in loose]
    holes = [_polygon(found.pores[i].outline) for i in pores]
    united = shapely.union_all([*polygons, *holes], grid_size=GRID)
    kept = [_rest(crack, faces, i) for i, crack in enumerate(slab.cracks)]
    lost = {found.pores[i].name for i in pores}
    left = [(_opened(crack, lost), start) for crack, start in filter(None, kept)]
    return Loosened(
        cracks=tuple(crack for crack, _ in left),
        starts=tuple(start for _, start in left),
        pieces=tuple(map(_outline, _polygons(united))),
        area=sum(p.area for p in polygons) * MICROMETRE**2,
        pores=tuple(sorted(lost)),
    )


def without_pieces(slab: Slab, pieces: Sequence[Outline]) -> Slab:
    """The slab without pieces that came loose; its cracks stay as they are.

    Args:
        slab: with the notches, pores and regions that it was drawn with.
        pieces: [m], outlines of what came loose.
    """
    if not pieces:
        return slab
    found = slab.microstructure or Microstructure()
    gone = shapely.union_all([_polygon(outline) for outline in pieces], grid_size=GRID)
    apart = tuple(n for n in found.notches if _polygon(n.outline).distance(gone) > TOUCHING)
    joined = [_polygon(n.outline) for n in found.notches if n not in apart]
    united = shapely.union_all([gone, *joined], grid_size=GRID)
    notches = tuple(
        Notch(f"of loose piece {number}", _outline(part))
        for number, part in enumerate(_polygons(united), start=1)
    )
    drawn = replace(
        found,
        pores=tuple(p for p in found.pores if not _is_in(p, united)),
        notches=(*apart, *notches),
    )
    regions = tuple(r for r in slab.regions if not _is_in(r, united))
    return replace(slab, regions=regions, microstructure=drawn)


@dataclass(frozen=True)
class _SlabFaces:
    """The slab between all its lines, in micrometres.

    Attributes:
        arrangement: of sides, walls and cracks.
        solid: shape (n_faces,), whether a face is neither pore nor notch.
        main: index of the face at the counter electrode.
        beside: shape (n_edges, 2), faces on both sides of every edge, -1 for none.
        anode: shape (n_edges,), whether an edge is part of the anode.
        pore: shape (n_edges,), pore whose wall an edge is on, -1 for none.
        crack: shape (n_edges,), crack that an edge is on, -1 for none.
    """

    arrangement: Arrangement
    solid: Bools
    main: int
    beside: Ints
    anode: Bools
    pore: Ints
    crack: Ints

    @property
    def loose(self) -> Ints:
        """Faces of solid apart from the main one."""
        solid = self.solid.copy()
        solid[self.main] = False
        return np.flatnonzero(solid)


def _faces(slab: Slab, found: Microstructure) -> _SlabFaces:
    size = np.array([slab.width, slab.thickness]) / MICROMETRE
    frame = shapely.box(0.0, 0.0, *size)
    pores = [_polygon(pore.outline) for pore in found.pores]
    notches = [_polygon(notch.outline) for notch in found.notches]
    body = shapely.difference(frame, shapely.union_all([*pores, *notches]))
    paths = [_line(crack.path) for crack in slab.cracks]
    rings = [ring for part in _polygons(body) for ring in (part.exterior, *part.interiors)]
    arrangement = arrange([LineString(ring.coords) for ring in rings] + paths)
    inside = [face.polygon.representative_point() for face in arrangement.faces]
    solid = np.asarray(shapely.covers(body, inside))
    counter = LineString([(0.0, size[1]), tuple(size)])
    top = [face.polygon.boundary.intersection(counter).length for face in arrangement.faces]
    bottom = LineString([(0.0, 0.0), (size[0], 0.0)])
    walls = [bottom, *(LineString(notch.exterior.coords) for notch in notches)]
    return _SlabFaces(
        arrangement=arrangement,
        solid=solid,
        main=int(np.argmax(np.where(solid, top, -1.0))),
        beside=np.column_stack(arrangement.faces_beside()),
        anode=arrangement.edges_on(walls) >= 0,
        pore=arrangement.edges_on([LineString(pore.exterior.coords) for pore in pores]),
        crack=arrangement.edges_on(paths),
    )


def _joined_to_anode(faces: _SlabFaces, loose: Ints) -> tuple[set[int], tuple[int, ...]]:
    """Loose faces that meet the anode, by themselves or through each other; pores beside them."""
    reached: set[int] = set()
    lost: set[int] = set()
    for _ in range(len(loose) + 1):
        for face in loose.tolist():
            edges = np.flatnonzero((faces.beside == face).any(axis=1))
            around = set(faces.beside[edges].ravel().tolist()) - {face}
            if faces.anode[edges].any() or reached & around or lost & _pores_at(faces, edges):
                reached.add(face)
                lost |= _pores_at(faces, edges)
    return reached, tuple(sorted(lost))


def _pores_at(faces: _SlabFaces, edges: Ints) -> set[int]:
    return set(faces.pore[edges].tolist()) - {-1}


def _rest(crack: Crack, faces: _SlabFaces, index: int) -> tuple[Crack, float] | None:
    """What is left of a crack within the main face, and where it starts [m]; None for nothing."""
    edges = np.flatnonzero(faces.crack == index)
    kept = edges[(faces.beside[edges] == faces.main).all(axis=1)]
    if len(kept) == len(edges):
        return crack, 0.0
    if len(kept) == 0:
        return None
    vertices = faces.arrangement.vertices
    ends = np.unique(faces.arrangement.edges[kept])
    line = _line(crack.path)
    arc = shapely.line_locate_point(line, shapely.points(vertices[ends]))
    first = int(arc.argmin())
    corners = np.asarray(crack.path) / MICROMETRE
    beyond = corners[_arcs(corners) > arc[first] + TOUCHING]
    path = np.vstack([vertices[ends[first]], beyond]) * MICROMETRE
    rest = replace(crack, path=_points(path), mouth=True, from_pore=None)
    return rest, float(arc[first]) * MICROMETRE


def _opened(crack: Crack, lost: set[str]) -> Crack:
    """A crack that opens at the anode if it came from a pore that is lost."""
    return replace(crack, mouth=True, from_pore=None) if crack.from_pore in lost else crack


def _arcs(corners: Floats) -> Floats:
    steps = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    arcs: Floats = np.concatenate([[0.0], np.cumsum(steps)])
    return arcs


def _is_in(shape: Pore | Region, gone: shapely.Geometry) -> bool:
    """Whether a pore or region lies within what is gone."""
    outline = shape.outline if isinstance(shape, Pore) else shape.polygon
    polygon = _polygon(outline)
    return bool(polygon.difference(gone).area <= TOUCHING * polygon.length)


def _polygon(outline: Outline) -> Polygon:
    return Polygon(np.asarray(outline) / MICROMETRE)


def _line(path: Outline) -> LineString:
    return LineString(np.asarray(path) / MICROMETRE)


def _polygons(shape: shapely.Geometry) -> list[Polygon]:
    parts = shapely.get_parts(shape)
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def _outline(polygon: Polygon) -> Outline:
    return _points(np.asarray(polygon.exterior.coords)[:-1] * MICROMETRE)


def _points(xy: Floats) -> Outline:
    return tuple((float(x), float(y)) for x, y in xy)
