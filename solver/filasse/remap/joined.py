"""Lithium and totals where cracks have joined what they met, and pieces have come loose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.remap.detached import Detached, Trail
from filasse.remap.lithium_remap import Profile, StoredLithium
from filasse.remap.surface_remap import SurfaceProfile

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Joining:
    """A tip that has joined what it met.

    Attributes:
        tip: name of the tip.
        obstacle: what it met, in the words of events.jsonl.
        area: of the electrolyte that it cut loose [m^2].
        rests: of the cracks that are left, by name: where on its former path each starts [m].
        pores: that open onto what came loose.
    """

    tip: str
    obstacle: str
    area: float
    rests: dict[str, float]
    pores: tuple[str, ...] = ()


@dataclass(frozen=True)
class Uniting:
    """Two cracks in space that have become one.

    Attributes:
        tip: name of the crack that is no more.
        kept: name of the one that both are now.
        place: of that one among the cracks that there were.
        gone: place of the other.
        turn: from the unrolled plane of the other to that of the one, shape (2, 2).
        shift: what is added then [m], shape (2,).
        area: of what was not cracked before [m^2].
    """

    tip: str
    kept: str
    place: int
    gone: int
    turn: FloatArray
    shift: FloatArray
    area: float


def after_uniting(detached: Detached, unitings: Sequence[Uniting]) -> Detached:
    """The state when cracks in space have become one: the lithium stays where it was.

    Args:
        detached: the state with the lithium of all cracks that there were.
        unitings: in their order.
    """
    profiles = list(detached.lithium.profiles)
    for one in unitings:
        first, second = profiles[one.place], profiles[one.gone]
        assert isinstance(first, SurfaceProfile)
        assert isinstance(second, SurfaceProfile)
        uv = second.uv @ one.turn.T + one.shift
        profiles[one.place] = first.beside(replace(second, uv=uv))
        del profiles[one.gone]
    lithium = replace(detached.lithium, profiles=tuple(profiles))
    # What earlier steps began from is no guide to what comes after a jump.
    return replace(detached, lithium=lithium, growing=False, earlier=Trail())


def after_joining(
    detached: Detached, cracks: Sequence[CrackPath], joinings: Sequence[Joining]
) -> Detached:
    """The state when pieces have left the slab.

    Lithium beside a piece belongs to the anode from then on, in which the piece floats: it counts
    as returned, so that every volume is still told.

    Args:
        detached: the state with the lithium of all cracks that there were.
        cracks: those, in the order of the profiles.
        joinings: in their order.
    """
    lithium, names = detached.lithium, [crack.name for crack in cracks]
    for joining in joinings:
        lithium = _rest(lithium, names, joining)
        names = [name for name in names if name in joining.rests]
    history = detached.history
    totals = replace(
        history.totals,
        returned=history.totals.returned + _volume(detached.lithium) - _volume(lithium),
        loose=history.totals.loose + sum(joining.area for joining in joinings),
    )
    # What earlier steps began from is no guide to what comes after a jump.
    history = replace(history, totals=totals)
    return replace(detached, lithium=lithium, history=history, earlier=Trail())


def after_opening(detached: Detached, geometry: SlabGeometry, names: Sequence[str]) -> Detached:
    """The state when cracks from pores have come to the anode: their paths start there now.

    Args:
        detached: the state with the lithium along their former paths.
        geometry: with the new ones.
        names: of these cracks.
    """
    lithium = detached.lithium
    for index, crack in enumerate(geometry.cracks):
        profile, layer = lithium.profiles[index], lithium.layer
        if crack.name in names and isinstance(profile, Profile):
            profiles = list(lithium.profiles)
            profiles[index] = profile.turned(crack.length)
            layer = None if layer is None else layer.turned(index, crack.length)
            lithium = replace(lithium, profiles=tuple(profiles), layer=layer)
    # Lithium that was shut in starts to flow out: nothing before is a guide to that.
    return replace(detached, lithium=lithium, growing=False, earlier=Trail())


def _rest(lithium: StoredLithium, names: Sequence[str], joining: Joining) -> StoredLithium:
    """What stays in cracks and pores after one of the joinings."""
    pairs = zip(names, lithium.profiles, strict=True)
    profiles = tuple(
        beyond(profile, joining.rests[name]) for name, profile in pairs if name in joining.rests
    )
    pores = {name: v for name, v in lithium.reservoirs.items() if name not in joining.pores}
    return StoredLithium(profiles, pores)


def beyond(profile: Profile | SurfaceProfile, start: float) -> Profile | SurfaceProfile:
    """The lithium of a crack that starts further along its path [m] than it did."""
    if start <= 0 or isinstance(profile, SurfaceProfile):
        return profile
    arc, thickness = profile.arc, profile.thickness
    if start >= arc[-1]:
        nothing = np.zeros(2)
        return Profile(np.array([0.0, float(np.ptp(arc))]), nothing, nothing, 0.0)
    places = np.concatenate([[start], arc[arc > start]])
    left = np.interp(places, arc, thickness)
    whole = float(np.trapezoid(thickness, arc))
    part = float(np.trapezoid(left, places)) / whole if whole > 0 else 0.0
    pressure = np.interp(places, arc, profile.pressure)
    return Profile(places - start, left, pressure, profile.volume * part)


def _volume(lithium: StoredLithium) -> float:
    """Lithium in all cracks and pores per unit depth [m^2]."""
    return sum(profile.volume for profile in lithium.profiles) + sum(lithium.reservoirs.values())
