"""Slabs, surface cracks and meshes in space. Metres throughout.

The axes: x along the width, y from the anode (y = 0) to the counter electrode (y = thickness),
z along the depth.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats, Ints, Ints32
from filasse_meshes.data.solid_grains import SolidGrains

HIGHEST_CUT = 0.8
"""Of a pore's radius: farther off its centre a crack would cut it at too small an angle."""
AROUND_PORES = 0.1
"""Of their radii: what pores keep from sides and from each other, so that cells fit between."""


@dataclass(frozen=True, eq=False)
class FrontLine:
    """A crack front, as it is or was, as points in order along it.

    Seen from the plus side the crack lies to the left of the front's direction. A closed front
    does not repeat its first point.

    Attributes:
        uv: [m], shape (k, 2), in the unrolled parameter plane; a mouth lies on v = 0.
        points: [m], shape (k, 3), in the body.
        forward: shape (k, 3), unit vectors along which the crack surface reaches the front.
    """

    uv: Floats
    points: Floats
    forward: Floats


@dataclass(frozen=True, eq=False)
class SurfaceCrack:
    """A crack surface of zero width: flat inside its first front, then one strip per advance.

    Attributes:
        name: unique name, used in messages.
        fronts: from the first to the present one.
        closed: True for a buried crack, whose front is a loop; False for one that opens at the
            anode, whose front starts and ends on y = 0.
        pore: name of the pore, if any, that it surrounds, and into which it opens.
    """

    name: str
    fronts: tuple[FrontLine, ...]
    closed: bool
    pore: str | None = None


WALL_PER_RADIUS = 1 / 3
"""Edges on the wall of a pore, over its radius: its curved triangles leave the sphere by 1e-3."""


@dataclass(frozen=True)
class SphericalPore:
    """A round hole inside the slab.

    Attributes:
        name: unique name.
        centre: [m].
        radius: [m].
    """

    name: str
    centre: tuple[float, float, float]
    radius: float

    @property
    def volume(self) -> float:
        """Of the hole [m^3]."""
        return 4 / 3 * np.pi * self.radius**3

    def distance(self, points: Floats) -> Floats:
        """From points [m], shape (n, 3), to the wall [m], shape (n,); negative inside."""
        return np.asarray(np.linalg.norm(points - self.centre, axis=1) - self.radius)


class MirrorPlane(NamedTuple):
    """A plane of symmetry across an axis (0 or 2) at a place along it [m]."""

    axis: int
    place: float

    def reflected(self, points: Floats) -> Floats:
        """Images [m] of points, shape (n, 3)."""
        images = points.copy()
        images[:, self.axis] = 2 * self.place - points[:, self.axis]
        return images


@dataclass(frozen=True)
class SolidSlab:
    """A slab of electrolyte on [0, width] x [0, thickness] x [0, depth], the anode at y = 0.

    Attributes:
        width: [m] along x.
        thickness: [m] along y, from the anode to the counter electrode.
        depth: [m] along z.
        cracks: surfaces, none of which may cross or touch another.
        pores: holes; a crack may only touch the pore that it surrounds.
        grains: which grain a point lies in; None for a single crystal. The mesh does not see them.
        mirrors: axes across whose middle planes all is symmetric, 0 and 2 or one of them: what lies
            above these planes is meshed, with that part of every crack. None meshes the whole.
    """

    width: float
    thickness: float
    depth: float
    cracks: tuple[SurfaceCrack, ...] = ()
    pores: tuple[SphericalPore, ...] = ()
    grains: SolidGrains | None = None
    mirrors: tuple[int, ...] = ()

    @property
    def planes(self) -> tuple[MirrorPlane, ...]:
        """The planes of symmetry."""
        return tuple(MirrorPlane(axis, float(self.high[axis]) / 2) for axis in self.mirrors)

    @property
    def low(self) -> Floats:
        """Lowest corner of what is meshed [m], shape (3,)."""
        corner = np.zeros(3)
        for plane in self.planes:
            corner[plane.axis] = plane.place
        return corner

    @property
    def high(self) -> Floats:
        """Highest corner [m], shape (3,)."""
        return np.array([self.width, self.thickness, self.depth])


@dataclass(frozen=True)
class SolidSizes:
    """Element sizes [m].

    A tenth of a crack's radius at the front gives stress intensities to some 0.3 %.

    Attributes:
        front: length of the edges along crack fronts, and of those that leave them.
        far: largest edge anywhere.
        growth: of the size per distance from the fronts.
        face: largest edge on crack surfaces; None for twice `front`.
        pore: edges on the walls of pores; None for a third of their radius.
        fronts: edges along the front of every crack, in their order, in place of `front`: cracks
            of very different radii need sizes of their own.
    """

    front: float
    far: float
    growth: float = 0.25
    face: float | None = None
    pore: float | None = None
    fronts: tuple[float, ...] = ()

    def of_crack(self, index: int) -> "SolidSizes":
        """The sizes at one crack."""
        return replace(self, front=self.fronts[index], fronts=()) if self.fronts else self


@dataclass(frozen=True, eq=False)
class CrackFaces:
    """The triangulation of one crack, on which its film lives.

    Attributes:
        name: of the crack.
        plus: shape (m,), vertex ids on the plus face.
        minus: shape (m,), vertex ids on the minus face; equal to `plus` on the front only.
        triangles: shape (t, 3), into 0 .. m-1, counter-clockwise seen from the solid on the plus
            side; their normal points from the minus to the plus face.
        uv: [m], shape (m, 2), in the unrolled parameter plane.
        front: shape (k,), into 0 .. m-1, in order along the front and equally spaced by arc length.
        closed: whether the front is a loop; its first vertex is not repeated.
        mouth: shape (j,), into 0 .. m-1, vertices on the anode from the end of the front to its
            start; empty for a buried crack.
        rim: shape (r,), into 0 .. m-1, vertices on the wall of its pore, in order around it;
            empty without one.
        pore: name of that pore.
        cut: shape (c,), into 0 .. m-1, vertices on planes of symmetry across the crack, where u = 0
            or v = 0, from the end of the front to the mouth, or to its start; empty without one.
        one_faced: whether it lies in a plane of symmetry. One face is meshed then, and `minus` is
            `plus`.
    """

    name: str
    plus: Ints
    minus: Ints
    triangles: Ints
    uv: Floats
    front: Ints
    closed: bool
    mouth: Ints
    rim: Ints
    pore: str | None = None
    cut: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    one_faced: bool = False


@dataclass(frozen=True, eq=False)
class PoreFaces:
    """The wall of one pore.

    Attributes:
        name: of the pore.
        facets: shape (f, 3), vertex ids; their curved facets lie on the sphere.
        sphere: which they lie on.
    """

    name: str
    facets: Ints
    sphere: SphericalPore


@dataclass(frozen=True, eq=False)
class SolidMesh:
    """A mesh of 10-node tetrahedra, split along its cracks.

    Attributes:
        points: [m], shape (n, 3), all geometry nodes; vertices come first.
        cells: shape (c, 10), in VTK's order: vertices 0 to 3, then the mid nodes of the edges
            01, 12, 02, 03, 13, 23. Edges along fronts are curved; the mid node of an edge with
            one end on a front lies at a quarter of the edge.
        region: shape (c,), index into `region_names`.
        region_names: names of the cell labels; the first is "electrolyte".
        facets: shape (f, 3), vertex ids of the tagged boundary facets, seen from outside
            counter-clockwise.
        facet_tags: shape (f,), values of `Surface`.
        cracks: one per crack, in the order of `slab.cracks`.
        slab: what was meshed.
        sizes: the sizes asked for.
        pores: one per pore, in the order of `slab.pores`.
    """

    points: Floats
    cells: Ints
    region: Ints32
    region_names: tuple[str, ...]
    facets: Ints
    facet_tags: Ints32
    cracks: tuple[CrackFaces, ...]
    slab: SolidSlab
    sizes: SolidSizes
    pores: tuple[PoreFaces, ...] = ()

    @property
    def planes(self) -> tuple[MirrorPlane, ...]:
        """The planes of symmetry; the mesh is what lies above them."""
        return self.slab.planes

    @property
    def vertex_count(self) -> int:
        """Number of vertices, which are the first entries of `points`."""
        return int(self.cells[:, :4].max()) + 1

    @property
    def grain(self) -> Ints32:
        """Grain of every cell, that of its middle; -1 without grains, shape (c,)."""
        if self.slab.grains is None:
            return np.full(len(self.cells), -1, dtype=np.int32)
        return self.slab.grains.at(self.points[self.cells[:, :4]].mean(axis=1)).astype(np.int32)
