"""Turn a user's .msh into a slab and its mesh: named areas, sides, and one curve per crack."""

from pathlib import Path

import numpy as np
import shapely

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.checks.slab_checks import check_slab
from filasse_meshes.data.mesh import SlabMesh
from filasse_meshes.data.spec import Crack, Microstructure, Point, Pore, Region, Sizes, Slab
from filasse_meshes.data.tags import CRACK_PREFIX, ELECTROLYTE, PORE_PREFIX
from filasse_meshes.files.chains import bends, walk
from filasse_meshes.files.msh_checks import check_raw
from filasse_meshes.files.msh_file import read_msh_file
from filasse_meshes.files.msh_groups import RawMesh, sort_groups
from filasse_meshes.meshing.audit import audit
from filasse_meshes.meshing.opening import ClosedMesh, open_cracks
from filasse_meshes.meshing.split import directed_edges, edge_keys
from filasse_meshes.meshing.triangulate import signed_areas
from filasse_meshes.meshing.walls import Wall
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.planar.face_labels import region_labels

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
    Quadrangles are cut in two; of cells of higher order the corners count. It needs the physical
    area `electrolyte`, the curves `anode` (bottom), `counter` (top), `left` and `right`, one curve
    `crack:NAME` per crack, and one `pore:NAME` around every hole. Areas `grain:NAME` are grains of
    the electrolyte; other areas become regions.

    Args:
        path: the file.
        quarter_point: move mid nodes at the tips to a quarter of the edge.
        unit: [m], the length that 1 stands for in the file.

    Returns:
        The slab found, from which growing cracks can be meshed again, and the mesh.

    Raises:
        MeshingError: the file cannot be read, lacks a group, or holds an unsound mesh.
    """
    path = Path(path)
    raw = sort_groups(read_msh_file(path), path, unit)
    check_raw(raw, path)
    walls = _named(raw, PORE_PREFIX)
    edges = _named(raw, CRACK_PREFIX)
    pores = tuple(_pore(name, raw, loop) for name, loop in walls.items())
    cracks = tuple(_crack(name, raw, chain, walls) for name, chain in edges.items())
    width, thickness = (raw.nodes.max(axis=0) * MICROMETRE).tolist()
    found = Microstructure(pores=pores) if pores else None
    slab = Slab(width, thickness, cracks, _regions(raw), found)
    sizes = _sizes(raw, slab, list(edges.values()))
    check_slab(slab, sizes)
    _check_connected(slab, path)
    _check_cover(raw, slab, path)
    names, label, grain = region_labels(raw.region_names, banded=False)
    closed = ClosedMesh(
        nodes=raw.nodes,
        triangles=raw.triangles,
        region=label[raw.region].astype(np.int32),
        region_names=names,
        grain=grain[raw.region].astype(np.int32),
        crack_edges=tuple(edges.values()),
        walls=tuple(Wall(name, True, loop) for name, loop in walls.items()),
    )
    mesh = open_cracks(closed, slab, sizes, quarter_point)
    audit(mesh, tip_cells=LEAST_TIP_CELLS)
    return slab, mesh


def _named(raw: RawMesh, prefix: str) -> dict[str, Ints]:
    """Curves whose names start with a prefix, by the rest of their names."""
    found = {name: edges for name, edges in raw.curves.items() if name.startswith(prefix)}
    return {name.removeprefix(prefix): edges for name, edges in found.items()}


def _check_cover(raw: RawMesh, slab: Slab, path: Path) -> None:
    holes = slab.microstructure.pores if slab.microstructure else ()
    wanted = slab.width * slab.thickness - sum(shapely.Polygon(p.outline).area for p in holes)
    covered = signed_areas(raw.nodes, raw.triangles).sum() * MICROMETRE**2 / wanted
    if abs(covered - 1) > COVERED:
        raise MeshingError(
            f"{path} covers {covered:.4%} of its rectangle without the pores; areas overlap, or "
            f"the outline is no rectangle."
        )


def _check_connected(slab: Slab, path: Path) -> None:
    """Every crack must be joined to the anode: no current flows into a floating one."""
    reached: set[str | None] = set()
    waiting = list(slab.cracks)
    while found := [c for c in waiting if c.mouth or (c.from_pore and c.from_pore in reached)]:
        reached |= {crack.into_pore for crack in found} - {None}
        waiting = [crack for crack in waiting if crack not in found]
    if not waiting:
        return
    crack = waiting[0]
    start, end = in_um(crack.path[0]), in_um(crack.path[-1])
    where = f"Crack '{crack.name}' of {path}, from {start} to {end},"
    if crack.from_pore is None:
        raise MeshingError(
            f"{where} lies buried in the slab: it meets neither the anode nor a pore. Filaments "
            "grow from the anode; draw the crack from the lower side, or delete it."
        )
    raise MeshingError(
        f"{where} starts at pore '{crack.from_pore}', which no crack joins to the anode. Add a "
        "crack from the anode to that pore, or delete this one: one starts by itself once the "
        "pore is full."
    )


def _pore(name: str, raw: RawMesh, edges: Ints) -> Pore:
    """The outline of a hole from the mesh edges around it."""
    lines = shapely.multilinestrings(raw.nodes[edges] * MICROMETRE)
    rings = shapely.get_parts(shapely.polygonize([lines]))
    if len(rings) != 1 or rings[0].interiors:
        x, y = raw.nodes[edges].reshape(-1, 2).min(axis=0)
        right, top = raw.nodes[edges].reshape(-1, 2).max(axis=0)
        width, height = raw.nodes.max(axis=0)
        cut = min(x, y, width - right, height - top) <= 0
        raise MeshingError(
            f"The curve of pore '{name}' is not one closed loop"
            + (
                ", for a side of the slab cuts it; move or shrink the pore so that it lies inside."
                if cut
                else "; give every pore one group, with the whole of its wall."
            )
        )
    return Pore(name, tuple(map(_point, shapely.get_coordinates(rings[0].exterior)[:-1])))


def _crack(name: str, raw: RawMesh, edges: Ints, walls: dict[str, Ints]) -> Crack:
    """The path along a chain of mesh edges, from the anode or a pore if it starts there."""
    if not len(edges):
        raise MeshingError(f"The physical curve of crack '{name}' has no edges; mesh it, too.")
    keys = edge_keys(directed_edges(raw.triangles), len(raw.nodes))
    cells = np.isin(keys, edge_keys(edges, len(raw.nodes))).sum()
    if (edges < 0).any() or cells != 2 * len(edges):
        raise MeshingError(
            f"The edges of crack '{name}' are not shared by two triangles each; give the crack "
            "as a closed curve embedded in the area (BooleanFragments, or `Curve {} In Surface`), "
            "not on a side, and without Gmsh's Crack plugin."
        )
    chain = walk(name, edges)
    pore_at = {v: pore for pore, loop in walls.items() for v in np.unique(loop).tolist()}
    if raw.nodes[chain[-1], 1] == 0 or (raw.nodes[chain[0], 1] > 0 and chain[-1] in pore_at):
        chain.reverse()
    if raw.nodes[chain[0], 1] == raw.nodes[chain[-1], 1] == 0:
        raise MeshingError(
            f"Crack '{name}' starts and ends on the anode, so that it cuts a piece out of the "
            "slab; end it inside."
        )
    path = raw.nodes[bends(raw.nodes[chain], chain)] * MICROMETRE
    return Crack(
        name,
        tuple(map(_point, path)),
        mouth=bool(path[0, 1] == 0),
        from_pore=pore_at.get(chain[0]),
        into_pore=pore_at.get(chain[-1]),
    )


def _regions(raw: RawMesh) -> tuple[Region, ...]:
    """Outlines of all areas, the larger first, so that what lies inside another wins."""
    cells = shapely.polygons(raw.nodes[raw.triangles])
    outlines = []
    for i, name in enumerate(raw.region_names):
        parts = shapely.get_parts(shapely.coverage_union_all(cells[raw.region == i]))
        outlines += [(shapely.Polygon(part.exterior), name) for part in parts]
    outlines.sort(key=lambda item: -item[0].area)
    if outlines[0][1] == ELECTROLYTE:
        outlines = outlines[1:]
    return tuple(Region(name, _polygon(shape)) for shape, name in outlines)


def _polygon(shape: shapely.Polygon) -> tuple[Point, ...]:
    corners = shapely.get_coordinates(shape.simplify(NOISE))[:-1] * MICROMETRE
    return tuple(map(_point, corners))


def _point(xy: Floats) -> Point:
    return float(xy[0]), float(xy[1])


def _sizes(raw: RawMesh, slab: Slab, cracks: list[Ints]) -> Sizes:
    """The sizes that the user's mesh has, for meshing again as cracks grow."""

    def lengths(edges: Ints) -> Floats:
        size: Floats = np.linalg.norm(raw.nodes[edges[:, 1]] - raw.nodes[edges[:, 0]], axis=1)
        return size * MICROMETRE

    edges = directed_edges(raw.triangles)
    all_lengths = lengths(edges)
    places = [np.asarray(c.path[i]) / MICROMETRE for c in slab.cracks for i in c.tips]
    tips = [int(np.linalg.norm(raw.nodes - place, axis=1).argmin()) for place in places]
    at_tips = np.isin(edges, tips).any(axis=1)
    return Sizes(
        far=float(all_lengths.max()),
        tip=float(all_lengths[at_tips].max() if tips else all_lengths.min()),
        lip=float(lengths(np.concatenate(cracks)).max() if cracks else all_lengths.max()),
        anode=float(lengths(raw.curves["anode"]).max()),
    )
