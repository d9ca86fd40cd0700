"""Where a march ends: at a critical tip, at a limit of the protocol's segment, or at its time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.parameters.limits import Limits
from filasse.parameters.protocol import Segment
from filasse.timeloop.frozen_system import VOLTAGE_SCALE
from filasse.timeloop.outcome import Event

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Goal:
    """The limits that a march is to land on.

    Attributes:
        system: of the geometry; tells the cell voltage, whatever the anode does.
        segment: of the protocol.
        limits: tolerance of landing, and the stop time.
    """

    system: CoupledSystem
    segment: Segment
    limits: Limits

    def event(self, state: State, ratios: FloatArray) -> Event | None:
        """What has been reached, at K/K_c of the tips, shape (n_tips,)."""
        if np.max(ratios, initial=0.0) >= 1 - self.limits.landing:
            return Event.CRITICAL
        if self.excess(state, np.zeros(0)) >= -self.limits.landing:
            return Event.SEGMENT
        if state.time < self.end(state) * (1 - 1e-12):
            return None
        if self.segment.must_reach:
            return Event.NEVER_REACHED
        over = state.time >= self.limits.stop_time * (1 - 1e-12)
        return Event.END if over else Event.SEGMENT

    def end(self, state: State) -> float:
        """Time at which the segment ends at the latest [s]."""
        return min(self.limits.stop_time, state.place.started_at + self.segment.duration)

    def excess(self, state: State, ratios: FloatArray) -> float:
        """How far the state is past the nearest of its limits: K_c, voltage, charge [-]."""
        segment, place = self.segment, state.place
        past = [float(np.max(ratios, initial=0.0)) - 1]
        if segment.voltage is not None:
            beyond = self.system.voltage(state.film) - segment.voltage
            past.append(np.sign(segment.drive.current or 1.0) * beyond / VOLTAGE_SCALE)
        if segment.charge is not None:
            past.append(abs(state.totals.charge - place.charge) / segment.charge - 1)
        return max(past)
