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

SETTING_OUT = ((0.49, 0.25), (1.49, 0.5))
"""Ways that a tip has gone since it has stood, and the length of its steps up to there, over a full
step. A first one of a quarter makes a tenth of the error, for two or three advances more."""

BEYOND = 1.02
"""How far a tip steps towards the end of a segment, over how far its speed would bring it."""


@dataclass(frozen=True)
class Advance:
    """A step that a tip wants to take.

    Attributes:
        tip: name of the tip.
        crack: index of its crack.
        at_start: whether it is the tip at the start of the path.
        step: from the old tip to the new one [m].
        energy: fracture energy in its direction, without a current [J/m^2].
        branches: steps of all branches, if the tip may branch [m].
        speed: by its rate law [m/s].
        follows: whether it is on its way by that still, and goes with a tip that arrives.
    """

    tip: str
    crack: int
    at_start: bool
    step: tuple[float, float]
    energy: float = 0.0
    branches: tuple[tuple[float, float], ...] = ()
    speed: float = 0.0
    follows: bool = False

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
        crept: how far the tips have moved below their toughness [m], shape (n_tips,).
        rule: step length and distances.
        materials: what the slab is made of.
    """
    angles, kinks = criterion.angles(intensities), criterion.kinks(intensities)
    costs = criterion.costs(angles)
    advances = []
    grows = criterion.growing(criterion.ratios(intensities), crept)
    speeds = criterion.speeds_after(criterion.driving(intensities), crept)
    for index in np.flatnonzero(grows | criterion.moving(speeds)):
        tip = grid.tips[index]
        way, *ways = (
            _step(cracks, tip, float(angle), rule, materials)
            for angle in (angles[index], *kinks[index])
        )
        branches = tuple((float(dx), float(dy)) for dx, dy in ways)
        step = (float(way[0]), float(way[1]))
        at_start, cost = path_end(grid, tip) == 0, float(costs[index])
        pace = float(speeds[index]), not grows[index]
        advances.append(Advance(tip.name, tip.crack, at_start, step, cost, branches, *pace))
    return tuple(advances)


def in_time[A: TipAdvance](advance: A, state: State, left: float, rule: GrowthRule) -> A:
    """A step that is no longer than a tip has time for until the segment of the protocol ends.

    Where the current switches in the middle of a step, a tip would stand too far for the lithium.
    How fast one goes that has stood meanwhile shows later: it sets out by a short step.

    Args:
        advance: the step that a tip or a front wants to take.
        state: before it.
        left: time until the segment ends [s].
        rule: step length.
    """
    latest = state.history.advanced.get(advance.tip)
    if latest is None or advance.length <= 0:
        return advance
    most = SHORTEST * rule.step
    if not _has_stood(latest, state):
        speed = latest.speed_at(state.time)
        most = max(most, BEYOND * speed * left) if speed > 0 else advance.length
    part = most / advance.length
    return advance.shortened(part) if part < 1 else advance


def setting_out[A: TipAdvance](advance: A, state: State, rule: GrowthRule) -> A:
    """A step of a tip that sets out from rest: two short ones, two twice as long, then full ones.

    Most of the error of a row of steps is made by its first one, as its square. In pairs, so that
    the steps twice as long that tell the error are a row of the same kind.

    Args:
        advance: the step that a tip wants to take.
        state: before it.
        rule: step length.
    """
    gone = _gone(state.history.advanced.get(advance.tip), state)
    most = next((part for up_to, part in SETTING_OUT if gone < up_to * rule.step), 1.0)
    part = most * rule.step / advance.length if advance.length > 0 else 1.0
    return advance.shortened(part) if part < 1 else advance


def _gone(latest: LastAdvance | None, state: State) -> float:
    """Way that a tip has gone since it has set out [m]."""
    return 0.0 if latest is None or _has_stood(latest, state) else latest.gone


def _has_stood(latest: LastAdvance, state: State) -> bool:
    """Whether the current has switched since a tip advanced."""
    return latest.time < state.position.started_at


def detach_advanced(
    system: CoupledSystem,
    criterion: GrowthCriterion,
    state: State,
    earlier: Trail,
    advances: Sequence[TipAdvance],
    lengths: Sequence[float],
) -> Detached:
    """Take the state off its grid after some tips have advanced.

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
        gone = length + _gone(latest, state)
        if length > 0:
            latest = LastAdvance(state.time, length, speed, advance.energy, gone=gone)
            advanced[advance.tip] = latest
    changes = _crept_change(criterion, state.history, advances, lengths)
    crept = {name: x + changes.get(name, 0.0) for name, x in state.history.crept.items()}
    begun = earlier.each(
        lambda e: replace(e, crept={n: x + changes.get(n, 0.0) for n, x in e.crept.items()})
    )
    totals = replace(state.totals, growth_steps=state.totals.growth_steps + 1)
    history = replace(state.history, advanced=advanced, crept=crept, totals=totals)
    detached = detach(system, replace(state, history=history), begun).shifted(shifts)
    return replace(detached, growing=any(length > 0 for length in lengths))


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


def _step(
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
    return np.asarray(length * direction, dtype=np.float64)


def _to_interface(
    materials: MaterialMap, start: FloatArray, direction: FloatArray, rule: GrowthRule
) -> float:
    """Length of a step, of those that end together where a tip stops next."""
    stop = next_stop(materials, start, direction, 2 * rule.step, rule.spread)
    least = SHORTEST * rule.step
    if rule.spread > 0:  # a junction is missed by no more than a boundary is wide
        least = min(least, 4 * rule.spread)
    if stop is None or not least <= stop <= 2 * rule.step:
        return rule.step
    return stop if stop <= rule.step else stop / 2
