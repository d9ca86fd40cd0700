"""A single implicit step to the next event: how time passes while a crack grows.

While a crack grows, an advance stands for continuous growth: what is wanted is the time that it
takes, with K = K_c at its end, and not how the tip would recover from a jump.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from filasse.cracks.connectivity import cut_off
from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.state import Fill, FilmState, State
from filasse.errors import ConvergenceError
from filasse.remap.retreat import may_be_drawn_back, set_out
from filasse.timeloop.bracket import Bracket, Lead
from filasse.timeloop.events import EventDetector
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event
from filasse.timeloop.stepper import Stepper, Trial
from filasse.timeloop.two_step import AdvanceStart

log = logging.getLogger(__name__)


class FoundStep(NamedTuple):
    """The step of an advance that ends at the next event.

    Attributes:
        trial: the step.
        start: of it, with what is known by then of how K changes with the way of the tips.
    """

    trial: Trial
    start: AdvanceStart


def step_to_event(
    stepper: Stepper,
    events: EventDetector,
    start: AdvanceStart,
    guess: FilmState,
    check: Callable[[], None],
    patient: bool = True,
) -> FoundStep | None:
    """The implicit step that ends at the next event; None if none is found that can be trusted.

    Where tips follow a rate law, how K changes with their way is measured at the end of the step,
    which is then sought again from there.

    Args:
        stepper: takes the steps.
        events: to land on.
        start: to start from.
        guess: of the films at the event.
        check: called before every try; what it raises ends the search.
        patient: whether steps that fail to converge may be many, if not in a row; and, where tips
            arrive, whether the search may go back once to another branch.
    """
    policy, state = stepper.geometry.problem.policy, start.state
    found = _sought(stepper, events, start, guess, check, patient)
    for _ in range(policy.measurements):
        measured = None if found is None else _measured(stepper, start, found)
        if found is None or measured is None:
            break
        step = found.state.time - state.time
        history = replace(state.history, step_size=policy.restart * step)
        again = replace(measured, state=replace(state, history=history))
        better = _sought(stepper, events, again, found.state.film, check, patient)
        if better is None:
            break
        start, found = measured, better
        if abs(better.state.time - state.time - step) <= policy.same_duration * step:
            break
    return None if found is None else FoundStep(found, start)


def _measured(stepper: Stepper, start: AdvanceStart, found: Trial) -> AdvanceStart | None:
    """The start of a step with how K changes with the way of its tips; None if none follow a law.

    A little sooner K is that of the same crack with less lithium: what else has changed since the
    step began is due to the way.
    """
    policy = stepper.geometry.problem.policy
    step = found.state.time - start.state.time
    if start.creep is None or step <= 0:
        return None
    less = policy.sooner * step
    film = found.state.film
    sooner = step_of_advance(stepper, start, film, step - less, policy.event_iterations)
    if sooner is None:
        return None
    creep = start.creep.lasting(step).measured(found.driving, sooner.driving, less)
    return replace(start, creep=creep)


def _sought(
    stepper: Stepper,
    events: EventDetector,
    start: AdvanceStart,
    guess: FilmState,
    check: Callable[[], None],
    patient: bool = True,
) -> Trial | None:
    """The step to the next event, where it is known how K changes with the way of tips.

    A step may have two solutions: lithium has come to the tip, or part of the crack is still dry.
    The way from the films behind leads to the second, the guess to the first. Where the search has
    jumped from one to the other, it goes back along the first, as it does where the guess is good.
    A step that is not found from the films behind is led to by shorter ones. Where the current
    switches before the tip arrives, the step ends there.

    The arguments are those of `step_to_event`.
    """
    policy, state = stepper.geometry.problem.policy, start.state
    driving = stepper.driving(state)
    is_there = events.event(state, driving) is not None
    if is_there and start.creep is None and not stepper.system.response.grid.in_space:
        return None
    value = policy.unsettled if is_there else events.excess(state, driving, start.begun)
    bracket = Bracket(value, foresees=stepper.tips_arrive)
    most, film, failures, jumps = events.end(state) - state.time, guess, 0, 0
    step = min(state.history.step_size / policy.restart, most)
    shortest = policy.moment * step if is_there else 0.0
    most_failures = policy.event_failures if patient else policy.event_hurry
    most_jumps = int(patient) if stepper.tips_arrive else policy.event_tries
    behind, ahead, lead = state.film, guess, Lead(policy, may_begin=patient)
    for _ in range(policy.event_tries):
        check()
        patience = policy.event_patience if film is behind else policy.event_iterations
        trial = step_of_advance(stepper, start, film, step, patience, lead.is_cautious)
        if trial is None:
            if (failures := failures + 1) > most_failures:
                return None
            leads = film is behind and lead.begin(bracket.left, step)
            step, film = leads or bracket.shortened(step, policy.event_cut), behind
            continue
        failures = 0 if patient else failures
        value, film = events.excess(trial.state, trial.driving, start.begun), trial.state.film
        landed = events.is_met(trial.state, trial.driving)
        if landed or (step >= most and value < 0):
            ends = landed or switches_on_the_way(stepper, events, trial)
            return trial if ends and not _fills_out_of_nothing(stepper, start, trial) else None
        bracket.add(step, value)
        behind, ahead = (film, ahead) if value < 0 else (behind, film)
        if bracket.is_jump:  # between two ways to be filled: stay on that of the films ahead
            if (jumps := jumps + 1) > most_jumps:
                return None
            bracket, behind, film = bracket.reopened(), state.film, ahead
        step = min(lead.after(step, value) or bracket.next, most)
        if step < shortest:
            break
    return None


def part_to_keep(
    stepper: Stepper,
    events: EventDetector,
    start: AdvanceStart,
    trial: Trial | None,
    check: Callable[[], None],
) -> float:
    """Part of an advance that tips have time for, before a switch or at the largest speed an end.

    Args:
        stepper: takes the steps.
        events: of the segment of the protocol.
        start: of the step.
        trial: the step, perhaps up to where the current switches only; None if none was found.
        check: called before every try; what it raises ends the search.

    Returns:
        1 to keep all of it: next to all is in time, or tips cannot be drawn back. At least
        `shortest_in_time` of a full advance is kept, as where K rises a little for a moment only.
    """
    state, too_fast = start.state, _is_too_fast(stepper, events, start.state, trial)
    switches = trial is not None and switches_on_the_way(stepper, events, trial)
    if not stepper.tips_arrive or not (too_fast or switches):
        return 1.0
    geometry, history, policy = stepper.geometry, state.history, stepper.geometry.problem.policy
    cracks, grid = geometry.cracks, geometry.response.grid
    assert isinstance(cracks, SlabGeometry)
    if not may_be_drawn_back(cracks, grid, history):
        return 1.0
    length = max(history.advanced[tip.name].length for tip in set_out(grid, history))
    least = min(policy.shortest_in_time * geometry.growth.longest_step / length, 1.0)
    if too_fast:
        part = (events.end(state) - state.time) / _least_time(geometry, state)
        return max(part, least) if part < 1 - policy.same_step else 1.0
    assert trial is not None
    if least >= policy.in_time:
        return 1.0
    begin = start.began.time
    left = policy.beyond_time * (trial.state.time - begin)
    growth = events.growth_until(begin + left / least)
    whole = step_to_event(stepper, growth, start, trial.state.film, check, patient=False)
    part = least if whole is None else max(left / (whole.trial.state.time - begin), least)
    return part if part < policy.in_time else 1.0


def switches_on_the_way(stepper: Stepper, events: EventDetector, trial: Trial) -> bool:
    """Whether the current switches at the end of a step, on the way of tips that arrive."""
    return stepper.tips_arrive and events.switches(trial.state, trial.driving)


def not_faster(
    stepper: Stepper, events: EventDetector, state: State, trial: Trial | None
) -> Trial | None:
    """The step to the next advance, but not shorter than an advance takes at the largest speed.

    Unstable growth takes time. Where K stays above K_c, the step ends above K_c. Where growth is
    stable nothing changes. The advance after it is sought where the last stable one was found: the
    step here tells nothing of how long that one takes, and from it the search would end in many
    steps that follow a recovery.

    Args:
        stepper: takes the steps.
        events: that the step was to land on.
        state: to start from, just after an advance.
        trial: the step to the next event; None if none was found, or if it is there at once.
    """
    policy = stepper.geometry.problem.policy
    if not _is_too_fast(stepper, events, state, trial):
        return trial
    least = min(_least_time(stepper.geometry, state), events.end(state) - state.time)
    last = state.history.step_size / policy.restart
    try:
        unstable = stepper.euler(state, least, state.film, policy.event_patience)
        return unstable.with_step_size(last)
    except ConvergenceError as error:
        log.debug("An advance at the largest speed, %.3g s, failed: %s", least, error)
        return trial


def _is_too_fast(
    stepper: Stepper, events: EventDetector, state: State, trial: Trial | None
) -> bool:
    """Whether tips would go on at once, or in less time than the largest speed leaves them."""
    least = min(_least_time(stepper.geometry, state), events.end(state) - state.time)
    end = trial if trial is not None else stepper.trial(state, ())
    step = end.state.time - state.time
    too_fast = step < least * (1 - stepper.geometry.problem.policy.same_step)
    return too_fast and events.event(end.state, end.driving) is Event.CRITICAL


def _least_time(geometry: FrozenGeometry, state: State) -> float:
    """Time that the latest advance takes at the largest speed [s]: short from rest."""
    history, grid = state.history, geometry.response.grid
    lengths = [history.advanced[tip.name].length for tip in set_out(grid, history)]
    length = max(lengths, default=geometry.growth.longest_step)
    return length / geometry.problem.growth.largest_speed


def _fills_out_of_nothing(stepper: Stepper, start: AdvanceStart, trial: Trial) -> bool:
    """Whether a two-step advance has filled a part of a dry crack that nothing leads to.

    Lithium that plates in proportion to itself, L = L_old + t q L/V, has no small solution once
    t q > V: a step so long fills the tip of a dry crack from a trace.
    """
    if not stepper.tips_arrive:
        return False
    policy, system, film = stepper.geometry.problem.policy, stepper.system, trial.state.film
    alone = cut_off(system.response.grid, policy.dry_gap * system.filled_part(film))
    alone &= film.fill == Fill.FULL
    came = (film.lithium - start.state.film.lithium)[alone].sum()
    return bool(came > policy.new_island * film.lithium[alone].sum())


def step_of_advance(
    stepper: Stepper,
    start: AdvanceStart,
    guess: FilmState,
    step: float,
    patience: int,
    cautious: bool = False,
) -> Trial | None:
    """One implicit step; None if it does not converge.

    Args:
        stepper: takes it.
        start: to start from.
        guess: first iterate.
        step: [s].
        patience: limit to Newton's iterations.
        cautious: see `Newton.solve`.
    """
    try:
        begin = start.extrapolated(step)
        trial = stepper.euler(
            *(begin.state, begin.length, guess, patience),
            *(begin.swept, begin.creeping, cautious),
        )
        return trial.with_step_size(step)
    except ConvergenceError as error:
        log.debug("Step of %.3g s to the next event failed: %s", step, error)
        return None
