"""The step of crack fronts from one geometry to the next, and what they meet on it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import CrackSurface, SolidGeometry
from filasse.errors import MeshError
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.front_obstacles import Going, approaches
from filasse.output.writers.event_log import EventDetails
from filasse.remap.detached import Detached, Trail
from filasse.remap.joined import Uniting, after_uniting
from filasse.simulation.mesher_errors import as_filasse_error
from filasse.simulation.solid_slab import UncrackedSolid, from_mesher, to_mesher
from filasse_meshes import advance_part, surround_pore, unite_cracks

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

EDGES_AROUND = 2.7
"""Edges along the front that a crack which opens into a pore leads around it: more than the mesher
needs, as edges grow with the front."""

BENT = 1.0
"""Edges that the front of a crack which opens into a pore may lie off a plane."""

COPLANAR = 0.5
"""Edges that two fronts may lie off one plane, in which their cracks become one."""

NOTCH_EDGES = 1.5
"""Edges along a front: least radius where it is concave. Parts that go ahead on both sides of a
corner make it sharper by each advance, until no mesh follows it."""

ROUNDED = 0.6
"""Of the clearance: radius of notches in the front of two cracks that have become one. Parts on
both sides of a narrower one would hold each other up at once."""

NEARLY = 0.1
"""Of the clearance: what comes this near to it is held up."""


@dataclass(frozen=True)
class GrownSolid:
    """The geometry after some fronts have advanced; see `filasse.simulation.crack_advance.Grown`.

    Attributes:
        geometry: with larger cracks.
        lengths: by which the fastest part of each front advanced [m].
        met: what a part of each front has come to; None for nothing.
        entered: pores that cracks open into from now on.
        united: cracks that have become one.
    """

    geometry: SolidGeometry
    lengths: tuple[float, ...]
    met: tuple[Encounter | None, ...]
    entered: tuple[str, ...] = ()
    united: tuple[Uniting, ...] = ()

    def events(self) -> Iterator[tuple[str, EventDetails]]:
        """Cracks that have become one; see `GrownCracks.events`."""
        for one in self.united:
            yield "united", {"tip": one.tip, "kept": one.kept, "new_area": one.area}

    def carry(self, detached: Detached, before: SolidGeometry) -> Detached:
        """Take the state over to the new surfaces; see `GrownCracks.carry`."""
        if self.entered:  # the way around a pore tells nothing
            detached = replace(detached, growing=False, earlier=Trail())
        return after_uniting(detached, self.united) if self.united else detached

    def stands(self, least: float) -> bool:
        """Whether no front has advanced by more than a length [m]."""
        return max(self.lengths, default=0.0) <= least


def grow_fronts(
    uncracked: UncrackedSolid,
    geometry: SolidGeometry,
    advances: Sequence[FrontAdvance],
    clearance: float,
) -> GrownSolid:
    """Advance fronts and tell what they met: they go around pores, and two cracks become one.

    Args:
        uncracked: the slab without cracks.
        geometry: the present cracks.
        advances: the steps that fronts want to take.
        clearance: distance kept from sides and other cracks [m].
    """
    near, before = clearance * (1 + NEARLY), geometry
    geometry = _advanced(uncracked, geometry, advances)
    met: list[Encounter | None] = []
    entered = []
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
    geometry, united = _united(uncracked, geometry, {a.tip for a in advances}, clearance)
    met = [still_met(a.tip, e, united) for a, e in zip(advances, met, strict=True)]
    lengths = tuple(float(advance.distances.max()) for advance in advances)
    return GrownSolid(geometry, lengths, tuple(met), tuple(entered), united)


def _advanced(
    uncracked: UncrackedSolid, geometry: SolidGeometry, advances: Sequence[FrontAdvance]
) -> SolidGeometry:
    """The geometry after all steps, before what they come to is looked at."""
    standing = tuple(replace(crack, moves=False) for crack in geometry.cracks)
    geometry = replace(geometry, cracks=standing)
    for advance in advances:
        crack = to_mesher(geometry.cracks[advance.crack])
        notch = NOTCH_EDGES * uncracked.front_size(geometry.cracks[advance.crack])
        notch = 0.0 if geometry.pores else notch  # a corner may stand before one
        way = advance.distances, advance.angles, uncracked.slab.planes, notch
        grown = as_filasse_error(advance_part, crack, *way)
        new = replace(from_mesher(grown), moves=True)
        geometry = geometry.with_crack(advance.crack, new)
    return geometry


def _united(
    uncracked: UncrackedSolid, geometry: SolidGeometry, moved: set[str], clearance: float
) -> tuple[SolidGeometry, tuple[Uniting, ...]]:
    """The geometry where cracks at the anode that have come near to each other are one.

    Args:
        uncracked: the slab without cracks.
        geometry: after all advances.
        moved: names of the cracks that have advanced.
        clearance: distance kept from other cracks [m].
    """
    done: list[Uniting] = []
    tried: set[frozenset[str]] = set()
    while True:
        near = [
            pair
            for pair in combinations(geometry.cracks, 2)
            if moved & (names := {crack.name for crack in pair}) and frozenset(names) not in tried
        ]
        if not near:
            return geometry, tuple(done)
        tried.add(frozenset(crack.name for crack in near[0]))
        found = _one_of_two(uncracked, geometry, near[0], clearance)
        if found is not None:
            geometry, uniting = found
            done.append(uniting)
            tried = {names for names in tried if uniting.kept not in names}
            moved = moved | {uniting.kept}


def still_met(tip: str, met: Encounter | None, united: Sequence[Uniting]) -> Encounter | None:
    """What a front has met, by its present name; None for what is part of its own crack by now.

    Args:
        tip: name of the front's crack before any became one.
        met: what it has come to.
        united: cracks that have become one since.
    """
    if met is None or met.kind is not EncounterKind.CRACK:
        return met
    own, other = tip, met.name
    for one in united:
        own, other = (one.kept if name == one.tip else name for name in (own, other))
    is_united = any(own == one.kept for one in united)
    return None if own == other and is_united else replace(met, name=other)


def _one_of_two(
    uncracked: UncrackedSolid,
    geometry: SolidGeometry,
    pair: tuple[CrackSurface, CrackSurface],
    clearance: float,
) -> tuple[SolidGeometry, Uniting] | None:
    """The geometry with one crack in place of two, which keeps the name of the larger.

    None where they are not near, lie in no common plane, are buried or open into a pore, or where
    there is no room, or no mesh, for what they would be.
    """
    small, large = sorted(pair, key=lambda crack: crack.fronts[-1].length)
    fit = not any(crack.closed or crack.pore for crack in pair)
    if not fit or _gap(*(c.fronts[-1].points for c in pair)) > clearance * (1 + NEARLY):
        return None
    edges = uncracked.front_size(large)
    reach = max(EDGES_AROUND * edges, ROUNDED * clearance)
    wanted = to_mesher(large), to_mesher(small), reach, COPLANAR * edges, large.stretch
    one = as_filasse_error(unite_cracks, *wanted)
    if one is None:
        return None
    kept, gone = (geometry.cracks.index(crack) for crack in (large, small))
    before = _obstacles(geometry, kept, clearance) | _obstacles(geometry, gone, clearance)
    left = list(geometry.with_crack(kept, from_mesher(one.crack)).cracks)
    del left[gone]
    united = replace(geometry, cracks=tuple(left))
    if _obstacles(united, kept - (gone < kept), clearance) - before:
        return None
    try:
        uncracked.mesh(united)
    except MeshError as error:
        log.debug("%s and %s do not become one: %s", large.name, small.name, error)
        return None
    return united, Uniting(small.name, large.name, kept, gone, one.turn, one.shift, one.area)


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
        surround_pore, to_mesher(crack), pore, margin, BENT * uncracked.front_size(crack)
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
