"""What an integration tells: records of its steps, and states that output is asked for.

What output is asked for within an advance is looked at, and has no say in the step.

An advance is one long implicit step to the time at which its tip is critical again. Cut in two, it
would follow how the pressure builds up after a jump, and the crack would come too soon: see
`filasse.timeloop.event_step`. So the step is sought as if there were no output; a state on its way
is then that of the same step, broken off sooner. Where that has no solution, as a dry crack fills
with a jump, lithium goes in proportion to time from one such state to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from filasse.anode.anode import Anode
from filasse.cracks.anode_interface import UNCHANGING
from filasse.cracks.state import State
from filasse.records.run_record import Record
from filasse.remap.detached import Past, Trail, equilibrated
from filasse.timeloop.event_step import step_of_advance
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event, Outcome, Reached
from filasse.timeloop.split_update import SplitUpdate, split_update
from filasse.timeloop.stepper import Stepper, Trial
from filasse.timeloop.two_step import AdvanceStart


def sights(
    steppers: tuple[Stepper, Stepper],
    anode: Anode[Any],
    start: AdvanceStart,
    trial: Trial,
    check: Callable[[], None],
) -> tuple[State, ...]:
    """States within the step of an advance at which output is asked for, counted in order.

    Args:
        steppers: that has solved the step, and that of tips which leave.
        anode: follows the steps.
        start: of the step.
        trial: the step.
        check: called before every try; what it raises ends it.
    """
    times = tuple(_times(steppers[1], start.state.time, trial.state.time))
    found, after = dict[float, Trial](), trial
    for time in reversed(times):
        seen = _seen(*steppers, anode, start, time, after.state, check)
        if seen is not None:
            found[time] = after = seen
    before = start.state
    for time in times:
        if time not in found:
            after = next((found[each] for each in times if each > time and each in found), trial)
            found[time] = _between(steppers[1], anode, start.state, before, after, time)
        if start.state.anode is UNCHANGING:  # others follow steps from the start only
            before = found[time].state
    return tuple(counted(found[time].state, number) for number, time in enumerate(times))


def _seen(
    arriving: Stepper,
    leaving: Stepper,
    anode: Anode[Any],
    start: AdvanceStart,
    time: float,
    after: State,
    check: Callable[[], None],
) -> Trial | None:
    """The step of the advance up to a time [s] before another state; None if there is none."""
    patience = leaving.geometry.problem.policy.event_patience
    for guess in (after.film, start.state.film):
        check()
        seen = step_of_advance(arriving, start, guess, time - start.state.time, patience)
        update = seen and split_update(leaving, anode, start.state, seen)
        if update:
            return update.trial
    return None


def _between(
    stepper: Stepper, anode: Anode[Any], start: State, before: State, after: Trial, time: float
) -> Trial:
    """The step from the start to a time [s] between a state and a longer step, by their lithium."""
    end, system = after.state, stepper.system
    part = (time - before.time) / (end.time - before.time)
    lithium = before.film.lithium + part * (end.film.lithium - before.film.lithium)
    film = system.continued(before.film, end.film, part, lithium)
    moved = {
        name: (1 - part) * before.history.crept.get(name, x) + part * x
        for name, x in end.history.crept.items()
    }
    totals = end.totals.extrapolated(part - 1, before.totals, end.totals)
    history = replace(start.history, time=time, totals=totals, crept=moved)
    limits = stepper.geometry.problem.limits
    state = equilibrated(system, State(history, film), film.lithium, limits)
    step = stepper.trial(state, ((time - start.time, after.stages[-1][1]),))
    update = split_update(stepper, anode, start, step)
    return step if update is None else update.trial


def counted(state: State, more: int) -> State:
    """A state after so many more time steps."""
    totals = replace(state.totals, time_steps=state.totals.time_steps + more)
    return replace(state, history=replace(state.history, totals=totals))


def _times(stepper: Stepper, time: float, end: float) -> Iterator[float]:
    """Times between two others [s] at which output is asked for."""
    wanted = stepper.geometry.problem.limits.output_times
    same = 1 - stepper.geometry.problem.policy.same_time
    while (time := wanted.after(time)) < end * same:
        yield time


@dataclass
class StepNotes:
    """Notes of an integration on one geometry.

    Attributes:
        geometry: the geometry.
        start: time at its start [s].
        records: in order of time.
        sights: states of some of them, at which output is asked for.
    """

    geometry: FrozenGeometry
    start: float
    records: list[Record] = field(default_factory=list)
    sights: list[State] = field(default_factory=list)

    def note(self, state: State) -> Record:
        """Note a state; its step is the time since the one before."""
        since = self.records[-1].time if self.records else self.start
        self.records.append(self.geometry.record(state, state.time - since))
        return self.records[-1]

    def after_sights(self, seen: tuple[State, ...], update: SplitUpdate) -> SplitUpdate:
        """The step of an advance, counted after what was seen within it, which is noted."""
        for each in seen:
            self.note(each)
        self.sights += seen
        end = counted(update.trial.state, len(seen))
        return update._replace(trial=replace(update.trial, state=end))

    def note_end(self, state: State, event: Reached | None) -> None:
        """Note that output is asked for at the end of an advance, if it is."""
        wanted = self.geometry.problem.limits.output_times
        if event is not Event.SEGMENT and wanted.has(state.time):  # else a pause tells it
            self.sights.append(state)

    def outcome(self, state: State, event: Reached, past: Past, earlier: Trail) -> Outcome:
        """How the integration stops; a pause in the middle of the first try has no records."""
        if not self.records and event is not Event.PAUSED:
            self.note(state)
        return Outcome(state, event, tuple(self.records), past, earlier, tuple(self.sights))
