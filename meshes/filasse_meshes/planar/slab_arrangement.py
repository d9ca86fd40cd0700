"""From the slab to an arrangement of faces with labels, cracks and crack-tip fans."""

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import LineString

from filasse_meshes.arrays import MICROMETRE, Bools, Floats, Ints, Ints32
from filasse_meshes.checks.slab_checks import check_cracks
from filasse_meshes.checks.void_checks import check_cracks_and_voids
from filasse_meshes.data.spec import Sizes, Slab
from filasse_meshes.planar.arrangement import Arrangement, arrange, node
from filasse_meshes.planar.face_labels import Borders, borders, label_faces
from filasse_meshes.planar.rosette import rosettes
from filasse_meshes.planar.seams import seams
from filasse_meshes.planar.sizes import SizeField, feature_sizes, longest_edges, point_sources
from filasse_meshes.planar.slab_matrix import SlabMatrix, lines_through, matrix_of, sides
from filasse_meshes.planar.snap import snap_crack

SNAP = 0.1
"""A crack is joined to features closer than this times the tip size."""
SNAP_SLAB = 1e-3
"""The same relative to the slab, for coarse meshes."""
SNAP_BAND = 0.2
"""Features closer than this times the width of the grain-boundary band are joined."""
LEAST_SEGMENTS = 6
"""Fewest elements along a crack."""
NEAR_WALL = 1e-5
"""[um] How exactly a crack must end on the wall of a pore."""
GRAINS_PER_SIZE = 8
"""Elements along a grain-boundary band per grain size, unless the sizes say otherwise."""


@dataclass(frozen=True)
class SlabArrangement:
    """The slab as a labelled arrangement, in micrometres.

    Attributes:
        slab: the slab with crack paths joined to features that they nearly touched.
        arrangement: vertices, edges and faces, without the voids.
        crack: shape (n_edges,), index of the crack an edge belongs to, -1 for none.
        whole: shape (n_edges,), edges of the fans, which stay one segment each.
        void: shape (n_edges,), index of the pore or notch that an edge bounds, -1 for none.
        largest: [um], shape (n_edges,), largest segments wanted.
        guides: shape (n_edges,), edges whose segments set the sizes around them; what crosses
            a band does not.
        region: shape (n_faces,), index into `region_names`.
        region_names: cell labels.
        grain: shape (n_faces,), -1 outside grains.
        size: the element size wanted.
        seamed: whether a seam runs through it, whose sides are filled apart.
    """

    slab: Slab
    arrangement: Arrangement
    crack: Ints
    whole: Bools
    void: Ints
    largest: Floats
    guides: Bools
    region: Ints32
    region_names: tuple[str, ...]
    grain: Ints32
    size: SizeField
    seamed: bool


def lay_out(slab: Slab, sizes: Sizes, snap: float = 1.0) -> SlabArrangement:
    """Arrange outline, regions, grains, voids, cracks and fans; attach what each part is.

    Args:
        slab: what to mesh.
        sizes: the element sizes wanted.
        snap: how far cracks are joined to features, relative to usual.
    """
    band = slab.microstructure.band if slab.microstructure else 0.0
    smallest = snap * min(SNAP * sizes.tip, SNAP_SLAB * min(slab.width, slab.thickness))
    tolerance = (SNAP_BAND * band if band > 0 else smallest) / MICROMETRE
    matrix = matrix_of(slab, tolerance)
    slab = _joined(slab, sizes, matrix, min(snap * tolerance, smallest / MICROMETRE))
    paths = crack_lines(slab)
    corners = shapely.get_coordinates(paths)
    lines = [*lines_through(matrix, corners), *paths]
    fans = rosettes(*node(lines), *_tips(slab), sizes.tip / MICROMETRE)
    seam = seams(matrix, paths, sizes)
    everything = arrange([*lines, *fans, *seam])
    labels = label_faces(everything, matrix, slab)
    arrangement, edges = everything.without(labels.void >= 0)
    solid = labels.void < 0
    crack, whole = everything.edges_on(paths)[edges], (everything.edges_on(fans) >= 0)[edges]
    beside = borders(everything, labels).of(edges)
    boundary = _boundary_size(matrix, sizes)
    return SlabArrangement(
        slab=slab,
        arrangement=arrangement,
        crack=crack,
        whole=whole,
        void=beside.void,
        largest=np.minimum(np.where(beside.boundary, boundary, np.inf), _on_faces(crack, paths)),
        guides=whole | beside.bulk,
        region=labels.region[solid],
        region_names=labels.region_names,
        grain=labels.grain[solid],
        size=_size_field(arrangement, beside, whole, slab, sizes, boundary),
        seamed=bool(seam),
    )


def _joined(slab: Slab, sizes: Sizes, matrix: SlabMatrix, tolerance: float) -> Slab:
    """The slab with crack paths led through features within the tolerance [um]."""
    if matrix.plain:
        return slab
    cracks = tuple(snap_crack(crack, matrix, tolerance) for crack in slab.cracks)
    joined = replace(slab, cracks=cracks)
    check_cracks(joined, sizes)
    check_cracks_and_voids(joined, NEAR_WALL * MICROMETRE)
    return joined


def crack_lines(slab: Slab) -> list[LineString]:
    """Crack paths [um]."""
    return [LineString(np.asarray(crack.path) / MICROMETRE) for crack in slab.cracks]


def _tips(slab: Slab) -> tuple[Floats, list[str]]:
    """Positions [um] of all tips and the names of their cracks."""
    places = [(crack.path[i], crack.name) for crack in slab.cracks for i in crack.tips]
    xy = np.array([place for place, _ in places]).reshape(-1, 2) / MICROMETRE
    return xy, [name for _, name in places]


def _boundary_size(matrix: SlabMatrix, sizes: Sizes) -> float:
    """Element length [um] along grain boundaries."""
    if sizes.boundary is not None:
        return sizes.boundary / MICROMETRE
    return math.sqrt(matrix.box.prod() / max(1, len(matrix.grains))) / GRAINS_PER_SIZE


def _on_faces(crack: Ints, paths: list[LineString]) -> Floats:
    """Largest segments [um] on the cracks, so that short ones have enough; shape (n_edges,)."""
    return np.array([*(path.length / LEAST_SEGMENTS for path in paths), np.inf])[crack]


def _size_field(
    arrangement: Arrangement,
    beside: Borders,
    whole: Bools,
    slab: Slab,
    sizes: Sizes,
    boundary: float,
) -> SizeField:
    far = sizes.far / MICROMETRE
    vertices, edges = arrangement.vertices, arrangement.edges
    counted = whole | ~(beside.narrow | (beside.void >= 0))
    values = feature_sizes(vertices, edges[counted], far)
    # Bands are one cell wide: their width must not refine the grains beside them.
    on_band = np.setdiff1d(edges[beside.narrow | beside.boundary], edges[whole])
    values[on_band] = min(far, boundary)
    walls = edges[beside.void >= 0]
    values = np.minimum(values, longest_edges(vertices, walls, far))
    lines: list[tuple[float, shapely.Geometry]] = [
        (sizes.anode / MICROMETRE, sides(vertices.max(axis=0))[0])
    ]
    if slab.cracks:
        lines += [(sizes.lip / MICROMETRE, shapely.multilinestrings(crack_lines(slab)))]
    for _, line in lines:
        shapely.prepare(line)
    return SizeField(
        far=far,
        grading=sizes.grading,
        points=point_sources(vertices, values, far),
        lines=tuple(lines),
    )
