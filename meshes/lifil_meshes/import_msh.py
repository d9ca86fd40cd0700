"""Turn a user's .msh into a slab and its mesh: named areas, sides, and one curve per crack."""

from pathlib import Path

import numpy as np
import shapely

from lifil_meshes.arrays import MICROMETRE, Floats, Ints
from lifil_meshes.audit import audit
from lifil_meshes.check import check_slab
from lifil_meshes.errors import MeshError
from lifil_meshes.mesh import SlabMesh
from lifil_meshes.msh_file import SIDES, RawMesh, read_msh
from lifil_meshes.opening import ClosedMesh, open_cracks
from lifil_meshes.spec import Crack, Point, Region, Sizes, Slab
from lifil_meshes.split import directed_edges, edge_keys
from lifil_meshes.tags import CRACK_PREFIX
from lifil_meshes.triangulate import signed_areas

NOISE = 1e-7
"""[um] Corners of region outlines that deviate less than this are dropped."""
COVERED = 1e-6
"""Largest error of the area that a file covers."""
LEAST_TIP_CELLS = 4
"""A user's mesh may be coarse at the tip."""


def import_mesh(
    path: str | Path, quarter_point: bool = True, unit: float = 1.0
) -> tuple[Slab, SlabMesh]:
    """Read a .msh with physical areas and curves, and open its cracks.

    The file holds a rectangle of triangles whose cracks are closed, that is, ordinary mesh edges.
    It needs the physical area `electrolyte`, the curves `anode` (bottom), `counter` (top), `left`
    and `right`, and one curve `crack:NAME` per crack. Other areas become regions.

    Args:
        path: the file.
        quarter_point: move mid nodes at the tips to a quarter of the edge.
        unit: [m], the length that 1 stands for in the file.

    Returns:
        The slab found, from which growing cracks can be meshed again, and the mesh.

    Raises:
        MeshError: the file cannot be read, lacks a group, or holds an unsound mesh.
    """
    raw = read_msh(Path(path), unit)
    edges = {n.removeprefix(CRACK_PREFIX): e for n, e in raw.curves.items() if n not in SIDES}
    cracks = tuple(_crack(name, raw, chain) for name, chain in edges.items())
    width, thickness = (raw.nodes.max(axis=0) * MICROMETRE).tolist()
    slab = Slab(width, thickness, cracks, _regions(raw))
    sizes = _sizes(raw, slab, list(edges.values()))
    check_slab(slab, sizes)
    covered = signed_areas(raw.nodes, raw.triangles).sum() / raw.nodes.max(axis=0).prod()
    if abs(covered - 1) > COVERED:
        raise MeshError(f"{path} covers {covered:.4%} of its rectangle; give a full one.")
    closed = ClosedMesh(
        nodes=raw.nodes,
        triangles=raw.triangles,
        region=raw.region,
        region_names=raw.region_names,
        grain=np.full(len(raw.region), -1, dtype=np.int32),
        crack_edges=tuple(edges.values()),
    )
    mesh = open_cracks(closed, slab, sizes, quarter_point)
    audit(mesh, tip_cells=LEAST_TIP_CELLS)
    return slab, mesh


def _crack(name: str, raw: RawMesh, edges: Ints) -> Crack:
    """The path along a chain of mesh edges, from the anode if it starts there."""
    keys = edge_keys(directed_edges(raw.triangles), len(raw.nodes))
    cells = np.isin(keys, edge_keys(edges, len(raw.nodes))).sum()
    if (edges < 0).any() or cells != 2 * len(edges):
        raise MeshError(
            f"The edges of crack '{name}' are not shared by two triangles each; give the crack "
            "as a closed curve embedded in the area, without Gmsh's Crack plugin."
        )
    chain = _walk(name, edges)
    if raw.nodes[chain[-1], 1] == 0:
        chain.reverse()
    path = raw.nodes[_corners(raw.nodes[chain], chain)] * MICROMETRE
    return Crack(name, tuple(map(_point, path)), mouth=bool(path[0, 1] == 0))


def _walk(name: str, edges: Ints) -> list[int]:
    """Vertices in order along edges that form one open chain."""
    neighbours: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    ends = sorted(v for v, others in neighbours.items() if len(others) == 1)
    if len(ends) != 2 or max(map(len, neighbours.values())) > 2:
        raise MeshError(f"Crack '{name}' is not one chain of edges; split it into simple paths.")
    chain = [ends[0], neighbours[ends[0]][0]]
    while chain[-1] != ends[1]:
        chain.append(next(v for v in neighbours[chain[-1]] if v != chain[-2]))
    if len(chain) != len(neighbours):
        raise MeshError(f"Crack '{name}' has several pieces; give each its own name.")
    return chain


def _corners(xy: Floats, chain: list[int]) -> list[int]:
    """Vertices of a chain where it bends, and its ends."""
    step = np.diff(xy, axis=0)
    step /= np.linalg.norm(step, axis=1)[:, None]
    bend = np.linalg.norm(np.diff(step, axis=0), axis=1) > 1e-6
    return [v for v, keep in zip(chain, [True, *bend.tolist(), True], strict=True) if keep]


def _regions(raw: RawMesh) -> tuple[Region, ...]:
    """Outlines of all areas, the larger first, so that what lies inside another wins."""
    cells = shapely.polygons(raw.nodes[raw.triangles])
    outlines = []
    for i, name in enumerate(raw.region_names):
        parts = shapely.get_parts(shapely.coverage_union_all(cells[raw.region == i]))
        outlines += [(shapely.Polygon(part.exterior), name) for part in parts]
    outlines.sort(key=lambda item: -item[0].area)
    if outlines[0][1] == raw.region_names[0]:
        outlines = outlines[1:]
    return tuple(Region(name, _polygon(shape)) for shape, name in outlines)


def _polygon(shape: shapely.Polygon) -> tuple[Point, ...]:
    corners = shapely.get_coordinates(shape.simplify(NOISE))[:-1] * MICROMETRE
    return tuple(map(_point, corners))


def _point(xy: Floats) -> Point:
    return float(xy[0]), float(xy[1])


def _sizes(raw: RawMesh, slab: Slab, cracks: list[Ints]) -> Sizes:
    """The sizes that the user's mesh has, for meshing again as cracks grow."""

    def longest(edges: Ints) -> float:
        ends = raw.nodes[edges]
        return float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).max()) * MICROMETRE

    edges = directed_edges(raw.triangles)
    far = longest(edges)
    places = [np.asarray(c.path[i]) / MICROMETRE for c in slab.cracks for i in c.tips]
    tips = [int(np.linalg.norm(raw.nodes - place, axis=1).argmin()) for place in places]
    return Sizes(
        far=far,
        tip=longest(edges[np.isin(edges, tips).any(axis=1)]) if tips else far,
        lip=longest(np.concatenate(cracks)) if cracks else far,
        anode=longest(raw.curves["anode"]),
    )
