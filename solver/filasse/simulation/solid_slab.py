"""Slabs with a depth: between growing crack surfaces and the mesher."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.errors import MeshError
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.front_obstacles import Going, approaches
from filasse.simulation.mesher_errors import as_filasse_error
from filasse_meshes import (
    FrontLine,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    advance_part,
    build_solid_mesh,
    surround_pore,
)

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

EDGES_AROUND = 2.7
"""Edges along the front that a crack which opens into a pore leads around it: more than the mesher
needs, as edges grow with the front."""

BENT = 1.0
"""Edges that the front of a crack which opens into a pore may lie off a plane."""

NEARLY = 0.1
"""Of the clearance: what comes this near to it is held up."""


@dataclass(frozen=True)
class UncrackedSolid:
    """The slab without its growing cracks.

    Attributes:
        slab: its size.
        sizes: of the mesh at the first cracks; at every front they grow with its length.
        largest: size along fronts [m]: near the clearance kept from sides, integration domains
            of 1.5 edges still lie within the slab.
    """

    slab: SolidSlab
    sizes: SolidSizes
    largest: float
    anode: None = None

    def mesh(self, geometry: SolidGeometry) -> tuple[SolidGeometry, SolidMesh]:
        """Mesh the slab with the cracks of a geometry.

        Returns:
            The geometry, which stays as it is, and the mesh.

        Raises:
            MeshError: the geometry cannot be meshed.
        """
        cracks = tuple(_to_mesher(crack) for crack in geometry.cracks)
        sizes = self.sizes
        if cracks:
            own = tuple(self.front_size(crack) for crack in geometry.cracks)
            sizes = replace(sizes, front=min(own), fronts=own)
        return geometry, as_filasse_error(
            build_solid_mesh, replace(self.slab, cracks=cracks), sizes
        )

    def front_size(self, crack: CrackSurface) -> float:
        """Length of the edges along the front of a crack [m]."""
        size = self.sizes.front
        return min(size * max(crack.stretch, 1.0), max(self.largest, size))


@dataclass(frozen=True)
class GrownSolid:
    """The geometry after some fronts have advanced; see `filasse.simulation.crack_advance.Grown`.

    Attributes:
        geometry: with larger cracks.
        lengths: by which the fastest part of each front advanced [m].
        met: what a part of each front has come to; None for nothing.
        entered: pores that cracks open into from now on.
    """

    geometry: SolidGeometry
    lengths: tuple[float, ...]
    met: tuple[Encounter | None, ...]
    entered: tuple[str, ...] = ()


def grow_fronts(
    uncracked: UncrackedSolid,
    geometry: SolidGeometry,
    advances: Sequence[FrontAdvance],
    clearance: float,
) -> GrownSolid:
    """Advance fronts, lead cracks around the pores that they have come to, and tell what they met.

    Args:
        uncracked: the slab without cracks.
        geometry: the present cracks.
        advances: the steps that fronts want to take.
        clearance: distance kept from sides and other cracks [m].
    """
    lengths: list[float] = []
    met: list[Encounter | None] = []
    before = geometry
    standing = tuple(replace(crack, moves=False) for crack in geometry.cracks)
    geometry = replace(geometry, cracks=standing)
    for advance in advances:
        crack = _to_mesher(geometry.cracks[advance.crack])
        way = advance.distances, advance.angles
        grown = as_filasse_error(advance_part, crack, *way, uncracked.slab.planes)
        new = replace(from_mesher(grown), moves=True)
        geometry = geometry.with_crack(advance.crack, new)
        lengths.append(float(advance.distances.max()))
    near, entered = clearance * (1 + NEARLY), []
    for advance in advances:
        now = _obstacles(geometry, advance.crack, near)
        new_to = now - _obstacles(before, advance.crack, near)
        pores = sorted(e.name for e in now if e.kind is EncounterKind.PORE)
        opened = next(
            (g for p in pores if (g := _opened(uncracked, geometry, advance.crack, p, clearance))),
            None,
        )
        if opened is not None:
            geometry, name = opened, opened.cracks[advance.crack].pore or ""
            entered.append(name)
            met.append(Encounter(EncounterKind.PORE, name))
            continue
        met.append(min(new_to, key=str, default=None))
    return GrownSolid(geometry, tuple(lengths), tuple(met), tuple(entered))


def _opened(
    uncracked: UncrackedSolid, geometry: SolidGeometry, index: int, name: str, clearance: float
) -> SolidGeometry | None:
    """The geometry with a crack that has gone around a pore and opens into it.

    None where it cannot: another crack has, or it has another pore; it is not flat, or passes the
    pore far from its middle; or there is no room, or no mesh, for what it would be.
    """
    crack, pore = geometry.cracks[index], next(p for p in geometry.pores if p.name == name)
    taken = {c.pore for c in geometry.cracks}
    if crack.pore is not None or name in taken:
        return None
    margin = EDGES_AROUND * uncracked.front_size(crack)
    around = as_filasse_error(
        surround_pore, _to_mesher(crack), pore, margin, BENT * uncracked.front_size(crack)
    )
    if around is None:
        return None
    opened = geometry.with_crack(index, from_mesher(around))
    if _obstacles(opened, index, clearance) - _obstacles(geometry, index, clearance):
        return None
    try:
        uncracked.mesh(opened)
    except MeshError as error:
        log.debug("%s does not open into pore %s: %s", crack.name, name, error)
        return None
    return opened


def _obstacles(geometry: SolidGeometry, crack: int, near: float) -> set[Encounter]:
    """What a front has come near to: see `GrownSolid.met`."""
    own = geometry.cracks[crack]
    points = own.fronts[-1].points
    x, y, z = points.T
    sides = np.min([x, geometry.width - x, z, geometry.depth - z])
    found: set[Encounter] = set()
    if geometry.thickness - y.max() <= near:
        found.add(Encounter(EncounterKind.COUNTER, in_part=own.closed))
    if own.closed and y.min() <= near:
        found.add(Encounter(EncounterKind.ANODE, in_part=True))
    if sides <= near:
        found.add(Encounter(EncounterKind.SIDE, in_part=True))
    for other in geometry.cracks:
        if other is not own and _gap(points, other.fronts[-1].points) <= near:
            found.add(Encounter(EncounterKind.CRACK, other.name, in_part=True))
    if _comes_to_itself(own, near):
        found.add(Encounter(EncounterKind.CRACK, own.name, in_part=True))
    for pore in geometry.pores:
        if pore.name != own.pore and pore.distance(points).min() <= near:
            found.add(Encounter(EncounterKind.PORE, pore.name, in_part=True))
    return found


def _comes_to_itself(crack: CrackSurface, near: float) -> bool:
    """Whether parts of a front that come towards each other have come near."""
    front = crack.fronts[-1]
    steps = np.linalg.norm(np.diff(front.points, axis=0), axis=1)
    own = Going(front.points, front.forward, np.concatenate([[0.0], np.cumsum(steps)]))
    gap, _ = approaches(own, own, front.length if crack.closed else None)
    return bool(gap.min() <= near)


def _gap(points: FloatArray, others: FloatArray) -> float:
    """Least distance between points of two fronts [m]."""
    return float(np.linalg.norm(points[:, None] - others, axis=2).min())


def _to_mesher(crack: CrackSurface) -> SurfaceCrack:
    fronts = tuple(FrontLine(f.uv, f.points, f.forward) for f in crack.fronts)
    return SurfaceCrack(crack.name, fronts, crack.closed, crack.pore)


def from_mesher(crack: SurfaceCrack) -> CrackSurface:
    """A crack of the mesher as one that grows."""
    fronts = tuple(Front(f.uv, f.points, f.forward) for f in crack.fronts)
    return CrackSurface(crack.name, fronts, crack.closed, pore=crack.pore)
