"""The geometry that grows: crack paths in a slab."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type Point = tuple[float, float]


@dataclass(frozen=True)
class CrackPath:
    """A crack as a polyline.

    Attributes:
        name: of the flaw it started from.
        points: [m], from the mouth (or the start) to the tip.
        mouth: whether it starts at the anode.
        blocked: tips that can grow no further: their index in `points` is 0 or -1.
        from_pore: pore on whose wall it starts.
        into_pore: pore on whose wall it ends.
        from_branch: whether it starts where another crack has branched.
        into_branch: whether it ends where it has branched.
    """

    name: str
    points: tuple[Point, ...]
    mouth: bool = True
    blocked: tuple[int, ...] = ()
    from_pore: str | None = None
    into_pore: str | None = None
    from_branch: bool = False
    into_branch: bool = False

    @property
    def length(self) -> float:
        """Length along the path [m]."""
        return float(np.linalg.norm(np.diff(np.array(self.points), axis=0), axis=1).sum())

    @property
    def turned(self) -> CrackPath:
        """The same path from its end to its start; both ends are open then, and no tip is left."""
        return replace(
            self,
            points=self.points[::-1],
            mouth=True,
            blocked=(),
            from_pore=self.into_pore,
            into_pore=self.from_pore,
        )

    @property
    def straightened(self) -> CrackPath:
        """The same path without points on which it does not turn."""
        kept = [self.points[0]]
        for before, point in itertools.pairwise(self.points[1:]):
            if not _straight(kept[-1], before, point):
                kept.append(before)
        return replace(self, points=(*kept, self.points[-1]))


@dataclass(frozen=True)
class SlabGeometry:
    """What the slab looks like now.

    Attributes:
        width: along the electrodes [m].
        thickness: between the electrodes [m].
        cracks: all cracks, in the order of the flaws.
        pieces: outlines of what cracks have cut loose, which has left the slab [m].
    """

    width: float
    thickness: float
    cracks: tuple[CrackPath, ...]
    pieces: tuple[tuple[Point, ...], ...] = ()

    @property
    def joined(self) -> frozenset[int]:
        """Indices of the cracks that a path through cracks and pores joins to the anode.

        Branches are joined if the crack that has branched is, and pores that a joined crack enters
        or leaves, so that cracks from pore to pore are joined from either end.
        Cracks that neither start at the anode nor at a pore count as joined: where no electrons
        leak, their lithium is taken to be at the anode's potential.
        """
        pores: set[str | None] = set()
        branched: set[Point] = set()
        found: set[int] = set()
        before = -1
        while len(found) > before:
            before = len(found)
            for index, crack in enumerate(self.cracks):
                if crack.from_branch and crack.points[0] not in branched:
                    continue
                if crack.from_pore is None or {crack.from_pore, crack.into_pore} & pores:
                    found.add(index)
                    pores |= {crack.from_pore, crack.into_pore} - {None}
                    branched |= {crack.points[-1]} if crack.into_branch else set()
        return frozenset(found)

    def with_crack(self, index: int, crack: CrackPath) -> SlabGeometry:
        """Return the geometry with one crack replaced."""
        return replace(self, cracks=(*self.cracks[:index], crack, *self.cracks[index + 1 :]))


def _straight(before: Point, corner: Point, after: Point) -> bool:
    first, second = np.subtract(corner, before), np.subtract(after, corner)
    across = first[0] * second[1] - first[1] * second[0]
    return bool(abs(across) <= 1e-9 * np.linalg.norm(first) * np.linalg.norm(second))
