"""What a mesher must supply, and the surfaces of a mesh by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


class TaggedPoreWall(Protocol):
    """One pore in a mesh: see `filasse_meshes.PoreTrace`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def facets(self) -> IntArray: ...  # noqa: D102


class Sphere(Protocol):
    """A round pore: see `filasse_meshes.SphericalPore`."""

    @property
    def centre(self) -> tuple[float, float, float]: ...  # noqa: D102
    @property
    def volume(self) -> float: ...  # noqa: D102
    def distance(self, points: FloatArray) -> FloatArray: ...  # noqa: D102


class TaggedSphere(TaggedPoreWall, Protocol):
    """One pore in a solid mesh: see `filasse_meshes.PoreFaces`."""

    @property
    def sphere(self) -> Sphere: ...  # noqa: D102


class TaggedTrace(Protocol):
    """One crack in a mesh: see `filasse_meshes.CrackTrace`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def mouth(self) -> bool: ...  # noqa: D102
    @property
    def plus(self) -> IntArray: ...  # noqa: D102
    @property
    def minus(self) -> IntArray: ...  # noqa: D102
    @property
    def arc(self) -> FloatArray: ...  # noqa: D102
    @property
    def from_pore(self) -> str | None: ...  # noqa: D102
    @property
    def into_pore(self) -> str | None: ...  # noqa: D102
    @property
    def from_branch(self) -> bool: ...  # noqa: D102
    @property
    def into_branch(self) -> bool: ...  # noqa: D102


class TaggedCrackFaces(Protocol):
    """One crack in a solid mesh: see `filasse_meshes.CrackFaces`."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def plus(self) -> IntArray: ...  # noqa: D102
    @property
    def minus(self) -> IntArray: ...  # noqa: D102
    @property
    def triangles(self) -> IntArray: ...  # noqa: D102
    @property
    def uv(self) -> FloatArray: ...  # noqa: D102
    @property
    def front(self) -> IntArray: ...  # noqa: D102
    @property
    def closed(self) -> bool: ...  # noqa: D102
    @property
    def mouth(self) -> IntArray: ...  # noqa: D102
    @property
    def cut(self) -> IntArray: ...  # noqa: D102
    @property
    def one_faced(self) -> bool: ...  # noqa: D102
    @property
    def rim(self) -> IntArray: ...  # noqa: D102
    @property
    def pore(self) -> str | None: ...  # noqa: D102


class Mirror(Protocol):
    """A plane of symmetry, above which the body is meshed: see `filasse_meshes.MirrorPlane`."""

    @property
    def axis(self) -> int: ...  # noqa: D102
    def reflected(self, points: FloatArray) -> FloatArray: ...  # noqa: D102


class TaggedMesh(Protocol):
    """What a mesher must supply in either dimension, d = 2 or 3.

    Attributes:
        points: nodes [m], shape (n, d), vertices first.
        cells: nodes of every cell of second order, shape (c, 6) or (c, 10).
        region: of every cell, an index into the names, shape (c,).
        region_names: names of the regions.
        facets: vertices of the tagged facets, shape (f, d).
        facet_tags: values of `Surface`, shape (f,).
    """

    @property
    def points(self) -> FloatArray: ...  # noqa: D102
    @property
    def cells(self) -> IntArray: ...  # noqa: D102
    @property
    def region(self) -> npt.NDArray[np.int32]: ...  # noqa: D102
    @property
    def region_names(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def facets(self) -> IntArray: ...  # noqa: D102
    @property
    def facet_tags(self) -> npt.NDArray[np.int32]: ...  # noqa: D102


class TaggedPlanarMesh(TaggedMesh, Protocol):
    """Six-node triangles with cracks along paths: see `filasse_meshes.SlabMesh`."""

    @property
    def traces(self) -> Sequence[TaggedTrace]: ...  # noqa: D102
    @property
    def pores(self) -> Sequence[TaggedPoreWall]: ...  # noqa: D102


class TaggedSolidMesh(TaggedMesh, Protocol):
    """Ten-node tetrahedra with cracks on surfaces: see `filasse_meshes.SolidMesh`."""

    @property
    def cracks(self) -> Sequence[TaggedCrackFaces]: ...  # noqa: D102
    @property
    def pores(self) -> Sequence[TaggedSphere]: ...  # noqa: D102
    @property
    def planes(self) -> Sequence[Mirror]: ...  # noqa: D102


@dataclass(frozen=True)
class SurfaceData:
    """Surface data, the same on every rank.

    Attributes:
        facets: vertices of the tagged facets, shape (n_facets, dim).
        tags: shape (n_facets,).
        vertices: coordinates of all vertices on these facets [m], shape (n, dim), with their ids.
        ids: ids of those vertices in the mesher's numbering, ascending, shape (n,).
        region_names: names of the regions.
        traces: one per crack in the plane.
        pores: one per pore in the plane.
        spheres: one per pore in space.
        cracks: one per crack in space.
        mirrors: planes of symmetry of a body of which what lies above them is meshed.
    """

    facets: IntArray
    tags: npt.NDArray[np.int32]
    vertices: FloatArray
    ids: IntArray
    region_names: tuple[str, ...]
    traces: tuple[TaggedTrace, ...]
    pores: tuple[TaggedPoreWall, ...]
    cracks: tuple[TaggedCrackFaces, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    spheres: tuple[TaggedSphere, ...] = ()

    @classmethod
    def of(
        cls,
        mesh: TaggedMesh,
        traces: Sequence[TaggedTrace] = (),
        pores: Sequence[TaggedPoreWall] = (),
        cracks: Sequence[TaggedCrackFaces] = (),
        mirrors: Sequence[Mirror] = (),
        spheres: Sequence[TaggedSphere] = (),
    ) -> SurfaceData:
        """The surfaces of a mesh, with its cracks and pores."""
        ids = np.unique(mesh.facets)
        return cls(
            facets=mesh.facets,
            tags=mesh.facet_tags,
            vertices=mesh.points[ids],
            ids=ids,
            region_names=mesh.region_names,
            traces=tuple(traces),
            pores=tuple(pores),
            cracks=tuple(cracks),
            mirrors=tuple(mirrors),
            spheres=tuple(spheres),
        )

    def coordinates(self, ids: IntArray) -> FloatArray:
        """Positions of surface vertices [m], shape (len(ids), dim)."""
        return self.vertices[np.searchsorted(self.ids, ids)]

    def on(self, tag: Surface) -> IntArray:
        """Ids of the vertices on a surface, in order of appearance along x then y."""
        ids = np.unique(self.facets[self.tags == tag])
        order = np.lexsort(self.coordinates(ids).T[::-1])
        return np.asarray(ids[order], dtype=np.int64)
