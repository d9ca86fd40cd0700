"""Let crack paths grow in a slab: what they meet, where they end, where they start again."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.data.spec import Crack, Microstructure, Point, Pore, Slab
from filasse_meshes.meshing_error import MeshingError

ROUNDING = 1e-6
"""Relative to the clearance: a tip that is this much beyond it counts as within.

Steps as long as the clearance leave a tip just there from its own path.
"""

Kind = Literal["pore", "wall", "crack", "counter", "side", "anode"]


@dataclass(frozen=True)
class Obstacle:
    """Something that a straight step meets.

    Attributes:
        kind: what it is; a notch belongs to the anode, a wall to a pore that is not to be entered.
        name: of the pore or crack, else equal to the kind.
        distance: [m], from the tip along the step.
    """

    kind: Kind
    name: str
    distance: float


@dataclass(frozen=True)
class PathAdvance:
    """The outcome of a step.

    Attributes:
        slab: with the longer crack.
        length: [m], by which the crack grew.
        met: what stopped it, None for a full step. After a pore the crack is open at that end;
            before anything else it stops at the clearance.
    """

    slab: Slab
    length: float
    met: Obstacle | None


def advance_crack(
    slab: Slab,
    name: str,
    step: Point,
    clearance: float,
    at_start: bool = False,
    enters: bool = True,
) -> PathAdvance:
    """Grow a crack by one straight segment, up to the first obstacle.

    A tip that would come within the clearance of a pore joins it; near another crack or a side it
    stops at the clearance.

    Args:
        slab: the slab.
        name: of the crack.
        step: [m], from the tip to the new tip.
        clearance: [m], distance kept from everything but pores; a few tip sizes is good.
        at_start: grow the tip at the start of a buried crack's path instead of the one at its end.
        enters: whether it opens into pores; their walls hold it up otherwise.

    Raises:
        MeshingError: there is no such tip.
    """
    crack = _find(slab, name)
    end = 0 if at_start else len(crack.path) - 1
    if end not in crack.tips:
        raise MeshingError(f"Crack '{name}' has no tip at its {'start' if at_start else 'end'}.")
    tip = crack.path[end]
    met = next_obstacle(slab, name, step, clearance, at_start)
    reach = math.hypot(*step)
    length = reach if met is None else met.distance
    goal = (tip[0] + step[0] * length / reach, tip[1] + step[1] * length / reach)
    if met is not None and met.kind == "pore" and not enters:
        met = replace(met, kind="wall")
    elif met is not None and met.kind == "pore":
        goal = _nearest_on_wall(goal, _pores(slab)[met.name])
        field = "from_pore" if at_start else "into_pore"
        crack = replace(crack, **{field: met.name})  # type: ignore[arg-type]
    if math.dist(tip, goal) > 0:
        path = (goal, *crack.path) if at_start else (*crack.path, goal)
        crack = replace(crack, path=path)
    others = tuple(crack if other.name == name else other for other in slab.cracks)
    return PathAdvance(replace(slab, cracks=others), math.dist(tip, goal), met)


def next_obstacle(
    slab: Slab, name: str, step: Point, clearance: float, at_start: bool = False
) -> Obstacle | None:
    """The first thing within the clearance of a step, None if the way is free.

    Its distance is where the step comes within the clearance.
    """
    crack = _find(slab, name)
    tip = crack.path[0 if at_start else -1]
    segment = LineString([tip, (tip[0] + step[0], tip[1] + step[1])])
    found = []
    for kind, other, shape in _obstacles(slab, crack, at_start):
        if shape.dwithin(segment, clearance) and not _leaves(segment, shape, clearance):
            found.append(Obstacle(kind, other, _contact(segment, shape, clearance)))
    return min(found, key=lambda obstacle: obstacle.distance, default=None)


def _leaves(segment: LineString, shape: shapely.Geometry, clearance: float) -> bool:
    """Whether a step leads away from what it starts near, and not across it to the other side."""
    start, goal = shapely.points(segment.coords)
    least, slack = shape.distance(start), ROUNDING * clearance
    ends_farther = least <= clearance + slack and shape.distance(goal) > least
    return bool(ends_farther and shape.distance(segment) >= least - slack)


def branch_crack(slab: Slab, name: str, steps: Sequence[Point], clearance: float) -> Slab | None:
    """Let a crack branch at its end: one new crack along each of some steps.

    Args:
        slab: the slab.
        name: of the crack; the new ones bear it with a number behind, from the right to the left.
        steps: [m], from the tip to the new tips.
        clearance: [m], distance kept from everything.

    Returns:
        The slab with the new cracks last; None if something is in the way of one of them.
    """
    if any(next_obstacle(slab, name, step, clearance) is not None for step in steps):
        return None
    crack, taken = _find(slab, name), {crack.name for crack in slab.cracks}
    x, y = crack.path[-1]
    new: list[Crack] = []
    for dx, dy in steps:
        number = next(n for n in itertools.count(1) if f"{name}-{n}" not in taken)
        taken.add(f"{name}-{number}")
        path = ((x, y), (x + dx, y + dy))
        new.append(Crack(f"{name}-{number}", path, mouth=False, from_branch=True))
    ended = replace(crack, into_branch=True)
    others = tuple(ended if other.name == name else other for other in slab.cracks)
    return replace(slab, cracks=(*others, *new))


def nucleate_at_pore(slab: Slab, name: str, pore: str, near: Point, step: Point) -> Slab:
    """Add a crack that starts on a pore's wall.

    Args:
        slab: the slab.
        name: of the new crack.
        pore: the pore.
        near: [m], the crack starts at the nearest point of the wall.
        step: [m], from there to the tip; it must lead away from the pore.

    Raises:
        MeshingError: there is no such pore, or the name is taken.
    """
    if pore not in _pores(slab):
        raise MeshingError(f"There is no pore '{pore}' for crack '{name}' to start from.")
    if name in [crack.name for crack in slab.cracks]:
        raise MeshingError(f"There is a crack '{name}' already; give the new one another name.")
    start = _nearest_on_wall(near, _pores(slab)[pore])
    path = (start, (start[0] + step[0], start[1] + step[1]))
    crack = Crack(name, path, mouth=False, from_pore=pore)
    return replace(slab, cracks=(*slab.cracks, crack))


def _find(slab: Slab, name: str) -> Crack:
    for crack in slab.cracks:
        if crack.name == name:
            return crack
    known = ", ".join(f"'{crack.name}'" for crack in slab.cracks) or "none"
    raise MeshingError(f"There is no crack '{name}'; the slab has {known}.")


def _pores(slab: Slab) -> dict[str, Pore]:
    return {pore.name: pore for pore in (slab.microstructure or Microstructure()).pores}


def _obstacles(
    slab: Slab, crack: Crack, at_start: bool
) -> list[tuple[Kind, str, shapely.Geometry]]:
    found = slab.microstructure or Microstructure()
    shapes: list[tuple[Kind, str, shapely.Geometry]] = [
        ("pore", pore.name, Polygon(pore.outline)) for pore in found.pores
    ]
    shapes += [("anode", "anode", Polygon(notch.outline)) for notch in found.notches]
    shapes += [
        ("crack", other.name, LineString(other.path))
        for other in slab.cracks
        if other.name != crack.name
    ]
    if len(crack.path) > 2:
        earlier = crack.path[1:] if at_start else crack.path[:-1]
        shapes.append(("crack", crack.name, LineString(earlier)))
    w, h = slab.width, slab.thickness
    shapes += [
        ("anode", "anode", LineString([(0, 0), (w, 0)])),
        ("counter", "counter", LineString([(0, h), (w, h)])),
        ("side", "side", LineString([(0, 0), (0, h)])),
        ("side", "side", LineString([(w, 0), (w, h)])),
    ]
    return shapes


def _contact(segment: LineString, shape: shapely.Geometry, clearance: float) -> float:
    """Distance along a segment at which it first comes within the clearance of a shape."""
    low, high = 0.0, segment.length
    samples = np.linspace(low, high, 65)
    close = shapely.dwithin(shape, segment.interpolate(samples), clearance)
    if close.any():
        first = int(close.argmax())
        low, high = float(samples[max(first - 1, 0)]), float(samples[first])
    else:
        high = float(segment.project(shapely.shortest_line(segment, shape).interpolate(0.0)))
    if shape.dwithin(segment.interpolate(low), clearance):
        return low
    for _ in range(40):
        middle = (low + high) / 2
        if shape.dwithin(segment.interpolate(middle), clearance):
            high = middle
        else:
            low = middle
    return low


def _nearest_on_wall(place: Point, pore: Pore) -> Point:
    wall = Polygon(pore.outline).exterior
    x, y = wall.interpolate(wall.project(shapely.Point(place))).coords[0]
    return float(x), float(y)
