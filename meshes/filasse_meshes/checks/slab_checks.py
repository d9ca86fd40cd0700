"""Reject impossible slabs before any meshing, with a message that names the culprit."""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Point, Polygon

from filasse_meshes.arrays import MICROMETRE, Floats
from filasse_meshes.checks.void_checks import check_microstructure
from filasse_meshes.data.spec import Crack, Region, Sizes, Slab
from filasse_meshes.meshing_error import MeshingError, in_um

NEAR = 1e-3
"""Relative to the tip size: features closer than this count as touching."""
SHARPEST = math.radians(179.0)
"""A path may not turn by more than this at a corner."""
MOST_CELLS = 5e6
"""More cells than this are a slip of the pen."""
LEAST_GRADED, MOST_GRADED = 0.02, 1.0
"""Growth of sizes per distance: below, meshes explode; above, cells are bad."""
NEAR_NOTCH = 1e-9
"""[m] How near the wall of a notch the mouth of a crack must be given."""


def check_slab(slab: Slab, sizes: Sizes) -> None:
    """Raise MeshingError for the first thing in `slab` or `sizes` that cannot be meshed."""
    _check_numbers(slab, sizes)
    check_cracks(slab, sizes)
    _check_counts(slab, sizes)
    for region in slab.regions:
        _check_region(region, slab)
    if slab.microstructure:
        check_microstructure(slab.microstructure, slab)


def check_cracks(slab: Slab, sizes: Sizes) -> None:
    """Raise MeshingError for cracks that leave the slab or meet themselves or each other."""
    near = NEAR * sizes.tip
    for crack in slab.cracks:
        _check_crack(crack, slab, near)
    for first, second in itertools.combinations(slab.cracks, 2):
        _check_pair(first, second, near)


def _check_numbers(slab: Slab, sizes: Sizes) -> None:
    lengths = {"width": slab.width, "thickness": slab.thickness}
    lengths |= {f"size '{name}'": getattr(sizes, name) for name in ("far", "tip", "lip", "anode")}
    for name, value in (lengths | {"grading": sizes.grading}).items():
        if not (math.isfinite(value) and value > 0):
            raise MeshingError(f"The {name} is {value:g}; give a positive, finite number.")
    if not MOST_GRADED >= sizes.grading >= LEAST_GRADED:
        raise MeshingError(
            f"The grading is {sizes.grading:g}; give {LEAST_GRADED:g} to {MOST_GRADED:g} (0.25 is "
            "usual)."
        )


def _check_counts(slab: Slab, sizes: Sizes) -> None:
    counts = {"far": slab.width * slab.thickness / sizes.far**2, "anode": slab.width / sizes.anode}
    counts["lip"] = sum(LineString(crack.path).length for crack in slab.cracks) / sizes.lip
    for name, count in counts.items():
        if count > MOST_CELLS:
            raise MeshingError(
                f"The size '{name}', {getattr(sizes, name) / MICROMETRE:g} um, asks for some "
                f"{count:.2g} cells; give a larger one (at most {MOST_CELLS:.0e} cells are meshed)."
            )


def _check_crack(crack: Crack, slab: Slab, near: float) -> None:
    what = f"Crack '{crack.name}'"
    path = np.asarray(crack.path, dtype=np.float64).reshape(-1, 2)
    if len(path) < 2 or not np.isfinite(path).all():
        raise MeshingError(f"{what} needs at least two points with finite coordinates.")
    if np.hypot(*np.diff(path, axis=0).T).min() <= near:
        raise MeshingError(f"{what} has two successive points at the same place; remove one.")
    if not LineString(path).is_simple:
        raise MeshingError(f"{what} crosses or touches itself; give a path that does not.")
    _check_kinks(path, what)
    inside = path[1:] if crack.mouth else path
    if crack.mouth and not _on_anode(path[0], slab, near):
        raise MeshingError(
            f"The mouth of {what.lower()} is at {in_um(path[0])}; it must lie on the anode, "
            f"y = 0 with 0 < x < {slab.width * 1e6:g} um, or on the wall of a notch."
        )
    reach = np.array([slab.width, slab.thickness]) - near
    outside = ~((inside > near) & (inside < reach)).all(axis=1)
    if outside.any():
        raise MeshingError(
            f"{what} leaves the slab at {in_um(inside[outside][0])}; keep its path inside "
            f"0 < x < {slab.width * 1e6:g} um, 0 < y < {slab.thickness * 1e6:g} um."
        )


def _check_kinks(path: Floats, what: str) -> None:
    step = np.diff(path, axis=0)
    heading = np.arctan2(step[:, 1], step[:, 0])
    turn = np.abs((np.diff(heading) + math.pi) % (2 * math.pi) - math.pi)
    if turn.max(initial=0.0) > SHARPEST:
        corner = path[1:-1][turn.argmax()]
        raise MeshingError(
            f"{what} turns back on itself at {in_um(corner)}, by {math.degrees(turn.max()):.4g} "
            "degrees; give a path without such a fold."
        )


def _check_pair(first: Crack, second: Crack, near: float) -> None:
    if first.name == second.name:
        raise MeshingError(f"Two cracks are called '{first.name}'; give every crack its own name.")
    one, other = LineString(first.path), LineString(second.path)
    if set(_branch_points(first)) & set(_branch_points(second)):
        one, other = (_off_branches(crack, 10 * near) for crack in (first, second))
    if one.distance(other) <= near:
        middle = shapely.shortest_line(one, other).centroid
        raise MeshingError(
            f"Cracks '{first.name}' and '{second.name}' cross or touch at "
            f"{in_um(middle.coords[0])}; move or shorten one of them."
        )


def _branch_points(crack: Crack) -> Iterator[tuple[float, float]]:
    """Where a crack meets others that have branched off with it."""
    if crack.from_branch:
        yield crack.path[0]
    if crack.into_branch:
        yield crack.path[-1]


def _off_branches(crack: Crack, distance: float) -> LineString:
    """The path without what is nearer to the points where it branches [m]."""
    line = LineString(crack.path)
    start = distance if crack.from_branch else 0.0
    end = line.length - distance if crack.into_branch else line.length
    return shapely.ops.substring(line, start, end)


def _on_anode(point: Floats, slab: Slab, near: float) -> bool:
    notches = slab.microstructure.notches if slab.microstructure else ()
    walls = [Polygon(notch.outline).exterior for notch in notches]
    on_notch = any(wall.distance(Point(point)) < NEAR_NOTCH for wall in walls)
    return on_notch or bool(point[1] == 0 and near < point[0] < slab.width - near)


def _check_region(region: Region, slab: Slab) -> None:
    polygon = Polygon(region.polygon) if len(region.polygon) > 2 else Polygon()
    if polygon.is_empty or not polygon.is_valid or polygon.area == 0:
        raise MeshingError(f"The outline of region '{region.name}' is not a simple polygon.")
    outline = Polygon([(0, 0), (slab.width, 0), (slab.width, slab.thickness), (0, slab.thickness)])
    if not polygon.intersects(outline):
        raise MeshingError(f"Region '{region.name}' lies outside the slab; move or remove it.")
