"""Put soft grain boundaries between the grains of an imported mesh, where they have no width."""

from dataclasses import replace

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely import Polygon

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.mesh import SlabMesh
from filasse_meshes.data.spec import Microstructure, Region, Slab
from filasse_meshes.data.tags import GRAIN_PREFIX
from filasse_meshes.files.polygon_corners import corners_of
from filasse_meshes.meshing.anode_mesh import fill_outline
from filasse_meshes.meshing.split import directed_edges, edge_keys

NOISE = 1e-7
"""[um] Corners of outlines that deviate less than this are dropped."""
GRID = 1e-6
"""[um] Nodes nearer than this are one."""
FILL_GRADING = 0.5
"""Growth of the triangles that fill a pore for a moment; they are only counted."""


def with_bands(slab: Slab, mesh: SlabMesh, band: float) -> Slab:
    """The slab with grains that a band of finite width parts.

    Bands need grains that tile the whole slab: what is no grain (pores, other regions) is shared
    out to the nearest grains, and lies over them as it does for an image.

    Args:
        slab: as imported, its grains given as regions.
        mesh: as imported.
        band: [m], width of the bands.
    """
    nodes, triangles, grain = _whole(slab, mesh)
    tiles = _spread(nodes, triangles, grain)
    found = slab.microstructure or Microstructure()
    grains = tuple(corners_of(shape, MICROMETRE) for shape in _merged(nodes, triangles, tiles))
    plain = grain[: len(mesh.cells)] < 0
    regions = tuple(
        Region(name, corners_of(piece, MICROMETRE))
        for i, name in enumerate(mesh.region_names)
        for shape in _merged(nodes, triangles[: len(plain)][plain & (mesh.region == i)])
        for piece in _without_holes(shape)
    )
    return replace(slab, regions=regions, microstructure=replace(found, grains=grains, band=band))


def has_grains(slab: Slab) -> bool:
    """Whether an imported slab has grains."""
    return any(region.name.startswith(GRAIN_PREFIX) for region in slab.regions)


def _whole(slab: Slab, mesh: SlabMesh) -> tuple[Floats, Ints, Ints]:
    """Nodes [um], triangles of the slab and in its pores, and their grains, -1 for none."""
    points = [mesh.points[: mesh.vertex_count]]
    triangles = [mesh.cells[:, :3]]
    for pore in slab.microstructure.pores if slab.microstructure else ():
        outline = np.asarray(shapely.orient_polygons(Polygon(pore.outline)).exterior.coords)[:-1]
        x, cells = fill_outline(outline, float(np.ptp(outline, axis=0).max()), FILL_GRADING)
        triangles.append(cells + sum(map(len, points)))
        points.append(x)
    # The two faces of a crack and the wall of a pore are there twice.
    nodes = np.concatenate(points) / MICROMETRE
    _, first, ids = np.unique(
        np.round(nodes / GRID).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    cells = ids.reshape(-1)[np.concatenate(triangles)]
    grain = np.full(len(cells), -1, dtype=np.int64)
    grain[: len(mesh.cells)] = mesh.grain
    return nodes[first], cells, grain


def _spread(nodes: Floats, triangles: Ints, grain: Ints) -> Ints:
    """Give triangles without a grain the nearest one, walking from cell to cell."""
    one, other = _neighbours(triangles, len(nodes))
    centre = nodes[triangles].mean(axis=1)
    length = np.linalg.norm(centre[one] - centre[other], axis=1)
    # A walk through a grain ends there: every cell of it is a source.
    graph = coo_matrix((length, (one, other)), shape=(len(triangles),) * 2)
    _, _, source = dijkstra(
        graph, directed=False, indices=np.flatnonzero(grain >= 0), min_only=True,
        return_predecessors=True,
    )  # fmt: skip
    spread: Ints = grain[source]
    return spread


def _neighbours(triangles: Ints, count: int) -> tuple[Ints, Ints]:
    """Cells that share an edge."""
    keys = edge_keys(directed_edges(triangles), count)
    order = np.argsort(keys, kind="stable")
    same = np.diff(keys[order]) == 0
    return order[:-1][same] // 3, order[1:][same] // 3


def _merged(nodes: Floats, triangles: Ints, label: Ints | None = None) -> list[Polygon]:
    """Outlines [um] of connected triangles, of equal label if there are labels."""
    one, other = _neighbours(triangles, len(nodes))
    if label is not None:
        one, other = one[label[one] == label[other]], other[label[one] == label[other]]
    links = coo_matrix((np.ones(len(one)), (one, other)), shape=(len(triangles),) * 2)
    count, part = connected_components(links, directed=False)
    cells = shapely.polygons(nodes[triangles])
    shapes = (shapely.coverage_union_all(cells[part == i]) for i in range(count))
    return [shape.simplify(NOISE) for shape in shapes]


def _without_holes(shape: Polygon) -> list[Polygon]:
    """Cut a polygon with holes into pieces without."""
    if not shape.interiors:
        return [shape]
    x0, y0, x1, y1 = shape.bounds
    middle = Polygon(shape.interiors[0]).centroid.x
    halves = (shapely.box(x0, y0, middle, y1), shapely.box(middle, y0, x1, y1))
    pieces = (shapely.get_parts(shape.intersection(half)) for half in halves)
    return [
        whole
        for part in pieces
        for piece in part
        if piece.geom_type == "Polygon"
        for whole in _without_holes(piece)
    ]
