"""Open the cracks of a body, pair their faces and name its boundary."""

from collections.abc import Sequence

import numpy as np

from filasse_meshes.arrays import Bools, Floats, Ints, Ints32
from filasse_meshes.data.solid_data import (
    CrackFaces,
    PoreFaces,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SphericalPore,
    SurfaceCrack,
)
from filasse_meshes.data.tags import ELECTROLYTE, Surface
from filasse_meshes.meshing.split import Split, cell_facets, facet_keys, split
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.body import ClosedBody, Inside
from filasse_meshes.solid.plane_mesh import CrackMesh
from filasse_meshes.solid.tetrahedra import FLATTEST, ten_node_cells, unfolded

SIDES = (
    *((Surface.LEFT, 0, 0), (Surface.RIGHT, 0, 1), (Surface.ANODE, 1, 0), (Surface.COUNTER, 1, 1)),
    *((Surface.FRONT, 2, 0), (Surface.BACK, 2, 1)),
)
"""Surface, axis and end of every side."""
ON_SIDE = 1e-9
"""Relative to the slab: how far a node may lie off a side."""


def open_surfaces(
    body: ClosedBody, inside: Inside, slab: SolidSlab, sizes: SolidSizes
) -> SolidMesh:
    """Split the body along its cracks, pair the faces, tag the boundary, add mid nodes."""
    cracks = inside.cracks
    pairs = zip(cracks, body.cracks, strict=True)
    cuts = [nodes[crack.triangles] for crack, nodes in pairs if crack.inside is None]
    cut = np.concatenate([np.empty((0, 3), dtype=np.int64), *cuts])
    opened = split(body.cells, cut, len(body.nodes))
    faces = tuple(
        _pair(crack, nodes, body, opened, given)
        for crack, nodes, given in zip(cracks, body.cracks, slab.cracks, strict=True)
    )
    vertices = body.nodes[opened.parent]
    facets, tags = _tag_boundary(vertices, opened.cells, faces, slab)
    pores = tuple(
        _wall(nodes[wall.triangles], facets, tags, opened, pore)
        for wall, nodes, pore in zip(inside.walls, body.walls, slab.pores, strict=True)
    )
    fronts = [(f.plus[_front_edges(f)], c.middles) for f, c in zip(faces, cracks, strict=True)]
    round_edges = [
        _on_sphere(found.facets, vertices, pore)
        for found, pore in zip(pores, slab.pores, strict=True)
    ]
    points, cells = ten_node_cells(vertices, opened.cells, fronts, round_edges)
    points = unfolded(points, cells, round_edges, FLATTEST)
    points = unfolded(points, cells, fronts, 0.0)
    region = np.zeros(len(cells), dtype=np.int32)
    return SolidMesh(points, cells, region, (ELECTROLYTE,), facets, tags, faces, slab, sizes, pores)


def _wall(
    triangles: Ints, facets: Ints, tags: Ints32, opened: Split, pore: SphericalPore
) -> PoreFaces:
    """Find the wall of a pore on the boundary, and tag it."""
    found = _find(opened.parent[facets], triangles, len(opened.parent)) >= 0
    tags[found] = Surface.PORE_WALL
    if found.sum() != len(triangles):
        message = f"The wall of pore '{pore.name}' is not whole; use a smaller size 'pore'."
        raise MeshingError(message)
    return PoreFaces(pore.name, facets[found], pore)


def _on_sphere(facets: Ints, vertices: Floats, pore: SphericalPore) -> tuple[Ints, Floats]:
    """Edges of a pore's wall, and their middles on the sphere."""
    edges = np.unique(np.sort(facets[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1), axis=0)
    out = vertices[edges].mean(axis=1) - pore.centre
    return edges, pore.centre + pore.radius * out / np.linalg.norm(out, axis=1)[:, None]


def _front_edges(faces: CrackFaces) -> Ints:
    """Pairs of neighbours along the front, shape (k or k - 1, 2)."""
    pairs = np.column_stack([faces.front, np.roll(faces.front, -1)])
    return pairs if faces.closed else pairs[:-1]


def _pair(
    crack: CrackMesh, nodes: Ints, body: ClosedBody, opened: Split, given: SurfaceCrack
) -> CrackFaces:
    """Find the vertices on both faces of a crack: each of its triangles has a cell on each side.

    One that lies in a plane of symmetry has cells on one side only.
    """
    vertex = np.full(len(body.nodes), -1, dtype=np.int64)
    vertex[nodes] = np.arange(len(nodes))
    facets = vertex[cell_facets(body.cells)]
    place = np.flatnonzero((facets >= 0).all(axis=1))
    triangle = _find(facets[place], crack.triangles, len(nodes))
    place, triangle = place[triangle >= 0], triangle[triangle >= 0]
    facets, copies = facets[place], cell_facets(opened.cells)[place]
    # Seen from outside, a facet of a cell on the plus side turns against the crack's triangle.
    on_plus = ~_same_turn(facets, crack.triangles[triangle])
    sides, both = [], (on_plus, ~on_plus)
    for there in both if crack.inside is None else (np.ones_like(on_plus),):
        found = np.bincount(triangle[there], minlength=len(crack.triangles))
        if not (found == 1).all():
            raise MeshingError(
                f"Crack '{given.name}' does not lie between cells; move or refine it."
            )
        side = np.empty(len(nodes), dtype=np.int64)
        side[facets[there]] = copies[there]
        sides.append(side)
    sides = sides if len(sides) == 2 else 2 * sides
    return CrackFaces(
        name=given.name,
        plus=sides[0],
        minus=sides[1],
        triangles=crack.triangles,
        uv=crack.uv,
        front=crack.front,
        closed=given.closed and not len(crack.cut),
        mouth=crack.mouth,
        rim=crack.rim,
        pore=given.pore,
        cut=crack.cut,
        one_faced=crack.inside is not None,
    )


def _find(facets: Ints, wanted: Ints, vertex_count: int) -> Ints:
    """Index into `wanted` of every facet with the same vertices, else -1."""
    keys, goal = facet_keys(facets, vertex_count), facet_keys(wanted, vertex_count)
    order = np.argsort(goal)
    slot = order[np.minimum(np.searchsorted(goal, keys, sorter=order), len(goal) - 1)]
    return np.where(goal[slot] == keys, slot, -1)


def _same_turn(facets: Ints, triangles: Ints) -> Bools:
    """Whether pairs of triangles with the same vertices turn the same way."""
    start = np.argmax(facets == triangles[:, :1], axis=1)
    after = facets[np.arange(len(facets)), (start + 1) % 3]
    same: Bools = after == triangles[:, 1]
    return same


def _tag_boundary(
    vertices: Floats, cells: Ints, faces: Sequence[CrackFaces], slab: SolidSlab
) -> tuple[Ints, Ints32]:
    """Facets with one cell only, and their tags; 0 for what lies nowhere known."""
    facets = cell_facets(cells)
    _, first, count = np.unique(
        facet_keys(facets, len(vertices)), return_index=True, return_counts=True
    )
    facets = facets[np.sort(first[count == 1])]
    tags = np.zeros(len(facets), dtype=np.int32)
    ends = slab.low, slab.high
    for tag, axis, end in SIDES:
        off = np.abs(vertices[facets, axis] - ends[end][axis])
        tags[(off <= ON_SIDE * slab.high[axis]).all(axis=1)] = tag
    for crack in faces:
        sides = ((Surface.FACE_PLUS, crack.plus), (Surface.FACE_MINUS, crack.minus))
        for tag, side in sides[:1] if crack.one_faced else sides:
            tags[_find(facets, side[crack.triangles], len(vertices)) >= 0] = tag
    return facets, tags
