"""The audited result of meshing: plain arrays in metres."""

from dataclasses import dataclass

from filasse_meshes.arrays import Floats, Ints, Ints32
from filasse_meshes.data.spec import Sizes, Slab


@dataclass(frozen=True)
class CrackTrace:
    """The vertices of one crack, in order along its path.

    `plus` is the side to the left of the path's direction, so the outward normal of the solid
    on the plus face points to the right of that direction.

    Attributes:
        name: of the crack.
        mouth: whether the path starts on the anode.
        plus: shape (k,), vertex ids on the plus face.
        minus: shape (k,), vertex ids on the minus face; equal to `plus` at a tip only.
        arc: [m], shape (k,), arc length from the start of the path.
        from_pore: the pore that the crack starts from, if any.
        into_pore: the pore that the crack ends in, if any; that end is open and no tip.
        from_branch: whether it starts where another crack has branched; such an end is open.
        into_branch: whether it ends where it has branched; such an end is open.
    """

    name: str
    mouth: bool
    plus: Ints
    minus: Ints
    arc: Floats
    from_pore: str | None = None
    into_pore: str | None = None
    from_branch: bool = False
    into_branch: bool = False

    @property
    def tips(self) -> Ints:
        """Vertex ids of the crack's tips, in order along the path."""
        tips: Ints = self.plus[self.plus == self.minus]
        return tips


@dataclass(frozen=True)
class PoreTrace:
    """The wall of one pore, followed once around.

    Attributes:
        name: of the pore.
        facets: shape (k, 2), vertex ids, the solid to the left. Each facet starts where the one
            before ends, but for the two faces of a crack that opens into the pore.
        arc: [m], shape (k + 1,), arc length at the start of every facet, then the perimeter.
    """

    name: str
    facets: Ints
    arc: Floats


@dataclass(frozen=True)
class SlabMesh:
    """A mesh of 6-node triangles with named regions, tagged facets and paired crack faces.

    Attributes:
        points: [m], shape (n_points, 2), all geometry nodes; vertices come first.
        cells: shape (n_cells, 6), counter-clockwise vertices 0, 1, 2, then the mid nodes of the
            edges opposite vertex 0, 1, 2.
        region: shape (n_cells,), index into `region_names`.
        region_names: names of the cell labels; the first is "electrolyte".
        facets: shape (n_facets, 2), vertex ids of the tagged boundary facets.
        facet_tags: shape (n_facets,), values of `Surface`.
        traces: one per crack, in the order of `slab.cracks`.
        slab: what was meshed: the slab given, with crack paths led through features (grain
            boundaries, pore walls) that they would nearly have touched.
        sizes: the sizes asked for.
        grain: shape (n_cells,), the grain each cell lies in, -1 outside grains.
        pores: one per pore, in the order of the microstructure.
    """

    points: Floats
    cells: Ints
    region: Ints32
    region_names: tuple[str, ...]
    facets: Ints
    facet_tags: Ints32
    traces: tuple[CrackTrace, ...]
    slab: Slab
    sizes: Sizes
    grain: Ints32
    pores: tuple[PoreTrace, ...] = ()

    @property
    def vertex_count(self) -> int:
        """Number of vertices, which are the first entries of `points`."""
        return int(self.cells[:, :3].max()) + 1
