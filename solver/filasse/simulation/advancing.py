"""The step from one geometry to the next: critical tips advance, and the state goes with them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.propagation import Advance
from filasse.output import RunObservers
from filasse.output.encounter_words import (
    branching_text,
    encounter_text,
    joining_text,
    uniting_text,
)
from filasse.parallel import on_root
from filasse.parameters.growth_rule import GrowthRule
from filasse.remap.detached import Detached, Trail, after_branching
from filasse.remap.joined import Joining, after_joining, after_opening, after_uniting
from filasse.simulation.crack_advance import Grown, grow
from filasse.simulation.crack_joining import grow_and_join
from filasse.simulation.front_advance import GrownSolid, grow_fronts
from filasse.simulation.slab import UncrackedSlab
from filasse.simulation.solid_slab import UncrackedSolid
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Outcome

log = logging.getLogger(__name__)

LEAST_ADVANCE = 1e-6
"""Of a step: fronts that go no farther stand."""


def grown(
    uncracked: UncrackedSlab | UncrackedSolid,
    geometry: FrozenGeometry,
    outcome: Outcome,
    observers: RunObservers,
    comm: Any,
) -> tuple[SlabGeometry | SolidGeometry, Detached, tuple[Encounter | None, ...]]:
    """The cracks after the critical tips have advanced, the state then, and what stopped tips."""
    steps = on_root(comm, geometry.critical_advances, outcome.state)
    rule = geometry.problem.growth
    new = on_root(comm, _advanced, uncracked, geometry.cracks, steps, rule)
    for step, met in zip(steps, new.met, strict=True):
        if met is not None:
            observers.event("met", tip=step.tip, obstacle=str(met))
            log.info("%s", encounter_text(step.tip, met))
    detached = geometry.detach_advanced(outcome.state, outcome.earlier, steps, new.lengths)
    if isinstance(new, Grown) and new.branched:
        detached = after_branching(detached, new.geometry, new.branched)
        for tip, names in new.branched.items():
            observers.event("branched", tip=tip, branches=", ".join(names))
            log.info("%s", branching_text(tip, names))
    if isinstance(new, Grown) and new.opened:
        detached = after_opening(detached, new.geometry, new.opened)
        for name in new.opened:
            observers.event("joined", tip=name, obstacle=EncounterKind.ANODE.value, loose_area=0.0)
    if isinstance(new, GrownSolid) and new.entered:  # the way around a pore tells nothing
        detached = replace(detached, growing=False, earlier=Trail())
    if isinstance(new, GrownSolid) and new.united:
        detached = after_uniting(detached, new.united)
        for one in new.united:
            observers.event("united", tip=one.tip, kept=one.kept, new_area=one.area)
            log.info("%s", uniting_text(one.tip, one.kept, one.area))
    if isinstance(new, Grown) and new.joinings:
        detached = _joined(geometry, detached, new.joinings, observers)
    return new.geometry, detached, (*new.met, *_held_up(new, rule))


def _held_up(new: Grown | GrownSolid, rule: GrowthRule) -> tuple[Encounter, ...]:
    """`NOWHERE` if no front in space has advanced: the same geometry would do the same for ever.

    A tip of a cross-section that is held up is blocked by then, which changes the geometry.
    """
    stands = max(new.lengths, default=0.0) <= LEAST_ADVANCE * rule.step
    nowhere = (Encounter(EncounterKind.NOWHERE),)
    return nowhere if isinstance(new, GrownSolid) and stands else ()


def _advanced(
    uncracked: UncrackedSlab | UncrackedSolid,
    cracks: SlabGeometry | SolidGeometry,
    steps: Sequence[Advance | FrontAdvance],
    rule: GrowthRule,
) -> Grown | GrownSolid:
    """The geometry with longer cracks: paths of a cross-section, or surfaces in space."""
    clearance = rule.short_circuit_distance
    if isinstance(uncracked, UncrackedSolid) and isinstance(cracks, SolidGeometry):
        fronts = [step for step in steps if isinstance(step, FrontAdvance)]
        return grow_fronts(uncracked, cracks, fronts, clearance)
    assert isinstance(uncracked, UncrackedSlab)
    assert isinstance(cracks, SlabGeometry)
    tips = [step for step in steps if isinstance(step, Advance)]
    if rule.joins:
        return grow_and_join(uncracked, cracks, tips, clearance)
    return grow(uncracked, cracks, tips, clearance, rule.opens_mouths)


def _joined(
    geometry: FrozenGeometry,
    detached: Detached,
    joinings: Sequence[Joining],
    observers: RunObservers,
) -> Detached:
    """The state without what joined cracks have cut loose, which is told."""
    assert isinstance(geometry.cracks, SlabGeometry)
    for joining in joinings:
        observers.event(
            "joined", tip=joining.tip, obstacle=joining.obstacle, loose_area=joining.area
        )
        log.info("%s", joining_text(joining.tip, Encounter.read(joining.obstacle), joining.area))
    return after_joining(detached, geometry.cracks.cracks, joinings)
