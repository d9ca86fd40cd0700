"""The step from one geometry to the next: critical tips advance, and the state goes with them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.propagation import Advance
from filasse.output import RunObservers
from filasse.output.encounter_words import event_text
from filasse.output.writers.event_log import EventDetails
from filasse.parallel import on_root
from filasse.parameters.growth_rule import GrowthRule
from filasse.remap.detached import Detached
from filasse.simulation.crack_advance import ARRIVES, grow
from filasse.simulation.crack_joining import grow_and_join
from filasse.simulation.front_advance import grow_fronts
from filasse.simulation.slab import UncrackedSlab
from filasse.simulation.solid_slab import UncrackedSolid
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Outcome

log = logging.getLogger(__name__)

LEAST_ADVANCE = 1e-6
"""Of a step: fronts that go no farther stand."""


class GrownCracks[G: (SlabGeometry, SolidGeometry)](Protocol):
    """Cracks after some tips or fronts have advanced, whatever the cracks are made of."""

    @property
    def geometry(self) -> G:
        """With longer cracks."""

    @property
    def lengths(self) -> tuple[float, ...]:
        """By which each tip, or the fastest part of each front, advanced [m]."""

    @property
    def met(self) -> tuple[Encounter | None, ...]:
        """What each tip has come to; None for nothing."""

    def events(self) -> Iterator[tuple[str, EventDetails]]:
        """What else happened, as events.jsonl has it: kind and further values, SI."""

    def carry(self, detached: Detached, before: G) -> Detached:
        """Take the state over to the new geometry.

        Args:
            detached: the state after the tips have advanced, on the cracks that there were.
            before: the geometry then.
        """

    def stands(self, least: float) -> bool:
        """Whether the same geometry would do the same for ever.

        Args:
            least: advances up to this one are none [m].
        """


def grown(
    uncracked: UncrackedSlab | UncrackedSolid,
    geometry: FrozenGeometry,
    outcome: Outcome,
    observers: RunObservers,
    comm: Any,
) -> tuple[SlabGeometry | SolidGeometry, Detached, tuple[Encounter | None, ...]]:
    """The cracks after the critical tips have advanced, the state then, and what stopped tips."""
    steps = on_root(comm, geometry.critical_advances, outcome.state)
    rule, before = geometry.problem.growth, geometry.cracks
    steps, new = on_root(comm, _all_advanced, uncracked, before, steps, rule)
    for kind, details in (*_encounters(steps, new.met), *new.events()):
        observers.event(kind, **details)
        if text := event_text(kind, details):
            log.info("%s", text)
    detached = geometry.detach_advanced(outcome.state, outcome.earlier, steps, new.lengths)
    nowhere = (Encounter(EncounterKind.NOWHERE),) if new.stands(LEAST_ADVANCE * rule.step) else ()
    return new.geometry, new.carry(detached, before), (*new.met, *nowhere)


def _encounters(
    steps: Sequence[Advance | FrontAdvance], met: Sequence[Encounter | None]
) -> Iterator[tuple[str, EventDetails]]:
    """What tips have come to, as events."""
    for step, one in zip(steps, met, strict=True):
        if one is not None:
            yield "met", {"tip": step.tip, "obstacle": str(one)}


def _all_advanced(
    uncracked: UncrackedSlab | UncrackedSolid,
    cracks: SlabGeometry | SolidGeometry,
    steps: tuple[Advance | FrontAdvance, ...],
    rule: GrowthRule,
) -> tuple[tuple[Advance | FrontAdvance, ...], GrownCracks[Any]]:
    """The steps that are taken, and what comes of them: with a tip that is held up none goes."""
    new = _advanced(uncracked, cracks, steps, rule)
    critical = tuple(step for step in steps if not step.follows)
    least, ways = ARRIVES * rule.short_circuit_distance, zip(steps, new.lengths, strict=True)
    if len(critical) == len(steps) or any(x > least for step, x in ways if not step.follows):
        return steps, new
    return critical, _advanced(uncracked, cracks, critical, rule)


def _advanced(
    uncracked: UncrackedSlab | UncrackedSolid,
    cracks: SlabGeometry | SolidGeometry,
    steps: Sequence[Advance | FrontAdvance],
    rule: GrowthRule,
) -> GrownCracks[Any]:
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
