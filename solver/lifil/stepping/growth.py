"""Grow every critical tip by one step, in the direction that releases most for what it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from shapely import LineString, Point

from lifil.discretisation.film_grid import TipSite
from lifil.stepping.carry import Carry, carry
from lifil.stepping.criterion import Criterion, Fracture
from lifil.stepping.geometry import CrackPath, SlabGeometry
from lifil.stepping.state import State
from lifil.stepping.surroundings import MaterialMap, heading
from lifil.stepping.system import CoupledSystem

type FloatArray = npt.NDArray[np.float64]

TOGETHER = 2e-3
"""Tips whose K/K_c lies this near to the largest one grow together."""

LAST_STEP = 0.25
"""A rest of the ligament below this part of a step is added to the step before."""

SHORTEST = 0.25
"""Shortest step at an interface, over the full step."""

PROBES = 240
"""Points at which the material along an advance is looked up."""


@dataclass(frozen=True)
class GrowthRule:
    """How tips advance.

    Attributes:
        step: length of an advance [m].
        short_circuit_distance: from the counter electrode [m]; tips stop this near to anything.
        criterion: how a tip chooses its direction.
        spread: half width of the strip that a tip looks at [m].
    """

    step: float
    short_circuit_distance: float
    criterion: Criterion = "max_energy"
    spread: float = 0.0


@dataclass(frozen=True)
class Grown:
    """The geometry after an advance, and the lithium carried over to it.

    Attributes:
        geometry: the new geometry.
        carry: what goes on to its film grid.
        blocked: names of tips that met a side or another crack, and stay where they are.
    """

    geometry: SlabGeometry
    carry: Carry
    blocked: tuple[str, ...]


def active_tips(geometry: SlabGeometry, system: CoupledSystem) -> FloatArray:
    """1 for every tip that may grow, 0 for one that is blocked, shape (n_tips,)."""
    return np.array(
        [
            float(_end(system, index) not in geometry.cracks[tip.crack].blocked)
            for index, tip in enumerate(system.response.grid.tips)
        ]
    )


def is_short_circuit(geometry: SlabGeometry, rule: GrowthRule) -> bool:
    """Tell whether a tip has come within the short-circuit distance of the counter electrode."""
    reach = geometry.thickness - rule.short_circuit_distance * (1 + 1e-9)
    return any(y >= reach for crack in geometry.cracks for _, y in crack.points)


def grow(
    geometry: SlabGeometry,
    system: CoupledSystem,
    fracture: Fracture,
    state: State,
    rule: GrowthRule,
    materials: MaterialMap | None = None,
) -> Grown:
    """Advance the critical tips.

    Args:
        geometry: the present geometry.
        system: its coupled system.
        fracture: what its tips need to grow.
        state: state with a critical tip.
        rule: step length, distances and criterion.
        materials: what the slab is made of; None for a uniform electrolyte.
    """
    ratios = fracture.ratios(state.film) * active_tips(geometry, system)
    angles = fracture.angles(state.film)
    blocked: list[str] = []
    lengths = np.zeros(len(ratios))
    shifts = np.zeros(len(geometry.cracks))
    for index in np.flatnonzero(ratios >= (1 - TOGETHER) * ratios.max()):
        tip, end = system.response.grid.tips[index], _end(system, int(index))
        crack = geometry.cracks[tip.crack]
        point = _target(geometry, tip, float(angles[index]), rule, materials)
        if _is_obstructed(geometry, tip.crack, tip.position, point, rule):
            crack = replace(crack, blocked=(*crack.blocked, end))
            blocked.append(tip.name)
        else:
            lengths[index] = np.linalg.norm(point - tip.position)
            shifts[tip.crack] += lengths[index] if end == 0 else 0.0
            crack = crack.extended(end, (float(point[0]), float(point[1])))
        geometry = geometry.with_crack(tip.crack, crack)
    return Grown(geometry, carry(system, _advanced(state, lengths), shifts), tuple(blocked))


def _end(system: CoupledSystem, index: int) -> int:
    """Which end of its crack's path a tip is: 0 or -1."""
    grid = system.response.grid
    tip = grid.tips[index]
    return -1 if tip.node == grid.nodes_of(tip.crack)[-1] else 0


def _target(
    geometry: SlabGeometry,
    tip: TipSite,
    angle: float,
    rule: GrowthRule,
    materials: MaterialMap | None,
) -> FloatArray:
    """Where a tip goes: a step ahead, but not past an interface or the short-circuit distance."""
    direction = heading(tip, np.array([angle]))[0]
    length = rule.step
    if materials is not None and not materials.uniform:
        length = _to_interface(materials, tip.position, direction, rule)
    rise = float(direction[1])
    if rise > 0:
        rest = (geometry.thickness - rule.short_circuit_distance - tip.position[1]) / rise
        if rest < length + LAST_STEP * rule.step:
            length = rest
    return np.asarray(tip.position + length * direction, dtype=np.float64)


def _to_interface(
    materials: MaterialMap, start: FloatArray, direction: FloatArray, rule: GrowthRule
) -> float:
    """Length of a step that ends in the middle of the next weaker layer, or where one ends."""
    far = rule.step + 4 * rule.spread
    reach = far * (np.arange(PROBES) + 0.5) / PROBES
    energies = materials.energies(start + reach[:, None] * direction)
    changes = np.flatnonzero(np.abs(np.diff(energies)) > 1e-6 * energies[:-1])
    if len(changes) == 0 or reach[changes[0]] > rule.step:
        return rule.step
    stop = float(reach[changes[0] : changes[0] + 2].mean())
    if energies[changes[0] + 1] < energies[changes[0]]:
        leave = changes[1] if len(changes) > 1 else PROBES - 1
        stop = min((stop + float(reach[leave])) / 2, rule.step)
    return stop if stop >= SHORTEST * rule.step else rule.step


def _is_obstructed(
    geometry: SlabGeometry, index: int, start: FloatArray, stop: FloatArray, rule: GrowthRule
) -> bool:
    """Tell whether an advance would meet a side of the slab, the anode, or another crack."""
    gap = rule.short_circuit_distance
    x, y = float(stop[0]), float(stop[1])
    if min(x, geometry.width - x, y) < gap:
        return True
    advance = LineString([Point(start), Point(stop)])
    others: list[CrackPath] = [c for i, c in enumerate(geometry.cracks) if i != index]
    return any(LineString(crack.points).distance(advance) < gap for crack in others)


def _advanced(state: State, lengths: FloatArray) -> State:
    """Note the speed of tips that advanced: step over the time since their last advance."""
    moved = lengths > 0
    elapsed = state.time - state.advanced_at
    known = moved & np.isfinite(elapsed) & (elapsed > 0)
    speeds = state.speeds.copy()
    speeds[known] = lengths[known] / elapsed[known]
    return replace(
        state,
        speeds=speeds,
        advanced_at=np.where(moved, state.time, state.advanced_at),
        totals=replace(state.totals, growth_steps=state.totals.growth_steps + 1),
    )
