"""The whole of a body from the mesh of its upper half and the image of that: cell by cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse_meshes import CrackFaces, SolidMesh, Surface
from filasse_meshes.data.solid_data import MirrorPlane

type IntArray = npt.NDArray[np.int64]

TURNED = [0, 1, 3, 2, 4, 8, 7, 6, 5, 9]
"""Nodes of a ten-node tetrahedron whose last two corners have changed places."""

SIDES = {0: (Surface.LEFT, Surface.RIGHT), 2: (Surface.FRONT, Surface.BACK)}
"""The side in the plane of symmetry, and the one across."""


def whole_of(half: SolidMesh) -> SolidMesh:
    """The mesh of the whole body, symmetric to the last bit but for round-off."""
    plane = half.plane
    assert plane is not None
    off = np.abs(half.points[:, plane.axis] - plane.place) > 1e-9 * plane.place
    image = np.arange(len(half.points))
    image[off] = len(half.points) + np.arange(off.sum())
    cut, across = SIDES[plane.axis]
    kept = half.facet_tags != cut
    tags = np.where(half.facet_tags == across, cut, half.facet_tags)
    return replace(
        half,
        points=np.vstack([half.points, plane.reflected(half.points[off])]),
        cells=np.vstack([half.cells, image[half.cells][:, TURNED]]),
        region=np.tile(half.region, 2),
        facets=np.vstack([half.facets[kept], image[half.facets[kept]][:, ::-1]]),
        facet_tags=np.concatenate([half.facet_tags[kept], tags[kept]]),
        cracks=tuple(_whole_crack(crack, image) for crack in half.cracks),
        slab=replace(half.slab, mirror=None),
    )


def _whole_crack(crack: CrackFaces, image: IntArray) -> CrackFaces:
    count = len(crack.plus)
    off = np.setdiff1d(np.arange(count), crack.cut)
    other = np.arange(count)
    other[off] = count + np.arange(len(off))
    turned = MirrorPlane(0, 0.0).reflected(crack.uv[off])
    return replace(
        crack,
        plus=np.concatenate([crack.plus, image[crack.plus[off]]]),
        minus=np.concatenate([crack.minus, image[crack.minus[off]]]),
        triangles=np.vstack([crack.triangles, other[crack.triangles][:, ::-1]]),
        uv=np.vstack([crack.uv, turned]),
        front=np.concatenate([crack.front, other[crack.front[-2::-1]]]),
        mouth=np.concatenate([other[crack.mouth[:0:-1]], crack.mouth]),
        cut=np.empty(0, dtype=np.int64),
    )
