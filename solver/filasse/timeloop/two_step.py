"""The second-order step of an advance: two-step BDF, seen from places that move with the tips.

With the state y_n at its start, y_(n-1) where the step before began, and r the ratio of the steps,
the BDF2 formula for variable steps

    y_(n+1) = y_n + b (y_n - y_(n-1)) + h* f(y_(n+1)),  b = r^2/(1 + 2 r),  h* = h - b h_(n-1)

(E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, section III.5) is
an implicit Euler step h* from a state extrapolated by b. All that is counted goes along: lithium,
time, charge, and what left through the mouths; so balances hold as exactly as Euler's do.

The lithium y is that between places at fixed parts of the length of the cracks. At a fixed place it
goes like the root of the time since the tip has passed, for which no formula is of any order. The
places sweep over the film, which counts to the flow: see `filasse.cracks.swept_lithium`. What they
sweep in h* follows from the same formula, for their positions. Longer steps than 2.4 of the one
before would have them go back: then b is smaller, and the step of first order, as where cracks have
to wait, or where the step before was so short that its rates are those of a transient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import UNCHANGING
from filasse.cracks.conservation import with_consumed
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import EMPTY
from filasse.cracks.state import FilmState, State, Totals
from filasse.cracks.swept_lithium import SweptLithium
from filasse.fem.crack_grid import FilmGrid
from filasse.fracture.criterion import GrowthCriterion
from filasse.remap.detached import Earlier, put_on
from filasse.remap.moving_places import (
    Bounds,
    Followed,
    Fronts,
    bounds_of,
    followed,
    foreseen_fronts,
    swept,
)
from filasse.timeloop.creeping.tip_creep import TipCreep, tip_creep

type FloatArray = npt.NDArray[np.float64]

STANDING = 1e-6
"""Places that moved by less than this part of the largest move now count as having stood: only
round-off moves such places, and how far it did so before must not limit the step's order."""


LARGEST_LOSS = 0.1
"""Part of a crack's lithium that its nodes may lose by the extrapolation: 7e-4 at most in the
quickstart, some thousand times all of it where a step starts in a transient."""


class EulerStep(NamedTuple):
    """An implicit Euler step that stands for a step of an advance.

    Attributes:
        state: that it starts from.
        length: [s].
        creeping: how tips follow a rate law; or time for which they move below their toughness at
            their speed at its end [s].
        swept: lithium that passes places which move with the tips; None if they rest.
    """

    state: State
    length: float
    creeping: TipCreep | float
    swept: SweptLithium | None = None


@dataclass(frozen=True)
class Before:
    """Where the step before the one of an advance began.

    Attributes:
        time: [s].
        totals: sums since the start of the run.
        crept: how far tips had moved below their toughness [m].
        film: with the lithium and the interphase of then, on the present grid.
        bounds: where the places that the lithium is followed from were; None if they rest.
    """

    time: float
    totals: Totals
    crept: Mapping[str, float]
    film: FilmState
    bounds: Bounds | None


@dataclass(frozen=True)
class Moving:
    """Places that move with the tips.

    Attributes:
        grid: the present grid.
        areas: areas of the crack faces at its nodes per unit depth [m], shape (n,).
        seen: the lithium at the start of the step.
        fronts: where films are foreseen to end at the end of it; None in space.
    """

    grid: FilmGrid
    areas: FloatArray
    seen: Followed
    fronts: Fronts | None = None

    @cached_property
    def moved(self) -> FloatArray:
        """What places sweep over in the step: [m], or [m^2] in space, shape (n_edges,)."""
        return swept(self.seen.bounds, bounds_of(self.grid, self.areas))

    def moved_before(self, past: Before) -> FloatArray:
        """The same for the step before."""
        assert past.bounds is not None
        return swept(past.bounds, self.seen.bounds)

    def swept(self, distance: FloatArray) -> SweptLithium:
        """What passes places that sweep over `moved`, or a part of it, shape (n_edges,)."""
        return SweptLithium(self.grid.edges, distance, self.areas)


@dataclass(frozen=True)
class AdvanceStart:
    """Where the step of an advance starts.

    Attributes:
        state: on the new geometry, before anything flows.
        system: of the geometry.
        began: the same, as it was on the geometry before.
        moving: places that the lithium is followed from; None if they rest.
        past: where the step before began; None where rates jump, for a step by Euler's method.
        creep: tips that follow a rate law; None where they do not.
    """

    state: State
    system: CoupledSystem
    began: Earlier
    moving: Moving | None = None
    past: Before | None = None
    creep: TipCreep | None = None

    def following(self, criterion: GrowthCriterion, crept: FloatArray) -> AdvanceStart:
        """The same with tips that follow a rate law, and have crept so far [m], (n_tips,)."""
        grid = self.system.response.grid
        return replace(self, creep=tip_creep(grid, criterion, crept, self.began.paces))

    @property
    def begun(self) -> FloatArray | None:
        """How far tips that follow a rate law have crept by then [m], shape (n_tips,)."""
        return None if self.creep is None else self.creep.begun

    @classmethod
    def of(
        cls, system: CoupledSystem, state: State, began: Earlier, earlier: tuple[Earlier, ...]
    ) -> AdvanceStart:
        """A start on a geometry; an anode with a state of its own follows by Euler steps only.

        Places rest beside an interphase, and where lithium does not flow.

        Args:
            system: the coupled system.
            state: to start from.
            began: the same, as it was on the geometry before.
            earlier: where the step before began; nothing if none did.
        """
        grid, areas, moving = system.response.grid, system.gap.areas, None
        rests = system.layers is not None or system.model.flow == "immobile"
        usable = [e for e in earlier if e.time < state.time]
        before = usable[0] if usable and state.anode is UNCHANGING else None
        fronts = None
        if not rests:
            if not grid.in_space:
                past = before.lithium if before is not None else None
                fronts = foreseen_fronts(grid, began.lithium, past)
            seen = followed(grid, areas, began.lithium, fronts)
            moving = Moving(grid, areas, seen, fronts)
            state = _counted_at(began, state, moving.seen.lithium)
        if before is None:
            return cls(state, system, began, moving)
        film, bounds = put_on(system, state.film, before.lithium), None
        if not rests:
            seen = followed(grid, areas, before.lithium, fronts)
            film, bounds = replace(film, lithium=seen.lithium), seen.bounds
        return cls(
            *(state, system, began, moving),
            past=Before(before.time, before.totals, before.crept, film, bounds),
        )

    def extrapolated(self, step: float) -> EulerStep:
        """The implicit Euler step that stands for a step [s]."""
        part = self._part(step)
        state = self._state(part)
        length = self.state.time + step - state.time
        creeping: TipCreep | float = step if self._is_in_space else length
        if self.creep is not None:
            creeping = self.creep.lasting(step)
        if self.moving is None:
            return EulerStep(state, length, creeping)
        distance = self.moving.moved
        if self.past is not None:
            distance = distance - part * self.moving.moved_before(self.past)
        return EulerStep(state, length, creeping, self.moving.swept(distance))

    @property
    def _is_in_space(self) -> bool:
        """Whether fronts creep: their speed is that in the middle of a step, and wants no more."""
        return self.system.response.grid.in_space

    def _part(self, step: float) -> float:
        """Part b of the change over the step before by which the start is extrapolated."""
        if self.past is None:
            return 0.0
        ratio = step / (self.state.time - self.past.time)
        part = min(ratio**2 / (1 + 2 * ratio), self._largest_part)
        if self.moving is None:
            return part
        ahead = np.abs(self.moving.moved)
        behind = np.abs(self.moving.moved_before(self.past))
        if self._is_in_space:  # a part of a front that comes to stand must not count alone
            return min(part, float(ahead.sum() / behind.sum())) if behind.any() else part
        went = behind > STANDING * np.max(ahead, initial=0.0)
        return float(np.min(ahead[went] / behind[went], initial=part))

    @cached_property
    def _largest_part(self) -> float:
        """Part b up to which no crack loses more of its lithium than `LARGEST_LOSS`.

        A step that starts in a transient, as where tips follow each other within a microsecond,
        must not carry its rates on through all of its length.
        """
        assert self.past is not None
        now, crack = self.state.film.lithium, self.system.response.grid.crack + 1  # from -1
        held = np.bincount(crack, now)
        lost = np.bincount(crack, np.maximum(self.past.film.lithium - now, 0.0))
        return float(np.min(LARGEST_LOSS * held[lost > 0] / lost[lost > 0], initial=np.inf))

    def _state(self, part: float) -> State:
        """The state extrapolated by a part of the change over the step before."""
        state, past = self.state, self.past
        if past is None or part == 0.0:
            return state
        lithium = state.film.lithium + part * (state.film.lithium - past.film.lithium)
        if self.moving is not None:
            film = replace(state.film, lithium=_not_negative(lithium))
        else:
            film = self.system.continued(past.film, state.film, 1 + part, lithium)
            if np.any(film.lithium < -EMPTY * self.system.gap.closed):
                return state  # faces that close fast: Euler's step is safe
        totals = state.totals.extrapolated(part, past.totals, state.totals)
        crept = state.history.crept
        if not self._is_in_space and self.creep is None:
            crept = {name: x + part * (x - past.crept.get(name, x)) for name, x in crept.items()}
        history = replace(
            state.history,
            time=state.time + part * (state.time - past.time),
            totals=with_consumed(self.system, state, film, totals),
            crept=crept,
        )
        return State(history, film)


def _counted_at(began: Earlier, state: State, lithium: FloatArray) -> State:
    """The state with the lithium and the sums of the geometry before: mouths have not changed."""
    totals = replace(began.totals, time_steps=state.totals.time_steps)
    history = replace(state.history, totals=replace(totals, growth_steps=state.totals.growth_steps))
    return State(history, replace(state.film, lithium=lithium))


def _not_negative(lithium: FloatArray) -> FloatArray:
    """Lithium without less than none, its sum as it is: what lacks is taken from all the rest."""
    if np.all(lithium >= 0):
        return lithium
    held = np.maximum(lithium, 0.0)
    return np.asarray(held * (float(lithium.sum()) / float(held.sum())), dtype=np.float64)
