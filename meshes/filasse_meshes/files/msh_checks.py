"""Reject meshes of users that are not sound, in words that help in Gmsh."""

from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.tags import CRACK_PREFIX, PORE_PREFIX
from filasse_meshes.files.msh_groups import SIDES, RawMesh
from filasse_meshes.meshing.audit import SMALLEST_ANGLE, smallest_angles
from filasse_meshes.meshing.boundary import boundary_edges
from filasse_meshes.meshing.split import directed_edges, edge_keys
from filasse_meshes.meshing.triangulate import signed_areas
from filasse_meshes.meshing_error import MeshingError

ON_SIDE = 1e-6
"""How near a node lies to its side, relative to the slab; files carry rounded numbers."""
ONE_PLACE = 1e-7
"""Nodes nearer than this, relative to the slab, are at one place."""
MERGE = (
    "Parts that touch must share their nodes: join them before meshing (Coherence in the .geo "
    "file, BooleanFragments or occ.fragment with OpenCASCADE)."
)


def check_raw(raw: RawMesh, path: Path) -> None:
    """Raise MeshingError for the first fault; put the nodes on the sides exactly there."""
    _check_sides(raw, path)
    _check_nodes(raw, path)
    _check_triangles(raw, path)
    border = boundary_edges(raw.triangles, len(raw.nodes))
    for name in SIDES:
        _check_cover(name, raw, border, path)
    _check_holes(raw, border, path)


def _check_sides(raw: RawMesh, path: Path) -> None:
    size = raw.nodes.max(axis=0)
    for name, (axis, end) in SIDES.items():
        nodes = np.unique(raw.curves[name])
        off = np.abs(raw.nodes[nodes, axis] - end * size[axis])
        if nodes.size == 0 or nodes[0] < 0 or off.max() > ON_SIDE * size.max():
            raise MeshingError(
                f"The curve '{name}' of {path} is not on the {_place(name)} side of the "
                "slab; the mesh must be a rectangle with the anode at the bottom."
            )
        # Sides must be straight to the last bit.
        raw.nodes[nodes, axis] = end * size[axis]


def _check_nodes(raw: RawMesh, path: Path) -> None:
    near = ONE_PLACE * float(raw.nodes.max())
    pairs = cKDTree(raw.nodes).query_pairs(near, output_type="ndarray")
    if not len(pairs):
        return
    x, y = raw.nodes[pairs[0, 0]]
    where = f"{path} has {len(pairs)} pairs of nodes at one place, the first at {_um(x, y)}."
    cracks = [edges for name, edges in raw.curves.items() if name.startswith(CRACK_PREFIX)]
    on_cracks = np.concatenate([np.empty(0, np.int64), *(np.unique(edges) for edges in cracks)])
    if np.isin(pairs, on_cracks).any(axis=1).all():
        raise MeshingError(
            f"{where} A crack is given as a closed curve embedded in the area, whose edges are "
            f"shared by two triangles each, without Gmsh's Crack plugin. {MERGE}"
        )
    raise MeshingError(f"{where} {MERGE}")


def _check_triangles(raw: RawMesh, path: Path) -> None:
    flat = signed_areas(raw.nodes, raw.triangles) <= 0
    angles = np.where(flat, 0.0, smallest_angles_of(raw))
    worst = int(angles.argmin())
    x, y = raw.nodes[raw.triangles[worst]].mean(axis=0)
    if angles[worst] < SMALLEST_ANGLE:
        raise MeshingError(
            f"{path}: the triangle at {_um(x, y)} has an angle of {round(angles[worst], 2):g} "
            f"degrees, below {SMALLEST_ANGLE:g}; mesh that place again with other sizes, or remove "
            "the short edge or narrow gap of the drawing there."
        )
    edges = directed_edges(raw.triangles)
    keys = edges[:, 0] * np.int64(len(raw.nodes)) + edges[:, 1]
    _, first, count = np.unique(keys, return_index=True, return_counts=True)
    if count.max() > 1:
        x, y = raw.nodes[edges[first[count.argmax()]]].mean(axis=0)
        raise MeshingError(
            f"{path}: triangles lie on top of each other at {_um(x, y)}. A surface is there twice, "
            f"or two overlap: delete one. {MERGE}"
        )


def smallest_angles_of(raw: RawMesh) -> Floats:
    """Smallest angle [deg] of every triangle, 0 for one without a side."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(smallest_angles(raw.nodes, raw.triangles))


def _check_cover(name: str, raw: RawMesh, border: Ints, path: Path) -> None:
    """A side must be covered whole by its curve, and the curve lie on the border."""
    axis, end = SIDES[name]
    size = raw.nodes.max(axis=0)
    near = np.abs(raw.nodes[:, axis] - end * size[axis]) <= ON_SIDE * size.max()
    side = border[near[border].all(axis=1)]
    count = len(raw.nodes)
    given, there = edge_keys(raw.curves[name], count), edge_keys(side, count)
    along = raw.nodes[:, 1 - axis]
    if not np.isin(there, given).all():
        free = along[side[~np.isin(there, given)]]
        raise MeshingError(
            f"The curve '{name}' of {path} covers only a part of the {_place(name)} side: "
            f"{_spans(free, 'xy'[1 - axis])} is missing. Add the other curves of that side to "
            "the physical group."
        )
    if not np.isin(given, there).all():
        x, y = raw.nodes[raw.curves[name][~np.isin(given, there)][0]].mean(axis=0)
        raise MeshingError(
            f"The curve '{name}' of {path} has an edge at {_um(x, y)} that is no edge of a "
            f"triangle on that side. {MERGE}"
        )


def _check_holes(raw: RawMesh, border: Ints, path: Path) -> None:
    """What is neither side nor wall of a pore must not be free, and walls must be."""
    count = len(raw.nodes)
    free = edge_keys(border, count)
    for name, edges in raw.curves.items():
        if name.startswith(PORE_PREFIX) and not np.isin(edge_keys(edges, count), free).all():
            raise MeshingError(
                f"The curve '{name}' of {path} is not the wall of a hole: there are triangles on "
                "both sides of it. Cut the pore out of the area (BooleanDifference, or a second "
                "curve loop), or make it a region."
            )
    walls = [e for name, e in raw.curves.items() if not name.startswith(CRACK_PREFIX)]
    loose = ~np.isin(free, edge_keys(np.concatenate(walls), count))
    if loose.any():
        x, y = raw.nodes[border[loose][0]].mean(axis=0)
        raise MeshingError(
            f"{path} has {int(loose.sum())} free edges that belong to no side and no pore, the "
            f"first at {_um(x, y)}. If there is a hole, put its wall into a physical curve "
            f"'{PORE_PREFIX}NAME'; the outline must be a rectangle. {MERGE}"
        )


def _spans(free: Floats, axis: str) -> str:
    """Intervals that edges of shape (k, 2) cover, in words."""
    edges = np.sort(free, axis=1)
    edges = edges[np.argsort(edges[:, 0])]
    spans = [edges[0].tolist()]
    for low, high in edges[1:].tolist():
        if low <= spans[-1][1] * (1 + ON_SIDE):
            spans[-1][1] = high
        else:
            spans.append([low, high])
    return " and ".join(f"{axis} = {low:.6g} to {high:.6g} um" for low, high in spans)


def _place(name: str) -> str:
    axis, end = SIDES[name]
    return (("left", "right"), ("lower", "upper"))[axis][end]


def _um(x: float, y: float) -> str:
    return f"({x:.6g}, {y:.6g}) um"
