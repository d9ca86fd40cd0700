"""Trial steps of the films with the coupled system as it is now: SDIRK, and implicit Euler."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from filasse.cracks.conservation import after_stages, conserving
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import EMPTY, SEED
from filasse.cracks.solving.film_newton import Newton, Solution
from filasse.cracks.solving.staggered import solve_staggered
from filasse.cracks.state import FilmState, State
from filasse.cracks.swept_lithium import SweptLithium
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.timeloop.creeping.tip_creep import TipCreep
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.step_size import ObservedParts

type FloatArray = npt.NDArray[np.float64]

GAMMA = 1 - 1 / np.sqrt(2)
"""Diagonal coefficient of the two-stage, second-order, L-stable SDIRK method (Alexander 1977)."""


@dataclass(frozen=True)
class Trial:
    """A step that may be accepted.

    Attributes:
        state: after it.
        driving: K/K_c of the tips that may grow, shape (n_tips,).
        observed: what is watched for the error: see `Stepper.observed`.
        error: of the step.
        stages: weight [s] and solution of every stage.
    """

    state: State
    driving: FloatArray
    observed: FloatArray
    error: float
    stages: tuple[tuple[float, Solution], ...]

    def with_step_size(self, step: float) -> Trial:
        """Return this step with another one to try next [s]."""
        return replace(self, state=self.state.with_step_size(step))


@dataclass(frozen=True)
class Stepper:
    """The coupled system against the anode as it is now, and the steps that it takes.

    Attributes:
        geometry: the geometry.
        system: of the geometry at a state.
        criterion: what its tips need to grow.
    """

    geometry: FrozenGeometry
    system: CoupledSystem
    criterion: GrowthCriterion

    @classmethod
    def at(cls, geometry: FrozenGeometry, state: State) -> Stepper:
        """What steps on from a state."""
        return cls(geometry, geometry.system_at(state), geometry.criterion_at(state))

    @cached_property
    def newton(self) -> Newton:
        """Newton's method on the system."""
        limits = self.geometry.problem.limits
        return Newton(self.system, limits.newton_tolerance, limits.max_newton)

    def without_memory(self) -> Stepper:
        """The same without the Jacobian of the steps before.

        What a step gives must not depend on the steps that happened to be tried before it, or a
        run that is stopped and resumed would differ from one that is not. The copy has its fields
        only: `newton`, which holds that Jacobian, is cached beside them and made again.
        """
        return replace(self)

    def arriving(self, state: State) -> Stepper:
        """The same for tips that have set out in a state: what they pass holds them."""
        if not self.tips_arrive:
            return self
        criterion = self.geometry.growth.arrival(self.criterion, state.history)
        return self if criterion is self.criterion else replace(self, criterion=criterion)

    @property
    def tips_arrive(self) -> bool:
        """Whether tips arrive before they set out again: by two-step advances in the plane."""
        return self.geometry.tips_arrive

    def driving(self, state: State) -> FloatArray:
        """K/K_c of the tips that may grow, 0 of the others, shape (n_tips,)."""
        return self._driving(state.film)[1]

    @property
    def active(self) -> npt.NDArray[np.bool_]:
        """Which tips may grow, shape (n_tips,)."""
        return np.asarray(self.criterion.active > 0)

    def is_held_up(self, state: State) -> bool:
        """Whether a tip that may not grow would."""
        criterion = self.criterion.under(self.system, state.film)
        return criterion.is_held_up(criterion.ratios(stress_intensities(self.system, state.film)))

    @property
    def parts(self) -> ObservedParts:
        """Where what stands in `observed`."""
        grid = self.system.response.grid
        crept = len(grid.growing_names) if self._creeps else 0
        return ObservedParts.of(grid.site_count, len(grid.reservoirs), crept)

    def observed(self, state: State, driving: FloatArray) -> FloatArray:
        """What is watched for errors and for rest, shape (k,): see `ObservedParts`."""
        pores = [pore.node for pore in self.system.response.grid.reservoirs]
        filled = self.system.filled_part(state.film)[pores]
        if self.system.leakage is not None:  # they grow from seeds, in proportion to what is there
            filled = np.log1p(filled / SEED) / np.log1p(1 / SEED)
        voltage = state.film.counter / self.geometry.problem.policy.voltage_scale
        parts = self.parts
        found = np.empty(parts.size)
        found[parts.tips], found[parts.voltage], found[parts.pores] = driving, voltage, filled
        if self._creeps:
            found[parts.crept] = self.criterion.crept_parts(self.geometry.crept(state))
        return found

    def trial(
        self, state: State, stages: tuple[tuple[float, Solution], ...], error: float = 0.0
    ) -> Trial:
        """A step that ends in a state."""
        driving = self.driving(state)
        return Trial(state, driving, self.observed(state, driving), error, stages)

    def seen_by_leaving(self, trial: Trial) -> Trial:
        """The same step of tips that were arriving, with K/K_c of tips that want to go on."""
        return self.trial(trial.state, trial.stages, trial.error)

    def standing(self, before: State, state: State) -> State:
        """The state of tips that stand now, at the end of the advance that has begun before."""
        if not self.tips_arrive:
            return state
        follows = self.criterion.follows_tips
        back = self.criterion.rule.step - self.criterion.crept_at_rest if follows else 0.0
        history = state.history.with_arrivals(before.time, back)
        step = self.geometry.problem.policy.restart * history.step_size
        return replace(state, history=replace(history, step_size=step))

    def sdirk(self, state: State, step: float, cautious: bool = False) -> Trial:
        """A step of second order.

        Where crack faces close fast, the second stage would start from less lithium than none:
        then implicit Euler takes the whole step.

        Args:
            state: at its start.
            step: [s].
            cautious: see `Newton.solve`.
        """
        first = self._solve(state.film, state.film, GAMMA * step, cautious)
        slope = (first.film.lithium - state.film.lithium) / GAMMA
        old = state.film.lithium + (1 - GAMMA) * slope
        middle = self.system.continued(state.film, first.film, (1 - GAMMA) / GAMMA, old)
        if np.any(middle.lithium < -EMPTY * self.system.gap.closed):
            whole = self._solve(first.film, state.film, step, cautious)
            stages: tuple[tuple[float, Solution], ...] = ((step, whole),)
        else:
            second = self._solve(first.film, middle, GAMMA * step, cautious)
            stages = (((1 - GAMMA) * step, first), (GAMMA * step, second))
        return self.trial(self._after(state, stages), stages)

    def euler(
        self,
        state: State,
        step: float,
        guess: FilmState,
        limit: int,
        swept: SweptLithium | None = None,
        creeping: TipCreep | float | None = None,
        cautious: bool = False,
    ) -> Trial:
        """One implicit Euler step.

        Args:
            state: at its start.
            step: [s].
            guess: first iterate.
            limit: to Newton's iterations.
            swept: lithium that passes places which move with the tips; None if they rest.
            creeping: how tips follow a rate law; or time for which they move below their toughness
                at their speed at the end [s], by default the step.
            cautious: see `Newton.solve`.
        """
        stages = ((step, self._solve(guess, state.film, step, cautious, limit, swept)),)
        return self.trial(self._after(state, stages, creeping), stages)

    def just_before(self, before: State, trial: Trial) -> State:
        """The state a moment before the end of a step, on the tangent there.

        The rates at the end are those of the last stage. What follows is smooth from there only:
        when a tip starts to grow, all else that led there tells nothing about it.
        """
        (weight, _), moment = trial.stages[-1], self.geometry.problem.policy.just_before
        film = before.film
        if len(trial.stages) > 1:
            part, first = (1 - GAMMA) / GAMMA, trial.stages[0][1].film
            old = film.lithium + part * (first.lithium - film.lithium)
            film = self.system.continued(film, first, part, old)
        start = replace(before, film=film)
        ended = self._after(start, (trial.stages[-1],))
        end = trial.state
        change = ended.film.lithium - start.film.lithium
        grown = ended.film.layer - start.film.layer
        film = replace(
            end.film,
            lithium=end.film.lithium - moment * change,
            layer=end.film.layer - moment * grown,
        )
        totals = end.totals.extrapolated(-moment, start.totals, ended.totals)
        crept = self.geometry.crept(ended) - self.geometry.crept(start)
        moved = self._by_tip(self.geometry.crept(end) - moment * crept)
        time = end.time - moment * weight
        history = replace(end.history, time=time, totals=totals, crept=moved)
        return State(history, film)

    def reinitialised(self, trial: Trial, state: State) -> Trial:
        """The trial at a state whose currents are solved for again; the lithium stays."""
        film = state.film
        solved = self.newton.solve(film, film.lithium, 0.0, frozen="film").film
        end = replace(state, film=film.with_electric(solved))
        return self.trial(end, trial.stages, trial.error)

    @property
    def _creeps(self) -> bool:
        return self.criterion.is_subcritical

    def _after(
        self,
        state: State,
        stages: tuple[tuple[float, Solution], ...],
        creeping: TipCreep | float | None = None,
    ) -> State:
        """The state after a step: charge and lithium counted, tips moved below their toughness."""
        after = after_stages(self.system, state, stages)
        if not self._creeps:
            return after
        crept = self.geometry.crept(state)
        for weight, solution in stages:
            criterion, driving = self._driving(solution.film)
            if isinstance(creeping, TipCreep):
                crept = creeping.crept(criterion, driving)
            else:
                time = weight if creeping is None else creeping
                crept = crept + time * criterion.speeds(driving)
        return replace(after, history=replace(after.history, crept=self._by_tip(crept)))

    def _by_tip(self, values: FloatArray) -> dict[str, float]:
        """Values of the tips, or fronts, by their names."""
        names = self.system.response.grid.growing_names
        return dict(zip(names, values.tolist(), strict=True))

    def _driving(self, film: FilmState) -> tuple[GrowthCriterion, FloatArray]:
        """What the tips need under the currents of the films, and their K/K_c."""
        criterion = self.criterion.under(self.system, film)
        return criterion, criterion.driving(stress_intensities(self.system, film))

    def _solve(
        self,
        guess: FilmState,
        start: FilmState,
        step: float,
        cautious: bool = False,
        limit: int | None = None,
        swept: SweptLithium | None = None,
    ) -> Solution:
        """Solve a stage [s] from a start, with a first iterate."""
        first = self.system.entering(guess, start, step)
        if self.geometry.problem.limits.staggered:
            solution = solve_staggered(self.newton, first, start.lithium, step, swept)
        else:
            solution = self.newton.solve(first, start.lithium, step, None, cautious, limit, swept)
        film = conserving(self.system, solution.film, start.lithium, step, swept)
        return replace(solution, film=self.system.with_grown_layer(film, step))
