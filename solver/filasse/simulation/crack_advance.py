"""Crack growth in the slab's geometry: obstacles, pores entered, and cracks that leave pores."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from filasse.cracks.crack_paths import CrackPath, Point, SlabGeometry
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.fem.planar.wall_stress import InitiationSite, weakest_site
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.propagation import Advance
from filasse.output.writers.event_log import EventDetails
from filasse.remap.detached import Detached, after_branching
from filasse.remap.joined import Joining, after_joining, after_opening
from filasse.simulation.given_names import free_name
from filasse.simulation.mesher_errors import as_filasse_error
from filasse.simulation.slab import UncrackedSlab
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse_meshes import (
    Crack,
    Obstacle,
    PathAdvance,
    Slab,
    advance_in_one_piece,
    branch_crack,
    nucleate_at_pore,
)

TEST_PRESSURE = 1e8
"""Lithium pressure under which the weakest site of a pore's wall is looked for [Pa]."""

APART = 0.5
"""Distance of a new crack from the one that entered the pore, over the pore's radius."""

ARRIVES = 1e-3
"""Of the clearance: a tip that is farther from what is in its way comes to it first, which takes
its time, and is held up once it is critical there."""


@dataclass(frozen=True)
class Grown:
    """The geometry after some tips have advanced.

    Attributes:
        geometry: with longer cracks.
        lengths: by which each tip advanced [m].
        met: what stopped each tip; None for nothing.
        joinings: of tips with what they met.
        branched: tips that have branched, and the names of their branches.
        opened: names of cracks that have come to the anode from inside, and start there now.
    """

    geometry: SlabGeometry
    lengths: tuple[float, ...]
    met: tuple[Encounter | None, ...]
    joinings: tuple[Joining, ...] = ()
    branched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opened: tuple[str, ...] = ()

    def events(self) -> Iterator[tuple[str, EventDetails]]:
        """Branches, cracks that open at the anode, and joinings; see `GrownCracks.events`."""
        for tip, names in self.branched.items():
            yield "branched", {"tip": tip, "branches": ", ".join(names)}
        for name in self.opened:
            anode = EncounterKind.ANODE.value
            yield "joined", {"tip": name, "obstacle": anode, "loose_area": 0.0}
        for one in self.joinings:
            yield "joined", {"tip": one.tip, "obstacle": one.obstacle, "loose_area": one.area}

    def carry(self, detached: Detached, before: SlabGeometry) -> Detached:
        """Take the state over to the new paths; see `GrownCracks.carry`."""
        if self.branched:
            detached = after_branching(detached, self.geometry, self.branched)
        if self.opened:
            detached = after_opening(detached, self.geometry, self.opened)
        if self.joinings:
            detached = after_joining(detached, before.cracks, self.joinings)
        return detached

    def stands(self, least: float) -> bool:
        """Never: a tip that is held up is blocked by now, which changes the geometry."""
        return False


def grow(
    uncracked: UncrackedSlab,
    geometry: SlabGeometry,
    advances: Sequence[Advance],
    clearance: float,
    opens_mouths: bool = True,
) -> Grown:
    """Advance tips up to the first obstacle; a tip that meets a pore opens into it.

    Before anything else it stops, and is held up once it would go on from there. A pore that would
    cut a piece loose is an obstacle, too: another crack has entered it.

    Args:
        uncracked: the slab without cracks.
        geometry: the present cracks.
        advances: the steps that tips want to take.
        clearance: distance kept from sides and other cracks [m].
        opens_mouths: whether cracks that come to the anode from inside may join it.
    """
    met: list[Encounter | None] = []
    lengths, branched, opened = [], {}, []
    for advance in advances:
        slab = uncracked.with_cracks(geometry)
        name = geometry.cracks[advance.crack].name
        split = _branched(slab, name, advance, clearance)
        if split is not None:
            branched[advance.tip] = tuple(c.name for c in split[len(geometry.cracks) :])
            geometry = with_cracks(geometry, split)
            lengths.append(math.hypot(*advance.step))
            met.append(None)
            continue
        done = stepped(slab, name, advance, clearance)
        if stays(done, advance):
            lengths.append(0.0)
            met.append(None)
            continue
        geometry = with_cracks(geometry, done.slab.cracks)
        come_to = None if comes_to(done) else encounter_with(done.met)
        if come_to is not None and advance.crack not in geometry.joined:
            come_to = come_to.without_metal
        lengths.append(done.length)
        comes_out = come_to is not None and come_to.kind is EncounterKind.FROM_INSIDE
        way = opening(geometry, advance, clearance) if comes_out else None
        if way is not None and opens_mouths:
            geometry = _opened(geometry, advance.crack, way)
            come_to = Encounter(EncounterKind.OPENED)
            lengths[-1] += math.dist(*way)
            opened.append(name)
        elif come_to is not None and come_to.holds_up:
            geometry = blocked(geometry, advance)
        met.append(come_to)
    return Grown(geometry, tuple(lengths), tuple(met), branched=branched, opened=tuple(opened))


def opening(
    geometry: SlabGeometry, advance: Advance, clearance: float
) -> tuple[Point, Point] | None:
    """The last bit of a crack that has come to the anode from a pore; None without room for it."""
    crack = geometry.cracks[advance.crack]
    tip = crack.points[-1]
    mouth = (tip[0], 0.0)
    others = [shapely.LineString(c.points) for c in geometry.cracks if c.name != crack.name]
    is_free = all(other.distance(shapely.LineString([tip, mouth])) > clearance for other in others)
    inside = clearance < tip[0] < geometry.width - clearance
    from_pore = crack.from_pore is not None and not advance.at_start and not geometry.pieces
    return (tip, mouth) if is_free and inside and from_pore and tip[1] <= 2 * clearance else None


def _opened(geometry: SlabGeometry, index: int, way: tuple[Point, Point]) -> SlabGeometry:
    """The geometry with a crack that goes on to the anode, and starts there."""
    crack = geometry.cracks[index]
    return geometry.with_crack(index, replace(crack, points=(*crack.points, way[1])).turned)


def _branched(
    slab: Slab, name: str, advance: Advance, clearance: float
) -> tuple[Crack, ...] | None:
    """The cracks after a tip has branched; None if it does not, or not all branches have room."""
    if not advance.branches or advance.at_start:
        return None
    grown = as_filasse_error(branch_crack, slab, name, advance.branches, clearance)
    return None if grown is None else grown.cracks


def fresh_pores(geometry: SlabGeometry, leaking: Sequence[str] = ()) -> tuple[str, ...]:
    """Pores that a crack has entered, or in which lithium may be plated, and none has left.

    Args:
        geometry: the present cracks.
        leaking: pores that leaking electrons can fill.
    """
    left = {crack.from_pore for crack in geometry.cracks}
    entered = {crack.into_pore: None for crack in geometry.cracks if crack.into_pore}
    return tuple(name for name in (entered | dict.fromkeys(leaking)) if name not in left)


def initiation_sites(geometry: FrozenGeometry) -> dict[str, InitiationSite]:
    """Where a crack would leave each pore that one has entered; a collective call."""
    if isinstance(geometry.cracks, SolidGeometry):
        return {}  # in space cracks go around pores and do not start from them
    grid = geometry.response.grid
    leaks = geometry.response.electronic is not None
    leaking = [pore.name for pore in grid.reservoirs] if leaks else []
    pores = fresh_pores(geometry.cracks, leaking)
    loads = geometry.response.loads(geometry.problem.cell.loads)
    pressures = geometry.response.elastic.layout.values(TEST_PRESSURE, loads)
    sites = {}
    for pore in grid.reservoirs:
        if pore.name not in pores or geometry.volume is None:
            continue
        ends = grid.edges[grid.edges[:, 1] == pore.node, 0]
        clearance = APART * float(np.sqrt(pore.volume / np.pi))
        domain, bodies = geometry.volume.domain, geometry.volume.bodies
        site = weakest_site(domain, bodies, pressures, pore, grid.position[ends], clearance)
        if site is not None:
            sites[pore.name] = site
    return sites


def nucleate(
    uncracked: UncrackedSlab,
    geometry: SlabGeometry,
    sites: dict[str, InitiationSite],
    length: float,
) -> SlabGeometry:
    """Add a short crack at the weakest site of each pore.

    Args:
        uncracked: the slab without cracks.
        geometry: the present cracks.
        sites: where, by name of the pore.
        length: of the new cracks [m].
    """
    for pore, site in sites.items():
        slab = uncracked.with_cracks(geometry)
        step = (length * site.inward[0], length * site.inward[1])
        name = free_name(f"from-{pore}", {crack.name for crack in geometry.cracks})
        grown = as_filasse_error(nucleate_at_pore, slab, name, pore, site.point, step)
        geometry = with_cracks(geometry, grown.cracks)
    return geometry


def with_cracks(geometry: SlabGeometry, cracks: Sequence[Crack]) -> SlabGeometry:
    """The geometry with the mesher's cracks, of which the last may be new."""
    old = {crack.name: crack for crack in geometry.cracks}
    paths = (
        replace(
            old.get(c.name, CrackPath(c.name, c.path, c.mouth)),
            points=c.path,
            mouth=c.mouth,
            from_pore=c.from_pore,
            into_pore=c.into_pore,
            from_branch=c.from_branch,
            into_branch=c.into_branch,
        ).straightened
        for c in cracks
    )
    return replace(geometry, cracks=tuple(paths))


def stepped(slab: Slab, name: str, advance: Advance, clearance: float) -> PathAdvance:
    """The outcome of a tip's step, which cuts nothing loose.

    A tip that is where it is held up goes no further: rounding leaves it ways of 1e-18 m.

    Args:
        slab: with the present cracks.
        name: of the tip's crack.
        advance: the step that it wants to take.
        clearance: distance kept from sides and other cracks [m].
    """
    done = as_filasse_error(
        advance_in_one_piece, slab, name, advance.step, clearance, advance.at_start
    )
    is_there = done.length <= ARRIVES * clearance and _is_held_up(done)
    return PathAdvance(slab, 0.0, done.met) if is_there else done


def comes_to(done: PathAdvance) -> bool:
    """Whether a tip has come to what holds it up, and has to be critical there first."""
    return _is_held_up(done) and done.length > 0


def stays(done: PathAdvance, advance: Advance) -> bool:
    """Whether a tip that only goes with another is at what will hold it up: not at K_c yet."""
    return advance.follows and _is_held_up(done) and done.length == 0


def _is_held_up(done: PathAdvance) -> bool:
    met = encounter_with(done.met)
    return met is not None and met.holds_up


def encounter_with(obstacle: Obstacle | None) -> Encounter | None:
    """What stands in the way, as `Grown.met` tells it."""
    if obstacle is None:
        return None
    kind = EncounterKind[obstacle.kind.upper()]
    return Encounter(kind, obstacle.name if kind.has_name else "")


def blocked(geometry: SlabGeometry, advance: Advance) -> SlabGeometry:
    """The geometry after a tip has come to stand."""
    crack = geometry.cracks[advance.crack]
    end = 0 if advance.at_start else -1
    return geometry.with_crack(advance.crack, replace(crack, blocked=(*crack.blocked, end)))
