"""March in time on one frozen geometry, up to the next event."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.anode.foil_anode import Foil
from filasse.cracks.conservation import account
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import EMPTY
from filasse.cracks.film_newton import Solution
from filasse.cracks.staggered import solve_staggered
from filasse.cracks.state import FilmState, State
from filasse.errors import ConvergenceError
from filasse.fracture.criterion import Fracture
from filasse.parameters.limits import Limits
from filasse.parameters.protocol import Segment
from filasse.records.record import Record
from filasse.records.recording import record
from filasse.remap.detached import RESTART
from filasse.timeloop.bracket import Bracket
from filasse.timeloop.event_detector import Goal
from filasse.timeloop.frozen_system import Setting, Trial
from filasse.timeloop.outcome import Event, Outcome
from filasse.timeloop.split_update import aftermath
from filasse.timeloop.step_size import extrapolate, is_jump, rounded_down

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

GAMMA = 1 - 1 / np.sqrt(2)
"""Diagonal coefficient of the two-stage, second-order, L-stable SDIRK method (Alexander 1977)."""

SAFETY = (0.5, 0.5, 0.1)
"""Error of a step over the departure of K/K_c from its extrapolation through 1, 2, 3 points."""

GROWTH = 3.0
"""Largest factor between one time step and the next."""

LEAP_ITERATIONS, LEAP_PATIENCE = 20, 200
"""Newton iterations after which a guess for the films is given up, and those from films behind;
good ones take some ten."""

LEAP_FAILURES = 3
"""Steps of a leap in a row that may fail to converge before it is given up."""

LEAP_CUT = 4
"""Factor between a step of a leap that failed and the next one."""

LEAP_TRIES = 40
"""Steps tried to find the one that takes a growing crack to its next advance."""

CAUTIOUS = 1e-2
"""Steps cut below this part of the first try are solved with care: see `Newton.solve`."""

SMALLEST = 1e-14
"""Smallest time step, over the stop time."""

STEADY = 1e-7
"""Change of K/K_c, over a step of at least a tenth of the elapsed time, that counts as none."""

FOREVER = 1e-3
"""Change that a steady state could still make if it went on at its rate until the stop time."""

PAUSE = 50
"""Accepted steps after which a march pauses, so that it can be saved or stopped."""


def march(
    system: CoupledSystem,
    fracture: Fracture,
    state: State,
    limits: Limits,
    segment: Segment,
    likely: FilmState | None = None,
    foil: Foil | None = None,
    history: tuple[tuple[float, FloatArray], ...] = (),
) -> Outcome:
    """March until a tip is critical, nothing changes any more, or a segment of the protocol ends.

    Args:
        system: the coupled system of the geometry.
        fracture: what its tips need to grow.
        state: settled state to start from.
        limits: tolerances and the stop time.
        segment: of the protocol.
        likely: if a tip has just advanced, a guess of the films when the next one will.
        foil: the anode, if it is a body.
        history: of the march that goes on after a pause.

    Raises:
        ConvergenceError: the smallest time step still fails.
    """
    march = _March(system, fracture, limits, segment, foil)
    outcome = march.leap(state, likely) if likely is not None else None
    return outcome if outcome is not None else march.run(state, history)


class _March:
    """The controller: picks steps, lands on events, keeps the records."""

    def __init__(
        self,
        system: CoupledSystem,
        fracture: Fracture,
        limits: Limits,
        segment: Segment,
        foil: Foil | None,
    ) -> None:
        self.setting = Setting(system, fracture, limits)
        self.goal = Goal(system, segment, limits)
        self.limits, self.segment, self.foil = limits, segment, foil
        self.cautious = False
        self.records: list[Record] = []
        self.history: list[tuple[float, FloatArray]] = []

    def leap(self, state: State, likely: FilmState) -> Outcome | None:
        """Go to the next event in one implicit Euler step; None if none is found that way.

        While a crack grows, an advance stands for continuous growth: what is wanted is the time
        that it takes, with K = K_c at its end, and not how the tip would recover from a jump.
        """
        ratios = self.setting.fracture.driving(state.film)
        if self.goal.event(state, ratios) is not None:
            return None
        bracket = Bracket(self.goal.excess(state, ratios))
        most, film, failures = self.goal.end(state) - state.time, likely, 0
        behind = state.film  # films at the left end of the bracket
        step = min(state.step_size / RESTART, most)
        for _ in range(LEAP_TRIES):
            try:
                patience = LEAP_PATIENCE if film is behind else LEAP_ITERATIONS
                trial = self._euler(state, film, step, patience)
            except ConvergenceError as error:
                log.debug("Leap of %.3g s failed: %s", step, error)
                failures += 1
                if failures > LEAP_FAILURES:
                    return None
                step, film = bracket.left + (step - bracket.left) / LEAP_CUT, behind
                continue
            failures = 0
            value, film = self.goal.excess(trial.state, trial.ratios), trial.state.film
            if abs(value) <= self.limits.landing / 4:
                accepted = self._accepted(state, trial)
                if accepted is None:
                    return None
                trial = accepted
                self._note(state, trial)
                event = self.goal.event(trial.state, trial.ratios)
                return self._outcome(trial.state, event or Event.CRITICAL)
            if step >= most and value < 0:
                return None
            bracket.add(step, value)
            behind = film if value < 0 else behind
            step = min(bracket.next, most)
        return None

    def run(self, state: State, history: tuple[tuple[float, FloatArray], ...]) -> Outcome:
        """Take steps to the next event, or to a pause."""
        ratios = self.setting.fracture.driving(state.film)
        self.history = list(history) or [(state.time, self.setting.observed(state, ratios))]
        while True:
            event = self.goal.event(state, ratios)
            if event is not None:
                return self._outcome(state, event)
            trial = self._step(state)
            if self.goal.excess(trial.state, trial.ratios) > self.limits.landing:
                try:
                    trial = self._land(state, ratios, trial)
                except ConvergenceError as error:
                    log.debug("Landing on K = K_c failed: %s", error)
                    state = replace(state, step_size=(trial.state.time - state.time) / 4)
                    continue
            accepted = self._accepted(state, trial)
            if accepted is None:
                state = replace(state, step_size=(trial.state.time - state.time) / 2)
                continue
            trial = accepted
            steady = self._is_steady(state, trial)
            self._note(state, trial)
            state, ratios = trial.state, trial.ratios
            if len(self.records) >= PAUSE and self.goal.event(state, ratios) is None and not steady:
                return replace(self._outcome(state, Event.PAUSED), history=tuple(self.history))
            if steady and self.segment.is_last:
                never = self.segment.must_reach
                return self._outcome(state, Event.NEVER_REACHED if never else Event.ARRESTED)

    def _accepted(self, state: State, trial: Trial) -> Trial | None:
        """The step with what follows from it; None if it must be shorter.

        What was observed before is shifted along with a jump, so that the error of the next step
        is still told from its history.
        """
        after = aftermath(self.setting, self.foil, state, trial)
        if after is None:
            return None
        self.setting = after.setting
        self.history = [(time, values + after.jump) for time, values in self.history]
        return after.trial

    def _outcome(self, state: State, event: Event) -> Outcome:
        records = self.records or [record(self.setting.system, self.setting.fracture, state, 0.0)]
        return Outcome(state, event, tuple(records))

    def _step(self, state: State) -> Trial:
        """Find a step that converges and is accurate enough."""
        wanted, errors = min(state.step_size, self.limits.max_step), list[float]()
        while True:
            step = min(rounded_down(wanted), self.goal.end(state) - state.time)
            self.cautious = step < CAUTIOUS * state.step_size
            try:
                trial = self._try(state, step)
            except ConvergenceError as error:
                log.debug("Time step %.3g s rejected: %s", step, error)
                wanted = step / 4
                if wanted < SMALLEST * self.limits.stop_time:
                    raise ConvergenceError(
                        f"No time step converges at t = {state.time:.6g} s; the last was "
                        f"{step:.3g} s. Refine the mesh at the tip (mesh.tip), or raise "
                        f"numerics.max_newton. The solver says: {error}"
                    ) from error
                continue
            factor = 0.9 * float(np.cbrt(self.limits.time_tolerance / max(trial.error, 1e-30)))
            if self._is_inaccurate(trial) and not is_jump(errors):
                log.debug("Time step %.3g s rejected: error %.2g", step, trial.error)
                wanted = step * max(0.1, factor)
                errors.append(trial.error)
                continue
            factor = 1.0 if self._is_inaccurate(trial) else min(GROWTH, max(0.2, factor))
            return replace(trial, state=replace(trial.state, step_size=step * factor))

    def _is_inaccurate(self, trial: Trial) -> bool:
        return trial.error > 2 * self.limits.time_tolerance

    def _try(self, state: State, step: float) -> Trial:
        """Solve one step, and estimate its error from how K/K_c departs from its history.

        Where lips close fast, the second stage would start from less lithium than none: then
        implicit Euler takes the whole step.
        """
        first = self._solve(state.film, state.film.lithium, GAMMA * step)
        slope = (first.film.lithium - state.film.lithium) / GAMMA
        old = state.film.lithium + (1 - GAMMA) * slope
        if np.any(old < -EMPTY * self.setting.system.gap.closed):
            whole = self._solve(first.film, state.film.lithium, step)
            stages: tuple[tuple[float, Solution], ...] = ((step, whole),)
        else:
            second = self._solve(first.film, old, GAMMA * step)
            stages = (((1 - GAMMA) * step, first), (GAMMA * step, second))
        moved = account(self.setting.system, state, stages)
        trial = self.setting.trial(moved, stages)
        expected = extrapolate(self.history, moved.time)
        departure = float(np.max(np.abs(trial.observed - expected)))
        return replace(trial, error=SAFETY[len(self.history) - 1] * departure)

    def _euler(self, state: State, film: FilmState, step: float, limit: int) -> Trial:
        """One implicit Euler step, with a first iterate, and a limit to Newton's iterations."""
        if self.limits.staggered:
            solution = solve_staggered(self.setting.newton, film, state.film.lithium, step)
        else:
            old = state.film.lithium
            solution = self.setting.newton.solve(film, old, step, limit=limit)
        stages = ((step, solution),)
        moved = replace(account(self.setting.system, state, stages), step_size=step)
        return self.setting.trial(moved, stages)

    def _solve(self, film: FilmState, old: FloatArray, step: float) -> Solution:
        if self.limits.staggered:
            return solve_staggered(self.setting.newton, film, old, step)
        return self.setting.newton.solve(film, old, step, cautious=self.cautious)

    def _land(self, state: State, ratios: FloatArray, trial: Trial) -> Trial:
        """Shorten the step until the first limit is just met (regula falsi, Illinois)."""
        bracket = Bracket(self.goal.excess(state, ratios))
        bracket.add(trial.state.time - state.time, self.goal.excess(trial.state, trial.ratios))
        step_size = trial.state.step_size
        while abs(self.goal.excess(trial.state, trial.ratios)) > self.limits.landing / 4:
            trial = self._try(state, bracket.next)
            bracket.add(trial.state.time - state.time, self.goal.excess(trial.state, trial.ratios))
            if bracket.is_closed:
                break
        return replace(trial, state=replace(trial.state, step_size=step_size))

    def _is_steady(self, state: State, trial: Trial) -> bool:
        """Tell whether nothing that is observed changes any more."""
        step = trial.state.time - state.time
        if len(trial.observed) == 1 or step < 0.1 * trial.state.time:
            return False
        change = float(np.max(np.abs(trial.observed - self.history[-1][1])))
        return change < min(STEADY, FOREVER * step / self.limits.stop_time)

    def _note(self, state: State, trial: Trial) -> None:
        step = trial.state.time - state.time
        before = [] if self._is_inaccurate(trial) else self.history  # nothing leads over a jump
        self.history = [*before, (trial.state.time, trial.observed)][-3:]
        self.records.append(record(self.setting.system, self.setting.fracture, trial.state, step))
