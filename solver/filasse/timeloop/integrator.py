"""Integration in time over one segment of the protocol, on one frozen geometry."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.anode.anode import Anode
from filasse.cracks.state import State
from filasse.errors import ConvergenceError
from filasse.remap.detached import Past, Trail
from filasse.timeloop.bracket import Bracket
from filasse.timeloop.creeping.overshoot import parts_to_keep, parts_to_retry, with_rises
from filasse.timeloop.event_step import not_faster, step_to_event, switches_on_the_way
from filasse.timeloop.events import EventDetector
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event, IntegrationStart, Outcome, Reached
from filasse.timeloop.pauses import Pauses, StepAbandoned
from filasse.timeloop.rest import is_steady, observed_calm, reason_at_rest, rest_event
from filasse.timeloop.split_update import SplitUpdate, repressed, split_update, updated_to_contact
from filasse.timeloop.step_doubling import with_estimate
from filasse.timeloop.step_notes import StepNotes, sights
from filasse.timeloop.step_size import (
    advice,
    estimated_error,
    is_inaccurate,
    is_jump,
    next_factor,
    rounded_down,
    wanted_factor,
)
from filasse.timeloop.stepper import Stepper, Trial

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)


def integrate_segment(
    geometry: FrozenGeometry,
    state: State,
    anode: Anode[Any],
    entry: IntegrationStart | None = None,
    pauses: Pauses | None = None,
) -> Outcome:
    """Integrate until a tip is critical, nothing changes any more, or the segment ends.

    Args:
        geometry: the geometry.
        state: consistent state to start from.
        anode: the anode.
        entry: what it goes on with; nothing at the start of a run.
        pauses: when to pause; after some steps by default.

    Raises:
        ConvergenceError: the smallest time step still fails.
    """
    entry = entry or IntegrationStart()
    integrator = _Integrator(geometry, state, anode, pauses or Pauses(), entry.earlier)
    try:
        may_grow = bool(integrator.stepper.active.any())
        outcome = integrator.to_event(state, entry) if may_grow else None
    except StepAbandoned:
        return Outcome(state, Event.PAUSED, (), earlier=entry.earlier)
    if outcome is not None:
        return outcome
    if entry.start is not None:  # what follows is an advance that no estimate is for
        accuracy = state.history.accuracy.losing(entry.start.state.time)
        state = replace(state, history=replace(state.history, accuracy=accuracy))
    try:
        return integrator.run(state, entry.past)
    except ConvergenceError:
        if not (parts := parts_to_retry(geometry, state, entry)):
            raise
        return Outcome(state, Event.TOO_FAR, (), earlier=entry.earlier, parts=parts)


class _Integrator:
    """The controller: picks steps, lands on events, keeps the records."""

    def __init__(
        self,
        geometry: FrozenGeometry,
        state: State,
        anode: Anode[Any],
        pauses: Pauses,
        earlier: Trail,
    ) -> None:
        self.geometry, self.anode, self.pauses = geometry, anode, pauses
        self.limits, self.policy = geometry.problem.limits, geometry.problem.policy
        self.segment = geometry.segment(state.position)
        self.stepper = Stepper.at(geometry, state)
        self.events = EventDetector(geometry, self.segment)
        self.notes = StepNotes(geometry, state.time)
        self.past: Past = ()
        self.earlier = earlier

    def to_event(self, state: State, entry: IntegrationStart) -> Outcome | None:
        """Go to the next event in one step; None if none is found that way."""
        if entry.guess is None or entry.start is None:
            return None
        start, check, arriving = entry.start, self.pauses.check, self.stepper.arriving(state)
        step = step_to_event(arriving, self.events, start, entry.guess, check)
        found, start = (None, start) if step is None else step
        found = with_rises(arriving, start, found)
        parts = parts_to_keep(arriving, self.events, start, found, check, entry.tries)
        if parts:
            return Outcome(state, Event.TOO_FAR, (), earlier=entry.earlier, parts=parts)
        trial = not_faster(arriving, self.events, state, found)
        if trial is None:
            return None
        end = trial if arriving is self.stepper else self.stepper.seen_by_leaving(trial)
        stands = trial is not found or self.events.event(end.state, end.driving) is None
        began = start.state if trial is found else state  # lithium as the places that move saw it
        update = split_update(self.stepper, self.anode, began, end)
        if update is None or self.events.is_beyond_contact(update.trial.state):
            return None
        advance = start if trial is found else replace(start, state=state, moving=None, past=None)
        seen = sights((arriving, self.stepper), self.anode, advance, trial, check)
        accepted = self._committed(self.notes.after_sights(seen, update))
        switches = switches_on_the_way(arriving, self.events, end)
        if trial is found and not switches:
            accepted, self.earlier = with_estimate(
                arriving, self.events, start, self.earlier, accepted, check
            )
        elif self.stepper.tips_arrive:
            self.earlier = Trail()  # nothing leads over a jump
        if not stands and self.events.event(accepted.state, accepted.driving) is None:
            accepted = repressed(self.stepper, accepted)  # or its tips would not go on
        self._note(accepted)
        event = self.events.event(accepted.state, accepted.driving)
        self.notes.note_end(accepted.state, event)
        if event is None and stands:  # K must rise to K_c ahead; or has fallen at this speed
            return self.run(self.stepper.standing(state, accepted.state), self.past)
        ended = self.stepper.standing(state, accepted.state) if switches else accepted.state
        return self._outcome(ended, event or Event.CRITICAL)

    def run(self, state: State, past: Past) -> Outcome:
        """Take steps to the next event, or to a pause."""
        driving = self.stepper.driving(state)
        self.past = past or ((state.time, self.stepper.observed(state, driving)),)
        while True:
            event = self._event(state, driving)
            if event is not None:
                return self._outcome(state, event)
            self.stepper = self.stepper.without_memory()
            try:
                trial, shorter = self._next(state, driving)
            except StepAbandoned:
                return self._outcome(state, Event.PAUSED)
            if trial is None:
                state = state.with_step_size(shorter)
                continue
            steady = is_steady(self.stepper, state, trial, self.past[-1][1])
            self._note(trial)
            self.earlier = Trail((self.geometry.began(self.stepper.just_before(state, trial)),))
            state, driving = self._with_calm(trial), trial.driving
            if self.events.event(state, driving) is None and not steady and self.pauses.is_due:
                return self._outcome(state, Event.PAUSED)
            if steady and self.segment.is_last:
                return self._outcome(state, reason_at_rest(self.stepper, self.segment, state))

    def _event(self, state: State, driving: FloatArray) -> Reached | None:
        """What has been reached; or that nothing which matters can still happen."""
        found = self.events.event(state, driving)
        return found or rest_event(self.stepper, self.events, state)

    def _next(self, state: State, driving: FloatArray) -> tuple[Trial | None, float]:
        """The next accepted step; or None and a shorter step to try [s]."""
        first = self._first_step(state)
        trial = self._step(state, first)
        step = trial.state.time - state.time
        if self.events.excess(trial.state, trial.driving) > self.limits.landing:
            try:
                cautious = self._is_cautious(step, first)
                trial = self._land(state, driving, trial, cautious)
            except ConvergenceError as error:
                log.debug("Landing on an event failed: %s", error)
                return None, self._shorter(state, step, 1 / self.policy.cut, error)
        step = trial.state.time - state.time
        update = updated_to_contact(
            *(self.stepper, self.anode, self.events, state, trial),
            lambda shorter: self._try(state, shorter, cautious=False),
        )
        if update is None:
            return None, self._shorter(state, step, 0.5, "what follows from it changes too much")
        return self._committed(update), step

    def _committed(self, update: SplitUpdate) -> Trial:
        """The step of an update, with which the integration goes on.

        What was observed before is shifted along with a jump, so that the error of the next step
        is still told from its past.
        """
        self.stepper = update.stepper
        self.past = tuple((time, values + update.jump) for time, values in self.past)
        return update.trial

    def _outcome(self, state: State, event: Reached) -> Outcome:
        return self.notes.outcome(state, event, self.past, self.earlier)

    def _wanted(self, state: State) -> float:
        """The step that is wanted from a state on [s], wherever the next event is."""
        return min(state.history.step_size, self.limits.max_step)

    def _until_target(self, state: State, wanted: float) -> float:
        """The step to try where one is wanted [s]: no longer than to the next target."""
        return min(rounded_down(wanted), self.events.target(state) - state.time)

    def _first_step(self, state: State) -> float:
        """The first step that is tried from a state on [s]."""
        return self._until_target(state, self._wanted(state))

    def _is_cautious(self, step: float, first: float) -> bool:
        """Whether a step [s] is solved with care: as failures cut it, not as a target is near."""
        return step < self.policy.cautious * first

    def _step(self, state: State, first: float) -> Trial:
        """Find a step that converges and is accurate enough; `first` is tried first [s]."""
        tolerance, policy = self.limits.time_tolerance, self.policy
        wanted, errors = self._wanted(state), list[float]()
        while True:
            step = self._until_target(state, wanted)
            try:
                trial = self._try(state, step, self._is_cautious(step, first))
            except ConvergenceError as error:
                log.debug("Time step %.3g s rejected: %s", step, error)
                wanted = self._shorter(state, step, 1 / policy.cut, error)
                continue
            jump = is_jump(policy, errors, step, state.time)
            if is_inaccurate(policy, trial.error, tolerance) and not jump:
                log.debug("Time step %.3g s rejected: error %.2g", step, trial.error)
                factor = wanted_factor(policy, trial.error, tolerance)
                errors.append(trial.error)
                factor = max(policy.least_retry, factor)
                wanted = self._shorter(state, step, factor, f"its error is {trial.error:.2g}")
                continue
            factor = next_factor(policy, trial.error, tolerance)
            cut = self.events.target(state) < self.events.end(state)  # by output: none of its own
            return trial.with_step_size(max(step * factor, wanted if cut else 0.0))

    def _shorter(
        self, state: State, step: float, factor: float, reason: ConvergenceError | str
    ) -> float:
        """The step to try after a rejected one [s]: the only way to shorter steps, with an end."""
        wanted = step * factor
        if wanted >= self.policy.smallest * self.limits.stop_time:
            return wanted
        is_error = isinstance(reason, ConvergenceError)
        voltage = float(self.stepper.system.voltage(state.film))
        said = f"The solver says: {reason}" if is_error else f"It was rejected: {reason}."
        fault = "No time step converges at" if is_error else "No time step is accepted at"
        raise ConvergenceError(
            f"{fault} t = {state.time:.6g} s; the last was {step:.3g} s. {advice(voltage)} {said}"
        ) from (reason if isinstance(reason, ConvergenceError) else None)

    def _try(self, state: State, step: float, cautious: bool) -> Trial:
        """Solve one step, and estimate its error from how it departs from the past."""
        self.pauses.check()
        trial = self.stepper.sdirk(state, step, cautious)
        error = estimated_error(self.policy, self.past, trial.state.time, trial.observed)
        return replace(trial, error=error)

    def _land(self, state: State, driving: FloatArray, trial: Trial, cautious: bool) -> Trial:
        """Shorten the step until a limit is just met, or just passed where it is in a jump."""
        bracket, beyond = Bracket(self.events.excess(state, driving)), trial
        step_size, near = trial.state.history.step_size, self.policy.landing * self.limits.landing
        while True:
            excess = self.events.excess(trial.state, trial.driving)
            bracket.add(trial.state.time - state.time, excess)
            beyond = trial if excess > 0 else beyond
            if abs(excess) <= near or bracket.is_closed:
                return (trial if abs(excess) <= near else beyond).with_step_size(step_size)
            trial = self._try(state, bracket.next, cautious)

    def _with_calm(self, trial: Trial) -> State:
        """The state after a step, with how long nothing has changed by then."""
        calm = observed_calm(self.policy, trial.state, trial.observed)
        return replace(trial.state, history=replace(trial.state.history, calm=calm))

    def _note(self, trial: Trial) -> None:
        jumped = is_inaccurate(self.policy, trial.error, self.limits.time_tolerance)
        before = () if jumped else self.past  # nothing leads over a jump
        self.past = (*before, (trial.state.time, trial.observed))[-len(self.policy.safety) :]
        self.pauses.note_step(self.notes.note(trial.state))
