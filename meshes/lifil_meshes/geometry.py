"""From the slab to an arrangement of faces with labels, cracks and crack-tip fans."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from lifil_meshes.arrangement import Arrangement, arrange, node
from lifil_meshes.arrays import MICROMETRE, Bools, Floats, Ints, Ints32
from lifil_meshes.rosette import rosettes
from lifil_meshes.sizes import SizeField, feature_sizes, point_sources
from lifil_meshes.spec import Sizes, Slab
from lifil_meshes.tags import ELECTROLYTE


@dataclass(frozen=True)
class Geometry:
    """The slab as a labelled arrangement, in micrometres.

    Attributes:
        arrangement: vertices, edges and faces.
        crack: shape (n_edges,), index of the crack an edge belongs to, -1 for none.
        whole: shape (n_edges,), edges of the fans, which stay one segment each.
        region: shape (n_faces,), index into `region_names`.
        region_names: cell labels.
        size: the element size wanted.
    """

    arrangement: Arrangement
    crack: Ints
    whole: Bools
    region: Ints32
    region_names: tuple[str, ...]
    size: SizeField


def lay_out(slab: Slab, sizes: Sizes) -> Geometry:
    """Arrange outline, regions, cracks and fans, and attach what each part is."""
    paths = crack_lines(slab)
    lines = [*outline(slab), *_region_lines(slab), *paths]
    tips, names = _tips(slab)
    fans = rosettes(*node(lines), tips, names, sizes.tip / MICROMETRE)
    arrangement = arrange([*lines, *fans])
    region, region_names = _face_labels(arrangement, slab)
    return Geometry(
        arrangement=arrangement,
        crack=arrangement.edges_on(paths),
        whole=arrangement.edges_on(fans) >= 0,
        region=region,
        region_names=region_names,
        size=_size_field(arrangement, slab, sizes),
    )


def crack_lines(slab: Slab) -> list[LineString]:
    """Crack paths [um]."""
    return [LineString(np.asarray(crack.path) / MICROMETRE) for crack in slab.cracks]


def outline(slab: Slab) -> list[LineString]:
    """The four sides [um]: anode, right, counter, left."""
    w, h = slab.width / MICROMETRE, slab.thickness / MICROMETRE
    corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
    return [LineString([corners[i], corners[(i + 1) % 4]]) for i in range(4)]


def _region_polygons(slab: Slab) -> list[Polygon]:
    """Regions [um], clipped to the slab."""
    box = shapely.box(0.0, 0.0, slab.width / MICROMETRE, slab.thickness / MICROMETRE)
    return [Polygon(np.asarray(r.polygon) / MICROMETRE).intersection(box) for r in slab.regions]


def _region_lines(slab: Slab) -> list[LineString]:
    borders = [polygon.boundary for polygon in _region_polygons(slab)]
    return [LineString(part.coords) for part in shapely.get_parts(borders)]


def _tips(slab: Slab) -> tuple[Floats, list[str]]:
    """Positions [um] of all tips and the names of their cracks."""
    places = [(crack.path[i], crack.name) for crack in slab.cracks for i in crack.tips]
    xy = np.array([place for place, _ in places]).reshape(-1, 2) / MICROMETRE
    return xy, [name for _, name in places]


def _face_labels(arrangement: Arrangement, slab: Slab) -> tuple[Ints32, tuple[str, ...]]:
    names = tuple(dict.fromkeys([ELECTROLYTE, *(region.name for region in slab.regions)]))
    inside = [face.polygon.representative_point() for face in arrangement.faces]
    label = np.zeros(len(inside), dtype=np.int32)
    for region, polygon in zip(slab.regions, _region_polygons(slab), strict=True):
        label[shapely.contains(polygon, inside)] = names.index(region.name)
    return label, names


def _size_field(arrangement: Arrangement, slab: Slab, sizes: Sizes) -> SizeField:
    far = sizes.far / MICROMETRE
    values = feature_sizes(arrangement.vertices, arrangement.edges, far)
    lines: Sequence[tuple[float, shapely.Geometry]] = [(sizes.anode / MICROMETRE, outline(slab)[0])]
    if slab.cracks:
        lines = [*lines, (sizes.lip / MICROMETRE, shapely.multilinestrings(crack_lines(slab)))]
    for _, line in lines:
        shapely.prepare(line)
    return SizeField(
        far=far,
        grading=sizes.grading,
        points=point_sources(arrangement.vertices, values, far),
        lines=tuple(lines),
    )
