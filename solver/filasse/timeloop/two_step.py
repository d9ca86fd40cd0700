"""The second-order step of an advance: two-step BDF, from a start on the geometry before.

With the state y_n at its start, y_(n-1) where the step before began, and r the ratio of the steps,
the BDF2 formula for variable steps

    y_(n+1) = y_n + b (y_n - y_(n-1)) + h* f(y_(n+1)),  b = r^2/(1 + 2 r),  h* = h (1 + r)/(1 + 2 r)

(E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, section III.5) is
an implicit Euler step h* from a state extrapolated by b. All that is counted goes along: lithium,
time, charge, and what left through the mouths; so balances hold as exactly as Euler's do. The
lithium is extrapolated where it is on the path: next to the tip, where the last segment has filled
for only part of the step, the formula then counts 3/2 of what it holds, which for an opening that
goes like the root of the distance is just what flows into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import UNCHANGING
from filasse.cracks.conservation import with_consumed
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import EMPTY
from filasse.cracks.state import FilmState, State, Totals
from filasse.remap.detached import Earlier, put_on

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Before:
    """Where the step before the one of an advance began.

    Attributes:
        time: [s].
        totals: sums since the start of the run.
        crept: how far tips had moved below their toughness [m].
        film: with the lithium and the interphase of then, on the present grid.
        least: lithium that a node may be extrapolated to [m^2], shape (n,).
    """

    time: float
    totals: Totals
    crept: Mapping[str, float]
    film: FilmState
    least: FloatArray


@dataclass(frozen=True)
class Start:
    """Where the step of an advance starts.

    Attributes:
        state: on the new geometry, before anything flows.
        system: of the geometry.
        past: where the step before began; None where rates jump, for a step by Euler's method.
    """

    state: State
    system: CoupledSystem
    past: Before | None = None

    @classmethod
    def of(cls, system: CoupledSystem, state: State, earlier: tuple[Earlier, ...]) -> Start:
        """A start on a geometry; an anode with a state of its own follows by Euler steps only.

        Args:
            system: the coupled system.
            state: to start from.
            earlier: where the step before began; nothing if none did.
        """
        usable = [e for e in earlier if e.time < state.time]
        if not usable or state.anode is not UNCHANGING:
            return cls(state, system)
        (before,) = usable
        film, least = put_on(system, state.film, before.lithium), -EMPTY * system.gap.closed
        past = Before(before.time, before.totals, before.crept, film, least)
        return cls(state, system, past)

    def extrapolated(self, step: float) -> tuple[State, float]:
        """Start and length [s] of the implicit Euler step that stands for a step [s]."""
        state, past = self.state, self.past
        if past is None:
            return state, step
        ratio = step / (state.time - past.time)
        part = ratio**2 / (1 + 2 * ratio)
        lithium = state.film.lithium + part * (state.film.lithium - past.film.lithium)
        film = self.system.continued(past.film, state.film, 1 + part, lithium)
        if np.any(film.lithium < past.least):  # faces that close fast: Euler's step is safe
            return state, step
        time = state.time + part * (state.time - past.time)
        totals = state.totals.extrapolated(part, past.totals, state.totals)
        totals = with_consumed(self.system, state, film, totals)
        now = state.history.crept
        crept = {name: x + part * (x - past.crept.get(name, x)) for name, x in now.items()}
        history = replace(state.history, time=time, totals=totals, crept=crept)
        start = State(history, film)
        return start, state.time + step - time
