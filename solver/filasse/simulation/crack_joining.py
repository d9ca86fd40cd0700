"""Cracks that join what they meet: pieces that come loose leave the slab, and the run goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from filasse.cracks.crack_paths import CrackPath, Point, SlabGeometry
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.propagation import Advance
from filasse.remap.joined import Joining
from filasse.simulation.crack_advance import (
    ARRIVES,
    Grown,
    blocked,
    comes_to,
    encounter_with,
    grow,
    stays,
    stepped,
    with_cracks,
)
from filasse.simulation.mesher_errors import as_filasse_error
from filasse.simulation.slab import UncrackedSlab
from filasse_meshes import Loosened, advance_and_join, cut_loose, meeting, with_path


def grow_and_join(
    uncracked: UncrackedSlab, geometry: SlabGeometry, advances: Sequence[Advance], clearance: float
) -> Grown:
    """Advance tips; those that come to another crack or the anode stop, and join it from there.

    Two tips that step towards each other meet between them, whichever is looked at first; they
    come to the clearance first, and meet once one is critical there, as tips join cracks. A tip
    whose crack has gone with a piece stays where it was. Cracks out of leaking pores, which nothing
    joins to the anode, cut nothing loose: they go first, and where one opens at the anode, the
    other tips wait for the next geometry.

    Args:
        uncracked: the slab without cracks.
        geometry: the present cracks.
        advances: the steps that tips want to take.
        clearance: distance at which tips join, and at which they stop before sides [m].
    """
    inside = [advance for advance in advances if advance.crack not in geometry.joined]
    if inside:
        return _from_inside(uncracked, geometry, advances, inside, clearance)
    cracks = {advance.tip: geometry.cracks[advance.crack] for advance in advances}
    lengths = dict.fromkeys(cracks, 0.0)
    met: dict[str, Encounter | None] = dict.fromkeys(cracks)
    joinings = []
    for first, second in combinations(advances, 2):
        united = _united(uncracked, geometry, first, second, cracks, clearance)
        if united is not None and not lengths[first.tip] and not lengths[second.tip]:
            geometry, joining, ways = united
            lengths |= ways
            joinings += [] if joining is None else [joining]
    for advance in advances:
        crack = cracks[advance.tip]
        if crack not in geometry.cracks or lengths[advance.tip]:
            continue
        grown = _advanced(uncracked, geometry, advance, crack.name, clearance)
        geometry, joinings = grown.geometry, [*joinings, *grown.joinings]
        lengths[advance.tip], met[advance.tip] = grown.lengths[0], grown.met[0]
    return Grown(geometry, tuple(lengths.values()), tuple(met.values()), tuple(joinings))


def _from_inside(
    uncracked: UncrackedSlab,
    geometry: SlabGeometry,
    advances: Sequence[Advance],
    inside: Sequence[Advance],
    clearance: float,
) -> Grown:
    """The geometry after isolated tips have advanced, and then the others, if they may."""
    first = grow(uncracked, geometry, inside, clearance)
    rest = [advance for advance in advances if advance not in inside]
    then = Grown(first.geometry, (0.0,) * len(rest), (None,) * len(rest))
    if rest and not first.opened:
        then = grow_and_join(uncracked, first.geometry, rest, clearance)
    by_tip = {
        advance.tip: way
        for tips, grown in ((inside, first), (rest, then))
        for advance, way in zip(tips, zip(grown.lengths, grown.met, strict=True), strict=True)
    }
    lengths, met = zip(*(by_tip[advance.tip] for advance in advances), strict=True)
    return Grown(then.geometry, lengths, met, then.joinings, opened=first.opened)


def _advanced(
    uncracked: UncrackedSlab,
    geometry: SlabGeometry,
    advance: Advance,
    name: str,
    clearance: float,
) -> Grown:
    """The geometry after one tip has advanced."""
    slab = uncracked.with_cracks(geometry)
    advance = replace(advance, crack=[crack.name for crack in geometry.cracks].index(name))
    alone = stepped(slab, name, advance, clearance)
    if stays(alone, advance):
        return Grown(geometry, (0.0,), (None,))
    if comes_to(alone):
        return Grown(with_cracks(geometry, alone.slab.cracks), (alone.length,), (None,))
    step = slab, name, advance.step, clearance, advance.at_start
    done, loosened = as_filasse_error(advance_and_join, *step)
    if loosened is not None:
        met = encounter_with(done.met)
        assert met is not None
        joining = _joining(advance.tip, met, loosened)
        return Grown(_without(geometry, loosened), (done.length,), (None,), (joining,))
    geometry, met = with_cracks(geometry, alone.slab.cracks), encounter_with(alone.met)
    if met is not None and met.holds_up:
        geometry = blocked(geometry, advance)
    return Grown(geometry, (alone.length,), (met,))


def _united(
    uncracked: UncrackedSlab,
    geometry: SlabGeometry,
    first: Advance,
    second: Advance,
    cracks: dict[str, CrackPath],
    clearance: float,
) -> tuple[SlabGeometry, Joining | None, dict[str, float]] | None:
    """The geometry after two tips have met, or come so near, and how far each went [m].

    None if they do not. Without a joining where they come to the clearance.
    """
    pair = (first, second)
    if any(a.at_start or cracks[a.tip] not in geometry.cracks for a in pair):
        return None
    tips = [cracks[advance.tip].points[-1] for advance in pair]
    found = meeting(tips, [advance.step for advance in pair], clearance)
    if found is None:
        return None
    place, onward = found
    slab = uncracked.with_cracks(geometry)
    part = _part_to(tips, pair, clearance)
    if part > 0:
        near = {a.tip: _ahead(tip, a, part) for a, tip in zip(pair, tips, strict=True)}
        for tip, goal in near.items():
            slab = with_path(slab, cracks[tip].name, (*cracks[tip].points, goal))
        ways = {a.tip: part * a.length for a in pair}
        return with_cracks(geometry, slab.cracks), None, ways
    for advance, more in zip(pair, ((place, onward), (place,)), strict=True):
        crack = cracks[advance.tip]
        slab = with_path(slab, crack.name, (*crack.points, *more))
    loosened = as_filasse_error(cut_loose, slab)
    if loosened is None:
        return None
    ways = {a.tip: math.dist(tip, place) for a, tip in zip(pair, tips, strict=True)}
    ways[first.tip] += math.dist(place, onward)
    met = Encounter(EncounterKind.CRACK, cracks[second.tip].name)
    joining = _joining(first.tip, met, loosened)
    return _without(geometry, loosened), joining, ways


def _part_to(tips: Sequence[Point], pair: Sequence[Advance], clearance: float) -> float:
    """Part of the steps of two tips after which they are the clearance apart; 0 if they are."""
    (ax, ay), (bx, by) = tips
    (ux, uy), (vx, vy) = (advance.step for advance in pair)
    gap, closing = complex(ax - bx, ay - by), complex(vx - ux, vy - uy)
    if abs(gap) <= (1 + ARRIVES) * clearance:
        return 0.0
    along = (gap * closing.conjugate()).real / abs(closing)
    aside = abs(gap) ** 2 - along**2
    return min((along - math.sqrt(max(clearance**2 - aside, 0.0))) / abs(closing), 1.0)


def _ahead(tip: Point, advance: Advance, part: float) -> Point:
    return tip[0] + part * advance.step[0], tip[1] + part * advance.step[1]


def _without(geometry: SlabGeometry, loosened: Loosened) -> SlabGeometry:
    """The geometry without what came loose."""
    rest = with_cracks(geometry, loosened.cracks)
    return replace(rest, pieces=(*geometry.pieces, *loosened.pieces))


def _joining(tip: str, met: Encounter, loosened: Loosened) -> Joining:
    rests = {c.name: s for c, s in zip(loosened.cracks, loosened.starts, strict=True)}
    return Joining(tip, str(met), loosened.area, rests, loosened.pores)
