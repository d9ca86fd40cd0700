"""Cracks that are their own images in planes across the middle of the slab."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_data import FrontLine, MirrorPlane, SurfaceCrack
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.flat_cracks import fitted_plane
from filasse_meshes.solid.front_curve import FrontCurve, front_curve
from filasse_meshes.solid.surface_growth import advance_surface

SYMMETRIC = 1e-6
"""Relative to the size of a crack: how far its halves may be from being images of each other."""


class Cut(NamedTuple):
    """A plane across a crack, which it meets where one of (u, v) is 0.

    Attributes:
        plane: of symmetry.
        axis: 0 where it lies on u = 0, 1 on v = 0.
    """

    plane: MirrorPlane
    axis: int


class CrackSymmetry(NamedTuple):
    """How planes of symmetry meet a crack, of which the part above them is meshed.

    Attributes:
        start: what the front of that part starts on; None at a mouth, or of a whole front.
        end: what it ends on.
        inside: plane that the crack lies in: what is meshed has one of its faces.
        is_loop: whether the whole front goes around.
    """

    start: Cut | None = None
    end: Cut | None = None
    inside: MirrorPlane | None = None
    is_loop: bool = False

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """Different planes across the crack, that at the end of the front first."""
        return tuple(dict.fromkeys(cut for cut in (self.end, self.start) if cut is not None))

    @property
    def images(self) -> int:
        """Parts of the front, each the image of another."""
        return 1 << len(self.cuts)

    def unfolded(self, part: Floats, reflected: Callable[[Floats, Cut], Floats]) -> Floats:
        """What lies along the whole front.

        Args:
            part: values along its part, shape (k, ...), both ends included.
            reflected: their images in a plane.
        """
        if self.end is None:
            return part
        half = np.concatenate([part, reflected(part, self.end)[-2::-1]])
        if not self.is_loop:
            return half
        if self.start is None or self.images == 2:
            return half[:-1]
        return np.concatenate([half, reflected(half, self.start)[-2:0:-1]])


def symmetry_of(crack: SurfaceCrack, planes: Sequence[MirrorPlane]) -> CrackSymmetry:
    """How planes of symmetry meet a crack.

    Raises:
        MeshingError: the crack is not its own image.
    """
    axes, cuts, inside = fitted_plane(crack.fronts[0]).axes, [], None
    for plane in planes:
        along = axes[:, plane.axis]
        if np.abs(along).max() < SYMMETRIC:
            inside = plane
            _check_within(crack, plane)
        elif along[0] > 1 - SYMMETRIC or (crack.closed and along[1] > 1 - SYMMETRIC):
            cuts.append(Cut(plane, int(along.argmax())))
        else:
            raise _not_symmetric(crack.name)
    upright = next((cut for cut in cuts if cut.axis == 0), None)
    level = next((cut for cut in cuts if cut.axis == 1), None)
    if not crack.closed:
        return CrackSymmetry(None, upright, inside)
    return CrackSymmetry(level or upright, upright or level, inside, is_loop=True)


def _check_within(crack: SurfaceCrack, plane: MirrorPlane) -> None:
    """A crack in the direction of a plane lies in it."""
    for front in crack.fronts:
        off = np.abs(front.points[:, plane.axis] - plane.place).max()
        if off > SYMMETRIC * np.ptp(front.points, axis=0).max():
            raise _not_symmetric(crack.name)


def _not_symmetric(name: str) -> MeshingError:
    return MeshingError(
        f"Crack '{name}' is not its own image in the plane of symmetry; put its middle on the "
        "plane and turn its mouth across it, or into it."
    )


def begun_on_cut(crack: SurfaceCrack, symmetry: CrackSymmetry) -> SurfaceCrack:
    """The crack with its last front, if that is cut and goes around, told from the cut on."""
    front, start = crack.fronts[-1], symmetry.start
    if not crack.closed or start is None:
        return crack
    off, ahead = np.abs(front.uv[:, start.axis]), front.uv[:, 1 - start.axis]
    sign = -1.0 if start.axis == 0 else 1.0  # seen from the plus side it turns left
    first = int(np.where(sign * ahead > 0, off, np.inf).argmin())
    if first == 0:
        return crack
    values = front.uv, front.points, front.forward
    turned = FrontLine(*(np.roll(one, -first, axis=0) for one in values))
    return replace(crack, fronts=(*crack.fronts[:-1], turned))


def part_of_front(curve: FrontCurve, count: int, name: str, symmetry: CrackSymmetry) -> FrontLine:
    """The first part of a front, which ends exactly on the planes of symmetry.

    Args:
        curve: the whole front, from the start of that part on.
        count: number of intervals between points on it, a multiple of the images.
        name: of the crack.
        symmetry: how planes meet it.

    Raises:
        MeshingError: the crack is not its own image.
    """
    whole, last = curve.at(curve.fractions(count)), count // symmetry.images
    steps, size = np.arange(len(whole.points)), float(np.ptp(whole.points, axis=0).max())
    kept = slice(None) if symmetry.end is None else slice(last + 1)
    part = FrontLine(*(v[kept].copy() for v in (whole.uv, whole.points, whole.forward)))
    for cut, end, at in ((symmetry.end, -1, last), (symmetry.start, 0, 0)):
        if cut is None:
            continue
        image = whole.points[(2 * at - steps) % count if symmetry.is_loop else 2 * at - steps]
        if np.abs(cut.plane.reflected(image) - whole.points).max() > SYMMETRIC * size:
            raise _not_symmetric(name)
        axis = cut.plane.axis
        part.uv[end, cut.axis], part.points[end, axis] = 0.0, cut.plane.place
        part.forward[end, axis] = 0.0
    if symmetry.inside is not None:
        part.points[:, symmetry.inside.axis] = symmetry.inside.place
        part.forward[:, symmetry.inside.axis] = 0.0
    return part


def advance_part(
    crack: SurfaceCrack,
    distance: Floats,
    angle: Floats,
    planes: Sequence[MirrorPlane],
    notch: float = 0.0,
) -> SurfaceCrack:
    """Grow a crack by the advances of what is meshed of it; see `advance_surface`.

    Args:
        crack: the whole.
        distance: along that part of its front [m], shape (k,).
        angle: [rad], shape (k,).
        planes: of symmetry.
        notch: least radius of a concave front that no plane cuts [m].

    Raises:
        MeshingError: the front cannot advance so, or the crack is not its own image.
    """
    if not planes:
        return advance_surface(crack, distance, angle, notch)
    symmetry = symmetry_of(crack, planes)
    far, turn = (symmetry.unfolded(values, lambda part, _: part) for values in (distance, angle))
    radius = 0.0 if symmetry.cuts else notch
    grown = advance_surface(begun_on_cut(crack, symmetry), far, turn, radius)
    return _with_equal_parts(grown, symmetry)


def _with_equal_parts(crack: SurfaceCrack, symmetry: CrackSymmetry) -> SurfaceCrack:
    """A crack whose last front is its own image: round-off does not add up from step to step.

    Args:
        crack: nearly so, its last front told from a cut on.
        symmetry: how planes meet it.

    Raises:
        MeshingError: its parts differ.
    """
    if crack.closed and symmetry.start is not None:
        last = _with_crossings(crack.fronts[-1], symmetry.start)
        crack = replace(crack, fronts=(*crack.fronts[:-1], last))
    count = len(crack.fronts[-1].uv) // symmetry.images * symmetry.images
    part = part_of_front(front_curve(crack), count, crack.name, symmetry)
    whole = FrontLine(
        symmetry.unfolded(part.uv, lambda uv, cut: MirrorPlane(cut.axis, 0.0).reflected(uv)),
        symmetry.unfolded(part.points, lambda points, cut: cut.plane.reflected(points)),
        symmetry.unfolded(
            part.forward, lambda v, cut: MirrorPlane(cut.plane.axis, 0.0).reflected(v)
        ),
    )
    return replace(crack, fronts=(*crack.fronts[:-1], whole))


def _with_crossings(front: FrontLine, cut: Cut) -> FrontLine:
    """A loop told from a plane on, with points on it, also where they were lost in folds."""
    across = front.uv[:, cut.axis]
    side = np.sign(np.where(np.abs(across) > SYMMETRIC * np.ptp(across), across, 0.0))
    lost = np.flatnonzero(side * np.roll(side, 1) < 0)
    values = front.uv, front.points, front.forward
    return FrontLine(*(np.insert(v, lost, (v[lost] + v[lost - 1]) / 2, axis=0) for v in values))
