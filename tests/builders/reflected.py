"""More of a body from the mesh of its part and the image of that: cell by cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse_meshes import CrackFaces, SolidMesh, Surface
from filasse_meshes.data.solid_data import MirrorPlane
from filasse_meshes.solid.tetrahedra import EDGES

type IntArray = npt.NDArray[np.int64]

TURNED = [0, 1, 3, 2, 4, 8, 7, 6, 5, 9]
"""Nodes of a ten-node tetrahedron whose last two corners have changed places."""

SIDES = {0: (Surface.LEFT, Surface.RIGHT), 2: (Surface.FRONT, Surface.BACK)}
"""The side in the plane of symmetry, and the one across."""


def whole_of(part: SolidMesh, axis: int | None = None) -> SolidMesh:
    """The mesh of a body with its image in a plane, symmetric to the last bit but for round-off.

    Args:
        part: of the body.
        axis: across which the plane lies; needed where there are two.
    """
    plane = next(one for one in part.planes if axis in (None, one.axis))
    cut, across = SIDES[plane.axis]
    image = _images(part, part.facets[part.facet_tags == cut])
    kept = part.facet_tags != cut
    own = part.facet_tags[kept]
    tags = np.where(own == across, cut, own)
    pairs = [_whole_crack(crack, image, plane, part) for crack in part.cracks]
    turned = np.isin(part.facets[kept], _vertices(part, turned=True, axis=plane.axis)).all(axis=1)
    turned &= own == Surface.FACE_PLUS
    other = np.isin(part.facets[kept], _vertices(part, turned=False, axis=plane.axis)).all(axis=1)
    other &= own == Surface.FACE_PLUS
    own, tags = np.where(turned, Surface.FACE_MINUS, own), np.where(other, Surface.FACE_MINUS, tags)
    return replace(
        part,
        points=np.vstack([part.points, plane.reflected(part.points)[image >= len(part.points)]]),
        cells=np.vstack([part.cells, image[part.cells][:, TURNED]]),
        region=np.tile(part.region, 2),
        facets=np.vstack([part.facets[kept], image[part.facets[kept]][:, ::-1]]),
        facet_tags=np.concatenate([own, tags]),
        cracks=tuple(pairs),
        slab=replace(part.slab, mirrors=tuple(m for m in part.slab.mirrors if m != plane.axis)),
    )


def _images(part: SolidMesh, shared: IntArray) -> IntArray:
    """The image of every node: itself on facets in the plane, but for cracks that lie in it."""
    count = len(part.points)
    ends = np.sort(part.cells[:, EDGES], axis=2).reshape(-1, 2) @ [count, 1]
    sides = np.sort(shared[:, [[0, 1], [1, 2], [0, 2]]], axis=2).reshape(-1, 2) @ [count, 1]
    middles = part.cells[:, 4:].ravel()[np.isin(ends, sides)]
    off = np.ones(count, dtype=np.bool_)
    off[np.unique(shared)] = off[middles] = False
    image = np.arange(count)
    image[off] = count + np.arange(off.sum())
    return image


def _vertices(part: SolidMesh, *, turned: bool, axis: int) -> IntArray:
    """Vertices of one-faced cracks in a plane whose normal points out of the part, or into it."""
    found = (
        crack.plus
        for crack in part.cracks
        if _lies_in(crack, part, axis) and _is_turned(crack, part, axis) == turned
    )
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def _lies_in(crack: CrackFaces, part: SolidMesh, axis: int) -> bool:
    return crack.one_faced and bool(np.ptp(part.points[crack.plus, axis]) == 0)


def _is_turned(crack: CrackFaces, part: SolidMesh, axis: int) -> bool:
    """Whether the normal of a crack points away from its part of the body, to the image."""
    a, b, c = part.points[crack.plus[crack.triangles[0]]]
    return bool(np.cross(b - a, c - a)[axis] < 0)


def _whole_crack(
    crack: CrackFaces, image: IntArray, plane: MirrorPlane, part: SolidMesh
) -> CrackFaces:
    if _lies_in(crack, part, plane.axis):
        faces = crack.plus, image[crack.plus]
        plus, minus = faces[::-1] if _is_turned(crack, part, plane.axis) else faces
        return replace(crack, plus=plus, minus=minus, one_faced=False)
    count, on_plane = len(crack.plus), part.points[crack.plus, plane.axis] == plane.place
    off = np.flatnonzero(~on_plane)
    other = np.arange(count)
    other[off] = count + np.arange(len(off))
    level = crack.uv[on_plane][:, 1].any()  # v varies along u = 0
    turned = MirrorPlane(0 if level else 1, 0.0).reflected(crack.uv[off])
    front = np.concatenate([crack.front, other[crack.front[-2::-1]]])
    mouth = np.concatenate([other[crack.mouth[:0:-1]], crack.mouth])
    return replace(
        crack,
        plus=np.concatenate([crack.plus, image[crack.plus[off]]]),
        minus=np.concatenate([crack.minus, image[crack.minus[off]]]),
        triangles=np.vstack([crack.triangles, other[crack.triangles][:, ::-1]]),
        uv=np.vstack([crack.uv, turned]),
        front=front,
        mouth=mouth,
        cut=np.empty(0, dtype=np.int64),
    )
