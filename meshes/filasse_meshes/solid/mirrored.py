"""Cracks that are their own images in a plane across the middle of the slab."""

from dataclasses import replace

import numpy as np

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_data import FrontLine, MirrorPlane, SurfaceCrack
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.front_curve import FrontCurve, front_curve

SYMMETRIC = 1e-6
"""Relative to the size of a crack: how far its halves may be from being images of each other."""


def upper_half(curve: FrontCurve, count: int, name: str, mirror: MirrorPlane) -> FrontLine:
    """The first half of a front, which ends exactly on the plane of symmetry.

    Args:
        curve: the whole front, from the upper half on.
        count: even number of intervals between points on it.
        name: of the crack.
        mirror: the plane.

    Raises:
        MeshError: the crack is not its own image.
    """
    whole, half = curve.at(curve.fractions(count)), slice(count // 2 + 1)
    size = float(np.ptp(whole.points, axis=0).max())
    off = np.abs(mirror.reflected(whole.points)[::-1] - whole.points).max()
    if off > SYMMETRIC * size or whole.points[0, mirror.axis] < mirror.place:
        raise MeshingError(
            f"Crack '{name}' is not its own image in the plane of symmetry; put its middle on the "
            "plane and turn its mouth across it."
        )
    uv, points, forward = whole.uv[half], whole.points[half], whole.forward[half]
    uv[-1, 0], points[-1, mirror.axis], forward[-1, mirror.axis] = 0.0, mirror.place, 0.0
    return FrontLine(uv, points, forward)


def whole_advance(values: Floats) -> Floats:
    """Values along a whole front from those along its upper half, shape (2 k - 1,)."""
    return np.concatenate([values, values[-2::-1]])


def with_equal_halves(crack: SurfaceCrack, mirror: MirrorPlane) -> SurfaceCrack:
    """A crack whose last front is its own image: round-off does not add up from step to step.

    Args:
        crack: nearly so.
        mirror: the plane.

    Raises:
        MeshError: its halves differ.
    """
    count = len(crack.fronts[-1].uv) // 2 * 2
    upper = upper_half(front_curve(crack), count, crack.name, mirror)
    turned = MirrorPlane(mirror.axis, 0.0)
    pairs = (
        (upper.uv, upper.uv * (-1.0, 1.0)),
        (upper.points, mirror.reflected(upper.points)),
        (upper.forward, turned.reflected(upper.forward)),
    )
    whole = FrontLine(*(np.vstack([one, image[-2::-1]]) for one, image in pairs))
    return replace(crack, fronts=(*crack.fronts[:-1], whole))
