"""Which tips grow, and where to: the direction that releases most energy for what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.state import History, LastAdvance, State
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.toughness_map import MaterialMap, heading, next_stop
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.crept_way import FALL
from filasse.remap.detached import Detached, Trail, detach
from filasse.remap.retreat import path_end

type FloatArray = npt.NDArray[np.float64]

type TipNames = frozenset[str]
"""Names of tips, or of cracks with a front."""

LAST_STEP = 0.25
"""A rest of the ligament below this part of a step is added to the step before."""

STEP_PER_LIGAMENT = 1 / 3
"""Longest two-step advance over what is left before the counter electrode, where K rises fast."""

SHORTEST = 0.25
"""Shortest step at a plain interface, before an end or to that of a segment, over the full step."""

AHEAD_OF_LAYER = 1.0
"""How far before the middle of a grain boundary a tip stops that comes to it, over the way through:
half of that before its edge, where there is no K."""

AT_DEPTH = 1e-3
"""Shortest step to the depth at which a run ends, and how far fronts step past it, which no mesh
holds to the last digit: over the full step."""


@dataclass(frozen=True)
class Advance:
    """A step that a tip wants to take.

    Attributes:
        tip: name of the tip.
        crack: index of its crack.
        at_start: whether it is the tip at the start of the path.
        step: from the old tip to the new one [m].
        energy: fracture energy in its direction, without a current [J/m^2].
        branches: steps of all branches, if the tip may branch now [m].
        speed: by its rate law [m/s].
        follows: whether it is on its way still, and goes with a tip that arrives.
        ratio: K/K_c by Griffith's criterion where tips advance together; else None.
        behind: how far it would be behind the end of its crack if lithium filled all of that [m].
        ahead: how far the end of the crack is ahead of it, as K is below K_c there [m].
        whole: the step that this is a part of, where tips advance together [m].
    """

    tip: str
    crack: int
    at_start: bool
    step: tuple[float, float]
    energy: float = 0.0
    branches: tuple[tuple[float, float], ...] = ()
    speed: float = 0.0
    follows: bool = False
    ratio: float | None = None
    behind: float = 0.0
    ahead: float = 0.0
    whole: float = 0.0

    @property
    def length(self) -> float:
        """[m]."""
        return float(np.hypot(*self.step))

    def shortened(self, part: float) -> Advance:
        """Return a part of the step."""
        dx, dy = self.step
        branches = tuple((part * x, part * y) for x, y in self.branches)
        return replace(self, step=(part * dx, part * dy), branches=branches)


class TipAdvance(Protocol):
    """The step of a tip or a front."""

    @property
    def tip(self) -> str: ...  # noqa: D102
    @property
    def crack(self) -> int: ...  # noqa: D102
    @property
    def at_start(self) -> bool: ...  # noqa: D102
    @property
    def energy(self) -> float: ...  # noqa: D102
    @property
    def follows(self) -> bool: ...  # noqa: D102
    @property
    def length(self) -> float: ...  # noqa: D102
    def shortened(self, part: float) -> Self: ...  # noqa: D102


def crept_by(grid: FilmGrid, history: History, criterion: GrowthCriterion) -> FloatArray:
    """How far every tip, or the fastest part of every front, has moved below its toughness [m]."""
    names, advanced = grid.growing_names, history.advanced
    first = criterion.crept_at_rest
    return np.array([history.crept.get(n, 0.0 if n in advanced else first) for n in names])


def active_tips(cracks: SlabGeometry, grid: FilmGrid) -> FloatArray:
    """1 for every tip that may grow, 0 for one that is blocked, shape (n_tips,)."""
    return np.array(
        [float(path_end(grid, tip) not in cracks.cracks[tip.crack].blocked) for tip in grid.tips]
    )


def critical_advances(
    cracks: SlabGeometry,
    grid: FilmGrid,
    criterion: GrowthCriterion,
    intensities: FloatArray,
    angles: FloatArray,
    crept: FloatArray,
    rule: GrowthRule,
    materials: MaterialMap,
) -> tuple[Advance, ...]:
    """The steps that the critical tips take.

    Args:
        cracks: the present geometry.
        grid: its film grid.
        criterion: what its tips need to grow.
        intensities: of the tips, one of which is critical [Pa m^0.5], shape (n_tips, 2).
        angles: of their ways, from straight ahead [rad], shape (n_tips,).
        crept: how far the tips have moved below their toughness [m], shape (n_tips,).
        rule: step length and distances.
        materials: what the slab is made of.
    """
    kinks = criterion.kinks(intensities)
    costs, driving = criterion.costs(angles), criterion.driving(intensities)
    grows = criterion.growing(criterion.ratios(intensities), crept)
    speeds = criterion.speeds_after(driving, crept)
    slides = rule.is_two_step and materials.uniform and not criterion.is_subcritical
    moves = _may_follow(cracks, grid, criterion) if slides else criterion.moving(speeds)
    behind = np.maximum(1 - driving, 0.0) * grid.tip_ways / FALL
    advances = []
    for index in np.flatnonzero(grows | moves):
        tip = grid.tips[index]
        way, *ways = (
            step_towards(cracks, tip, float(angle), rule, materials)
            for angle in (angles[index], *(kinks[index] if grows[index] else ()))
        )
        advances.append(
            Advance(
                *(tip.name, tip.crack, path_end(grid, tip) == 0),
                step=(float(way[0]), float(way[1])),
                energy=float(costs[index]),
                branches=tuple((float(dx), float(dy)) for dx, dy in ways),
                speed=float(speeds[index]),
                follows=not grows[index],
                ratio=float(driving[index]) if slides else None,
                behind=float(behind[index]) if slides else 0.0,
            )
        )
    return tuple(advances)


def _may_follow(
    cracks: SlabGeometry, grid: FilmGrid, criterion: GrowthCriterion
) -> npt.NDArray[np.bool_]:
    """Which tips may go with a critical one: not those next to the counter electrode, (n_tips,)."""
    rule = criterion.rule
    left = cracks.thickness - np.array([tip.position[1] for tip in grid.tips])
    near = (1 + LAST_STEP) * rule.step + rule.short_circuit_distance
    return np.asarray((criterion.active > 0) & (left > near))


def detach_advanced(
    system: CoupledSystem,
    criterion: GrowthCriterion,
    state: State,
    earlier: Trail,
    advances: Sequence[TipAdvance],
    lengths: Sequence[float],
) -> Detached:
    """Take the state off its grid after some tips have advanced.

    Where none did, as one is held up, no growth step is counted.

    Args:
        system: the coupled system of the old geometry.
        criterion: what its tips needed to grow.
        state: its last state.
        earlier: where the last steps began.
        advances: the steps that tips wanted to take.
        lengths: by how much they did advance [m].
    """
    shifts = np.zeros(len(system.response.grid.names))
    advanced = dict(state.history.advanced)
    for advance, length in zip(advances, lengths, strict=True):
        shifts[advance.crack] += length if advance.at_start else 0.0
        latest = advanced.get(advance.tip)
        speed = latest.speed_at(state.time) if latest is not None else 0.0
        if length > 0:
            gone = length + state.history.way_gone(advance.tip)
            new = state.time, length, speed, advance.energy
            advanced[advance.tip] = LastAdvance(*new, gone=gone)
    changes = _crept_change(criterion, state.history, advances, lengths)
    crept = {name: x + changes.get(name, 0.0) for name, x in state.history.crept.items()}
    begun = earlier.each(
        lambda e: replace(e, crept={n: x + changes.get(n, 0.0) for n, x in e.crept.items()})
    )
    grew = any(length > 0 for length in lengths)
    totals = replace(state.totals, growth_steps=state.totals.growth_steps + grew)
    calm = None  # of the tips that there were
    now = replace(state.history, advanced=advanced, crept=crept, totals=totals)
    history = replace(now, calm=calm, rises={})
    detached = detach(system, replace(state, history=history), begun).shifted(shifts)
    return replace(detached, growing=grew, stood=not grew)


def _crept_change(
    criterion: GrowthCriterion,
    history: History,
    advances: Sequence[TipAdvance],
    lengths: Sequence[float],
) -> dict[str, float]:
    """By how much the way that tips have crept changes when it is counted from an advance [m]."""
    changes = {}
    for advance, length in zip(advances, lengths, strict=True):
        crept = history.crept.get(advance.tip, 0.0)
        ahead = criterion.ahead(history, advance.tip, not advance.follows)
        after = criterion.crept_after(length, ahead) if length > 0 else 0.0
        changes[advance.tip] = after - crept
    return changes


def step_towards(
    cracks: SlabGeometry,
    tip: TipSite,
    angle: float,
    rule: GrowthRule,
    materials: MaterialMap,
) -> FloatArray:
    """Step of a tip, not past an interface; a short rest of the ligament is taken along [m]."""
    direction = heading(tip, np.array([angle]))[0]
    length = rule.step
    if not materials.uniform:
        length = _to_interface(materials, tip.position, direction, rule)
    rise = float(direction[1])
    if rise > 0:
        ligament = (cracks.thickness - tip.position[1]) / rise
        if rule.is_two_step:
            most = max(STEP_PER_LIGAMENT * ligament, SHORTEST * rule.step)
            length = min(length, most)
        rest = ligament - rule.short_circuit_distance / rise
        if rest < length + LAST_STEP * min(rule.step, STEP_PER_LIGAMENT * ligament):
            length = rest
        length = _to_depth(tip, length, rise, rule)
    return np.asarray(length * direction, dtype=np.float64)


def _to_depth(tip: TipSite, length: float, rise: float, rule: GrowthRule) -> float:
    """Length of a step that ends where the run does, and takes a short rest of the way along."""
    way = (rule.max_depth - tip.position[1]) / rise
    if not 0 < way < length + LAST_STEP * rule.step:
        return length
    return float(max(way, AT_DEPTH * rule.step))


def _to_interface(
    materials: MaterialMap, start: FloatArray, direction: FloatArray, rule: GrowthRule
) -> float:
    """Length of a step, of those that end together where a tip stops next.

    Before a boundary that it will cross it stops as well: K in a layer of another stiffness asks
    for a time of its own, which a long step would not tell from that of all its way.
    """
    stop = next_stop(materials, start, direction, 2 * rule.step, rule.spread)
    least = SHORTEST * rule.step
    if rule.spread > 0:  # a junction is missed by no more than a boundary is wide
        least = min(least, 4 * rule.spread)
    if stop is None:
        return rule.step
    crosses = rule.is_two_step and rule.spread > 0
    way, across = stop.distance, stop.across if crosses else 0.0
    if way - AHEAD_OF_LAYER * across >= least:
        way -= AHEAD_OF_LAYER * across
    if not (least <= way or across > 0) or way > 2 * rule.step:
        return rule.step
    return way if way <= rule.step else way / 2
