"""A run from configuration to short circuit: mesh, condense, integrate in time, grow, mesh again.

The run ends with the event that ended the integration (a short circuit, nothing that changes any
more, the end of the protocol: `timeloop`), with a criterion of `ends`, or with what a tip met.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from filasse.config import Config
from filasse.cracks.crack_paths import SlabGeometry
from filasse.end_reason import EndReason
from filasse.output import Observer, RunFolder, RunObservers, finished_reason, open_observers
from filasse.output.own_watchers import check_own_code, either, own_end, own_observers
from filasse.output.writers.series import plating_voltages
from filasse.parallel import on_root, on_root_sharing, world
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.parameters.problem import Problem, problem
from filasse.records.run_record import Record
from filasse.remap.checkpoint_arrays import pack
from filasse.remap.detached import with_new_cracks
from filasse.signals import Interrupted, patiently
from filasse.simulation.advancing import grown
from filasse.simulation.crack_advance import initiation_sites, nucleate
from filasse.simulation.ends import EndCriteria, end_criteria
from filasse.simulation.finished_run import Run
from filasse.simulation.other_lengths import advanced_by
from filasse.simulation.slab import StartingPoint, UncrackedSlab, material_of, mesh_of, start
from filasse.simulation.stop import StopRequest, stopped_at_once
from filasse.timeloop.frozen_geometry import FrozenGeometry, freeze
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Event, Outcome, Reached
from filasse.timeloop.pauses import Pauses

log = logging.getLogger(__name__)

__all__ = ["Run", "mesh_of", "simulate"]


def simulate(
    config: Config,
    folder: Path | str,
    *,
    overwrite: bool = False,
    resume: bool = False,
    source: str | None = None,
    max_walltime: float | None = None,
    observers: Sequence[Observer] = (),
    laws: Laws = CONFIGURED,
    stop_when: Callable[[Record], bool] | None = None,
    start_from: Path | str | None = None,
) -> Run:
    """Run a configuration; a collective call.

    Args:
        config: what to simulate.
        folder: where the results go.
        overwrite: replace the results of an earlier run.
        resume: go on from the last checkpoint in the folder.
        source: file that the configuration was read from.
        max_walltime: stop with a checkpoint before this time is over [s].
        observers: told on rank 0 what happens, beside those that write the folder.
        laws: of the user's own, in place of the configuration's.
        stop_when: the run ends once it is true of the record of an accepted step.
        start_from: folder of a run; this one starts from where that one ended.

    Raises:
        StoppedEarly: asked by a signal, Ctrl-C or the wall time; a checkpoint is there to go on.
        FilasseError: the geometry cannot be meshed, a solve fails, or the folder cannot be used.
    """
    comm = world()
    check_own_code(config, laws)
    done = on_root(comm, finished_reason, RunFolder.at(folder), config, laws) if resume else None
    stop = StopRequest(folder, max_walltime)
    try:
        if done is not None:
            if config.output.figures:
                on_root(comm, _draw_missing, Path(folder))
            return Run(Path(folder), done, None)
        with (
            patiently(),
            open_observers(
                config,
                folder,
                comm,
                overwrite=overwrite,
                resume=resume,
                source=source,
                own=(*observers, *own_observers(config)),
                laws=laws,
                origin=None if start_from is None else Path(start_from),
            ) as told,
        ):
            told.on_start()
            past = on_root(comm, _past, told) if told.restored else []
            criteria = end_criteria(config, either(stop_when, own_end(config)), past)
            reason, record = _grow_to_the_end(config, laws, criteria, told, comm, stop)
            told.on_end(reason)
        if config.output.figures:
            on_root(comm, _draw, Path(folder))
    except Interrupted as caught:
        raise stopped_at_once(caught, folder) from None
    return Run(Path(folder), reason, record)


def _past(observers: RunObservers) -> list[float]:
    """Voltages [V] at which lithium was plated up to the checkpoint that a run goes on from."""
    return plating_voltages(observers.folder.series)


def _grow_to_the_end(
    config: Config,
    laws: Laws,
    criteria: EndCriteria,
    observers: RunObservers,
    comm: Any,
    stop: StopRequest,
) -> tuple[EndReason, Record]:
    """Mesh and condense, integrate in time, grow the cracks, and again, until the run ends."""
    now = on_root(comm, start, config, observers.restored, laws)
    model = problem(config, now.uncracked.anode, laws)
    while True:
        with _frozen(now, config, model, observers, comm) as geometry:
            nucleated = _nucleated(now, geometry, comm)
            if nucleated is not None:
                now = nucleated
                continue
            outcome = _integrated(now, geometry, criteria, observers, comm, stop)
            if outcome.event is Event.TOO_FAR:
                now = _with_other_lengths(now, geometry, outcome.parts, comm)
                continue
            record = outcome.records[-1]
            reason = on_root(comm, _reason, outcome.event, record, config, criteria)
            if reason is None:
                cracks, detached, met = grown(now.uncracked, geometry, outcome, observers, comm)
                ends = (each.end_reason for each in met if each is not None)
                reason = next((end for end in ends if end is not None), None)
            if reason is not None or not detached.stood:  # or the growth step goes on
                _report(geometry, outcome, observers, last=reason is not None)
            if reason is not None and reason.leaves_a_cell:
                left = geometry.detach_paused(outcome.state, outcome.past, outcome.earlier)
                observers.save_end(record, *pack(now.geometry, left))
        if reason is not None:
            return reason, record
        observers.checkpoint(record, *pack(cracks, detached), during_growth_step=detached.stood)
        stop.check(comm)
        now = StartingPoint(now.uncracked, cracks, detached, None)


@contextmanager
def _frozen(
    now: StartingPoint, config: Config, model: Problem, observers: RunObservers, comm: Any
) -> Iterator[FrozenGeometry]:
    """Mesh and condense a geometry, whose paths may be led through what they nearly touch."""
    with ExitStack() as stack:
        with observers.stage("mesh"):
            cracks, mesh = on_root_sharing(comm, now.meshed)
            material = material_of(config, mesh)
        with observers.stage("condense"):
            geometry = stack.enter_context(freeze(mesh, material, cracks, model, comm))
        observers.shared(geometry.sharing, geometry.solver)
        yield geometry


def _nucleated(now: StartingPoint, geometry: FrozenGeometry, comm: Any) -> StartingPoint | None:
    """The slab with new cracks where some leave pores that others have entered; None without."""
    sites = initiation_sites(geometry)
    if not sites:
        return None
    length = geometry.problem.micro_flaw
    assert isinstance(now.uncracked, UncrackedSlab)
    assert isinstance(geometry.cracks, SlabGeometry)
    cracks = on_root(comm, nucleate, now.uncracked, geometry.cracks, sites, length)
    return StartingPoint(now.uncracked, cracks, with_new_cracks(now.detached, cracks), None)


def _integrated(
    now: StartingPoint,
    geometry: FrozenGeometry,
    criteria: EndCriteria,
    observers: RunObservers,
    comm: Any,
    stop: StopRequest,
) -> Outcome:
    """Integrate to the next event on a geometry, with a checkpoint at every pause."""
    detached, progressed = now.detached, False
    while True:
        writes_at = geometry.problem.limits.output_times.has
        pauses = Pauses(stop.is_wanted, progressed, ends_at=criteria.are_met, writes_at=writes_at)
        with observers.stage("integrate"):
            outcome = on_root(comm, integrate, geometry, detached, pauses)
        last = outcome.records[-1] if outcome.records else None
        seen = {state.time: state for state in outcome.sights}
        if outcome.event is Event.PAUSED and last is not None and writes_at(last.time):
            seen.setdefault(last.time, outcome.state)
        for record in outcome.records:
            if detached is not None and detached.stood and not record.step_size:
                continue
            observers.on_step(record)
            if record.time in seen:
                observers.on_output(record, geometry.snapshot(seen[record.time]))
            progressed = True
        if outcome.event is not Event.PAUSED or on_root(comm, getattr, pauses, "is_over"):
            return outcome
        if last is not None:  # or the checkpoint before holds
            detached = geometry.detach_paused(outcome.state, outcome.past, outcome.earlier)
            observers.checkpoint(last, *pack(now.geometry, detached), during_growth_step=True)
        stop.check(comm)


def _with_other_lengths(
    now: StartingPoint, geometry: FrozenGeometry, parts: Mapping[str, float], comm: Any
) -> StartingPoint:
    """The same start with other parts of the last advances."""
    assert isinstance(now.geometry, SlabGeometry)
    assert now.detached is not None
    clearance = geometry.problem.growth.short_circuit_distance
    about = now.uncracked, now.geometry, geometry.response.grid, now.detached, parts, clearance
    cracks, detached = on_root(comm, advanced_by, *about)
    return StartingPoint(now.uncracked, cracks, detached, None)


def _report(
    geometry: FrozenGeometry, outcome: Outcome, observers: RunObservers, *, last: bool
) -> None:
    """Tell the observers what happened on a geometry."""
    record = outcome.records[-1]
    wanted = observers.wants_fields(record.growth_step, last)
    observers.on_growth(record, geometry.snapshot(outcome.state) if wanted else None)


def _reason(
    event: Reached, last: Record, config: Config, criteria: EndCriteria
) -> EndReason | None:
    """Why a run ends, if not with what its tips are about to meet; None if it goes on."""
    if isinstance(event, EndReason):
        return event
    most = EndReason.MAX_STEPS if last.growth_step >= config.growth.max_steps else None
    return criteria.reason(last) or most


def _draw_missing(folder: Path) -> None:
    """Draw what a run that was stopped in the middle of its figures did not come to."""
    from filasse.plot import plot_missing

    plot_missing(folder)


def _draw(folder: Path) -> None:
    from filasse.plot import plot_run

    plot_run(folder)
