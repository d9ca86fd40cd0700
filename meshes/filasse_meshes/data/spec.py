"""What to mesh: the slab, its cracks and regions, and the element sizes. Metres throughout."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Crack:
    """A slit of zero width along a polyline.

    Attributes:
        name: unique name, used in tags and messages.
        path: [m], two points or more, from the start to the tip.
        mouth: True if `path[0]` lies on the anode y = 0, so that the only tip is `path[-1]`;
            False for a crack that starts in the bulk with a tip, or at `from_pore`.
        from_pore: name of the pore on whose wall `path[0]` lies; such an end is open.
        into_pore: name of the pore on whose wall `path[-1]` lies; such an end is open.
        from_branch: whether it starts where another crack has branched; such an end is open.
        into_branch: whether it ends where it has branched; such an end is open.
    """

    name: str
    path: tuple[Point, ...]
    mouth: bool = True
    from_pore: str | None = None
    into_pore: str | None = None
    from_branch: bool = False
    into_branch: bool = False

    @property
    def open_ends(self) -> tuple[bool, bool]:
        """Whether the start and the end are open, that is, not tips."""
        start = self.mouth or self.from_pore is not None or self.from_branch
        return start, self.into_pore is not None or self.into_branch

    @property
    def tips(self) -> tuple[int, ...]:
        """Indices into `path` of the tips."""
        ends = (0, len(self.path) - 1)
        return tuple(i for i, is_open in zip(ends, self.open_ends, strict=True) if not is_open)


@dataclass(frozen=True)
class Region:
    """A sub-area with its own cell label; it may touch or cross the outline and the cracks.

    Attributes:
        name: regions of equal name share one label.
        polygon: [m], corners in order; the last one is not repeated.
    """

    name: str
    polygon: tuple[Point, ...]


@dataclass(frozen=True)
class Pore:
    """An empty hole inside the slab.

    Attributes:
        name: unique name.
        outline: [m], corners in order; the last one is not repeated.
    """

    name: str
    outline: tuple[Point, ...]


@dataclass(frozen=True)
class Notch:
    """A pit in the anode side, whose wall is part of the anode.

    Attributes:
        name: unique name.
        outline: [m], corners in order; the polygon must reach the anode side y = 0.
    """

    name: str
    outline: tuple[Point, ...]


@dataclass(frozen=True)
class Microstructure:
    """What a slab is made of, as drawn once; growing cracks leave it as it is.

    Attributes:
        grains: [m], corners of every grain; together they tile the slab. One that lies within
            another is cut out of it.
        band: [m], width of the grain-boundary band between grains; 0 for none.
        pores: holes.
        notches: pits in the anode side.
    """

    grains: tuple[tuple[Point, ...], ...] = ()
    band: float = 0.0
    pores: tuple[Pore, ...] = ()
    notches: tuple[Notch, ...] = ()


@dataclass(frozen=True)
class Slab:
    """A slab of electrolyte on [0, width] x [0, thickness], the anode at y = 0.

    Attributes:
        width: [m] along the anode.
        thickness: [m] from the anode to the counter electrode.
        cracks: slits, none of which may cross or touch another but at the point where it branches.
        regions: conforming sub-areas; where two overlap the later one wins, and all win over
            grains and grain boundaries.
        microstructure: grains, pores and notches, if any.
    """

    width: float
    thickness: float
    cracks: tuple[Crack, ...] = ()
    regions: tuple[Region, ...] = ()
    microstructure: Microstructure | None = None


@dataclass(frozen=True)
class Sizes:
    """Largest element sizes [m] at the places that matter.

    Attributes:
        far: anywhere.
        tip: at crack tips: the length of every element edge that meets a tip.
        lip: along crack faces.
        anode: along y = 0.
        grading: growth of the size per distance.
        boundary: along grain-boundary bands; the band itself is one cell wide unless a crack is
            near. None for an eighth of the mean grain size.
    """

    far: float
    tip: float
    lip: float
    anode: float
    grading: float = 0.25
    boundary: float | None = None
