"""A run from configuration to short circuit: mesh, condense, march, grow, mesh again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filasse.config import Config
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.crack_paths import SlabGeometry
from filasse.end_reason import EndReason
from filasse.fem.condensed import Bodies, Response, condense
from filasse.fem.domain import Domain, distribute
from filasse.fracture.propagation import carry_on
from filasse.fracture.toughness_map import MaterialMap
from filasse.output import Observers, RunFolder, finished_reason, open_observers
from filasse.parallel import closing_together, on_root, world
from filasse.parameters.cell_material import cell_material
from filasse.parameters.problem import Problem, problem
from filasse.records.record import Record
from filasse.records.snapshot import snapshot
from filasse.remap.detached import Carry, carry_over, pack, with_new_cracks
from filasse.signals import Interrupted, patiently
from filasse.simulation.crack_advance import fresh_pores, grow, sprout, weakest_spots
from filasse.simulation.slab import mesh_of, start
from filasse.simulation.stop import StopRequest, stopped_at_once
from filasse.timeloop.growth_step import advance, coupled_system, critical
from filasse.timeloop.outcome import Event, Outcome

__all__ = ["Run", "mesh_of", "simulate"]


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        folder: where its results are.
        reason: why it ended; `reason.text` says it in words.
        record: the last accepted state.
    """

    folder: Path
    reason: EndReason
    record: Record | None


def simulate(
    config: Config,
    folder: Path | str,
    *,
    overwrite: bool = False,
    resume: bool = False,
    source: str | None = None,
    max_walltime: float | None = None,
) -> Run:
    """Run a configuration; a collective call.

    Args:
        config: what to simulate.
        folder: where the results go.
        overwrite: replace the results of an earlier run.
        resume: go on from the last checkpoint in the folder.
        source: file that the configuration was read from.
        max_walltime: stop with a checkpoint before this time is over [s].

    Raises:
        StoppedEarly: asked by a signal, Ctrl-C or the wall time; a checkpoint is there to go on.
        FilasseError: the geometry cannot be meshed, a solve fails, or the folder cannot be used.
    """
    comm = world()
    done = on_root(comm, finished_reason, RunFolder.at(folder), config) if resume else None
    if done is not None:
        return Run(Path(folder), done, None)
    stop = StopRequest(folder, max_walltime)
    try:
        with (
            patiently(),
            open_observers(
                config, folder, comm, overwrite=overwrite, resume=resume, source=source
            ) as observers,
        ):
            reason, record = _grow_to_the_end(config, observers, comm, stop)
            observers.on_end(reason)
        if config.output.figures:
            on_root(comm, _draw, Path(folder))
    except Interrupted as caught:
        raise stopped_at_once(caught, folder) from None
    return Run(Path(folder), reason, record)


def _grow_to_the_end(
    config: Config, observers: Observers, comm: Any, stop: StopRequest
) -> tuple[EndReason, Record]:
    """Every pass is one crack geometry: mesh, condense, march in time, grow."""
    first = on_root(comm, start, config, observers.restored)
    model = problem(config, first.blank.anode)
    geometry, carry, mesh = first.geometry, first.carry, first.mesh
    while True:
        with observers.stage("mesh"):
            if mesh is None:
                geometry, mesh = on_root(comm, first.blank.mesh, geometry)
            material = cell_material(config, mesh)
            domain = distribute(mesh, comm, material.classes)
        with observers.stage("condense"):
            body = material.elastic, material.conductivity, model.support
            response, bodies = condense(domain, *body)
        with closing_together(comm, bodies):
            spots = weakest_spots(domain, response, bodies, fresh_pores(geometry), model.cell.loads)
            if spots:
                geometry = on_root(comm, sprout, first.blank, geometry, spots, model.micro_flaw)
                carry, mesh = with_new_cracks(carry, geometry), None
                continue
            materials = MaterialMap(mesh, material)
            site = response, model, geometry, carry, materials
            outcome, system = _march(site, observers, comm, stop)
            _report(outcome, domain, bodies, system, observers)
        record = outcome.records[-1]
        if outcome.event is not Event.CRITICAL:
            return _reason(outcome.event, record), record
        if record.growth_step >= config.growth.max_steps:
            return EndReason.MAX_STEPS, record
        steps = on_root(comm, critical, response, model, geometry, outcome, materials)
        clearance = model.growth.short_circuit_distance
        grown = on_root(comm, grow, first.blank, geometry, steps, clearance)
        geometry, mesh = grown.geometry, None
        carry = carry_on(system, outcome.state, steps, grown.lengths)
        for step, met in zip(steps, grown.met, strict=True):
            if met:
                observers.event("met", tip=step.tip, obstacle=met)
        if "anode" in grown.met:
            return EndReason.SPALLED, record
        observers.checkpoint(record, *pack(geometry, carry))
        stop.check(comm)


def _reason(event: Event, last: Record) -> EndReason:
    """Why a run ends: one that has come to rest may only be blocked."""
    is_held_up = event is Event.ARRESTED and any(tip.k_ratio >= 1 for tip in last.tips)
    return EndReason.BLOCKED if is_held_up else EndReason(event.value)


def _march(
    site: tuple[Response, Problem, SlabGeometry, Carry | None, MaterialMap],
    observers: Observers,
    comm: Any,
    stop: StopRequest,
) -> tuple[Outcome, CoupledSystem]:
    """March to the next event on a geometry, with a checkpoint at every pause."""
    outcome: Outcome | None = None
    response, model, geometry, _, _ = site
    while True:
        with observers.stage("march"):
            outcome = on_root(comm, advance, *site, outcome)
        for record in outcome.records:
            observers.on_step(record)
        system = coupled_system(response, model, outcome.state.place, outcome.state.anode)
        if outcome.event is not Event.PAUSED:
            return outcome, system
        held = carry_over(system, outcome.state)
        observers.checkpoint(record, *pack(geometry, held), during_growth_step=True)
        stop.check(comm)


def _report(
    outcome: Outcome, domain: Domain, bodies: Bodies, system: CoupledSystem, observers: Observers
) -> None:
    """Tell the observers what happened on a geometry."""
    record = outcome.records[-1]
    last = outcome.event is not Event.CRITICAL
    wanted = observers.wants_fields(record.growth_step, last)
    fields = snapshot(domain, bodies, system, outcome.state) if wanted else None
    observers.on_growth(record, fields)


def _draw(folder: Path) -> None:
    from filasse.plot import plot_run

    plot_run(folder)
