"""Cracks of a .msh file as chains of mesh edges, and the paths along them."""

import numpy as np

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.spec import Point
from filasse_meshes.data.tags import CRACK_PREFIX
from filasse_meshes.files.msh_file import MshFile
from filasse_meshes.files.msh_groups import tidy_name
from filasse_meshes.meshing.boundary import boundary_edges
from filasse_meshes.meshing_error import MeshingError

AT_ANODE = 1e-6
"""How near a crack's end lies to the lower side to meet it, relative to the slab."""
STRAIGHT = 1e-6
"""Bends [rad] below this are none."""


def walk(name: str, edges: Ints) -> list[int]:
    """Vertices in order along edges that form one open chain.

    Raises:
        MeshingError: they branch, close, or are in pieces.
    """
    neighbours: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    ends = sorted(v for v, others in neighbours.items() if len(others) == 1)
    if len(ends) != 2 or max(map(len, neighbours.values())) > 2:
        raise MeshingError(
            f"Crack '{name}' is not one chain of edges; give every branch and every piece a group "
            "of its own."
        )
    chain = [ends[0], neighbours[ends[0]][0]]
    while chain[-1] != ends[1]:
        chain.append(next(v for v in neighbours[chain[-1]] if v != chain[-2]))
    if len(chain) != len(neighbours):
        raise MeshingError(f"Crack '{name}' has several pieces; give each its own name.")
    return chain


def bends(xy: Floats, chain: list[int]) -> list[int]:
    """Vertices of a chain where it bends, and its ends; `xy` are their places."""
    step = np.diff(xy, axis=0)
    step /= np.linalg.norm(step, axis=1)[:, None]
    bend = np.linalg.norm(np.diff(step, axis=0), axis=1) > STRAIGHT
    return [v for v, keep in zip(chain, [True, *bend.tolist(), True], strict=True) if keep]


def surface_cracks(file: MshFile) -> dict[str, tuple[Point, ...]]:
    """Paths of the cracks that meet the anode, from mouth to tip, by their names.

    What is no chain is left out: whoever imports the file tells why.

    Returns:
        Corners in the file's unit of length, from the lower left corner of the slab.
    """
    used = file.points[np.unique(file.triangles), :2]
    points = file.points[:, :2] - used.min(axis=0)
    near = AT_ANODE * float(np.ptp(used, axis=0).max())
    found: dict[str, tuple[Point, ...]] = {}
    for group in file.curves:
        name = tidy_name(group.name)
        if not name.startswith(CRACK_PREFIX):
            continue
        try:
            chain = walk(name, group.cells)
        except (MeshingError, ValueError):
            continue
        chain = chain if points[chain[0], 1] <= points[chain[-1], 1] else chain[::-1]
        if points[chain[0], 1] <= near < points[chain[-1], 1]:
            kept = points[bends(points[chain], chain)]
            found[name.removeprefix(CRACK_PREFIX)] = tuple((float(x), float(y)) for x, y in kept)
    return found


def free_ends(file: MshFile) -> tuple[str, ...]:
    """Curves of no physical group that end inside the slab, as cracks do, in words.

    Those between areas go on in other curves, or end on a side.
    """
    count, triangles = len(file.points), file.triangles
    border = np.unique(boundary_edges(triangles, count))
    sides = np.concatenate([file.loose_edges, *(group.cells for group in file.curves)])
    met = np.bincount(sides.ravel(), minlength=count)
    inside = np.setdiff1d(np.intersect1d(file.loose_edges, triangles), border)
    ends = file.points[inside[met[inside] == 1], :2]
    return tuple(f"a curve that ends at ({x:.6g}, {y:.6g})" for x, y in ends)
