"""Integrate a body in time; steps adapt, and a rejected one leaves no trace but a log line."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from filasse.errors import ConvergenceError, MeshError
from filasse.lithium_body.body_equations import BodyEquations
from filasse.lithium_body.body_mesh import BodyMesh
from filasse.lithium_body.body_newton import Accuracy, Solved, solve_step
from filasse.lithium_body.body_remap import transfer
from filasse.lithium_body.body_state import Body, BodyState, Loads
from filasse.lithium_body.taylor_hood import quality

type Remesh = Callable[[BodyMesh], BodyMesh]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StepControl:
    """How the steps adapt.

    Attributes:
        largest_strain: increment of equivalent viscoplastic strain allowed in one step.
        easy: iterations up to which the next step grows by `growth`.
        growth: factor.
        cut: factor after a failure.
        smallest: fraction of the duration below which the integration gives up.
        worst_quality: of cells (see `element.quality`) below which the body is meshed again.
    """

    largest_strain: float = 0.02
    easy: int = 8
    growth: float = 2.0
    cut: float = 0.25
    smallest: float = 1e-6
    worst_quality: float = 0.2


def go_on() -> None:
    """The check for a stop where nobody may ask for one."""


class BodySolver:
    """Integrates bodies; keeps the numbering and the factor while mesh and supports stay."""

    def __init__(
        self,
        body: Body,
        accuracy: Accuracy | None = None,
        control: StepControl | None = None,
        check: Callable[[], None] = go_on,
    ) -> None:
        """Prepare.

        Args:
            body: what does not change in time.
            accuracy: when Newton stops.
            control: how steps adapt.
            check: called before every step; what it raises ends the integration without a trace.
        """
        self.body = body
        self.accuracy = accuracy or Accuracy()
        self.control = control or StepControl()
        self.check = check
        self._equations: BodyEquations | None = None
        self._key: tuple[object, ...] = ()

    def step(self, state: BodyState, loads: Loads, step: float) -> Solved:
        """Take one implicit step of a given length [s].

        Raises:
            ConvergenceError: no convergence.
        """
        return solve_step(self._for(state.mesh, loads), state, loads, step, self.accuracy)

    def advance(
        self,
        state: BodyState,
        loads: Loads | Callable[[BodyState], Loads],
        duration: float,
        first: float | None = None,
        watch: Callable[[Solved], None] | None = None,
        remesh: Remesh | None = None,
        longest: float = math.inf,
        stale: Callable[[BodyMesh], bool] = lambda _: False,
    ) -> BodyState:
        """Integrate over a time.

        Args:
            state: at the start; left untouched.
            loads: what acts, the same all the time or from the present state.
            duration: [s].
            first: first step [s]; by default the whole duration.
            watch: called after every accepted step.
            remesh: meshes the body again when its cells are distorted, or stale.
            longest: longest step [s].
            stale: tells whether cells no longer have the sizes that they should have.

        Raises:
            ConvergenceError: even the smallest step fails; the text has the reason.
        """
        end, step = state.time + duration, first or duration
        while state.time < end:
            self.check()
            left, step = end - state.time, min(step, longest)
            length = left if left < 1.001 * step else min(step, left / 2)
            now = loads(state) if callable(loads) else loads
            state_after, step = self._attempt(state, now, length, duration)
            if state_after is None:
                continue
            state = state_after.state
            if length == left:
                state = replace(state, time=end)
            if watch is not None:
                watch(state_after)
            if remesh is not None:
                state = self._tidy(state, remesh, stale)
        return state

    def close(self) -> None:
        """Free the factor."""
        if self._equations is not None:
            self._equations.matrix.destroy()
        self._equations, self._key = None, ()

    def _tidy(
        self, state: BodyState, remesh: Remesh, stale: Callable[[BodyMesh], bool]
    ) -> BodyState:
        """Mesh the body again if its cells are stale, or distorted and a new mesh is better."""
        worst = quality(state.mesh).min()
        distorted = worst < self.control.worst_quality
        if not distorted and not stale(state.mesh):
            return state
        try:
            fresh = remesh(state.mesh)
        except MeshError as error:
            log.warning("The body keeps its mesh: %s", error)
            return state
        better = quality(fresh).min()
        lowest = worst if distorted else self.control.worst_quality
        if better <= lowest or (stale(fresh) and not distorted):
            log.debug("a new mesh of the body is no better: %.2g, was %.2g", better, worst)
            return state
        log.info("body meshed again at %.6g s: worst cell %.2g -> %.2g", state.time, worst, better)
        return transfer(self.body, state, fresh)

    def _attempt(
        self, state: BodyState, loads: Loads, length: float, duration: float
    ) -> tuple[Solved | None, float]:
        """One step, or None with a shorter length."""
        control = self.control
        try:
            solved = self.step(state, loads, length)
            reason = self._too_large(solved)
        except ConvergenceError as error:
            solved, reason = None, str(error)
        if solved is not None and not reason:
            return solved, self._next(solved, length)
        shorter = length * control.cut
        if solved is not None:
            shorter = length * max(control.cut, 0.8 * control.largest_strain / solved.strain)
        if shorter < control.smallest * duration:
            raise ConvergenceError(
                f"The lithium body cannot go on at {state.time:.6g} s, even with a step of "
                f"{length:.3g} s. {reason} Ease the loads, refine the mesh, or mesh it again."
            )
        log.info("step of %.3g s at %.6g s rejected: %s", length, state.time, reason)
        return None, shorter

    def _too_large(self, solved: Solved) -> str:
        limit = self.control.largest_strain
        if solved.strain <= limit:
            return ""
        return f"The strain increment {solved.strain:.3g} exceeds {limit:.3g}."

    def _next(self, solved: Solved, length: float) -> float:
        control = self.control
        wanted = control.growth if len(solved.residuals) - 1 <= control.easy else 1.0
        return length * min(wanted, 0.8 * control.largest_strain / max(solved.strain, 1e-12))

    def _for(self, mesh: BodyMesh, loads: Loads) -> BodyEquations:
        key = (
            id(mesh.cells),
            tuple((p.edge, p.axis) for p in loads.prescribed),
            tuple((p.edge, p.axis) for p in loads.platens),
            tuple(loads.pressures),
        )
        if self._equations is None or key != self._key:
            self.close()
            self._equations, self._key = BodyEquations(self.body, mesh, loads), key
        return self._equations
