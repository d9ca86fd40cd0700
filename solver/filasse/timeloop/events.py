"""Events: a critical tip, lost contact, a limit of the protocol's segment; where they are met."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.conservation import touching_part
from filasse.cracks.state import State
from filasse.end_reason import EndReason
from filasse.parameters.protocol import Segment
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Event, Reached

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class EventDetector:
    """The limits that the integration is to land on.

    Attributes:
        geometry: the geometry.
        segment: of the protocol.
        horizon: time up to which the segment is taken to go on, so that only tips count [s]; None
            for the segment as it is.
    """

    geometry: FrozenGeometry
    segment: Segment
    horizon: float | None = None

    def growth_until(self, horizon: float) -> EventDetector:
        """The same if the segment went on until a time [s]."""
        return replace(self, horizon=horizon)

    @property
    def landing(self) -> float:
        """How near to an event counts as there [-]."""
        return self.geometry.problem.limits.landing

    def event(self, state: State, driving: FloatArray) -> Reached | None:
        """What has been reached, at K/K_c of the tips that may grow, shape (n_tips,).

        When the time of the segment is over, tips are left no time to grow in.
        """
        if self.contact_excess(state) >= -self.landing:
            return EndReason.CONTACT_LOST
        is_over = self.horizon is None and self._has_come(state, self.end(state))
        if not is_over and self._growth_excess(state, driving) >= -self.landing:
            return Event.CRITICAL
        if self.horizon is not None:
            return None
        if self._segment_excess(state) >= -self.landing:
            return EndReason.END_OF_PROTOCOL if self.segment.is_last else Event.SEGMENT
        if not is_over:
            return None
        if self.segment.must_reach:
            return EndReason.LIMIT_NEVER_REACHED
        over = self._has_come(state, self.geometry.problem.limits.stop_time)
        is_end = over or self.segment.is_last
        return EndReason.END_OF_PROTOCOL if is_end else Event.SEGMENT

    def _has_come(self, state: State, time: float) -> bool:
        """Whether a time [s] has come."""
        return state.time >= time * (1 - self.geometry.problem.policy.same_time)

    def end(self, state: State) -> float:
        """Time at which the segment ends at the latest [s]."""
        return self.geometry.end(state) if self.horizon is None else self.horizon

    def target(self, state: State) -> float:
        """Time at which a step ends at the latest [s]: then, or as output is asked for.

        The step of an advance does not: see `filasse.timeloop.step_notes`.
        """
        return min(self.end(state), self.geometry.problem.limits.output_times.after(state.time))

    def excess(self, state: State, driving: FloatArray, begun: FloatArray | None = None) -> float:
        """How far the state is past the nearest of its limits: K_c, voltage, charge [-].

        Args:
            state: the state.
            driving: K/K_c of the tips that may grow, 0 of others, shape (n_tips,).
            begun: see `GrowthCriterion.excess`.
        """
        past = -1.0 if self.horizon is not None else self._segment_excess(state)
        return max(self._growth_excess(state, driving, begun), past)

    def is_met(self, state: State, driving: FloatArray) -> bool:
        """Whether a step has landed so near to a limit that it may end there."""
        near = self.geometry.problem.policy.landing * self.landing
        return abs(self.excess(state, driving)) <= near

    def switches(self, state: State, driving: FloatArray) -> bool:
        """Whether the current switches in a state, and the protocol goes on."""
        return not self.segment.is_last and self.event(state, driving) is Event.SEGMENT

    def contact_excess(self, state: State) -> float:
        """How far a state is past the loss of contact that ends the run [-].

        It is told apart from `excess`: the anode follows a step, so that nothing of it is known
        while the step is sought.
        """
        least = self.geometry.problem.limits.least_contact
        if least == 0.0:
            return -1.0
        return 1.0 - touching_part(self.geometry.system_at(state)) / least

    def is_beyond_contact(self, state: State) -> bool:
        """Whether a state comes after the loss of contact that ends the run."""
        return self.contact_excess(state) > self.landing

    def _growth_excess(
        self, state: State, driving: FloatArray, begun: FloatArray | None = None
    ) -> float:
        """How far the first tip is beyond its advance [-]."""
        crept, criterion = self.geometry.crept(state), self.geometry.criterion_at(state)
        there = criterion.under(self.geometry.system_at(state), state.film)
        return there.excess(driving, crept, begun)

    def _segment_excess(self, state: State) -> float:
        """How far the state is past the segment's limits of voltage and charge [-]."""
        segment, past = self.segment, -1.0
        if segment.voltage is not None:
            beyond = self.geometry.system_at(state).voltage(state.film) - segment.voltage
            scale = self.geometry.problem.policy.voltage_scale
            past = max(past, np.sign(segment.drive.current or 1.0) * beyond / scale)
        if segment.charge is not None:
            passed = abs(state.totals.passed - state.position.charge)
            past = max(past, passed / segment.charge - 1)
        return float(past)
