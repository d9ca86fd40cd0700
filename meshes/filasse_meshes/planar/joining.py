"""Cracks that meet: a tip that reaches another crack, a pore or the anode joins it."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.data.spec import Crack, Microstructure, Point, Slab
from filasse_meshes.planar.loose_pieces import Loosened, cut_loose, has_loose_piece
from filasse_meshes.planar.path_growth import PathAdvance, advance_crack

OPPOSED = 0.1
"""Two tips whose unit vectors add up to less head straight for each other."""


class Joined(NamedTuple):
    """The outcome of a step that may join.

    Attributes:
        advance: the step; its slab still holds what came loose.
        loosened: what came loose, None for nothing.
    """

    advance: PathAdvance
    loosened: Loosened | None


def advance_and_join(
    slab: Slab,
    name: str,
    step: Point,
    clearance: float,
    at_start: bool = False,
) -> Joined:
    """Grow a crack by one straight segment, and join what it meets.

    As `advance_crack`; but a tip that would come within the clearance of another crack or the
    anode ends on it, if that cuts a piece loose that lies at the anode.

    Args:
        slab: the slab.
        name: of the crack.
        step: [m], from the tip to the new tip.
        clearance: [m], distance at which the tip joins; as far behind a tip of the other crack.
        at_start: grow the tip at the start of the path.
    """
    plain = advance_crack(slab, name, step, clearance, at_start)
    met = plain.met
    if met is None or met.kind in ("counter", "side") or at_start:
        return Joined(plain, None)
    if met.kind == "pore":
        loosened = cut_loose(plain.slab)
        if loosened is None:
            plain = advance_in_one_piece(slab, name, step, clearance)
        return Joined(plain, loosened)
    if met.name == name:
        return Joined(plain, None)
    tip = _crack(slab, name).path[-1]
    near = _crack(plain.slab, name).path[-1]
    other = None if met.kind == "anode" else _crack(slab, met.name)
    goal = _on_anode(slab, near) if other is None else _on_crack(other, near, clearance)
    joined = with_path(slab, name, (*_crack(slab, name).path, goal))
    loosened = cut_loose(joined)
    if loosened is None:
        return Joined(plain, None)
    return Joined(PathAdvance(joined, math.dist(tip, goal), met), loosened)


def advance_in_one_piece(
    slab: Slab, name: str, step: Point, clearance: float, at_start: bool = False
) -> PathAdvance:
    """Grow a crack by one straight segment as `advance_crack` does, and cut nothing loose.

    A pore that another crack of the same network has entered holds the tip up: open on both sides,
    they would enclose a piece that nothing holds.
    """
    step_of = slab, name, step, clearance, at_start
    done = advance_crack(*step_of)
    if done.met is not None and done.met.kind == "pore" and has_loose_piece(done.slab):
        return advance_crack(*step_of, enters=False)
    return done


def meeting(tips: Sequence[Point], steps: Sequence[Point], clearance: float) -> list[Point] | None:
    """Where two tips meet that step towards each other at the same time; None if they do not.

    They become one crack that goes on between their directions, or off the anode if these are
    opposed.

    Args:
        tips: [m], both tips.
        steps: [m], from each of them to its new tip.
        clearance: [m], distance at which they join, and length of the crack that goes on.

    Returns:
        The point where they meet and the tip of the crack that goes on [m].
    """
    start, way = np.array(tips), np.array(steps)
    apart, closing = start[0] - start[1], way[1] - way[0]
    # Both move at the same time; where they are nearest to each other they meet.
    part = min(float(apart @ closing) / max(float(closing @ closing), 1e-300), 1.0)
    if part <= 0 or np.linalg.norm(apart - part * closing) > clearance:
        return None
    place = (start + part * way).mean(axis=0)
    along = way / np.linalg.norm(way, axis=1)[:, None]
    onward = along[0] + along[1]
    if np.linalg.norm(onward) < OPPOSED:
        across = np.array([-along[0][1], along[0][0]])
        onward = across if across[1] >= 0 else -across
    tip = place + clearance * onward / np.linalg.norm(onward)
    return [(float(place[0]), float(place[1])), (float(tip[0]), float(tip[1]))]


def with_path(slab: Slab, name: str, path: Sequence[Point]) -> Slab:
    """The slab with another path of a crack [m]."""
    cracks = tuple(replace(c, path=tuple(path)) if c.name == name else c for c in slab.cracks)
    return replace(slab, cracks=cracks)


def _crack(slab: Slab, name: str) -> Crack:
    return next(crack for crack in slab.cracks if crack.name == name)


def _on_anode(slab: Slab, place: Point) -> Point:
    """The nearest point of the anode, walls of notches included."""
    found = slab.microstructure or Microstructure()
    walls = [Polygon(notch.outline).exterior for notch in found.notches]
    near = shapely.Point(place)
    wall = min(walls, key=near.distance, default=None)
    if wall is None or near.distance(wall) > place[1]:
        return place[0], 0.0
    x, y = wall.interpolate(wall.project(near)).coords[0]
    return float(x), float(y)


def _on_crack(crack: Crack, place: Point, clearance: float) -> Point:
    """The nearest point of a crack, but not at its tips: they go on."""
    line = LineString(crack.path)
    margin = min(clearance, line.length / 2)
    low, high = (0.0 if is_open else margin for is_open in crack.open_ends)
    arc = min(max(float(line.project(shapely.Point(place))), low), line.length - high)
    x, y = line.interpolate(arc).coords[0]
    return float(x), float(y)
