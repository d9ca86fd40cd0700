"""The geometry that grows: crack paths in a slab."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lifil.config import Config

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
    """

    name: str
    points: tuple[Point, ...]
    mouth: bool = True
    blocked: tuple[int, ...] = ()

    @property
    def length(self) -> float:
        """Length along the path [m]."""
        return float(np.linalg.norm(np.diff(np.array(self.points), axis=0), axis=1).sum())

    def extended(self, end: int, point: Point) -> CrackPath:
        """Return the path with a new tip; a straight extension moves the old one."""
        points = self.points if end == -1 else self.points[::-1]
        kept = points[:-1] if _straight(points[-2], points[-1], point) else points
        grown = (*kept, point)
        return replace(self, points=grown if end == -1 else grown[::-1])


@dataclass(frozen=True)
class SlabGeometry:
    """What the slab looks like now.

    Attributes:
        width: along the electrodes [m].
        thickness: between the electrodes [m].
        cracks: all cracks, in the order of the flaws.
    """

    width: float
    thickness: float
    cracks: tuple[CrackPath, ...]

    def with_crack(self, index: int, crack: CrackPath) -> SlabGeometry:
        """Return the geometry with one crack replaced."""
        return replace(self, cracks=(*self.cracks[:index], crack, *self.cracks[index + 1 :]))


def initial_geometry(config: Config) -> SlabGeometry:
    """The slab before the first charge."""
    slab = config.geometry
    return SlabGeometry(
        width=slab.width,
        thickness=slab.thickness,
        cracks=tuple(
            CrackPath(
                name=flaw.name,
                points=(
                    (flaw.position, 0.0),
                    (
                        flaw.position + flaw.length * math.sin(flaw.angle),
                        flaw.length * math.cos(flaw.angle),
                    ),
                ),
            )
            for flaw in slab.flaws
        ),
    )


def _straight(before: Point, corner: Point, after: Point) -> bool:
    first, second = np.subtract(corner, before), np.subtract(after, corner)
    across = first[0] * second[1] - first[1] * second[0]
    return bool(abs(across) <= 1e-9 * np.linalg.norm(first) * np.linalg.norm(second))
