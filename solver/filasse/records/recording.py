"""Records of accepted states, for observers."""

from __future__ import annotations

from typing import Any

import numpy as np

from filasse.anode.anode import Anode
from filasse.anode.anode_output import NOTHING_TOLD
from filasse.cracks.connectivity import dead_lithium
from filasse.cracks.conservation import (
    cell_current,
    current_imbalance,
    lithium_imbalance,
)
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import FULL
from filasse.cracks.pore_plating import electronic_current
from filasse.cracks.state import FilmState, State
from filasse.fracture.criterion import GrowthCriterion
from filasse.parameters.protocol import Segment
from filasse.quantity import Declared
from filasse.records.cycling_record import cycling_record
from filasse.records.field_snapshot import FloatArray
from filasse.records.front_recording import front_records
from filasse.records.interphase_record import interphase_record
from filasse.records.run_record import (
    LeakageRecord,
    LooseRecord,
    PoreRecord,
    Record,
    SolidLeakageRecord,
    SolidRecord,
    TipRecord,
)
from filasse.records.tip_recording import RecordedTip, loading, tip_record, tip_speed


def record(
    system: CoupledSystem,
    criterion: GrowthCriterion,
    anode: Anode[Any],
    state: State,
    segment: Segment,
    step: float,
    cycled: bool = False,
) -> Record:
    """Describe an accepted state.

    Args:
        system: the coupled system.
        criterion: what its tips need to grow.
        anode: the anode.
        state: the state.
        segment: of the protocol.
        step: length of the step that led to it [s].
        cycled: whether the protocol turns the current.
    """
    film, totals = state.film, state.totals
    in_space = system.response.grid.in_space
    kind: type[Record] = SolidRecord if _is_body(system) else Record
    tips = front_records(system, criterion, state) if in_space else _tips(system, criterion, state)
    width = float(system.electric.areas[system.electric.counter].sum())
    return kind(
        growth_step=totals.growth_steps,
        time_step=totals.time_steps,
        protocol_step=state.position.segment + 1,
        cycle=segment.cycle,
        time=state.time,
        step_size=step,
        voltage=system.voltage(film),
        current_density=cell_current(system, film) / width,
        newton_iterations=state.history.iterations,
        temperature=system.model.anode.temperature,
        plated_charge=totals.charge,
        areal_capacity=totals.charge / width,
        lithium_in_cracks=float(film.lithium.sum()),
        dead_lithium=dead_lithium(film),
        lithium_returned=totals.returned,
        lithium_balance=lithium_imbalance(state),
        current_balance=current_imbalance(system, film),
        tips=tips,
        anode=anode.record(system, state),
        loose=LooseRecord(totals.loose) if totals.loose > 0 else NOTHING_TOLD,
        interphase=interphase_record(system, state),
        leakage=_leakage(system, state, width),
        cycling=cycling_record(system, state, width) if cycled else NOTHING_TOLD,
        pores=_pores(system, film),
        time_error=state.history.accuracy.until(state.time).total or 0.0,
    )


def _is_body(system: CoupledSystem) -> bool:
    """Whether the slab has a depth, cracked or not: what is counted is then that of all of it."""
    return bool(system.response.grid.position.shape[1] == 3)


def _leakage(system: CoupledSystem, state: State, width: float) -> Declared:
    """What leaks; nothing where electrons stay in the metal."""
    if system.leakage is None:
        return NOTHING_TOLD
    film = state.film
    kind = SolidLeakageRecord if _is_body(system) else LeakageRecord
    return kind(
        leakage_current=electronic_current(system, film) / width,
        leaked_charge=state.totals.leaked,
    )


def _pores(system: CoupledSystem, film: FilmState) -> tuple[PoreRecord, ...]:
    """The pores that cracks have entered."""
    part, pressure = system.filled_part(film), film.pressure
    return tuple(
        PoreRecord(pore.name, float(part[pore.node]), float(pressure[pore.node]))
        for pore in system.response.grid.reservoirs
    )


def _tips(system: CoupledSystem, criterion: GrowthCriterion, state: State) -> tuple[TipRecord, ...]:
    grid, film = system.response.grid, state.film
    load = loading(system, criterion, state)
    opening = system.opened(film) / system.gap.areas - system.model.aperture
    part = system.filled_part(film)
    records = []
    for index, tip in enumerate(grid.tips):
        nodes = grid.nodes_of(tip.crack)
        nodes = nodes if tip.node == nodes[-1] else nodes[::-1]
        length = float(grid.arc[nodes].max())
        start = 0.0 if tip.node == grid.nodes_of(tip.crack)[-1] else length
        place = RecordedTip(
            name=tip.name,
            row=index,
            ratio=float(load.ratios[index]),
            position=tip.position,
            nodes=nodes,
            length=length,
            lithium_front=lithium_front(np.abs(grid.arc[nodes] - start), part[nodes]),
            speed=float(load.criterion.active[index])  # a tip that is held up stands
            * tip_speed(load, tip.name, index, float(load.speeds[index])),
            mouth_opening=float(opening[nodes[0]]),
        )
        records.append(tip_record(TipRecord, load, place))
    return tuple(records)


def lithium_front(arc: FloatArray, part: FloatArray) -> float:
    """Arc length at which the last full part of a crack ends [m].

    The filled part of the segment after its last full node counts with it.

    Args:
        arc: of the crack's nodes, from the mouth [m], shape (k,).
        part: filled part of the nodes [-], shape (k,).
    """
    full = np.flatnonzero(part >= FULL)
    if len(full) == 0:
        return 0.0
    last = int(full[-1])
    if last == len(arc) - 1:
        return float(arc[-1])
    return float(arc[last] + part[last + 1] * (arc[last + 1] - arc[last]))
