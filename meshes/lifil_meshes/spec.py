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
            False for a buried crack with a tip at either end.
    """

    name: str
    path: tuple[Point, ...]
    mouth: bool = True

    @property
    def tips(self) -> tuple[int, ...]:
        """Indices into `path` of the tips."""
        last = len(self.path) - 1
        return (last,) if self.mouth else (0, last)


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
class Slab:
    """A slab of electrolyte on [0, width] x [0, thickness], the anode at y = 0.

    Attributes:
        width: [m] along the anode.
        thickness: [m] from the anode to the counter electrode.
        cracks: slits, none of which may cross or touch another.
        regions: conforming sub-areas; where two overlap the later one wins.
    """

    width: float
    thickness: float
    cracks: tuple[Crack, ...] = ()
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Sizes:
    """Largest element sizes [m] at the places that matter.

    Attributes:
        far: anywhere.
        tip: at crack tips: the length of every element edge that meets a tip.
        lip: along crack lips.
        anode: along y = 0.
        grading: growth of the size per distance.
    """

    far: float
    tip: float
    lip: float
    anode: float
    grading: float = 0.25
