"""Reject impossible slabs in space before Gmsh meets them, and name the culprit."""

import itertools
import math
from collections.abc import Sequence

import numpy as np

from filasse_meshes.arrays import MICROMETRE, Floats
from filasse_meshes.data.solid_data import (
    AROUND_PORES,
    SolidSizes,
    SolidSlab,
    SphericalPore,
    SurfaceCrack,
)
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.solid.crack_crossings import crossing, too_near
from filasse_meshes.solid.plane_mesh import CrackMesh

CLEARANCE = 0.5
"""Of the front size: what cracks keep from sides and other cracks; nearer, cells are needles."""
LEAVING = 0.05
"""Of the front size: what the inside of a crack that opens at the anode keeps from it; the first
vertices behind the mouth of a crack that leans much are no farther."""
LEAST_GROWTH, MOST_GROWTH = 0.02, 1.0
"""Growth of sizes per distance: below, meshes explode; above, cells are bad."""
MOST_CELLS = 5e6
"""More cells than this are a slip of the pen."""
SIDES = (
    *("side x = 0", "anode", "side z = 0"),
    *("side x = width", "counter electrode", "side z = depth"),
)


def check_solid(slab: SolidSlab, sizes: SolidSizes) -> None:
    """Raise MeshingError for the first number in `slab` or `sizes` that cannot be meshed."""
    lengths = {name: getattr(slab, name) for name in ("width", "thickness", "depth")}
    lengths |= {f"size '{name}'": getattr(sizes, name) for name in ("front", "far")}
    _check_fronts(slab, sizes)
    chosen = {"face": sizes.face, "pore": sizes.pore}
    lengths |= {f"size '{name}'": size for name, size in chosen.items() if size is not None}
    for name, value in (lengths | {"growth": sizes.growth}).items():
        if not (math.isfinite(value) and value > 0):
            raise MeshingError(f"The {name} is {value:g}; give a positive, finite number.")
    if not MOST_GROWTH >= sizes.growth >= LEAST_GROWTH:
        raise MeshingError(
            f"The growth is {sizes.growth:g}; give {LEAST_GROWTH:g} to {MOST_GROWTH:g} (0.25 is "
            "usual)."
        )
    _check_count(slab, sizes)
    _check_mirror(slab)
    names = [crack.name for crack in slab.cracks]
    for name in names:
        if names.count(name) > 1:
            raise MeshingError(f"Two cracks have the name '{name}'; give every crack its own.")
    for crack in slab.cracks:
        _check_front(crack)
    check_pores(slab, sizes)


def _check_mirror(slab: SolidSlab) -> None:
    """Planes of symmetry run across the electrodes."""
    if not slab.mirrors:
        return
    if not set(slab.mirrors) <= {0, 2} or len(set(slab.mirrors)) < len(slab.mirrors):
        raise MeshingError(
            f"The axes 'mirrors' are {slab.mirrors}; give 0, along the width, and 2, along the "
            "depth, or one of them."
        )
    kinds = {"pores": bool(slab.pores), "grains": slab.grains is not None}
    for kind, is_there in kinds.items():
        if is_there:
            raise MeshingError(f"Slabs with {kind} cannot be halved; leave 'mirrors' out.")


def _check_fronts(slab: SolidSlab, sizes: SolidSizes) -> None:
    if sizes.fronts and len(sizes.fronts) != len(slab.cracks):
        raise MeshingError(
            f"There are {len(sizes.fronts)} sizes 'fronts' for {len(slab.cracks)} cracks; give one "
            "for each, or none."
        )
    if not all(math.isfinite(size) and size > 0 for size in sizes.fronts):
        raise MeshingError(f"The sizes 'fronts' are {sizes.fronts}; give positive, finite numbers.")


def check_pores(slab: SolidSlab, sizes: SolidSizes) -> None:
    """Raise MeshingError for pores that leave the slab or meet, and for cracks that miss theirs."""
    names = [pore.name for pore in slab.pores]
    extent = np.array([slab.width, slab.thickness, slab.depth])
    for pore in slab.pores:
        if names.count(pore.name) > 1:
            raise MeshingError(f"Two pores have the name '{pore.name}'; give every pore its own.")
        if not (math.isfinite(pore.radius) and pore.radius > 0):
            raise MeshingError(
                f"The radius of pore '{pore.name}' is {pore.radius:g} m; give a positive number."
            )
        room = np.hstack([pore.centre, extent - pore.centre])
        if not room.min() > (1 + AROUND_PORES) * pore.radius:
            raise MeshingError(
                f"Pore '{pore.name}' reaches, or nearly, the {SIDES[int(room.argmin())]}; move it "
                "inside or make it smaller."
            )
    for one, other in itertools.combinations(slab.pores, 2):
        if math.dist(one.centre, other.centre) < (1 + AROUND_PORES) * (one.radius + other.radius):
            raise MeshingError(
                f"Pores '{one.name}' and '{other.name}' meet, or nearly; move them apart."
            )
    _check_owners([crack.pore for crack in slab.cracks if crack.pore is not None], names)


def _check_owners(wanted: list[str], names: list[str]) -> None:
    for name in wanted:
        if name not in names:
            raise MeshingError(f"A crack is to surround pore '{name}', but the pores are {names}.")
        if wanted.count(name) > 1:
            raise MeshingError(f"Two cracks surround pore '{name}'; only one can be meshed.")


def _check_off_pore(
    crack: CrackMesh, given: SurfaceCrack, pore: SphericalPore, sizes: SolidSizes
) -> None:
    """A crack keeps its distance from other pores, and from its own but for its rim."""
    if given.pore == pore.name:
        rest = np.setdiff1d(np.arange(len(crack.points)), crack.rim)
        away = np.linalg.norm(crack.points[rest] - pore.centre, axis=1)
        found = crack.points[rest[away.argmin()]] if away.min() < pore.radius else None
    else:
        centre, corners = np.array([pore.centre]), crack.points[crack.triangles]
        near = too_near(centre, corners, pore.radius + CLEARANCE * sizes.front)
        found = None if near is None else centre[0]
    _reject(found, given.name, f"pore '{pore.name}'")


def _check_count(slab: SolidSlab, sizes: SolidSizes) -> None:
    count = 6 * slab.width * slab.thickness * slab.depth / sizes.far**3
    if count > MOST_CELLS:
        raise MeshingError(
            f"The size 'far', {sizes.far / MICROMETRE:g} um, asks for some {count:.2g} cells; give "
            f"a larger one (at most {MOST_CELLS:.0e} cells are meshed)."
        )


def _check_front(crack: SurfaceCrack) -> None:
    if not all(np.isfinite(line.points).all() for line in crack.fronts):
        raise MeshingError(f"Crack '{crack.name}' has coordinates that are not finite.")


def check_meshed_cracks(cracks: Sequence[CrackMesh], slab: SolidSlab, sizes: SolidSizes) -> None:
    """Raise MeshingError for cracks that leave the slab, or meet themselves or each other."""
    own = [sizes.of_crack(i) for i in range(len(cracks))]
    for crack, given, size in zip(cracks, slab.cracks, own, strict=True):
        _check_inside(crack, given.name, slab, size)
        corners = crack.points[crack.triangles]
        _reject(crossing(corners, corners, crack.triangles, crack.triangles), given.name, "itself")
        for pore in slab.pores:
            _check_off_pore(crack, given, pore, size)
    pairs = zip(cracks, slab.cracks, own, strict=True)
    for (one, first, size), (other, second, size_2) in itertools.combinations(pairs, 2):
        least = CLEARANCE * min(size.front, size_2.front)
        _check_pair(one, other, (first.name, second.name), least)


def _check_inside(crack: CrackMesh, name: str, slab: SolidSlab, sizes: SolidSizes) -> None:
    """Every vertex keeps its distance from all sides; only a mouth lies on the anode."""
    room = np.hstack([crack.points - slab.low, slab.high - crack.points])
    room[:, list(slab.mirrors)] = np.inf
    if len(crack.mouth):
        room[:, 1] *= CLEARANCE / LEAVING
        room[crack.mouth, 1] = np.inf
    vertex, side = np.unravel_index(int(room.argmin()), room.shape)
    if room[vertex, side] < CLEARANCE * sizes.front:
        raise MeshingError(
            f"Crack '{name}' reaches the {SIDES[side]} at {in_um(crack.points[vertex])}; make it "
            "smaller or move it, or grow it by smaller steps."
        )


def _check_pair(one: CrackMesh, other: CrackMesh, names: tuple[str, str], least: float) -> None:
    """Two cracks neither cross nor come nearer than allowed."""
    first, second = (crack.points[crack.triangles] for crack in (one, other))
    whose = other.triangles + len(one.points)
    for found in (
        crossing(first, second, one.triangles, whose),
        too_near(one.points, second, least),
        too_near(other.points, first, least),
    ):
        _reject(found, names[0], f"crack '{names[1]}'")


def _reject(where: Floats | None, name: str, what: str) -> None:
    if where is not None:
        raise MeshingError(
            f"Crack '{name}' meets {what} at {in_um(where)}; make it smaller or move it, grow it "
            "by smaller steps, or use a smaller front size (mesh.tip)."
        )
