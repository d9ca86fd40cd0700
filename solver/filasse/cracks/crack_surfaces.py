"""The geometry that grows in space: crack surfaces in a slab."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse_meshes.data.solid_data import SphericalPore

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Front:
    """A crack front as it is or was: points in order along it; see `filasse_meshes.FrontLine`.

    Attributes:
        uv: in the unrolled plane of the crack [m], shape (k, 2).
        points: [m], shape (k, 3).
        forward: unit vectors out of the crack, within its surface, shape (k, 3).
    """

    uv: FloatArray
    points: FloatArray
    forward: FloatArray

    @property
    def length(self) -> float:
        """Of the line through the points [m]; around a loop, but for its last part."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())


@dataclass(frozen=True, eq=False)
class CrackSurface:
    """A crack that grows at its front.

    Attributes:
        name: of the flaw it started from.
        fronts: from the first to the present one.
        closed: whether its front is a loop inside the body; else it opens at the anode.
        moves: whether it advanced in the last growth step.
        pore: name of the pore that it has grown around, and opens into; None for none.
    """

    name: str
    fronts: tuple[Front, ...]
    closed: bool = False
    moves: bool = False
    pore: str | None = None

    @property
    def stretch(self) -> float:
        """Length of the present front over that of the first."""
        return self.fronts[-1].length / self.fronts[0].length

    @property
    def highest(self) -> float:
        """Largest distance of the front from the anode [m]."""
        return float(self.fronts[-1].points[:, 1].max())


@dataclass(frozen=True, eq=False)
class SolidGeometry:
    """What a slab with a depth looks like now.

    Attributes:
        width: along x [m].
        thickness: between the electrodes [m].
        depth: along z [m].
        cracks: all cracks, in the order of the flaws, and all of each.
        mirrors: axes across whose middle planes all is symmetric: 0, 2, both or none.
        pores: round holes, which do not change.
    """

    width: float
    thickness: float
    depth: float
    cracks: tuple[CrackSurface, ...]
    mirrors: tuple[int, ...] = ()
    pores: tuple[SphericalPore, ...] = ()

    def with_crack(self, index: int, crack: CrackSurface) -> SolidGeometry:
        """Return the geometry with one crack replaced."""
        return replace(self, cracks=(*self.cracks[:index], crack, *self.cracks[index + 1 :]))
