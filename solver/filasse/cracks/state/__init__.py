"""The state of the films and of the run: small, explicit, copied rather than changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from filasse.cracks.anode_interface import AnodeState
from filasse.cracks.state.film_state import NO_LAYER, Fill, FilmState
from filasse.cracks.state.run_history import (
    Calm,
    History,
    LastAdvance,
    ProtocolPosition,
    TipPace,
)
from filasse.cracks.state.totals import TimeError, Totals

__all__ = [
    "NO_LAYER",
    "Calm",
    "Fill",
    "FilmState",
    "History",
    "LastAdvance",
    "ProtocolPosition",
    "State",
    "TimeError",
    "TipPace",
    "Totals",
]


@dataclass(frozen=True)
class State:
    """The run at one time.

    Attributes:
        history: what belongs to no grid.
        film: the films, on the grid of the present geometry.
    """

    history: History
    film: FilmState

    @property
    def time(self) -> float:
        """Time since the start of the protocol [s]."""
        return self.history.time

    @property
    def totals(self) -> Totals:
        """Sums since the start."""
        return self.history.totals

    @property
    def position(self) -> ProtocolPosition:
        """Where in the protocol it is."""
        return self.history.position

    @property
    def anode(self) -> AnodeState:
        """The state of the anode."""
        return self.history.anode

    def with_step_size(self, step: float) -> State:
        """Return this state with another step to try next [s]."""
        return replace(self, history=replace(self.history, step_size=step))
